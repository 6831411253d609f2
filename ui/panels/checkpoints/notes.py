"""What is to be said of checkpoints that were read."""

from PySide6.QtCore import QCoreApplication

from ui.models import figures
from ui.shell.messages import translate
from ui.texts.reading_note import last_not_read
from workbench.inspection.comparison.evolution import Evolution


def notes(evolution: Evolution) -> list[str]:
    """What of the text was not read, which checkpoints were skipped, and what the engine notes."""
    tokens = len(evolution.tokens)
    lines = [last_not_read(evolution.left_out, evolution.left_out + tokens, tokens)]
    skipped = QCoreApplication.translate(
        "Checkpoints", "The checkpoint at step {step} is skipped: {why}"
    )
    lines += [
        skipped.format(step=figures.count(one.step), why=translate(one.why))
        for one in evolution.skipped
    ]
    return [*lines, *map(translate, evolution.notes)]


def progress_text(evolution: Evolution) -> str:
    """How many checkpoints were read, and how much of a further one."""
    done, total = (figures.count(one) for one in (evolution.done, evolution.total))
    if not evolution.share:
        template = QCoreApplication.translate("Checkpoints", "{done} of {total} checkpoints")
        return template.format(done=done, total=total)
    template = QCoreApplication.translate(
        "Checkpoints", "{done} of {total} checkpoints, {share} of the next"
    )
    return template.format(done=done, total=total, share=figures.share(evolution.share, 0))
