import numpy as np
import pytest
import torch
from family_specs import small_specs
from hugging_face import lively
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.hooks import Recorder, Site, block_of, changed
from workbench.inspection.patching.maps import PLACES, PatchedMap, PatchedPlace, Patching
from workbench.inspection.patching.runs import (
    Contrast,
    ModelRun,
    PatchedRun,
    own_layers,
    patch_rows,
)
from workbench.inspection.readout import logits_at
from workbench.models.build import Model, build
from workbench.models.spec import FAMILIES, GPTSpec

VOCABULARY = 40
CLEAN = (7, 9, 11, 20, 13, 14)
CORRUPTED = (7, 9, 30, 20, 13, 14)
CONTRAST = Contrast(position=5, target=10, other=12)


def patched_run(model: Model, place: PatchedPlace) -> PatchedRun:
    sites = [Site(place, layer) for layer, _ in own_layers(model, place)]
    return PatchedRun.of(ModelRun(model, CLEAN), ModelRun(model, CORRUPTED), CONTRAST, sites)


def a_model(family: str, seed: int = 3) -> Model:
    spec = next(small_specs(family))
    return lively(build(spec, VOCABULARY, seed=seed)).eval().requires_grad_(False)


def rows(*kept: bool) -> Tensor:
    return torch.tensor(kept)[:, None]


@pytest.mark.parametrize("family", FAMILIES)
def test_that_patching_everything_recovers_all_and_nothing_nothing(family: str):
    run = patched_run(a_model(family), "stream")
    for site in run.clean_tx:
        everything, nothing = run.recovered(site, site, rows(True, False))
        assert everything == pytest.approx(1.0, abs=1e-3)
        assert nothing == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("place", PLACES)
def test_that_a_map_is_what_patches_one_by_one_recover(
    family: str, place: PatchedPlace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workbench.inspection.patching.runs.MOST_TOKENS", 14)  # two rows a pass
    model = a_model(family)
    *_, (found, _) = patch_rows(patched_run(model, place), place, own_layers(model, place))
    clean, corrupted = torch.tensor([CLEAN]), torch.tensor([CORRUPTED])
    ends = [float(CONTRAST.of(logits_at(model, ids, 5))) for ids in (clean, corrupted)]
    layer = 1
    recorder = Recorder([Site(place, layer)])
    with changed(model, recorder.changes()):
        model.hidden(clean)
    clean_tx = recorder[Site(place, layer)][0]
    width = clean_tx.shape[-1] // model.num_heads
    for column in (0, 2, 3):

        def put(x_btx: Tensor, column: int = column) -> Tensor:
            patched = x_btx.clone()
            if place == "heads":
                begin = column * width
                patched[0, :, begin : begin + width] = clean_tx[:, begin : begin + width]
            else:
                patched[0, column] = clean_tx[column]
            return patched

        with changed(model, {Site(place, layer): put}):
            patched = float(CONTRAST.of(logits_at(model, corrupted, 5)))
        expected = (patched - ends[1]) / (ends[0] - ends[1])
        assert found.recovered_lx[layer, column] == pytest.approx(expected, abs=2e-3)


def test_that_the_embedding_of_the_word_that_differs_recovers_all():
    model = a_model("gpt")
    *_, (found, _) = patch_rows(patched_run(model, "stream"), "stream", own_layers(model, "stream"))
    assert found.recovered_lx[0] == pytest.approx(np.eye(6)[2], abs=1e-3)
    assert found.recovered_lx[-1] == pytest.approx(np.eye(6)[5], abs=1e-3)


def test_that_progress_counts_every_patch_and_keeps_what_is_not_known_apart():
    model = a_model("gpt")
    steps = list(patch_rows(patched_run(model, "heads"), "heads", own_layers(model, "heads")))
    assert sum(patches for _, patches in steps) == model.num_layers * model.num_heads
    assert np.isnan(steps[0][0].recovered_lx[1:]).all()
    assert not np.isnan(steps[-1][0].recovered_lx).any()


def test_that_a_student_is_patched_with_a_teacher_of_more_layers():
    teacher, student = (
        lively(
            build(GPTSpec(num_layers=layers, hidden_size=16, num_heads=2, context=8), 40, seed=1)
        )
        .eval()
        .requires_grad_(False)
        for layers in (3, 2)
    )
    layers = ((0, 0), (2, 1), (3, 2))
    sites = [Site("stream", theirs) for theirs, _ in layers]
    run = PatchedRun.of(ModelRun(teacher, CLEAN), ModelRun(student, CLEAN), CONTRAST, sites)
    behind = run.recovered(Site("stream", 3), Site("stream", 2), rows(True, False))
    # Behind the last layer only the student's own final norm and embeddings are left of it.
    with torch.inference_mode():
        stream_tc = run.clean_tx[Site("stream", 3)]
        logits_v = torch.nn.functional.linear(student.final_norm(stream_tc), student.head_weight)[5]
    expected = float(logits_v[10] - logits_v[12]) - run.corrupted_difference
    whole = run.clean_difference - run.corrupted_difference
    assert behind == pytest.approx([expected / whole, 0.0], abs=1e-3)


def between_models(family: str) -> PatchedRun:
    teacher, student = a_model(family, seed=4), a_model(family, seed=3)
    sites = Site("heads", 1), Site("attention", 1)
    return PatchedRun.of(ModelRun(teacher, CLEAN), ModelRun(student, CLEAN), CONTRAST, sites)


@pytest.mark.parametrize("family", FAMILIES)
def test_that_a_teachers_head_adds_to_the_students_stream_what_it_adds_to_its_own(family: str):
    run, head, site = between_models(family), 1, Site("heads", 0)
    teacher, student = run.clean.model, run.corrupted.model
    outputs = [block_of(one, layer).attention_out for one, layer in ((teacher, 1), (student, 0))]
    width = outputs[0].in_features // teacher.num_heads
    columns = slice(head * width, (head + 1) * width)
    theirs_tc = run.clean_tx[Site("heads", 1)][:, columns] @ outputs[0].weight[:, columns].T

    def exchange(_: object, inputs: tuple[Tensor], sum_btc: Tensor) -> Tensor:
        return sum_btc + theirs_tc - inputs[0][..., columns] @ outputs[1].weight[:, columns].T

    handle = outputs[1].register_forward_hook(exchange)
    patched = float(CONTRAST.of(logits_at(student, torch.tensor([CLEAN]), 5)))
    handle.remove()
    whole = run.clean_difference - run.corrupted_difference
    found = run.recovered(Site("heads", 1), site, torch.eye(student.num_heads)[[head]].bool())
    assert found == pytest.approx([(patched - run.corrupted_difference) / whole], abs=2e-3)


def test_that_all_heads_of_a_teacher_are_its_attention():
    run = between_models("llama")  # whose output matrix has no bias
    all_heads = torch.ones(1, run.clean.model.num_heads, dtype=torch.bool)
    heads = run.recovered(Site("heads", 1), Site("heads", 0), all_heads)
    attention = run.recovered(Site("attention", 1), Site("attention", 0), rows(True))
    assert heads == pytest.approx(attention, abs=1e-3)


def test_that_runs_that_do_not_differ_have_nothing_to_recover():
    model = a_model("gpt")
    with pytest.raises(BadInput, match="there is nothing to recover"):
        PatchedRun.of(ModelRun(model, CLEAN), ModelRun(model, CLEAN), CONTRAST, [Site("stream", 0)])


def test_that_arrays_lines_and_json_hold_the_same_numbers():
    values = np.array([[0.25, np.nan], [1.0, -0.5]], dtype=np.float32)
    one = PatchedMap("stream", ((0, 0), (2, 1)), values)
    patching = Patching(("a", "b"), ("a", "c"), 1, "x", "y", 2.0, 1.0, (one,), 4, 4)
    heading, *lines = patching.table()
    assert heading[-1] == "recovered"
    assert lines[0] == ("stream", 0, 0, None, 0, "a", 0.25)
    assert lines[1] == ("stream", 0, 0, None, 1, "c", None)
    assert lines[2] == ("stream", 1, 2, None, 0, "a", 1.0)
    assert patching.as_plain()["maps"][0]["recovered"] == [[0.25, None], [1.0, -0.5]]
    np.testing.assert_array_equal(patching.as_arrays()["recovered_stream"], values)
