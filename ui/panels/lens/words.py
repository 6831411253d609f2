"""What models and axes are called beside the lens in the present language."""

from PySide6.QtCore import QCoreApplication

from ui.models import figures
from ui.models.role import Role
from ui.texts.results_of import ResultsOf
from ui.widgets.lens.colouring import LensMeasure


def names_of(results: ResultsOf) -> dict[Role, str]:
    """What each model is called: "best" is another step after the next evaluation."""
    template = QCoreApplication.translate("Lens", "{model}, step {step}")
    return {
        role: template.format(model=one.reference, step=figures.count(one.step))
        for role, one in results.models.items()
    }


def axis_names() -> dict[LensMeasure, str]:
    """The measures as an axis has them, with their units."""
    return {
        LensMeasure.TOP_PROBABILITY: QCoreApplication.translate("Lens", "probability"),
        LensMeasure.TRUE_RANK: QCoreApplication.translate("Lens", "rank of the true"),
        LensMeasure.TRUE_PROBABILITY: QCoreApplication.translate("Lens", "p of the true"),
        LensMeasure.ENTROPY: QCoreApplication.translate("Lens", "entropy, nats"),
        LensMeasure.KL: QCoreApplication.translate("Lens", "KL, nats"),
    }
