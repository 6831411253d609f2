"""What is to be said of checkpoints that were read."""

from PySide6.QtCore import QCoreApplication

from ui.models import figures
from ui.shell.messages import translate
from ui.texts.reading_note import last_not_read
from workbench.inspection.comparison.evolution import Evolution


def notes(evolution: Evolution) -> list[str]:
    """What of the text was not read, which checkpoints were skipped, and that one is few."""
    tokens = len(evolution.tokens)
    lines = [last_not_read(evolution.left_out, evolution.left_out + tokens, tokens)]
    skipped = QCoreApplication.translate(
        "Checkpoints", "The checkpoint at step {step} is skipped: {why}"
    )
    lines += [
        skipped.format(step=figures.count(one.step), why=translate(one.why))
        for one in evolution.skipped
    ]
    if evolution.total == 1:
        lines.append(
            QCoreApplication.translate(
                "Checkpoints",
                "This model has one checkpoint. Set “Keep a checkpoint every” in Set up before "
                "a run to follow it here.",
            )
        )
    return lines
