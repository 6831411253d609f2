"""Tokenizers from elsewhere: a downloaded folder becomes a tokenizer of the project."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from workbench.child_process import child_environment
from workbench.errors import BadInput
from workbench.store.files import durable
from workbench.store.scanning.scan import write_meta
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.folders.added import without_rows_beyond
from workbench.tokenizers.hub.folders.reader import Reader, unread_class
from workbench.tokenizers.hub.folders.reading import ReadFolder, read_folder
from workbench.tokenizers.hub.foreign_files import ForeignFolder
from workbench.tokenizers.special import SpecialIds
from workbench.tokenizers.tokenizer import HUB_FILE
from workbench.tokenizers.training.train import FORMAT
from workbench.words import Words, listed, words

TRIAL_TIMEOUT_S = 120


@dataclass(frozen=True)
class ForeignTokenizer:
    """A tokenizer read from a folder and tried out; `data` is to be stored as `file`.

    `source` names the file that it was read from. `family` is wordpiece, byte_bpe, bpe, unigram
    or word; `digest` is that of the tokenizer when it is opened. A model's embedding may have more
    rows than `vocabulary_size`, never fewer. `framing` is what the folder's tokenizer puts around a
    text, None where nothing says so; `beside` are files to keep with it, and `notes` say where the
    folder's files contradict each other.
    """

    file: str
    data: bytes
    source: str
    special: SpecialIds
    vocabulary_size: int
    family: str
    drops_case: bool
    digest: str
    framing: Framing | None = None
    chat_template: str = ""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()

    @property
    def sha256(self) -> str:
        """Of the stored file (hex)."""
        return hashlib.sha256(self.data).hexdigest()


def convert_folder(folder: Path) -> ForeignTokenizer:
    """The tokenizer of a checkpoint's folder, read as transformers reads it (`read_folder`).

    Special tokens that the folder's model has no rows for are left out. Raises BadInput, naming the
    file, when it cannot be read or used. The files are read as data, and first used in a process of
    its own.
    """
    files = ForeignFolder(folder)
    read = read_folder(files)
    unread = unread_class(files)
    read = replace(
        read,
        tells_segments=files.tells_segments(usual=read.reader is Reader.BERT),
        notes=(*read.notes, *([_of_another_class(unread)] if unread else [])),
    )
    if (rows := files.rows()) and read.file == HUB_FILE:
        read = _within(read, rows)
    return tried(files.path / read.source, read, chat_template=files.chat_template())


def _of_another_class(name: str) -> Words:
    return words(
        "tokenizer_config.json names the class {name}, whose own way to cut text is not known "
        "here: tokenizer.json alone counts, and transformers may give other ids. To have the same "
        "in both, say tokenizer_class = PreTrainedTokenizerFast in tokenizer_config.json",
        name=name,
    )


def _within(read: ReadFolder, rows: int) -> ReadFolder:
    """Without special tokens that the model has no rows for."""
    plain, beyond = without_rows_beyond(json.loads(read.data), rows)
    if not beyond:
        return read
    roles = {
        role: kept
        for role, pieces in read.roles.items()
        if (kept := tuple(piece for piece in pieces if piece not in beyond))
    }
    note = words(
        "the model has no rows for the special tokens {names}; the tokenizer does without them",
        names=listed(beyond),
    )
    data = json.dumps(plain, ensure_ascii=False).encode()
    return replace(read, data=data, roles=roles, notes=(*read.notes, note))


def store_foreign(foreign: ForeignTokenizer, name: str, folder: Path, *, origin: str = "") -> None:
    """Store it in `folder`, at once, as a tokenizer called `name`.

    `origin` says where it came from, for the record. Raises BadInput when the folder has content,
    DiskFull.
    """
    meta = {
        "format": FORMAT,
        "name": name,
        "family": foreign.family,
        "vocabulary_size": foreign.vocabulary_size,
        "digest": foreign.digest,
        "special": asdict(foreign.special),
        "drops_case": foreign.drops_case,
        **({} if foreign.framing is None else {"framing": foreign.framing.plain()}),
        "source": {"file": foreign.source, "sha256": foreign.sha256, "origin": origin},
    }
    with durable.staging(folder, needed_bytes=len(foreign.data)) as staged:
        for name, data in {**foreign.beside, foreign.file: foreign.data}.items():
            durable.write_bytes(staged / name, data)
        write_meta(staged, meta)


def tried(path: Path, read: ReadFolder, *, chat_template: str) -> ForeignTokenizer:
    """Use it in a child first: a file may crash its reader, or keep it busy for ever.

    `path` is the file that it was read from; raises BadInput, naming it, when it cannot be used.
    """
    request = json.dumps(
        {
            "file": read.file,
            "roles": read.roles,
            "adds": read.adds,
            "cut_by_file": read.cut_by_file,
            "tells_segments": read.tells_segments,
        }
    ).encode()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "workbench.tokenizers.hub.trial"],
            input=request + b"\n" + read.data,
            capture_output=True,
            timeout=TRIAL_TIMEOUT_S,
            check=False,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired:
        raise BadInput(
            "reading {path} took more than {seconds} seconds and was given up; "
            "is it the right file?",
            path=path,
            seconds=TRIAL_TIMEOUT_S,
        ) from None
    if ended.returncode:
        raise BadInput(
            "{path} cannot be used as a tokenizer: {reason}; download it again, "
            "or save the tokenizer anew",
            path=path,
            reason=_last_words(ended),
        )
    settings = json.loads(ended.stdout)
    special = SpecialIds(**settings.pop("special"))
    framing = settings.pop("framing")
    notes = (*read.notes, *_notes(read, settings.pop("differs"), special))
    return ForeignTokenizer(
        file=read.file,
        data=read.data,
        source=read.source,
        special=special,
        framing=None if framing is None else Framing.of_plain(framing),
        chat_template=chat_template,
        beside=read.beside,
        notes=notes,
        **settings,
    )


def _notes(read: ReadFolder, differs: bool, special: SpecialIds) -> Iterator[Words]:
    if differs:
        yield words(
            "tokenizer.json would cut text otherwise than the class {name}, which reads this "
            "folder, with the settings of tokenizer_config.json; the class counts, as in "
            "transformers. To go by tokenizer.json alone, say tokenizer_class = "
            "PreTrainedTokenizerFast in tokenizer_config.json",
            name=read.reader,
        )
    if not special.document_end:
        yield words(
            "no end token is known: the tokenizer names none, so that documents are not separated"
        )


def _last_words(ended: subprocess.CompletedProcess[bytes]) -> str:
    lines = ended.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"its reader ended with code {ended.returncode}"
