"""Brings the translations up to date: `python -m resources.translations.update [FILLED.json]`.

It writes the table of the engine's texts, collects the window's, merges the translations of a
JSON file ({"text": "translation"}) and releases the catalogue. What is still untranslated is
printed as such a file, to be filled in and merged the next time.
"""

import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from resources.translations.catalogue import entries, fill
from resources.translations.engine_texts import engine_texts

ROOT = Path(__file__).parents[2]
CATALOGUE = Path(__file__).with_name("distill_zh_CN.ts")
RELEASED = CATALOGUE.with_suffix(".qm")
TABLE = ROOT / "ui" / "engine_texts.py"

_HEAD = '''"""The engine's texts for people, by `python -m resources.translations.update`."""
# ruff: noqa: E501

from PySide6.QtCore import QT_TRANSLATE_NOOP

# fmt: off
ENGINE_TEXTS = (
'''


def table() -> str:
    """The source of `ui/engine_texts.py` as it should be now."""
    texts = (json.dumps(text, ensure_ascii=False) for text in engine_texts(ROOT / "workbench"))
    lines = (f'    QT_TRANSLATE_NOOP("engine", {text}),\n' for text in texts)
    return f"{_HEAD}{''.join(lines)})\n"


def collect(catalogue: Path) -> None:
    """Bring a catalogue's texts up to date with the window's source and the engine's table."""
    sources = [str(path) for path in sorted((ROOT / "ui").rglob("*.py"))]
    keeping = ["-no-obsolete", "-locations", "none", "-silent"]
    no_guesses = ["-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]
    languages = ["-source-language", "en", "-target-language", "zh_CN"]
    _run("pyside6-lupdate", *sources, *keeping, *no_guesses, *languages, "-ts", str(catalogue))


def release(catalogue: Path, released: Path) -> None:
    """Compile a catalogue to the file that the window loads."""
    _run("pyside6-lrelease", "-silent", str(catalogue), "-qm", str(released))


def main(arguments: Sequence[str]) -> int:
    """Update everything; returns 1 while texts are untranslated."""
    filled = [json.loads(Path(argument).read_text("utf-8")) for argument in arguments]
    TABLE.write_text(table(), encoding="utf-8")
    collect(CATALOGUE)
    fill(CATALOGUE, {key: text for file in filled for key, text in file.items() if text})
    release(CATALOGUE, RELEASED)
    missing = {entry.source: "" for entry in entries(CATALOGUE) if not entry.translation}
    if missing:
        sys.stdout.write(json.dumps(missing, ensure_ascii=False, indent=1) + "\n")
    return 1 if missing else 0


def _run(tool: str, *arguments: str) -> None:
    """Run one of PySide6's tools, which stand beside the interpreter."""
    found = shutil.which(tool, path=sysconfig.get_path("scripts"))
    if found is None:
        raise FileNotFoundError(f"{tool} is not installed; it comes with PySide6")
    subprocess.run([found, *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
