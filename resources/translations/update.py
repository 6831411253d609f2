"""Brings every translation up to date: `python -m resources.translations.update [FILLED.json]`.

It collects the texts of the engine and of the window, merges the translations of a JSON file
({"zh_CN": {"text": "translation"}}) and releases the catalogues. What is still untranslated is
printed as such a file, to be filled in and merged the next time.

`--add de` begins the catalogue of another language. `--pseudo xx` makes one whose texts are a
third longer and in brackets: with it, a window shows which labels are clipped, and which texts are
not translated at all. Its two files are for looking only, and go again afterwards.
"""

import argparse
import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from resources.languages import (
    SOURCE_LANGUAGE,
    TRANSLATIONS,
    catalogue_of,
    catalogues,
    language_of,
    released_of,
)
from resources.translations.catalogue import entries, fill
from resources.translations.engine_texts import engine_texts
from resources.translations.pseudo import pseudo

ROOT = Path(__file__).parents[2]

Filled = Mapping[str, Mapping[str, str]]
"""The translations by language and text."""


def engine_table() -> str:
    """Python in which the collecting tool finds the engine's texts."""
    texts = (json.dumps(text, ensure_ascii=False) for text in engine_texts(ROOT / "workbench"))
    return "".join(f'QT_TRANSLATE_NOOP("engine", {text})\n' for text in texts)


def collect(catalogue: Path) -> None:
    """Bring a catalogue's texts up to date with the source of the window and of the engine.

    A catalogue that does not exist is begun, for the language that its name tells.
    """
    sources = [str(path) for path in sorted((ROOT / "ui").rglob("*.py"))]
    keeping = ["-no-obsolete", "-locations", "none", "-silent"]
    no_guesses = ["-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]
    target = language_of(catalogue)
    languages = ["-source-language", SOURCE_LANGUAGE, "-target-language", target]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "engine_table.py")
        table.write_text(engine_table(), encoding="utf-8")
        sources.append(str(table))
        _run("pyside6-lupdate", *sources, *keeping, *no_guesses, *languages, "-ts", str(catalogue))


def release(catalogue: Path, released: Path) -> None:
    """Compile a catalogue to the file that the window loads."""
    _run("pyside6-lrelease", "-silent", str(catalogue), "-qm", str(released))


def refresh(language: str, filled: Filled, translations: Path = TRANSLATIONS) -> dict[str, str]:
    """Collect, fill and release one language; returns what is untranslated, as keys."""
    catalogue = catalogue_of(language, translations)
    collect(catalogue)
    fill(catalogue, {key: text for key, text in filled.get(language, {}).items() if text})
    release(catalogue, released_of(language, translations))
    return {entry.source: "" for entry in entries(catalogue) if not entry.translation}


def make_pseudo(language: str, translations: Path = TRANSLATIONS) -> None:
    """Make a language that nobody speaks out of the English texts."""
    catalogue = catalogue_of(language, translations)
    collect(catalogue)
    texts = {entry.source: pseudo(entry.source) for entry in entries(catalogue)}
    refresh(language, {language: texts}, translations)


def main(arguments: Sequence[str]) -> int:
    """Update everything; returns 1 while texts are untranslated."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.pseudo:
        make_pseudo(given.pseudo)
    languages = {*map(language_of, catalogues()), *given.add}
    files = [json.loads(path.read_text("utf-8")) for path in given.filled]
    if unknown := {key for file in files for key in file} - languages:
        parser.error(f"no catalogue translates into {', '.join(sorted(unknown))}; --add begins one")
    filled = _merged(files)
    missing = {language: refresh(language, filled) for language in sorted(languages)}
    untranslated = {language: texts for language, texts in missing.items() if texts}
    if untranslated:
        sys.stdout.write(json.dumps(untranslated, ensure_ascii=False, indent=1) + "\n")
    return 1 if untranslated else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("filled", nargs="*", type=Path, help="JSON files of translations")
    parser.add_argument("--add", action="append", default=[], help="a language to begin, like de")
    parser.add_argument("--pseudo", default="", help="a language to make up, like xx")
    return parser


def _merged(files: Sequence[Filled]) -> Filled:
    """The translations of all files together."""
    merged: dict[str, dict[str, str]] = {}
    for file in files:
        for language, texts in file.items():
            merged.setdefault(language, {}).update(texts)
    return merged


def _run(tool: str, *arguments: str) -> None:
    """Run one of PySide6's tools, which stand beside the interpreter."""
    found = shutil.which(tool, path=sysconfig.get_path("scripts"))
    if found is None:
        raise FileNotFoundError(f"{tool} is not installed; it comes with PySide6")
    subprocess.run([found, *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
