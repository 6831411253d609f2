"""The measures of attention heads, and the labels that follow from them; torch is not needed.

Every measure is declared here once; table, files and command line are made from it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from workbench.errors import BadInput
from workbench.words import Words, listed, words

HeadUnit = Literal["nats", "share", "tokens", "number"]
"""What a measure is in: a share is from 0 to 1."""


class HeadStage(StrEnum):
    """What is computed together: the attention always is, the others where they are asked for."""

    ATTENTION = "attention"
    INDUCTION = "induction"
    COPYING = "copying"
    ABLATION = "ablation"


ASKED_STAGES = (HeadStage.INDUCTION, HeadStage.COPYING, HeadStage.ABLATION)
"""Those that a person asks for, each by the name of its measure."""
DEFAULT_STAGES = (HeadStage.INDUCTION, HeadStage.COPYING)
"""Ablation reads every passage anew for each head."""


@dataclass(frozen=True)
class HeadMeasure:
    """A number that each head has; `help` says how it is computed."""

    name: str
    title: Words
    help: Words
    unit: HeadUnit = "share"
    stage: HeadStage = HeadStage.ATTENTION


HEAD_MEASURES = (
    HeadMeasure(
        "entropy",
        words("Entropy"),
        words("How widely the head looks: the entropy of a row in nats, averaged over the queries"),
        "nats",
    ),
    HeadMeasure(
        "normalised_entropy",
        words("Normalised entropy"),
        words(
            "The entropy divided by the largest one that the row could have, the log of the number "
            "of keys that it may see; rows that see one key alone are left out"
        ),
    ),
    HeadMeasure(
        "distance",
        words("Distance"),
        words("How far away the keys are on average, weighted by the attention, in tokens"),
        "tokens",
    ),
    HeadMeasure("self", words("Self"), words("Attention of a token on itself")),
    HeadMeasure(
        "previous",
        words("Previous token"),
        words(
            "Attention on the token before the query, over the queries that have one: the "
            "previous-token score"
        ),
    ),
    HeadMeasure(
        "next",
        words("Following token"),
        words("Attention on the token behind the query, over the queries that have one"),
    ),
    HeadMeasure(
        "first",
        words("First token"),
        words("Attention on the first token of the passage, where idle heads look"),
    ),
    HeadMeasure(
        "special",
        words("Special tokens"),
        words("Attention on special tokens, such as [CLS], [SEP], <s>, in passages that have some"),
    ),
    HeadMeasure(
        "duplicate",
        words("Duplicate token"),
        words(
            "Attention on other places of the query's own token, over the queries that have some: "
            "the duplicate-token score"
        ),
    ),
    HeadMeasure(
        "induction",
        words("Induction"),
        words(
            "On random tokens repeated twice: attention of the second half on the token behind the "
            "query's first occurrence (Olsson et al. 2022)"
        ),
        stage=HeadStage.INDUCTION,
    ),
    HeadMeasure(
        "copying",
        words("Copying"),
        words(
            "The OV circuit from token embeddings to logits: the sum of its eigenvalues' real "
            "parts by the sum of their sizes, from −1 to 1 (Elhage et al. 2021); above 0, what the "
            "head looks at becomes likelier"
        ),
        "number",
        HeadStage.COPYING,
    ),
    HeadMeasure(
        "ablation",
        words("Ablation"),
        words("The loss with the head's output set to zero, minus the loss, in nats per token"),
        "nats",
        HeadStage.ABLATION,
    ),
    HeadMeasure(
        "divergence",
        words("Divergence"),
        words(
            "Jensen-Shannon divergence from the matched head of the teacher, in nats, at most 0.693"
        ),
        "nats",
    ),
)

MEASURE_BY_NAME = {one.name: one for one in HEAD_MEASURES}


HeadValues = Mapping[str, float | None]
"""A head's value of each measure by its name; None where it has none."""


@dataclass(frozen=True)
class HeadLabel:
    """A short name of what a head does, given where a measure is at least `least`."""

    name: str
    title: Words
    measure: str
    least: float

    def fits(self, values: HeadValues) -> bool:
        value = values.get(self.measure)
        return value is not None and value >= self.least


HEAD_LABELS = (
    HeadLabel("induction", words("induction head"), "induction", 0.4),
    HeadLabel("previous-token", words("previous-token head"), "previous", 0.4),
    HeadLabel("following-token", words("following-token head"), "next", 0.4),
    HeadLabel("duplicate-token", words("duplicate-token head"), "duplicate", 0.4),
    HeadLabel("current-token", words("current-token head"), "self", 0.4),
    HeadLabel("copying", words("copying head"), "copying", 0.5),
    HeadLabel("first-token sink", words("first-token sink"), "first", 0.5),
    HeadLabel("special-token sink", words("special-token sink"), "special", 0.5),
    HeadLabel("broad", words("broad"), "normalised_entropy", 0.8),
)
"""In the order in which they are told; a head may have several, and most have none."""


def labels_for(values: HeadValues) -> tuple[HeadLabel, ...]:
    """What a head is called.

    One that looks at the first token is not called a sink of special tokens as well: it may be one.
    """
    fitting = tuple(label for label in HEAD_LABELS if label.fits(values))
    if any(label.measure == "first" for label in fitting):
        fitting = tuple(label for label in fitting if label.measure != "special")
    return fitting


def label_text(labels: Collection[HeadLabel]) -> str:
    """Labels in English, with commas between them; empty without one."""
    return ", ".join(str(label.title) for label in labels)


def asked_stages(names: Collection[str]) -> tuple[HeadStage, ...]:
    """The stages that are named; raises BadInput for a name of none of those that are asked for."""
    for name in names:
        if name not in ASKED_STAGES:
            raise BadInput(
                "'{name}' is no measure of heads that is asked for; there are {known}",
                name=name,
                known=listed(ASKED_STAGES),
            )
    return tuple(stage for stage in ASKED_STAGES if stage in names)
