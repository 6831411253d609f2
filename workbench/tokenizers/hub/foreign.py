"""Tokenizers from elsewhere: a downloaded folder becomes a tokenizer of the project."""

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.child_process import child_environment
from workbench.errors import BadInput
from workbench.store.files import durable
from workbench.store.scanning.scan import write_meta
from workbench.tokenizers.hub.foreign_build import byte_pairs, word_pieces
from workbench.tokenizers.hub.foreign_files import ForeignFolder
from workbench.tokenizers.special import SpecialIds
from workbench.tokenizers.tokenizer import HUB_FILE, MODEL_FILE
from workbench.tokenizers.training.train import FORMAT

TRIAL_TIMEOUT_S = 120


@dataclass(frozen=True)
class ForeignTokenizer:
    """A tokenizer read from a folder and tried out; `data` is to be stored as `file`.

    `source` names the file that it was read from. `family` is wordpiece, byte_bpe, bpe, unigram
    or word; `digest` is that of the tokenizer when it is opened. A model's embedding may have more
    rows than `vocabulary_size`, never fewer.
    """

    file: str
    data: bytes
    source: str
    special: SpecialIds
    vocabulary_size: int
    family: str
    drops_case: bool
    digest: str

    @property
    def sha256(self) -> str:
        """Of the stored file (hex)."""
        return hashlib.sha256(self.data).hexdigest()


def convert_folder(folder: Path) -> ForeignTokenizer:
    """The tokenizer of a checkpoint's folder, from the first of the files that is there.

    They are tokenizer.json, tokenizer.model, vocab.txt, and vocab.json with merges.txt. Raises
    BadInput, naming the file, when it cannot be read or used. The files are read as data, and
    first used in a process of its own.
    """
    files = ForeignFolder(folder)
    if (data := files.bytes(HUB_FILE)) is not None:
        files.plain(HUB_FILE)  # says where the JSON is wrong
        return _tried(files, HUB_FILE, data, HUB_FILE)
    if (data := files.bytes(MODEL_FILE)) is not None:
        return _tried(files, MODEL_FILE, data, MODEL_FILE)
    for source, build in (("vocab.txt", word_pieces), ("vocab.json", byte_pairs)):
        if (plain := build(files)) is not None:
            return _tried(files, HUB_FILE, json.dumps(plain).encode(), source)
    raise BadInput(
        "{folder} holds no tokenizer; it needs tokenizer.json, tokenizer.model, vocab.txt, or "
        "vocab.json with merges.txt",
        folder=folder,
    )


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
        "source": {"file": foreign.source, "sha256": foreign.sha256, "origin": origin},
    }
    with durable.staging(folder, needed_bytes=len(foreign.data)) as staged:
        durable.write_bytes(staged / foreign.file, foreign.data)
        write_meta(staged, meta)


def _tried(files: ForeignFolder, file: str, data: bytes, source: str) -> ForeignTokenizer:
    """Use it in a child first: a file may crash its reader, or keep it busy for ever."""
    path = files.path / source
    request = json.dumps({"file": file, "roles": files.roles()}).encode()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "workbench.tokenizers.hub.trial"],
            input=request + b"\n" + data,
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
    return ForeignTokenizer(file=file, data=data, source=source, special=special, **settings)


def _last_words(ended: subprocess.CompletedProcess[bytes]) -> str:
    lines = ended.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"its reader ended with code {ended.returncode}"
