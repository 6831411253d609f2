"""Runs on a mixture of corpora: curves, resumes, batches by corpus, refusals."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tiny_project import (
    CORPUS,
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
from workbench.events import Metrics, Note, Outcome, Reference
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.spec import BadSpec, validate
from workbench.store.names import Sort
from workbench.store.runs.run_folder import RunFolder
from workbench.training.pretrain_spec import PretrainSpec

OTHER = "other tales"
SHARES = (0.25, 0.75)


def mixed(**changes: Any) -> PretrainSpec:
    """Three times as many tokens of the other tales as of the first."""
    further = [{"corpus": OTHER, "weight": 3.0}]
    loop = {"evaluation_tokens": 0} | changes.pop("loop", {})
    return pretrain_spec(**({"name": "mix", "further_corpora": further, "loop": loop} | changes))


@pytest.fixture
def lab(tiny: Project, tmp_path: Path) -> Project:
    """The tiny project with one more corpus."""
    text = tmp_path / "other.txt"
    text.write_text(tales(seed=1).upper())
    tiny.run(AddCorpusSpec(name=OTHER, files=(str(text),)))
    return tiny


def series(run: RunFolder, name: str) -> list[float]:
    return [row[2] for row in metric_rows(run) if row[0] == name]


def test_that_the_whole_loss_is_the_mean_of_the_corpora_by_weight(lab: Project) -> None:
    run = perform(lab, mixed())
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    first, second = curve_names((CORPUS, OTHER))
    parts = list(zip(series(run, first), series(run, second), strict=True))
    means = [sum(s * loss for s, loss in zip(SHARES, pair, strict=True)) for pair in parts]
    assert series(run, "validation_loss") == pytest.approx(means, rel=1e-9)
    for corpus, own in zip((CORPUS, OTHER), parts[-1], strict=True):
        candidates = [{"role": "teacher", "model": "mix@last"}]
        spec = {"name": f"of {corpus}", "corpus": corpus, "candidates": candidates, "tokens": 0}
        (row,) = report_of(perform(lab, validate(EvaluateSpec, spec)))[-1:]
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
    whole = perform(lab, mixed(name="whole"))
    control = ThreadControl()
    attempt = lab.start(mixed(name="parts"), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= 4:
            control.stop()
    for _ in lab.resume("parts"):
        pass
    assert weights_hash(attempt.run) == weights_hash(whole)


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
    shape = {"family": "bert", "num_layers": 1, "hidden_size": 32, "num_heads": 2, "context": 32}
    with pytest.raises(BadSpec, match="for models that predict the next token"):
        mixed(model=shape)


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
