"""Writing a result of an inspection to a file that a person names."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.panel import Panel
from ui.widgets.saving import ask_where_to_save
from workbench.inspection.result_file import InspectionResult, write_result

_FILTERS = {".npz": "NumPy (*.npz)", ".csv": "CSV (*.csv)", ".json": "JSON (*.json)"}


def ask_for_result_file(
    panel: Panel,
    name: str,
    result: InspectionResult,
    about: Mapping[str, Any],
    suffixes: tuple[str, ...],
) -> None:
    """Ask where, and write it in the query lane, with what the result is `about` inside."""

    def save(path: Path) -> None:
        panel.session.query(lambda: _written(result, path, about), saved, owner=panel)

    def saved(path: Path) -> None:
        template = QCoreApplication.translate("ResultFile", "Saved as {path}")
        panel.session.messages.show(template.format(path=path))

    title = QCoreApplication.translate("ResultFile", "Export")
    first = Path(name).suffix
    ordered = (first, *(one for one in suffixes if one != first))
    filters = ";;".join(_FILTERS[suffix] for suffix in ordered)
    ask_where_to_save(panel, title, name, filters, save)


def _written(result: InspectionResult, path: Path, about: Mapping[str, Any]) -> Iterator[Path]:
    write_result(result, path, about)
    yield path
