"""A model's scores taken apart, against the same by loops, and what is copied from training."""

import csv
import math
import random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tiny_project import CORPUS, RUNTIME, TEACHER, events_of, perform, tales

from workbench.activities.evaluate.breakdown import (
    breakdown,
    buckets,
    calibration_error,
    confidence_bins,
    document_figures,
)
from workbench.activities.evaluate.breakdown_tables import breakdown_tables
from workbench.activities.evaluate.differences import differences
from workbench.activities.evaluate.verdict import Measured
from workbench.activities.spec import EvaluateSpec
from workbench.activities.text.layout import TargetLayout, target_layout, token_counts
from workbench.activities.text.overlap import NEAR, near_duplicates
from workbench.breakdown import IntervalFigure
from workbench.data.overlap import seen_ngrams
from workbench.errors import NotFound
from workbench.events import Level, Note, ReportReady, ReportRow
from workbench.intervals import ratio_interval
from workbench.project import Project
from workbench.spec import validate
from workbench.training.measuring.evaluation import TargetScores, joined_scores, scores_by_chunk


def scores_of(logits_kv: torch.Tensor, targets_k: torch.Tensor) -> TargetScores:
    def head_loss(loss):
        half = len(logits_kv) // 2
        return [loss(logits_kv[rows], rows) for rows in (slice(0, half), slice(half, None))]

    return joined_scores(scores_by_chunk(head_loss, targets_k))


def test_that_losses_ranks_and_confidences_are_those_of_the_definition():
    logits_kv = torch.randn(50, 30, generator=torch.Generator().manual_seed(1)).double()
    targets_k = torch.randint(0, 30, (50,), generator=torch.Generator().manual_seed(2))
    scores = scores_of(logits_kv, targets_k)
    for n, (row, target) in enumerate(zip(logits_kv.numpy(), targets_k.tolist(), strict=True)):
        probabilities = np.exp(row) / np.exp(row).sum()
        assert scores.losses_n[n] == pytest.approx(-math.log(probabilities[target]))
        assert scores.ranks_n[n] == sum(p > probabilities[target] for p in probabilities)
        assert scores.hits_n[n] == (int(row.argmax()) == target)
        assert scores.confidences_n[n] == pytest.approx(probabilities.max())


def test_that_top_k_accuracy_is_the_share_of_targets_among_the_k_likeliest():
    logits_kv = torch.randn(200, 40, generator=torch.Generator().manual_seed(1))
    targets_k = torch.randint(0, 40, (200,), generator=torch.Generator().manual_seed(2))
    found = breakdown("m", scores_of(logits_kv, targets_k), None)
    for top in found.tops:
        best = logits_kv.topk(min(top.k, 40)).indices
        assert top.share == pytest.approx(float((best == targets_k[:, None]).any(1).float().mean()))
    assert (found.documents, found.positions, found.frequencies) == (None, (), ())


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200))
def test_that_the_calibration_error_is_that_of_guo_by_loops(pairs):
    confidences, hits = (np.array(column) for column in zip(*pairs, strict=True))
    bins = tuple(confidence_bins(confidences.astype(float), hits.astype(bool)))
    error = 0.0
    for number in range(15):
        inside = [(c, h) for c, h in pairs if min(int(np.float64(c) * 15), 14) == number]
        if inside:
            sure = sum(c for c, _ in inside) / len(inside)
            right = sum(h for _, h in inside) / len(inside)
            error += len(inside) / len(pairs) * abs(right - sure)
    assert calibration_error(bins) == pytest.approx(error, abs=1e-12)
    assert sum(one.tokens for one in bins) == len(pairs)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=100), st.booleans())
def test_that_buckets_hold_every_target_once_with_its_mean_loss(values, bounded):
    losses = np.random.default_rng(1).normal(size=len(values))
    bounds, end = (0, 1, 2, 4, 8, 16, 32), 41 if bounded else None
    found = list(buckets(losses, np.array(values), bounds, end=end))
    assert sum(one.tokens for one in found) == len(values)
    for one in found:
        high = one.high if one.high is not None else 10**9
        inside = [x for x, v in zip(losses, values, strict=True) if one.low <= v <= high]
        assert one.tokens == len(inside)
        assert one.loss == pytest.approx(sum(inside) / len(inside))


# -- intervals --------------------------------------------------------------------------------


def test_that_the_interval_of_a_ratio_is_scipys_paired_bootstrap():
    chance = np.random.default_rng(4)
    tokens = chance.integers(20, 200, 60).astype(float)
    losses = tokens * chance.normal(2.0, 0.3, 60)
    ours = ratio_interval(losses, tokens)
    theirs = stats.bootstrap(
        (losses, tokens),
        lambda a, b, axis: a.sum(axis) / b.sum(axis),
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=20_000,
        random_state=1,
    ).confidence_interval
    assert ours is not None
    assert ours.value == losses.sum() / tokens.sum()
    width = theirs.high - theirs.low
    assert ours.low == pytest.approx(theirs.low, abs=0.08 * width)
    assert ours.high == pytest.approx(theirs.high, abs=0.08 * width)


def test_that_the_interval_covers_the_truth_about_as_often_as_it_says():
    covered = 0
    for seed in range(200):
        chance = np.random.default_rng(seed)
        tokens = chance.integers(20, 60, 80).astype(float)
        interval = ratio_interval(tokens * chance.normal(2.0, 0.5, 80), tokens, seed=seed)
        assert interval is not None
        covered += interval.low <= 2.0 <= interval.high
    assert 0.88 <= covered / 200 <= 0.99


def test_that_one_document_has_no_interval():
    assert ratio_interval(np.array([3.0]), np.array([2.0])) is None
    assert ratio_interval(np.array([1.0, 1.0]), np.array([0.0, 0.0])) is None


def test_that_figures_by_document_are_those_of_each_document_alone():
    documents = np.array([0] * 10 + [1] * 4 + [2] * 20)
    losses = np.random.default_rng(1).gamma(2.0, 1.0, len(documents))
    layout = TargetLayout(
        documents, documents * 0, documents * 0, np.array([40.0, 11.0, 90.0]), ("a", "b", "c")
    )
    found = document_figures(losses, layout)
    assert found.documents == 3
    assert found.loss.value == pytest.approx(losses.mean())
    assert found.perplexity.value == pytest.approx(math.exp(losses.mean()))
    assert found.bits_per_byte.value == pytest.approx(losses.sum() / math.log(2) / 141)
    means = [losses[documents == d].mean() for d in range(3)]
    assert found.perplexities[2] == pytest.approx(math.exp(np.median(means)))
    long_enough = sorted((0, 2), key=lambda d: -means[d])
    assert [hard.number - 1 for hard in found.hardest] == long_enough
    assert found.hardest[0].loss == pytest.approx(means[long_enough[0]])


def measured(name: str, losses: np.ndarray) -> Measured:
    row = ReportRow(role="model", model=name, parameters=1, loss=1.0, perplexity=1.0)
    return Measured(row, losses)


def test_that_a_paired_difference_has_the_interval_of_scipys_paired_bootstrap_over_documents():
    chance = np.random.default_rng(5)
    documents = np.repeat(np.arange(50), chance.integers(10, 80, 50))
    harder = chance.normal(0, 1.0, 50)[documents]
    one, other = (harder + chance.normal(m, 0.4, len(documents)) for m in (2.0, 2.05))
    layout = TargetLayout(documents, documents * 0, documents * 0, np.ones(50), ("",) * 50)
    (found,) = differences([measured("a", one), measured("b", other)], layout)
    apart = np.array([(one - other)[documents == d].sum() for d in range(50)])
    tokens = np.bincount(documents).astype(float)
    theirs = stats.bootstrap(
        (apart, tokens),
        lambda a, b, axis: a.sum(axis) / b.sum(axis),
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=20_000,
        random_state=1,
    ).confidence_interval
    assert found.loss.value == pytest.approx((one - other).mean())
    assert found.loss.low == pytest.approx(theirs.low, abs=0.1 * (theirs.high - theirs.low))
    assert found.loss.high == pytest.approx(theirs.high, abs=0.1 * (theirs.high - theirs.low))
    assert (found.documents, found.better) == (50, int((apart < 0).sum()))


def test_that_every_pair_is_told_once_and_of_many_models_each_beside_the_first():
    documents = np.repeat(np.arange(4), 5)
    layout = TargetLayout(documents, documents * 0, documents * 0, np.ones(4), ("",) * 4)
    models = [measured(f"{n}", np.full(20, float(n))) for n in range(12)]
    pairs = [(one.first, one.second) for one in differences(models[:3], layout)]
    assert pairs == [("0", "1"), ("0", "2"), ("1", "2")]
    assert len(list(differences(models, layout))) == 11
    assert list(differences(models[:1], layout)) == []
    (masked,) = differences(models[:2], None)
    assert (masked.loss, masked.documents) == (IntervalFigure(value=-1.0), 0)


# -- where targets stand ----------------------------------------------------------------------


def test_that_each_target_is_laid_to_its_document_position_and_frequency():
    tokens = np.array([5, 10, 11, 6, 5, 12, 6, 5, 10], dtype=np.uint16)  # 5 begins, 6 ends
    train = np.array([5, 10, 10, 6], dtype=np.uint16)
    shards: Any = SimpleNamespace(tokens=lambda split: train, vocabulary_size=20)
    names = {10: "ten ", 11: "eleven", 12: "twelve"}
    tokenizer: Any = SimpleNamespace(
        special=SimpleNamespace(boundary=6),
        decode=lambda ids: "".join(names.get(i, "") for i in ids),
    )
    text: Any = SimpleNamespace(tokens=tokens, num_targets=8, context=3, num_bytes=20)
    found = target_layout(shards, text, tokenizer)
    assert found.documents_n.tolist() == [0, 0, 0, 1, 1, 1, 2, 2]
    assert found.positions_n.tolist() == [0, 1, 2, 0, 1, 2, 0, 1]
    assert found.frequencies_n.tolist() == [2, 0, 1, 1, 0, 1, 1, 2]
    assert found.beginnings_d == ("ten eleven", "twelve", "ten ")
    assert found.bytes_d.tolist() == [10, 6, 4]


def test_that_tokens_are_counted_piece_by_piece(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.activities.text.layout._AT_ONCE", 7)
    tokens = np.random.default_rng(1).integers(0, 9, 100).astype(np.uint16)
    assert token_counts(tokens, 12).tolist() == np.bincount(tokens, minlength=12).tolist()


# -- copies -----------------------------------------------------------------------------------


def test_that_copies_and_near_copies_are_those_of_the_definition():
    chance, n = random.Random(1), 8
    train = [chance.randrange(1, 50) for _ in range(600)]
    documents = [
        train[10:60],  # a copy
        [*train[100:150], 60, *train[200:230]],  # nearly
        [chance.randrange(1, 50) for _ in range(40)],  # its own
        train[300:310],  # too short to be judged
    ]
    stream = [token for document in documents for token in (*document, 0)]
    seen = seen_ngrams([np.array(train)], np.array(stream), n=n, boundary=0)
    grams = {tuple(train[i : i + n]) for i in range(len(train) - n + 1)}
    near = whole = judged = 0
    for document in documents:
        own = [tuple(document[i : i + n]) in grams for i in range(len(document) - n + 1)]
        if len(own) >= 8:
            judged += 1
            whole += all(own)
            near += not all(own) and sum(own) >= NEAR * len(own)
    assert near_duplicates(seen, np.array(stream), 0) == (near, whole, judged) == (1, 1, 3)


# -- the whole --------------------------------------------------------------------------------


def test_that_a_comparison_is_taken_apart_and_agrees_with_its_rows(tiny: Project, tmp_path):
    plain = {
        "corpus": CORPUS,
        "candidates": [{"model": TEACHER, "role": "teacher"}],
        "teacher": TEACHER,
        "tokens": 600,
        "baseline": False,
        "sample_tokens": 0,
        "runtime": RUNTIME,
    }
    run = perform(tiny, validate(EvaluateSpec, plain))
    events = events_of(run)
    report = next(event for event in events if isinstance(event, ReportReady))
    (row,), (found,) = report.rows, report.breakdowns
    assert found.documents is not None
    assert found.targets == 600
    assert found.documents.loss.value == pytest.approx(row.loss, rel=1e-6)
    assert found.documents.bits_per_byte.value == pytest.approx(row.bits_per_byte, rel=1e-6)
    assert found.calibration_error == pytest.approx(row.calibration_error, rel=1e-4)
    assert found.tops[0].share == pytest.approx(row.accuracy, abs=1e-6)
    assert sum(bucket.tokens for bucket in found.positions) == 600
    assert sum(bucket.tokens for bucket in found.frequencies) == 600
    notes = [str(event.words) for event in events if isinstance(event, Note)]
    assert any("occur in the training part of this corpus" in note for note in notes)
    (copies,) = (e for e in events if isinstance(e, Note) and "scored documents" in str(e.words))
    assert copies.level is Level.WARNING  # the tales are made of few words
    tiny.saved_run(run.id).write_report(tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    for table in breakdown_tables(report.breakdowns):
        assert f"<h3>{table.title}</h3>" in page
    tiny.saved_run(run.id).write_report(tmp_path / "zh.html", language="zh_CN")
    assert "校准" in (tmp_path / "zh.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_that_models_are_measured_on_any_corpus_and_what_that_leaves_open_is_said(
    tiny: Project, tmp_path
):
    (tmp_path / "other.txt").write_text("\n\n".join(f"{tales(9, seed=n)}" for n in range(60)))
    tiny.add_corpus(tmp_path / "other.txt", name="other")
    spec = tiny.plans.comparison([f"{TEACHER}@best", f"{TEACHER}@last"], corpus="other")
    assert spec.corpus == "other"
    spec = spec.model_copy(update={"tokens": 800, "baseline": False, "sample_tokens": 0})
    saved = tiny.saved_run(perform(tiny, spec).id)
    found = saved.comparison()
    assert any("learnt from 'tales', which was not" in str(one) for one in found.report.overlap)
    for record, row, apart in zip(
        found.records(), found.report.rows, found.report.breakdowns, strict=True
    ):
        assert record["loss"] == row.loss
        assert record["top_5_accuracy"] == apart.tops[3].share
        assert record["position_0_to_0_loss"] == apart.positions[0].loss
        assert record["expected_calibration_error"] == apart.calibration_error
    saved.write_report(tmp_path / "r.csv")
    (line, *_) = csv.DictReader((tmp_path / "r.csv").read_text().splitlines())
    assert float(line["position_0_to_0_loss"]) == found.records()[0]["position_0_to_0_loss"]
    assert "Differences of models" in found._repr_html_()
    again = saved.on_corpus(CORPUS)
    assert [one.model for one in again.candidates] == [one.model for one in spec.candidates]
    assert (again.corpus, again.name) == (CORPUS, "big on tales")
    tiny.catalogue.delete(next(one for one in tiny.models if one.name == TEACHER))
    with pytest.raises(NotFound, match="restore it from the bin"):
        saved.on_corpus(CORPUS)
