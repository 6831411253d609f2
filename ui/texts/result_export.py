"""Writing a result of an inspection to a file that a person names."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.panel import Panel
from ui.shell.messages import translate
from ui.widgets.saving import ask_where_to_save, save_bytes
from workbench.errors import reason_of
from workbench.events import Level
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
        _say_saved(panel, path)

    first = Path(name).suffix
    ordered = (first, *(one for one in suffixes if one != first))
    filters = ";;".join(_FILTERS[suffix] for suffix in ordered)
    ask_where_to_save(panel, _title(), name, filters, save)


def ask_for_picture(panel: Panel, name: str, make: Callable[[], bytes]) -> None:
    """Ask where, and write a picture as PNG."""

    def save(path: Path) -> None:
        try:
            save_bytes(path, make())
        except OSError as error:
            template = QCoreApplication.translate(
                "ResultFile", "{path} could not be written: {reason}"
            )
            text = template.format(path=path, reason=translate(reason_of(error)))
            panel.session.messages.show(text, Level.ERROR)
        else:
            _say_saved(panel, path)

    ask_where_to_save(panel, _title(), name, "PNG (*.png)", save)


def _title() -> str:
    return QCoreApplication.translate("ResultFile", "Export")


def _say_saved(panel: Panel, path: Path) -> None:
    template = QCoreApplication.translate("ResultFile", "Saved as {path}")
    panel.session.messages.show(template.format(path=path))


def _written(result: InspectionResult, path: Path, about: Mapping[str, Any]) -> Iterator[Path]:
    write_result(result, path, about)
    yield path
