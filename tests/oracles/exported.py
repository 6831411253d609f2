"""Everything that a panel's Export menu offers, saved and opened again by other readers."""

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from screen import entry, menu_of, save_as

NUMBERS = "Numbers as a table, JSON, NumPy arrays or a page…"
PICTURE = "Picture of what is shown…"


def export_as(panel: QWidget, qtbot: QtBot, path: Path, action: str = NUMBERS) -> Path:
    """Save by an entry of the menu."""
    entry(menu_of(panel, "Export"), action).trigger()
    save_as(panel, path)
    qtbot.waitUntil(lambda: path.exists() and path.stat().st_size > 0, timeout=5_000)
    return path


def facts_of_all(panel: QWidget, qtbot: QtBot, folder: Path) -> dict[str, dict[str, Any]]:
    """What the file of each format says it is about; pictures are as large as something seen."""
    numbers = {
        suffix: export_as(panel, qtbot, folder / f"numbers{suffix}")
        for suffix in (".csv", ".json", ".npz", ".html")
    }
    pictures = {
        suffix: export_as(panel, qtbot, folder / f"picture{suffix}", PICTURE)
        for suffix in (".png", ".svg", ".pdf")
    }
    assert pictures[".pdf"].read_bytes().startswith(b"%PDF")
    image = QImage(str(pictures[".png"]))
    assert min(image.width(), image.height()) > 60
    return {
        ".csv": json.loads(csv_rows(numbers[".csv"])[0]["about"]),
        ".json": json.loads(numbers[".json"].read_text("utf-8"))["about"],
        ".npz": json.loads(str(np.load(numbers[".npz"])["about"])),
        ".html": json.loads(_embedded(numbers[".html"].read_text("utf-8"))),
        ".png": json.loads(image.text("Description")),
        ".svg": json.loads(_description(pictures[".svg"])),
    }


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The lines of a table by the names of its columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _embedded(page: str) -> str:
    found = re.search(r'<script type="application/json" id="about">(.*?)</script>', page)
    assert found is not None
    return found[1]


def _description(path: Path) -> str:
    return ElementTree.parse(path).findtext("{http://www.w3.org/2000/svg}desc") or ""
