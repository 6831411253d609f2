"""What a file is by its first bytes, whatever its name says, and what to do with it instead."""

import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from workbench.file_formats.downloaded import POINTER
from workbench.words import Words, words

HEAD = 64 * 1024
"""So many bytes of a file's beginning are looked at."""

_PDF = words("a PDF document; save its text as .txt first (with pdftotext, for example)")
_OFFICE = words("a document of an office program; save it as plain text (.txt) there first")
_SHEET = words("a spreadsheet; save it as .csv there first")
_SLIDES = words("a presentation; save its text as .txt there first")
_BOOK = words("an e-book; save it as plain text first (with Calibre, for example)")
_ARCHIVE = words("an archive of files; unpack it first, and add the folder")
_PACKED = words("a compressed file; unpack it first")
_PICTURE = words("a picture; only what is written as text can be read")
_SOUND = words("a recording; only what is written as text can be read")
_FILM = words("a film; only what is written as text can be read")
_PROGRAM = words("a program; only what is written as text can be read")
_DATABASE = words("a database; save the table with the text as .csv first")
_WEIGHTS = words("a file of a model's weights, and no text")
_NUMBERS = words("a file of numbers, and no text")
_TABLE = words("a table of another kind; save it as .parquet or .csv first")
_PARQUET = words("a Parquet table; give its name the ending .parquet")
_RTF = words("a document in RTF; save it as plain text (.txt) first")
_WEB_PAGE = words("a web page (HTML); save its text as .txt first (a browser can)")
_NOTEBOOK = words(
    "a notebook (Jupyter); save it as .md first (with jupyter nbconvert --to markdown)"
)
_POINTER = words("a pointer of Git LFS and not the file itself; fetch the file with git lfs pull")
_GZIP = words("compressed with gzip; give its name the ending .gz")
_BZIP2 = words("compressed with bzip2; give its name the ending .bz2")
_XZ = words("compressed with xz; give its name the ending .xz")

_BEGINNINGS = (
    (POINTER, _POINTER),
    (b"PAR1", _PARQUET),
    (b"\x1f\x8b\x08", _GZIP),
    (b"BZh", _BZIP2),
    (b"\xfd7zXZ\0", _XZ),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x04\x22\x4d\x18", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"%PDF-", _PDF),
    (b"%!PS-", _PDF),
    (b"{\\rtf", _RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE),
    (b"AT&TFORM", _BOOK),
    (b"SQLite format 3\0", _DATABASE),
    (b"ARROW1", _TABLE),
    (b"FEA1", _TABLE),
    (b"ORC\x0a", _TABLE),
    (b"Obj\x01", _TABLE),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"ID3\x03", _SOUND),
    (b"ID3\x04", _SOUND),
    (b"OggS\0", _SOUND),
    (b"fLaC\0", _SOUND),
    (b"\x1aE\xdf\xa3", _FILM),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\0asm", _PROGRAM),
    (b"\x93NUMPY", _NUMBERS),
    (b"\x89HDF\r\n\x1a\n", _NUMBERS),
    (b"GGUF", _WEIGHTS),
)
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_IN_ZIPS = (
    ("word/", _OFFICE),
    ("xl/", _SHEET),
    ("ppt/", _SLIDES),
)
_MIME_TYPES = (
    (b"application/epub", _BOOK),
    (b"application/vnd.oasis.opendocument.spreadsheet", _SHEET),
    (b"application/vnd.oasis.opendocument.presentation", _SLIDES),
    (b"application/vnd.oasis.opendocument", _OFFICE),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_NOTEBOOK_CELLS = re.compile(rb'"cells"\s*:\s*\[')
_NOTEBOOK_SIGNS = (b'"cell_type"', b'"nbformat"')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def what_else(file: str, stream: BinaryIO) -> Words | None:
    """The sentence for a file that is no text and no table we read; None for all others.

    Reads from `stream`, whose beginning is the file's.
    """
    head = stream.read(HEAD)
    kind = _by_signature(head) or _of_zip(head, stream) or _by_shape(head) or _of_markup(head)
    return words("{file} is {kind}", file=file, kind=kind) if kind else None


def is_parquet(head: bytes) -> bool:
    """Whether a file that begins so is a Parquet table."""
    return head.startswith(b"PAR1")


def _by_signature(head: bytes) -> Words | None:
    return next((kind for begin, kind in _BEGINNINGS if head.startswith(begin)), None)


def _of_zip(head: bytes, stream: BinaryIO) -> Words | None:
    """What a zip file is: office programs and e-books use it for their documents."""
    if head.startswith(_EMPTY_ZIP):
        return _ARCHIVE
    if not head.startswith(_ZIP):
        return None
    mime_type = head[30:120].removeprefix(b"mimetype")
    for begin, kind in _MIME_TYPES:
        if mime_type.startswith(begin):
            return kind
    names = _names_in(stream)
    for folder, kind in _IN_ZIPS:
        if any(name.startswith(folder) for name in names):
            return kind
    return _ARCHIVE


def _names_in(stream: BinaryIO) -> list[str]:
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def _by_shape(head: bytes) -> Words | None:
    """Files whose signature is short or stands further behind; none of these is text."""
    is_binary = b"\0" in head[:1024]
    if not is_binary:
        return None
    shapes: tuple[tuple[Words, Callable[[bytes], bool]], ...] = (
        (_PROGRAM, lambda head: head.startswith(b"MZ")),
        (_PICTURE, lambda head: head.startswith(b"BM")),
        (_PICTURE, lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
        (_SOUND, lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
        (_PICTURE, lambda head: head[4:12] in (b"ftypheic", b"ftypavif", b"ftypmif1")),
        (_FILM, lambda head: head[4:8] == b"ftyp"),
        (_BOOK, lambda head: head[60:68] == b"BOOKMOBI"),
        (_ARCHIVE, lambda head: head[257:262] == b"ustar"),
        (_WEIGHTS, lambda head: head[7:10] == b'\0{"'),
        (_WEIGHTS, lambda head: head[:1] == b"\x80" and b"torch" in head),
    )
    return next((kind for kind, fits in shapes if fits(head)), None)


def _of_markup(head: bytes) -> Words | None:
    """Text all right, but written for a program that shows it."""
    head = head.removeprefix(_BYTE_ORDER_MARK)
    if _HTML.match(head):
        return _WEB_PAGE
    if head.lstrip().startswith(b"{") and _NOTEBOOK_CELLS.search(head):
        return _NOTEBOOK if any(sign in head for sign in _NOTEBOOK_SIGNS) else None
    return None
