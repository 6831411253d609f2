"""One text over the checkpoints of a run, and the layers of a pair, as a notebook asks for them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tiny_project import CORPUS, RUNTIME, TEACHER, distill_spec, perform, pretrain_spec

from workbench.activities.queries.inspecting.checkpoints.checkpoint_queries import CheckpointReader
from workbench.activities.spec import ImportModelSpec
from workbench.errors import BadInput
from workbench.inspection.comparison.checkpoint_point import (
    MEASURES,
    PASSAGE_MEASURES,
    EvolutionAsked,
)
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.heads.spec import ASKED_STAGES
from workbench.inspection.heads.table import HeadMeasurements
from workbench.project import Project
from workbench.store.folders import ProjectFolder

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


def test_that_heads_and_lens_of_each_checkpoint_are_those_of_the_model_there(
    kept: Project,
) -> None:
    steps = list(
        kept.model("small").over_checkpoints(
            TEXT, lens=True, measures=ASKED_STAGES, corpus=CORPUS, passages=3, tokens=16
        )
    )
    assert all(0 <= one.share <= 1 for one in steps)
    assert len(steps) > 4
    found = steps[-1]
    assert found.measures == MEASURES
    for point in found.points:
        model = kept.model(f"small@{point.step}")
        *_, alone = model.heads(corpus=CORPUS, passages=3, tokens=16, measures=ASKED_STAGES)
        assert isinstance(alone, HeadMeasurements)
        for measure in PASSAGE_MEASURES:
            expected = [one.values[measure] for one in alone.heads]
            np.testing.assert_allclose(
                point.measured(measure).ravel(), np.array(expected, dtype=float), atol=1e-6
            )
        lens = model.lens(TEXT)
        assert point.lens is not None
        np.testing.assert_allclose(
            point.lens.true_probabilities_rt, lens.true_probabilities_rt, atol=1e-6
        )
    assert found.head(0, 1)["induction"].tolist() == [
        point.measured("induction")[0, 1] for point in found.points
    ]
    assert "of the lens" in found._repr_html_()


def test_that_what_is_not_measured_is_said(kept: Project) -> None:
    few = last(kept.model("small").over_checkpoints(TEXT, corpus=CORPUS, passages=1000, tokens=999))
    assert any("instead of 999" in str(note) for note in few.notes)
    model = kept.model("small")
    bare = model.framing(add_special_tokens=False)
    reader = CheckpointReader(
        *(model.network_at, model.tokenizer, bare, "a", 64),
        True,
        ProjectFolder.open(kept.folder),
        EvolutionAsked(),
    )
    one = last(reader.over(model.record.checkpoints))
    assert len(one.tokens) == 1
    assert [str(note) for note in one.notes] == [
        "heads are not measured: the text has a single token; write more, or name a corpus"
    ]
    assert "duplicate" not in one.measures
    assert np.isnan(one.series("duplicate")).all()
    with pytest.raises(BadInput, match="'entropy' is no measure of heads that is asked for"):
        last(kept.model("small").over_checkpoints(TEXT, measures=("entropy",)))


def test_that_other_measures_are_read_anew_and_the_same_are_not(kept: Project) -> None:
    model = kept.model("small")
    with_lens = last(model.over_checkpoints(TEXT, lens=True))
    without = last(model.over_checkpoints(TEXT, known=with_lens))
    assert all(point.lens is None for point in without.points)
    again = last(model.over_checkpoints(TEXT, lens=True, known=with_lens))
    assert all(a is b for a, b in zip(again.points, with_lens.points, strict=True))


@pytest.mark.slow
def test_that_a_model_that_was_imported_is_not_told_to_keep_checkpoints(
    kept: Project, tmp_path: Path
) -> None:
    *_, _ = kept.model(TEACHER).export("hf", tmp_path / "big")
    perform(kept, ImportModelSpec(name="from outside", folder=str(tmp_path / "big")))
    (alone,) = last(kept.model("from outside").over_checkpoints(TEXT)).notes
    assert str(alone).startswith("this model was imported with one checkpoint")
    assert "keep_every" not in str(alone)


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
    first = next(one for one in model.over_checkpoints(TEXT) if one.points)
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
