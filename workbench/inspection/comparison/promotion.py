"""Whether a checkpoint may take the place of the present best model, as plain values.

Figures are told per byte of text, so that models with different tokenizers can be compared.
"""

from dataclasses import dataclass
from html import escape
from typing import Literal, get_args

from workbench.errors import BadInput
from workbench.inspection.pages import html_table
from workbench.inspection.shown import Shown
from workbench.words import Words, listed, words

Measure = Literal["validation", "pairs", "probes"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
DEFAULT_CHARACTERS = 50_000
"""Of the validation part, from its beginning."""


@dataclass(frozen=True)
class PromotionAsked:
    """What is measured, and on what.

    `probes` are sentences of a person, `most_pairs` are of each kind. Raises BadInput for measures
    that nothing is given for.
    """

    measures: tuple[Measure, ...] = ("validation",)
    corpus: str = ""
    probes: tuple[str, ...] = ()
    characters: int = DEFAULT_CHARACTERS
    most_pairs: int = 50

    def __post_init__(self) -> None:
        if not self.measures:
            raise BadInput("nothing is compared; choose one of {names}", names=listed(MEASURES))
        for measure in self.measures:
            if measure not in MEASURES:
                raise BadInput(
                    "'{name}' is nothing that models are compared on; choose from {names}",
                    name=measure,
                    names=listed(MEASURES),
                )
        if not self.corpus and {"validation", "pairs"} & set(self.measures):
            raise BadInput("the validation text and minimal pairs are of a corpus; name one")
        if "probes" in self.measures and not any(text.strip() for text in self.probes):
            raise BadInput("there are no probe sentences to compare on; write one, or several")


@dataclass(frozen=True)
class PromotionRow:
    """A measure of both models over so many documents, pairs or sentences.

    In bits per byte, where less is better; of pairs the share that is right, where more is.
    """

    measure: Measure
    count: int
    candidate: float
    best: float

    @property
    def is_not_worse(self) -> bool:
        """A figure that is no number is worse than any."""
        if self.measure == "pairs":
            return self.candidate >= self.best
        return self.candidate <= self.best

    @property
    def title(self) -> Words:
        """What is measured, with its unit."""
        match self.measure:
            case "validation":
                return words("validation text (bits per byte)")
            case "pairs":
                return words("minimal pairs that are right (share)")
            case "probes":
                return words("probe sentences (bits per byte)")


@dataclass(frozen=True)
class PromotionCheck(Shown):
    """Both models by their references, and what was measured so far; `is_done` says all was."""

    candidate: str
    best: str
    rows: tuple[PromotionRow, ...] = ()
    is_done: bool = False

    @property
    def is_not_worse(self) -> bool:
        return self.is_done and all(row.is_not_worse for row in self.rows)

    @property
    def verdict(self) -> Words:
        """The sentence on both, with its figures."""
        told = listed_words([_figures(row) for row in self.rows if row.is_not_worse])
        if self.is_not_worse:
            return words(
                "{candidate} is not worse than {best}: {figures}",
                candidate=self.candidate,
                best=self.best,
                figures=told,
            )
        return words(
            "{candidate} is worse than {best}, so that no model is made: {figures}",
            candidate=self.candidate,
            best=self.best,
            figures=listed_words([_figures(row) for row in self.rows if not row.is_not_worse]),
        )

    def _repr_html_(self) -> str:
        heading = ("", self.candidate, self.best, "")
        lines = [
            (
                str(row.title),
                f"{row.candidate:.4f}",
                f"{row.best:.4f}",
                "not worse" if row.is_not_worse else "worse",
            )
            for row in self.rows
        ]
        return f"{html_table(heading, lines)}<p>{escape(str(self.verdict))}</p>"


def listed_words(several: list[Words]) -> Words | str:
    """Sentences in a row."""
    if len(several) < 2:
        return several[0] if several else ""
    return words("{first}; {rest}", first=several[0], rest=listed_words(several[1:]))


def _figures(row: PromotionRow) -> Words:
    return words(
        "{measure} {candidate:.4f} against {best:.4f}",
        measure=row.title,
        candidate=row.candidate,
        best=row.best,
    )
