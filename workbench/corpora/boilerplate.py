"""What stands in text files and is no part of the text: licences, front matter, page breaks.

Project Gutenberg puts a header before a book and its licence behind it, each beside a line that
says so. Programs that make web pages begin files with settings between two lines of dashes. And a
data set comes with files about itself, and with a part to test on.
"""

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from workbench.corpora.text import TextBlock
from workbench.words import Words, words


class Kind(StrEnum):
    """A sort of boilerplate within a file."""

    GUTENBERG = "gutenberg"
    FRONT_MATTER = "front matter"
    FORM_FEEDS = "form feeds"


_NAMES = {
    Kind.GUTENBERG: words("the header and licence of Project Gutenberg"),
    Kind.FRONT_MATTER: words("front matter"),
    Kind.FORM_FEEDS: words("page breaks"),
}
_MARKER = re.compile(
    r"^(?:End of (?:the )?Project Gutenberg[^\n]*\n\s*)?"
    r"\*\*\* ?(START|END) OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*\n?",
    re.MULTILINE | re.IGNORECASE,
)
_KEY = r"\w[\w.-]*[ \t]*:"
_FRONT_MATTER = re.compile(
    rf"\ufeff?---[ \t]*\n(?={_KEY})(?:{_KEY}[^\n]*\n|[ \t#-][^\n]*\n|\n)+?"
    r"(?:---|\.\.\.)[ \t]*(?:\n|$)"
)
_LONGEST_FRONT_MATTER = 16 * 1024


class BoilerplateFilter:
    """Counts the boilerplate in the blocks of one file, and leaves it out when told to."""

    def __init__(self, remove: bool) -> None:
        self.found: Counter[Kind] = Counter()
        self._remove = remove
        self._is_book: bool | None = None  # within a book, beside it, or no sign of one so far

    def blocks(self, source: Iterator[TextBlock]) -> Iterator[TextBlock]:
        """The blocks as they shall be read."""
        for number, block in enumerate(source):
            text = block.text if number else self._without_front_matter(block.text)
            text = self._without_licence(text, may_begin=number == 0)
            text = self._without_form_feeds(text)
            yield block._replace(text=text) if self._remove else block

    def _without_front_matter(self, text: str) -> str:
        match = _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER)
        if match is None:
            return text
        self.found[Kind.FRONT_MATTER] += match.end()
        return text[match.end() :]

    def _without_licence(self, text: str, may_begin: bool) -> str:
        kept: list[str] = []
        at = 0
        for marker in _MARKER.finditer(text):
            is_start = marker[1].upper() == "START"
            if is_start and (may_begin or self._is_book is not None):
                if self._is_book:  # another book within this one: what stands before is text
                    kept.append(text[at : marker.start()])
                at, self._is_book = marker.end(), True
            elif not is_start and self._is_book:
                kept.append(text[at : marker.start()])
                at, self._is_book = marker.end(), False
        if self._is_book is not False:
            kept.append(text[at:])
        book = "".join(kept)
        if len(book) < len(text):
            self.found[Kind.GUTENBERG] += len(text) - len(book)
        return book

    def _without_form_feeds(self, text: str) -> str:
        count = text.count("\f")
        if not count:
            return text
        self.found[Kind.FORM_FEEDS] += count
        return text.replace("\n\f", "\n").replace("\f", "\n")


def told(file: str, kind: Kind, characters: int, removed: bool) -> Words:
    """The sentence about a kind of boilerplate in a file, and what became of it."""
    values = {"file": file, "kind": _NAMES[kind], "characters": characters}
    if removed:
        return words(
            "{file}: {characters} characters of boilerplate were left out: {kind}", **values
        )
    return words(
        "{file}: {characters} characters of boilerplate are read as text: {kind}; set boilerplate "
        "to remove to leave them out",
        **values,
    )


def told_of_file(file: str, is_about_data: bool, removed: bool) -> Words:
    """The sentence about a file that stands beside the data, and what became of it."""
    if is_about_data and removed:
        return words("{file} tells about the data and was left out", file=file)
    if is_about_data:
        return words(
            "{file} tells about the data and is read as text; set boilerplate to remove to leave "
            "it out",
            file=file,
        )
    if removed:
        return words("{file} is the test part of a data set and was left out", file=file)
    return words(
        "{file} is the test part of a data set and is read like the rest; name it among the "
        "validation files, or set boilerplate to remove to leave it out",
        file=file,
    )
