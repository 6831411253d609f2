"""What readings, measures and cells of the lens are called in the present language."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from ui.models import figures
from ui.widgets.lens.colouring import LensMeasure
from ui.widgets.numbers import probability
from ui.widgets.token_strip import shown
from workbench.inspection.lens.reading import LogitLens, StreamReading


def reading_name(reading: StreamReading) -> str:
    """Where the stream is read."""
    match reading.stage:
        case "embeddings":
            return QCoreApplication.translate("Lens", "Embeddings")
        case "attention":
            template = QCoreApplication.translate("Lens", "L{layer} attention")
        case "feed_forward":
            template = QCoreApplication.translate("Lens", "L{layer} feed-forward")
        case _:
            assert_never(reading.stage)
    return template.format(layer=reading.layer)


def measure_names() -> dict[LensMeasure, tuple[str, str]]:
    """The name of each measure, and what it means."""
    return {
        LensMeasure.TOP_PROBABILITY: (
            QCoreApplication.translate("Lens", "Probability of the likeliest token"),
            QCoreApplication.translate("Lens", "How sure the reading is of the token in the cell"),
        ),
        LensMeasure.TRUE_RANK: (
            QCoreApplication.translate("Lens", "Rank of the true token"),
            QCoreApplication.translate("Lens", "1 if the true token is the likeliest"),
        ),
        LensMeasure.TRUE_PROBABILITY: (
            QCoreApplication.translate("Lens", "Probability of the true token"),
            QCoreApplication.translate(
                "Lens", "The true token is the next one; for a BERT the token's own"
            ),
        ),
        LensMeasure.ENTROPY: (
            QCoreApplication.translate("Lens", "Entropy"),
            QCoreApplication.translate("Lens", "How unsure the reading is, in nats"),
        ),
        LensMeasure.KL: (
            QCoreApplication.translate("Lens", "KL from the model's own"),
            QCoreApplication.translate(
                "Lens", "KL(model's own distribution ‖ the reading's), in nats; 0 at the end"
            ),
        ),
    }


def position_text(lens: LogitLens, position: int) -> str:
    """A place of the text and its true token, as far as it is known."""
    true = lens.true_token(position)
    if true is None:
        template = QCoreApplication.translate("Lens", "Position {position}, {token}")
    elif lens.target == "next":
        template = QCoreApplication.translate("Lens", "Position {position}, {token}; next: {true}")
    else:
        template = QCoreApplication.translate("Lens", "Position {position}, {token}; true: {true}")
    return template.format(
        position=figures.count(position),
        token=shown(lens.tokens[position]),
        true=shown(true or ""),
    )


def cell_text(lens: LogitLens, reading: int, position: int) -> str:
    """All that a reading says of a position: its likeliest tokens, the true one, entropy and KL."""
    at = (reading, position)
    lines = [f"{reading_name(lens.readings[reading])} · {position_text(lens, position)}"]
    lines += [
        f"{probability(one.probability)}  {shown(one.text)}" for one in lens.top(reading, position)
    ]
    if rank := int(lens.true_ranks_rt[at]):
        template = QCoreApplication.translate("Lens", "True token: rank {rank}, {probability}")
        true = probability(float(lens.true_probabilities_rt[at]))
        lines.append(template.format(rank=figures.count(rank), probability=true))
    template = QCoreApplication.translate("Lens", "Entropy {entropy} nats, KL {kl} nats")
    entropy, kl = float(lens.entropies_rt[at]), float(lens.divergences_rt[at])
    lines.append(template.format(entropy=figures.measure(entropy), kl=figures.measure(kl)))
    return "\n".join(lines)
