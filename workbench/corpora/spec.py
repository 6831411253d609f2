"""Settings of adding a corpus: which files, how they are read, and how documents are split."""

import codecs
from encodings.aliases import aliases
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ValidationInfo, field_validator, model_validator

from workbench.corpora.formats.dialect import NONE, Heading, sign
from workbench.spec import Impossible, Paths, Spec, closest, setting

FormatChoice = Literal["auto", "text", "json", "jsonl", "csv", "tsv"]
DocumentRule = Literal["auto", "blank_lines", "lines", "files"]
Boilerplate = Literal["keep", "remove"]
Sample = Literal["", "stories_en", "stories_zh", "python_reference"]


def _known_encoding(name: str) -> str:
    if not name or is_encoding(name):
        return name
    guess = _like(name)
    if guess:
        raise Impossible(
            "'{encoding}' is not an encoding of text; did you mean '{guess}'?",
            encoding=name,
            guess=guess,
        )
    raise Impossible(
        "'{encoding}' is not an encoding of text; try utf-8, or leave it empty", encoding=name
    )


EncodingName = Annotated[str, AfterValidator(_known_encoding)]
"""An encoding of text that Python knows; empty: to be found."""


class FileReading(Spec):
    """How one of the files, or a folder of them, is read, where it is unlike the rest."""

    file: str = setting(
        title="File", help="One of the files or folders of the corpus, as it is named there."
    )
    encoding: EncodingName = setting(
        "",
        title="Encoding",
        help="How the bytes of this file stand for characters; empty: as the others'.",
    )
    format: FormatChoice = setting(
        "auto",
        title="Format",
        help="How this file holds its documents; auto: as the others do.",
    )


class AddCorpusSpec(Spec):
    """What becomes a corpus: text files and folders, or a built-in sample."""

    kind: Literal["add_corpus"] = "add_corpus"
    name: str = setting(
        title="Name",
        help="What the corpus is called in this project.",
        min_length=1,
        max_length=100,
    )
    files: Paths = setting(
        (),
        title="Files",
        help="Text files (.txt, .md, .json, .jsonl, .ndjson, .csv, .tsv, .parquet, each also .gz, "
        ".bz2 or .xz) and folders of them; hidden files and links inside folders are left aside.",
    )
    encoding: EncodingName = setting(
        "",
        title="Encoding",
        help="How the files' bytes stand for characters, such as utf-8 or gb18030; empty: found "
        "for each file.",
    )
    format: FormatChoice = setting(
        "auto",
        title="Format",
        help="How the files hold their documents, whatever their names say (but for .parquet); "
        "auto: by the ending of each name.",
    )
    apart: tuple[FileReading, ...] = setting(
        (),
        title="Read otherwise",
        help="Files and folders among them with an encoding or a format of their own.",
    )
    field: str = setting(
        "",
        title="Field",
        help="The field or column that holds the text in .json, .jsonl, .csv, .tsv and .parquet "
        "files: a name, a path such as data.text or messages[].content, or the number of a column "
        "(from 1) in a table without a heading; empty: chosen.",
    )
    delimiter: str = setting(
        "",
        title="Delimiter",
        help="What stands between the cells of a .csv or .tsv file: a sign, tab, or none when each "
        "line is one cell; empty: guessed for each file.",
    )
    quote: str = setting(
        "",
        title="Quotation mark",
        help="What stands around cells of a .csv or .tsv file that hold a delimiter or a line's "
        "end: a sign, or none; empty: guessed for each file.",
    )
    escape: str = setting(
        "",
        title="Escape sign",
        help="What stands before a quotation mark within a quoted cell, where it is not doubled: "
        "a sign, or none; empty: guessed for each file.",
    )
    heading: Heading = setting(
        "auto",
        title="First row",
        help="Whether the first row of a .csv or .tsv file names its columns; auto: guessed for "
        "each file.",
    )
    documents: DocumentRule = setting(
        "auto",
        title="Documents",
        help="What counts as one document in .txt and .md files: blocks between blank lines, "
        "lines, or whole files; auto decides for each file. In tables each row is a document.",
    )
    dedupe: bool = setting(
        False,
        title="Drop duplicates",
        help="Keep only the first of documents that are equal, character for character.",
    )
    boilerplate: Boilerplate = setting(
        "keep",
        title="Boilerplate",
        help="What becomes of the header and licence of Project Gutenberg, of front matter and "
        "page breaks in .txt and .md files, and of files of a folder that tell about the data or "
        "are its test part: keep reads them as text and says so, remove leaves them out.",
    )
    validation_fraction: float = setting(
        0.05,
        title="Validation share",
        help="The share of the text that is kept out of training to measure on: whole documents, "
        "and blocks from several places of long ones.",
        gt=0,
        le=0.5,
    )
    seed: int = setting(
        1,
        title="Seed",
        help="Decides which documents and blocks are kept for validation.",
        ge=0,
        lt=2**63,
    )
    validation_files: Paths = setting(
        (),
        title="Validation files",
        help="Files and folders to measure on; with them, all other documents are trained on.",
    )
    sample: Sample = setting(
        "",
        title="Sample",
        help="A built-in corpus instead of files: little stories in English or Chinese, or the "
        "reference of the Python language.",
    )
    sample_documents: int = setting(
        12_000,
        title="Stories",
        help="How many stories the sample of little stories has.",
        unit="documents",
        ge=10,
        le=10_000_000,
    )

    @field_validator("delimiter", "quote", "escape")
    @classmethod
    def _one_sign(cls, setting: str, info: ValidationInfo) -> str:
        one = sign(setting) or ""
        is_delimiter = info.field_name == "delimiter"
        if (
            len(one) > 1
            or not (one.isprintable() or one == "\t")
            or (one.isspace() and not is_delimiter)
        ):
            raise Impossible(
                "'{given}' is no sign; write a single character, or tab, or {none}",
                given=setting,
                none=NONE,
            )
        return setting

    @model_validator(mode="after")
    def _different_signs(self) -> Self:
        signs = [one for one in map(sign, (self.delimiter, self.quote, self.escape)) if one]
        if len(set(signs)) < len(signs):
            raise Impossible("delimiter, quotation mark and escape sign must differ")
        return self

    @model_validator(mode="after")
    def _apart_are_among_them(self) -> Self:
        given = {*self.files, *self.validation_files}
        for one in self.apart:
            if one.file not in given:
                raise Impossible(
                    "'{file}' is read otherwise, and is none of the files", file=one.file
                )
        return self

    def encoding_of(self, given: str) -> str:
        """The encoding chosen for a file or folder that is named so; empty: to be found."""
        own = (one.encoding for one in self.apart if one.file == given)
        return next(filter(None, own), self.encoding)

    def format_of(self, given: str) -> FormatChoice:
        """The format chosen for a file or folder that is named so; auto: by its name."""
        own = (one.format for one in self.apart if one.file == given and one.format != "auto")
        return next(own, self.format)

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if not self.files and not self.sample:
            raise Impossible("name at least one file or folder, or choose a sample")
        if self.sample and (self.files or self.validation_files):
            raise Impossible("choose either files or a sample; a corpus cannot be made of both")
        return self


_SPELLINGS = ("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined")
"""Codecs of Python that spell names and literals in ASCII, or nothing; no file's text is so."""


_ANY_BYTES = codecs.BOM_UTF32_LE + bytes(range(256))
"""All bytes there are, behind a mark that UTF-16 and UTF-32 ask for."""


def is_encoding(name: str) -> bool:
    """Whether `name` is a text encoding that can be read as a stream."""
    try:
        if codecs.lookup(name).name.replace("-", "_") in _SPELLINGS:
            return False
        b" ".decode(name, errors="replace")  # a codec from text to text, or bytes to bytes, refuses
        codecs.getincrementaldecoder(name)(errors="replace").decode(_ANY_BYTES)
    except (LookupError, ValueError):
        return False
    return True


def _like(name: str) -> str:
    """A known name of a text encoding that resembles a mistyped one, or an empty string."""
    known = sorted({*aliases.keys(), *aliases.values()})
    guess = closest(name.lower().replace("-", "_"), known)
    return guess if guess and is_encoding(guess) else ""
