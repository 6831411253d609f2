"""What a learning-rate range test found: its curve, what that suggests, and how the test ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any

import numpy as np

from workbench.activities.pages.plot import PaperLine, PaperMark, PaperPlot, PaperStyle
from workbench.activities.pages.plot_svg import plot_svg
from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.curves.range_test import SuggestedRates, smoothed_losses, suggested
from workbench.curves.smoothing import Floats, debiased_ema
from workbench.file_formats.csv_text import csv_text
from workbench.inspection.shown import Shown
from workbench.language import SpokenLanguage, language
from workbench.store.records import RunStatus
from workbench.store.runs.state import MetricSeries, RunState
from workbench.words import Words, words

COLUMNS = ("step", "learning_rate", "loss", "smoothed_loss")
_RAW = PaperStyle("#0072b2", faint=True)
_SMOOTHED = PaperStyle("#0072b2")
_STEEPEST, _LOWEST = "#d55e00", "#009e73"


class RangeTestEnding(StrEnum):
    """Why a test has no further steps."""

    ALL_STEPS = "all_steps"
    LEFT = "left"
    """The smoothed loss left its lowest value by the factor that was set."""
    NOT_FINITE = "not_finite"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, eq=False)
class LearningRateTest(Shown):
    """The loss of each step (nats, as the training has it) at its learning rate.

    `found` is a range of learning rates, or the sentence that tells why there is none.
    """

    run: str
    spec: LearningRateTestSpec
    rates_n: Floats
    losses_n: Floats
    smoothed_n: Floats
    ending: RangeTestEnding
    found: SuggestedRates | Words

    @classmethod
    def of(cls, run: str, spec: LearningRateTestSpec, state: RunState) -> "LearningRateTest":
        """What a run's journal tells by now."""
        nothing = MetricSeries()
        rates_n = np.array(state.series.get("learning_rate", nothing).values, dtype=np.float64)
        losses_n = np.array(state.series.get("loss", nothing).values, dtype=np.float64)
        ending = _ending(spec, losses_n, state.status)
        found = suggested(rates_n, losses_n, spec.smoothing)
        if ending is RangeTestEnding.UNFINISHED:
            found = words("the test has not come to its end")
        smoothed_n = smoothed_losses(losses_n, spec.smoothing)
        return cls(run, spec, rates_n, losses_n, smoothed_n, ending, found)

    @property
    def suggestion(self) -> SuggestedRates | None:
        """The range of learning rates; None where the curve tells none."""
        return self.found if isinstance(self.found, SuggestedRates) else None

    def sentences(self) -> tuple[Words, ...]:
        """What is suggested or why nothing is, and how the test ended where it took fewer steps."""
        return told(self.found), *self._about()

    def _about(self) -> Iterator[Words]:
        steps, count = self.spec.steps, len(self.rates_n)
        match self.ending:
            case RangeTestEnding.LEFT:
                yield words(
                    "The test ended at step {step} of {steps}, where the average of the losses so "
                    "far was more than {times:g} times its lowest value",
                    step=count,
                    steps=steps,
                    times=self.spec.stop_at,
                )
            case RangeTestEnding.NOT_FINITE:
                yield words(
                    "The test ended behind step {step} of {steps}, where the loss or its gradient "
                    "became infinite or NaN",
                    step=count,
                    steps=steps,
                )
            case RangeTestEnding.UNFINISHED:
                yield words("{step} of {steps} steps were taken", step=count, steps=steps)
            case RangeTestEnding.ALL_STEPS:
                pass

    def rows(self) -> Iterator[tuple[int, float, float, float]]:
        """The table: see `COLUMNS`."""
        columns = (self.rates_n.tolist(), self.losses_n.tolist(), self.smoothed_n.tolist())
        for number, (rate, loss, smoothed) in enumerate(zip(*columns, strict=True), start=1):
            yield number, rate, loss, smoothed

    def as_csv(self) -> str:
        """The table as the text of a CSV file."""
        return csv_text([COLUMNS, *self.rows()])

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        rates = self.suggestion
        ends = rates.ends if rates is not None else (None, None)
        return {
            "run": self.run,
            "ending": self.ending.value,
            "low": ends[0],
            "high": ends[1],
            "steepest": rates.steepest if rates is not None else None,
            "tenth_of_lowest": rates.tenth_of_lowest if rates is not None else None,
            "why_not": str(self.found) if isinstance(self.found, Words) else None,
            "sentences": [str(sentence) for sentence in self.sentences()],
            "points": [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()],
        }

    def plot(self) -> PaperPlot:
        """The curve as on paper, over the logarithm of the rate."""
        return PaperPlot(
            words("Loss over the learning rate"),
            (
                PaperLine(words("Loss"), _RAW, self.rates_n, self.losses_n),
                PaperLine(words("Smoothed loss"), _SMOOTHED, self.rates_n, self.smoothed_n),
            ),
            marks=tuple(self._marks()),
            log_x=True,
            x_title=words("Learning rate"),
        )

    def _marks(self) -> Iterator[PaperMark]:
        rates = self.suggestion
        if rates is not None:
            labels = (words("Steepest descent"), words("A tenth of the lowest loss's rate"))
            found = (rates.steepest, rates.tenth_of_lowest)
            for label, colour, rate in zip(labels, (_STEEPEST, _LOWEST), found, strict=True):
                yield PaperMark(label, colour, rate, self.smoothed_at(rate))

    def smoothed_at(self, rate: float) -> float:
        """The smoothed loss at a rate, between two steps in a line over its logarithm."""
        return float(np.interp(np.log(rate), np.log(self.rates_n), self.smoothed_n))

    def svg(self, spoken: SpokenLanguage | None = None) -> str:
        """The curve as a drawing; empty without points."""
        return plot_svg(self.plot(), spoken or language("en")) if len(self.rates_n) else ""

    def _repr_html_(self) -> str:
        sentences = "".join(f"<p>{escape(str(one))}</p>" for one in self.sentences())
        return f"{sentences}{self.svg()}"


def told(found: SuggestedRates | Words) -> Words:
    """The suggestion with its rules, or why there is none, as a sentence."""
    if isinstance(found, Words):
        return words("No learning rate is suggested: {why}", why=found)
    low, high = found.ends
    return words(
        "Suggested learning rate: {low:g} to {high:g} ({steepest:g} where the smoothed loss falls "
        "steepest, {tenth:g} is a tenth of the rate where it is lowest; Smith 2015, Gugger 2018)",
        low=low,
        high=high,
        steepest=found.steepest,
        tenth=found.tenth_of_lowest,
    )


def _ending(spec: LearningRateTestSpec, losses_n: Floats, status: RunStatus) -> RangeTestEnding:
    if status is not RunStatus.FINISHED:
        return RangeTestEnding.UNFINISHED
    known_n = debiased_ema(losses_n, spec.smoothing)
    if len(known_n) and known_n[-1] > spec.stop_at * known_n.min():
        return RangeTestEnding.LEFT
    if len(known_n) < spec.steps:
        return RangeTestEnding.NOT_FINITE
    return RangeTestEnding.ALL_STEPS
