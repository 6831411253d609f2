"""Runs on a mixture of corpora: curves, resumes, batches by corpus, refusals."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tiny_project import (
    CORPUS,
    TEACHER,
    distill_spec,
    ending,
    events_of,
    metric_rows,
    perform,
    pretrain_spec,
    report_of,
    spec_file,
    tales,
    weights_hash,
)

from workbench.activities.replay.first_batch import BatchPreview
from workbench.activities.spec import EvaluateSpec
from workbench.activities.text.mixed import curve_names
from workbench.cli.main import verbs
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.spec import DistillSpec
from workbench.events import Metrics, Note, Outcome, Reference
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.spec import BadSpec, validate
from workbench.store.names import Sort
from workbench.store.runs.run_folder import RunFolder
from workbench.training.pretrain_spec import PretrainSpec

OTHER = "other tales"
SHARES = (0.25, 0.75)
FURTHER = [{"corpus": OTHER, "weight": 3.0}]
BERT = {"family": "bert", "num_layers": 1, "hidden_size": 32, "num_heads": 2, "context": 32}


def mixed(**changes: Any) -> PretrainSpec:
    """Three times as many tokens of the other tales as of the first."""
    loop = {"evaluation_tokens": 0} | changes.pop("loop", {})
    return pretrain_spec(**({"name": "mix", "further_corpora": FURTHER, "loop": loop} | changes))


def mixed_bert(objective: str = "mlm+nsp", **changes: Any) -> PretrainSpec:
    loop = {"sample_prompt": "Ada had a [MASK]."} | changes.pop("loop", {})
    return mixed(model=BERT, masking={"objective": objective}, loop=loop, **changes)


def mixed_student(**changes: Any) -> DistillSpec:
    loop = {"evaluation_tokens": 0} | changes.pop("loop", {})
    return distill_spec(**({"name": "mix", "further_corpora": FURTHER, "loop": loop} | changes))


@pytest.fixture
def lab(tiny: Project, tmp_path: Path) -> Project:
    """The tiny project with one more corpus."""
    text = tmp_path / "other.txt"
    text.write_text(tales(seed=1).upper())
    tiny.run(AddCorpusSpec(name=OTHER, files=(str(text),)))
    return tiny


def series(run: RunFolder, name: str) -> list[float]:
    return [row[2] for row in metric_rows(run) if row[0] == name]


def means_of_corpora(run: RunFolder) -> list[float]:
    """Of the losses of both by their shares, at each evaluation."""
    parts = zip(*(series(run, name) for name in curve_names((CORPUS, OTHER))), strict=True)
    return [sum(s * loss for s, loss in zip(SHARES, pair, strict=True)) for pair in parts]


def assert_resumes_alike(
    lab: Project, whole: PretrainSpec | DistillSpec, parts: PretrainSpec | DistillSpec
) -> None:
    """Stopped after some steps and gone on with, the weights are those of the whole run."""
    expected, control = perform(lab, whole), ThreadControl()
    attempt = lab.start(parts, control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 4:
            control.stop()
    for _ in lab.resume(parts.name):
        pass
    assert weights_hash(attempt.run) == weights_hash(expected)


def test_that_the_whole_loss_is_the_mean_of_the_corpora_by_weight(lab: Project) -> None:
    run = perform(lab, mixed())
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    first, second = curve_names((CORPUS, OTHER))
    parts = list(zip(series(run, first), series(run, second), strict=True))
    assert series(run, "validation_loss") == pytest.approx(means_of_corpora(run), rel=1e-9)
    apart = lab.plans.comparisons(["mix@last"])
    assert [spec.corpus for spec in apart] == [CORPUS, OTHER]
    assert lab.plans.comparison(["mix@last"]) == apart[0]
    assert [spec.corpus for spec in lab.plans.comparisons(["mix"], corpus=OTHER)] == [OTHER]
    for spec, own in zip(apart, parts[-1], strict=True):
        (row,) = report_of(perform(lab, spec))[-1:]
        assert own == pytest.approx(row["loss"], rel=1e-5)
    lines = {(e.metric, e.name) for e in events_of(run) if isinstance(e, Reference)}
    assert {(first, "ngram"), (second, "ngram")} <= lines
    said = [str(e.words) for e in events_of(run) if isinstance(e, Note)]
    expected = lab.preview(mixed(name="next")).mixture()
    assert [one.share for one in expected] == list(SHARES)
    pattern = r"'(.+)' has \d+\.0% of the tokens and is seen ([\d.]+) times"
    times = dict(re.findall(pattern, "\n".join(said)))
    for one in expected:
        assert float(times[one.corpus]) == pytest.approx(one.times, abs=0.01)


@pytest.mark.slow
def test_that_a_mixture_resumes_to_the_same_bits(lab: Project) -> None:
    assert_resumes_alike(lab, mixed(name="whole"), mixed(name="parts"))


@pytest.mark.slow
def test_that_a_batch_names_the_corpus_of_each_document(lab: Project) -> None:
    run = perform(lab, mixed())
    *_, known = lab.saved_run(run.id).batch(7)
    assert {one.corpus for one in known.documents} == {CORPUS, OTHER}
    for one in known.documents:
        if len(one.text) > 2:
            assert one.text.isupper() == (one.corpus == OTHER)
    assert known.agrees
    *_, first = lab.preview(mixed(name="next")).first_batch()
    assert isinstance(first, BatchPreview)
    assert {one.corpus for one in first.documents} == {CORPUS, OTHER}


@pytest.mark.parametrize("objective", ["mlm", "mlm+nsp"])
def test_that_a_bert_learns_from_a_mixture_with_a_curve_of_each_corpus(
    lab: Project, objective: str
) -> None:
    spec = mixed_bert(objective)
    *_, first = lab.preview(spec).first_batch()
    assert isinstance(first, BatchPreview)
    assert {one.corpus for one in first.documents} == {CORPUS, OTHER}
    run = perform(lab, spec)
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    assert series(run, "validation_loss") == pytest.approx(means_of_corpora(run), rel=1e-9)
    *_, known = lab.saved_run(run.id).batch(7)
    assert known.agrees
    for one in known.documents:
        letters = "".join(piece for piece in one.text if piece.isalpha())
        assert letters.isupper() == (one.corpus == OTHER), one.text


@pytest.mark.slow
def test_that_a_mixture_of_a_bert_resumes_to_the_same_bits(lab: Project) -> None:
    assert_resumes_alike(lab, mixed_bert(name="whole"), mixed_bert(name="parts"))


@pytest.mark.slow
def test_that_a_student_learns_from_a_mixture_with_its_teacher_beside_each_curve(
    lab: Project,
) -> None:
    run = perform(lab, mixed_student())
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    assert series(run, "validation_loss") == pytest.approx(means_of_corpora(run), rel=1e-9)
    lines = {(e.metric, e.name): e.value for e in events_of(run) if isinstance(e, Reference)}
    for curve, corpus in zip(curve_names((CORPUS, OTHER)), (CORPUS, OTHER), strict=True):
        candidates = [{"role": "teacher", "model": TEACHER}, {"role": "student", "model": "mix"}]
        spec = {"name": f"of {corpus}", "corpus": corpus, "candidates": candidates, "tokens": 0}
        rows = report_of(perform(lab, validate(EvaluateSpec, spec)))
        losses = {row["model"]: row["loss"] for row in rows}
        assert lines[curve, "teacher"] == pytest.approx(losses[TEACHER], rel=1e-4)
    assert len(series(run, "validation_agreement")) == len(series(run, "validation_loss"))
    *_, known = lab.saved_run(run.id).batch(5)
    assert {one.corpus for one in known.documents} == {CORPUS, OTHER}
    assert known.agrees
    assert [one.share for one in lab.preview(mixed_student(name="next")).mixture()] == list(SHARES)


@pytest.mark.slow
def test_that_a_student_without_its_teacher_on_a_mixture_is_the_pretraining_on_it(
    lab: Project,
) -> None:
    """With α = 0 and the same seed, the same losses step by step."""
    alone = [{"steps": 12, "alpha": 0.0}]
    student = perform(lab, mixed_student(name="student", stages=alone))
    shape = {"num_layers": 1}
    loop = {"steps": 12}
    plain = perform(lab, mixed(name="plain", model=shape, loop=loop))
    assert series(student, "loss") == pytest.approx(series(plain, "loss"), rel=1e-6)


@pytest.mark.slow
def test_that_a_mixed_student_resumes_to_the_same_bits(lab: Project) -> None:
    assert_resumes_alike(lab, mixed_student(name="whole"), mixed_student(name="parts"))


@pytest.mark.slow
def test_that_a_bert_student_learns_from_a_mixture(lab: Project) -> None:
    perform(lab, mixed_bert(name="bert", further_corpora=[], loop={"steps": 4}))
    loop = {"sample_prompt": "Ada had a [MASK]."}
    student = mixed_student(teacher="bert", student=BERT, stages=[{"steps": 6}], loop=loop)
    run = perform(lab, student)
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    assert series(run, "validation_loss") == pytest.approx(means_of_corpora(run), rel=1e-9)
    assert series(run, "validation_kl")


@pytest.mark.slow
def test_that_evaluate_measures_a_model_on_each_corpus_of_its_mixture(lab: Project) -> None:
    perform(lab, mixed())
    call = ("evaluate", "--model", "mix@last", "--project", str(lab.folder))
    told = [
        json.loads(line)
        for line in CliRunner().invoke(verbs, [*call, "--json"]).stdout.split("\n")
        if line
    ]
    assert [row["corpus"] for row in told] == [CORPUS, OTHER]
    assert told[0]["metrics"]["loss"] != told[1]["metrics"]["loss"]
    named = (*call, "--corpus", OTHER, "--corpus", CORPUS)
    text = CliRunner().invoke(verbs, named).stdout
    assert [line for line in text.splitlines() if line in (CORPUS, OTHER)] == [OTHER, CORPUS]


@pytest.mark.slow
def test_that_both_corpora_are_told_of_the_run(lab: Project) -> None:
    run = perform(lab, mixed())
    lineage = lab.run_table.lineage(run.id)
    texts = {node.name for node in lineage.nodes if node.sort == Sort.CORPUS}
    assert texts == {CORPUS, OTHER}
    assert [one.name for one in run.inputs().corpora] == [CORPUS, OTHER]
    row = next(row for row in lab.run_table.rows() if row.record.id == run.id)
    assert row.own("corpus") == f"{CORPUS} + {OTHER}"


def test_that_impossible_mixtures_are_refused(lab: Project) -> None:
    with pytest.raises(BadSpec, match="a corpus stands twice"):
        mixed(further_corpora=[{"corpus": CORPUS}])
    with pytest.raises(BadSpec, match="a corpus stands twice"):
        distill_spec(further_corpora=[{"corpus": CORPUS}])
    with pytest.raises(BadSpec, match="predictions for one corpus"):
        distill_spec(cache="kept", further_corpora=FURTHER)


def test_that_curves_have_names_that_formulas_can_use() -> None:
    names = curve_names(("my text", "my-text", "故事", "1984"))
    assert len(set(names)) == 4
    assert all(name.isidentifier() for name in names)


def test_that_the_estimate_of_a_mixture_tells_its_shares(lab: Project, tmp_path: Path) -> None:
    shares = lab.preview(mixed()).mixture()
    path = spec_file(tmp_path, mixed())
    arguments = ["estimate", str(path), "--project", str(lab.folder), "--json"]
    called = CliRunner().invoke(verbs, arguments)
    assert called.exit_code == 0, called.output
    told = json.loads(called.stdout)["mixture"]
    assert told == [one.as_plain() for one in shares]
