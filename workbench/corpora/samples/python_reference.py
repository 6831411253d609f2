"""The Python reference as prose: the help topics that every Python interpreter carries along."""

import re
from collections.abc import Iterator
from pydoc_data.topics import topics

_BLANK_LINES = re.compile(r"\n[ \t]*\n+")
_UNDERLINE = re.compile(r"([*=\-~^\"#])\1{3,}\s*")
_NOT_PROSE = re.compile(r"::=|>>>|\.\.\. |[+|][-=+|]|^\s*\||\w+\(.*\):$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w*\"'(])(\*{1,2})(\w(?:[^*\n]*\w)?)\1(?![\w*])")
_FOOTNOTE = re.compile(r"^\[\d+\]\s+|(?:\s|(?<=[.,;:]))\[\d+\]")
_LABEL = re.compile(r"^(?:Note|Changed in version [\d.]+|New in version [\d.]+):\s*")
_SENTENCE = re.compile(r"[\"“'(*]?[A-Z].*[.:!?)]", re.DOTALL)

_FEWEST_CHARACTERS = 80
_FEWEST_LETTERS = 0.72


def documents() -> Iterator[str]:
    """One document for each section of the reference: its title, then a line for each paragraph.

    Code, grammar and tables are left out, line breaks inside paragraphs undone. Sections share
    text, so a paragraph is told only where it comes first. What there is to read depends on the
    running interpreter's version.
    """
    seen: set[str] = set()
    for name in sorted(topics):
        title, paragraphs = "", list[str]()
        for block in _BLANK_LINES.split(topics[name].strip()):
            lines = block.strip().splitlines()
            if len(lines) == 2 and _UNDERLINE.fullmatch(lines[1].strip()):
                yield from _document(title, paragraphs)
                title, paragraphs = lines[0].strip(), []
            elif (paragraph := _paragraph(block)) not in seen:
                paragraphs.append(paragraph)
                seen.add(paragraph)
        yield from _document(title, paragraphs)


def _document(title: str, paragraphs: list[str]) -> Iterator[str]:
    text = "\n".join(filter(None, paragraphs))
    if len(text) >= _FEWEST_CHARACTERS:
        yield f"{title}\n{text}" if title else text


def _paragraph(block: str) -> str:
    """A block as one line of prose, or nothing when it is code, grammar, a table or a rule."""
    if _NOT_PROSE.search(block):
        return ""
    line = re.sub(r"(?<=\w-)\s*\n\s*", "", block.strip())
    line = re.sub(r"\s+", " ", line)
    line = _LABEL.sub("", _FOOTNOTE.sub("", _EMPHASIS.sub(r"\2", line))).removeprefix("* ").strip()
    letters = sum(character.isalpha() or character == " " for character in line)
    is_prose = _SENTENCE.fullmatch(line) and letters >= _FEWEST_LETTERS * len(line)
    return line if is_prose and len(line.split()) >= 4 else ""
