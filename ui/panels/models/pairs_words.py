"""What the kinds of minimal pairs are called."""

from PySide6.QtCore import QCoreApplication


def kind_name(kind: str) -> str:
    """Of all of them where it is none."""
    return _names().get(kind, QCoreApplication.translate("MinimalPairs", "All"))


def _names() -> dict[str, str]:
    return {
        "agreement": QCoreApplication.translate("MinimalPairs", "Subject and verb"),
        "determiner": QCoreApplication.translate("MinimalPairs", "this or these"),
        "article": QCoreApplication.translate("MinimalPairs", "a or an"),
        "brackets": QCoreApplication.translate("MinimalPairs", "Brackets closed"),
        "quotes": QCoreApplication.translate("MinimalPairs", "Quotation marks closed"),
        "order": QCoreApplication.translate("MinimalPairs", "Order of words"),
        "names": QCoreApplication.translate("MinimalPairs", "Names kept"),
    }
