"""Reading and filling a .ts file, Qt's catalogue of translations."""

import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SEPARATOR = "|"
"""Stands between context and text where a translation is for one context alone."""


@dataclass(frozen=True)
class Entry:
    """A text, the class or table it stands in, and its translation; empty while there is none."""

    context: str
    source: str
    translation: str


def entries(path: Path) -> list[Entry]:
    """Every text of a catalogue that is still used."""
    return [_entry(context, message) for context, message in _messages(ET.parse(path))]


def fill(path: Path, translations: Mapping[str, str]) -> None:
    """Put translations into a catalogue.

    `translations` maps a text, or `context|text` where one context needs another word, to its
    translation. A text without one takes what the same text has elsewhere in the catalogue.
    """
    tree = ET.parse(path)
    known = _same_everywhere(tree)
    for context, message in _messages(tree):
        entry = _entry(context, message)
        own = translations.get(f"{entry.context}{SEPARATOR}{entry.source}")
        own = own or translations.get(entry.source)
        found = own or entry.translation or known.get(entry.source)
        if found:
            _set(message, found)
    _write(tree, path)


def _messages(tree: "ET.ElementTree[ET.Element]") -> Iterator[tuple[str, ET.Element]]:
    for context in tree.iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message


def _entry(context: str, message: ET.Element) -> Entry:
    translation = message.find("translation")
    done = translation is not None and "type" not in translation.attrib
    text = translation.text if translation is not None and done else None
    return Entry(context, message.findtext("source", ""), text or "")


def _same_everywhere(tree: "ET.ElementTree[ET.Element]") -> dict[str, str]:
    """The translations of texts that have only one, whatever their context."""
    found = defaultdict[str, set[str]](set)
    for context, message in _messages(tree):
        entry = _entry(context, message)
        if entry.translation:
            found[entry.source].add(entry.translation)
    return {source: next(iter(texts)) for source, texts in found.items() if len(texts) == 1}


def _set(message: ET.Element, text: str) -> None:
    translation = message.find("translation")
    if translation is None:
        translation = ET.SubElement(message, "translation")
    translation.attrib.pop("type", None)
    translation.text = text


def _write(tree: "ET.ElementTree[ET.Element]", path: Path) -> None:
    ET.indent(tree, "    ")
    body = ET.tostring(tree.getroot(), encoding="unicode", short_empty_elements=False)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{head}{body}\n", encoding="utf-8")
