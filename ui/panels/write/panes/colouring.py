"""Which figure of a written token becomes its colour; no widget here."""

import math
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QCoreApplication

from ui.texts.generated import probability, surprise
from ui.widgets.numbers import count
from ui.widgets.numbers import probability as written_probability

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken

MOST_ENTROPY_NATS = 6.0
"""So unsure a model gets the full colour."""
MOST_RANK_POWER = 3.0
"""Rank 1000, or worse, gets the full colour."""


class TokenMeasure(StrEnum):
    """What tokens are coloured by."""

    NOTHING = "nothing"
    PROBABILITY = "probability"
    RANK = "rank"
    ENTROPY = "entropy"
    SURPRISAL = "surprisal"


def level(token: "GeneratedToken", measure: TokenMeasure) -> float:
    """How strong a token's colour is, from 0 (certain) to 1."""
    match measure:
        case TokenMeasure.NOTHING:
            return 0.0
        case TokenMeasure.PROBABILITY:
            return 1.0 - probability(token)
        case TokenMeasure.RANK:
            return min(math.log10(token.rank) / MOST_RANK_POWER, 1.0)
        case TokenMeasure.ENTROPY:
            return min(token.entropy / MOST_ENTROPY_NATS, 1.0)
        case TokenMeasure.SURPRISAL:
            return surprise(token)
        case _:
            assert_never(measure)


def figures(token: "GeneratedToken") -> str:
    """All that is known of a token, a line each."""
    lines = [
        QCoreApplication.translate("Pane", "probability {probability}").format(
            probability=written_probability(probability(token))
        ),
        QCoreApplication.translate("Pane", "rank {rank}").format(rank=count(token.rank)),
        QCoreApplication.translate("Pane", "entropy {entropy} nats").format(
            entropy=f"{token.entropy:.2f}"
        ),
        QCoreApplication.translate("Pane", "surprisal {surprisal} nats").format(
            surprisal=f"{-token.log_probability:.2f}"
        ),
        QCoreApplication.translate("Pane", "id {id}").format(id=token.id),
    ]
    if token.is_drafted:
        lines.append(QCoreApplication.translate("Pane", "drafted, and accepted"))
    if token.slid:
        lines.append(
            QCoreApplication.translate(
                "Pane",
                "Here the context was full: its beginning stays, and of the rest the latest part "
                "was read again",
            )
        )
    why = QCoreApplication.translate("Pane", "Click it, and Next token shows why it was chosen")
    return "\n".join([*lines, why])
