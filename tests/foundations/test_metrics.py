"""The catalogue of metrics: complete, and kind to what it does not know."""

import json
from pathlib import Path
from typing import get_args

import pytest

from workbench.events import GroupRow, ReportRow
from workbench.metrics import (
    GRADIENT_PART,
    LOSS_PART,
    METRICS,
    REPORT,
    Chart,
    Direction,
    Form,
    SweepMetric,
    comparable,
    metric,
    plot_order,
    plot_title,
)

GOLDEN = Path(__file__).parents[1] / "integration" / "golden_runs.json"


def golden_names() -> list[str]:
    runs = json.loads(GOLDEN.read_text(encoding="utf-8"))["runs"].values()
    return sorted({name for run in runs for name in run["metrics"]})


@pytest.mark.parametrize("name", golden_names())
def test_that_every_metric_of_the_golden_runs_has_an_entry(name: str) -> None:
    entries = {one.name for one in METRICS}
    assert name in entries or name.startswith((LOSS_PART, GRADIENT_PART))
    assert str(metric(name).title) != name.replace("_", " ")


def test_that_a_name_stands_in_the_catalogue_once() -> None:
    for entries in (METRICS, REPORT):
        names = [one.name for one in entries]
        assert len(names) == len(set(names))


def test_that_a_report_has_a_column_for_every_figure_of_its_rows() -> None:
    words = {"role", "model", "group", "sample"}
    beside_their_figure = {"ms_per_token_margin", "tokens_per_second_16_margin"}
    others = ReportRow.model_fields.keys() - words - beside_their_figure
    assert {one.name for one in REPORT} == others


def test_that_what_is_averaged_over_seeds_stands_in_the_report_too() -> None:
    averaged = {
        name.removesuffix("_margin") for name in GroupRow.model_fields if name.endswith("_margin")
    }
    assert averaged <= {one.name for one in REPORT}


@pytest.mark.parametrize("name", get_args(SweepMetric))
def test_that_what_ranks_the_runs_of_a_sweep_has_a_direction(name: str) -> None:
    assert metric(name).direction is not Direction.NEITHER


def test_that_a_metric_without_an_entry_has_its_name_and_a_plot_of_its_own() -> None:
    unknown = metric("validation_novelty")
    assert str(unknown.title) == "validation novelty"
    assert str(plot_title(unknown.plot)) == "validation novelty"
    assert plot_order(unknown.plot) > max(plot_order(one.plot) for one in METRICS)
    assert unknown.text(0.12345) == "0.1235"


def test_that_a_part_is_called_by_its_family_and_by_its_own_name() -> None:
    part = metric("loss_hidden_mse")
    assert (part.plot, str(part.label)) == (Chart.PARTS, "hidden states")
    assert str(part.title) == "Part of the loss: hidden states"
    pull = metric("gradient_norm_new_term")
    assert (pull.plot, str(pull.label)) == (Chart.TERM_GRADIENTS, "new term")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("validation_loss", 2.0, "2.0000"),
        ("validation_perplexity", 7.389, "7.39"),
        ("validation_agreement", 0.8125, "81.2%"),
        ("tokens_per_second", 1234.5, "1234"),
        ("validation_kl", None, ""),
    ],
)
def test_that_a_value_is_written_with_its_own_digits(
    name: str, value: float | None, text: str
) -> None:
    assert metric(name).text(value) == text


def test_that_only_words_lose_their_capital_inside_a_sentence() -> None:
    names = ("validation_loss", "validation_kl", "tokens_per_second")
    assert [metric(name).phrase for name in names] == ["validation loss", "KL", "tokens/s"]


def test_that_a_direction_says_which_value_is_better() -> None:
    assert metric("validation_agreement").is_better(0.9, 0.8)
    assert metric("validation_loss").is_better(0.8, 0.9)
    assert not metric("gradient_norm").is_better(0.8, 0.9)


def test_that_no_share_is_better_when_it_is_lower() -> None:
    shares = [one for one in (*METRICS, *REPORT) if one.form is Form.SHARE]
    assert shares
    assert all(one.direction is not Direction.LOWER for one in shares)


@pytest.mark.parametrize(
    ("kind", "parts", "loss", "mixed"),
    [
        ("pretrain", ["mlm", "nsp"], "loss", None),
        ("distill", [], None, "loss"),
        ("distill", ["hard"], "loss_hard", None),
        ("distill", ["soft", "hard"], "loss_hard", "loss"),
        ("distill", ["soft", "mlm", "hidden_mse"], "loss_mlm", "loss"),
        ("distill", ["soft", "mlm", "nsp"], None, "loss"),
        ("distill", ["mlm", "nsp"], "loss", None),
        ("distill", ["hidden_mse"], None, "loss"),
    ],
)
def test_that_only_a_loss_of_true_tokens_stands_beside_those_of_other_runs(
    kind: str, parts: list[str], loss: str | None, mixed: str | None
) -> None:
    recorded = {name: name for name in ("loss", *(f"loss_{part}" for part in parts))}
    compared = comparable(recorded, kind)
    assert (compared.get("loss"), compared.get("mixed_loss")) == (loss, mixed)
    assert compared.keys() - {"loss", "mixed_loss"} == recorded.keys() - {"loss"}
