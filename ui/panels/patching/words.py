"""What the places of patches are called."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from workbench.inspection.patching.maps import PatchedPlace


def place_text(place: PatchedPlace) -> str:
    """A place, as it stands in settings and titles."""
    match place:
        case "stream":
            return QCoreApplication.translate("Patching", "Residual stream")
        case "attention":
            return QCoreApplication.translate("Patching", "Attention output")
        case "feed_forward":
            return QCoreApplication.translate("Patching", "Feed-forward output")
        case "heads":
            return QCoreApplication.translate("Patching", "Heads, at all positions")
        case _:
            assert_never(place)
