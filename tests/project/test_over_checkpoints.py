"""One text over the checkpoints of a run, and the layers of a pair, as a notebook asks for them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_project import CORPUS, RUNTIME, TEACHER, distill_spec, perform, pretrain_spec

from workbench.errors import BadInput
from workbench.inspection.comparison.evolution import Evolution
from workbench.project import Project

TEXT = "Ada had a kite. Bo had a lamp."


@pytest.fixture(scope="module")
def kept(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The tiny project with a student that kept checkpoints; its layer map is its own."""
    folder = shutil.copytree(tiny_template, tmp_path_factory.mktemp("kept") / "lab")
    terms = [{"kind": "hidden", "weight": 1.0, "layers": "mapped"}]
    spec = distill_spec(stages=[{"steps": 12, "terms": terms}], loop={"keep_every": 4})
    with Project.open(folder, create=False) as project:
        perform(project, spec)
        yield project


def last(steps: Iterator[Evolution]) -> Evolution:
    *_, found = steps
    return found


def test_that_each_checkpoint_is_what_the_model_is_there(kept: Project) -> None:
    found = last(kept.model("small").over_checkpoints(TEXT))
    assert found.steps == (0, 4, 8, 12)
    assert found.done == found.total == 4
    for point in found.points:
        model = kept.model(f"small@{point.step}")
        alone = model.attention(TEXT).statistics
        np.testing.assert_allclose(point.statistics.entropy_lh, alone.entropy_lh, atol=1e-6)
        scores = [token.log_probability for token in model.score(TEXT)]
        assert point.loss == pytest.approx(-np.mean(scores), rel=1e-4)


def test_that_how_far_a_teacher_is_equals_the_comparison_at_that_checkpoint(kept: Project) -> None:
    teacher = kept.model(TEACHER)
    found = last(teacher.versus(kept.model("small")).over_checkpoints(TEXT))
    assert found.mapping is not None
    assert found.mapping.is_own
    for point in found.points:
        pair = teacher.versus(kept.model(f"small@{point.step}"))
        similarity, tokens = pair.similarity(TEXT), pair.tokens(TEXT)
        assert point.distance is not None
        for number, layers in enumerate(found.mapping.pairs):
            assert point.distance.cka_p[number] == pytest.approx(similarity.cka(layers), abs=1e-6)
            assert point.distance.divergence_p[number] == pytest.approx(
                float(similarity.divergence_lm[layers]), abs=1e-6
            )
        assert point.distance.kl == pytest.approx(tokens.kl, rel=1e-4)


def test_that_what_is_known_is_not_read_again(kept: Project) -> None:
    model = kept.model("small")
    first = next(iter(model.over_checkpoints(TEXT)))
    rest = last(model.over_checkpoints(TEXT, known=first))
    assert rest.points[0] is first.points[0]
    assert rest.steps == (0, 4, 8, 12)
    other = last(model.over_checkpoints("Cy had a drum.", known=rest))
    assert all(one is not known for one, known in zip(other.points, rest.points, strict=True))
    again = last(model.over_checkpoints(TEXT, known=rest))
    assert all(one is known for one, known in zip(again.points, rest.points, strict=True))


def test_that_checkpoints_that_are_gone_or_damaged_are_skipped_and_said(
    kept: Project, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(kept.folder, tmp_path / "lab"))
    with Project.open(folder, create=False) as project:
        model = project.model("small")
        first, damaged, *_ = (checkpoint.folder for checkpoint in model.record.checkpoints)
        shutil.rmtree(first)
        weights = damaged / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-20])
        found = last(model.over_checkpoints(TEXT))
    assert found.steps == (8, 12)
    assert [one.step for one in found.skipped] == [0, 4]
    assert "is not there" in str(found.skipped[0].why)
    assert str(weights) in str(found.skipped[1].why)
    assert found.done == found.total == 4
    assert "step 4 was skipped" in found._repr_html_()


def test_that_models_looked_at_on_the_way_are_not_kept_in_memory(kept: Project) -> None:
    model = kept.model("small")
    network = model.network()
    last(model.over_checkpoints(TEXT))
    assert model.network() is network
    one = model.record.checkpoints[0]
    assert model.network_at(one) is not model.network_at(one)


def test_that_passages_of_a_corpus_are_compared_with_progress(kept: Project) -> None:
    pair = kept.model(TEACHER).versus("small")
    *before, answer = pair.corpus_similarity(CORPUS, most_passages=3)
    assert [(one.done, one.total) for one in before] == [(0, 3), (1, 3), (2, 3)]
    assert answer.similarity is not None
    assert answer.similarity.passages == 3
    assert answer.similarity.cka_xy.shape == (3, 2)
    assert "<table>" in answer.similarity._repr_html_()


def test_that_more_passages_than_anybody_reads_are_refused_before_room_is_taken(
    kept: Project,
) -> None:
    pair = kept.model(TEACHER).versus("small")
    for ask in (
        lambda: next(pair.corpus_similarity(most_passages=10**15)),
        lambda: next(kept.model(TEACHER).importance(corpus=CORPUS, passages=10**15)),
    ):
        with pytest.raises(BadInput, match="ask for 1 to 10000"):
            ask()


def test_that_two_checkpoints_of_a_model_are_told_apart_in_a_map(kept: Project) -> None:
    early, late = kept.model("small@4"), kept.model("small@8")
    found = early.versus(late).embeddings(most=20)
    assert found.models == ("small@4", "small@8")
    assert early.versus(late).neighbours("a", top=3).models == ("small@4", "small@8")


def test_that_a_pair_of_layers_is_shown_with_its_heads_matched(kept: Project) -> None:
    pair = kept.model(TEACHER).versus("small")
    found = pair.layer_attention(TEXT, 1, 0)
    whole = pair.similarity(TEXT)
    np.testing.assert_allclose(
        found.match.divergence_ij, whole.head_divergence_lmij[1, 0], atol=1e-5
    )
    assert found.teacher_iqk.shape[1:] == found.student_jqk.shape[1:] == (len(found.tokens),) * 2
    with pytest.raises(BadInput, match="the teacher has no layer 2; it has 2, counted from 0"):
        pair.layer_attention(TEXT, 2, 0)


def test_that_what_cannot_be_compared_says_why(kept: Project) -> None:
    pair = kept.model(TEACHER).versus("small")
    with pytest.raises(BadInput, match="there is no text"):
        pair.similarity(" ")
    with pytest.raises(BadInput, match="0 passages cannot be read"):
        next(pair.corpus_similarity(most_passages=0))


@pytest.mark.slow
def test_that_berts_are_compared_through_their_masked_token_heads(
    tiny_folder: Path,
) -> None:
    shape = {"family": "bert", "num_layers": 2, "hidden_size": 16, "num_heads": 2, "context": 32}
    with Project.open(tiny_folder, create=False) as project:
        for name, seed in (("one", 1), ("other", 2)):
            loop = {"steps": 4, "sample_prompt": "", "keep_every": 2}
            runtime = RUNTIME | {"seed": seed}
            perform(project, pretrain_spec(name=name, model=shape, loop=loop, runtime=runtime))
        found = last(project.model("one").versus("other").over_checkpoints(TEXT))
        assert [point.loss for point in found.points] == [None] * 3
        assert all(point.distance and point.distance.kl for point in found.points)
        same = last(project.model("one@last").versus("one").over_checkpoints(TEXT)).points[-1]
        assert same.distance is not None
        assert same.distance.kl == pytest.approx(0, abs=1e-6)
        assert same.distance.cka_p == pytest.approx((1, 1), abs=1e-5)
        with pytest.raises(BadInput, match="the other is a BERT"):
            project.model("one").versus(TEACHER).similarity(TEXT)
