"""A folder's tokenizer files as one `tokenizer.json`, or one SentencePiece model, and its habits.

Several files of a folder may speak of the same thing; which of them counts is as `AutoTokenizer`
of transformers 5 has it, and where they contradict each other, that is said.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.errors import BadInput
from workbench.tokenizers.hub import hub_file
from workbench.tokenizers.hub.fast_file import tokenizer_plain
from workbench.tokenizers.hub.folders.added import vocabulary_ids, with_tokens
from workbench.tokenizers.hub.folders.reader import SPELLINGS, Reader, reader_of
from workbench.tokenizers.hub.folders.rebuilding import post_processor, rebuilt
from workbench.tokenizers.hub.foreign_build import byte_pairs, word_pieces
from workbench.tokenizers.hub.foreign_files import ForeignFolder
from workbench.tokenizers.special import ROLES
from workbench.tokenizers.tokenizer import HUB_FILE, MODEL_FILE
from workbench.words import Words, listed, words

Plain = dict[str, Any]

_ADDED_ORDER = ("bos", "eos", "unk", "sep", "pad", "cls", "mask")
"""In which special tokens that are in no vocabulary get their ids."""

_NUMBERED_OTHERWISE = (Reader.XLM_ROBERTA,)
"""Classes whose ids are not those of their tokenizer.model."""

_RANKS = re.compile(rb"[A-Za-z0-9+/]+={0,2} \d+\r?\n")
"""How a file of tiktoken begins: a piece in base64, and its rank."""

_WRONG_SHAPE = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What a JSON file of another shape than a tokenizer's raises where it is read."""


@dataclass(frozen=True)
class ReadFolder:
    """What is to be tried out: `data`, to be stored as `file`, was read from `source`.

    `roles` are the possible spellings of special tokens; `begin` and `end` name those that a
    SentencePiece model puts around a text, None where nothing says so. `cut_by_file` is how the
    folder's own tokenizer.json cuts text where its reader does otherwise. `beside` are further
    files to keep. With `tells_segments` the second of two texts is of a segment of its own.
    """

    file: str
    data: bytes
    source: str
    reader: Reader
    roles: dict[str, tuple[str, ...]]
    adds: dict[str, bool] | None = None
    cut_by_file: Plain | None = None
    tells_segments: bool = True
    beside: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()


def read_folder(files: ForeignFolder) -> ReadFolder:
    """Read the first of tokenizer.json, tokenizer.model, vocab.txt, and vocab.json with merges.txt.

    Raises BadInput, naming the file.
    """
    reader = reader_of(files)
    if (data := files.bytes(HUB_FILE)) is not None:
        plain = files.plain(HUB_FILE)  # says where the JSON is wrong
        with _understood(files.path / HUB_FILE):
            return _of_json(files, reader, data, plain or {})
    if (model := files.bytes(MODEL_FILE)) is not None:
        return _of_model(files, reader, model)
    for source, build, usual in (
        ("vocab.txt", word_pieces, Reader.BERT),
        ("vocab.json", byte_pairs, Reader.GPT2),
    ):
        if (built := build(files)) is not None:
            named = usual if reader is Reader.FILE else reader
            with _understood(files.path / source):
                return _of_parts(files, named, built, source)
    raise BadInput(
        "{folder} holds no tokenizer; it needs tokenizer.json, tokenizer.model, vocab.txt, or "
        "vocab.json with merges.txt",
        folder=files.path,
    )


def _of_json(files: ForeignFolder, reader: Reader, data: bytes, plain: Plain) -> ReadFolder:
    roles = files.roles(SPELLINGS[reader])
    made = _completed(plain, files, reader, roles)
    is_same = _comparable(made) == _comparable(plain)
    differs = (
        None
        if is_same
        else {key: plain.get(key) for key in _CUTTING}
        | {"model": {k: v for k, v in plain["model"].items() if k not in ("vocab", "merges")}}
    )
    return ReadFolder(
        HUB_FILE,
        data if is_same else json.dumps(made, ensure_ascii=False).encode(),
        HUB_FILE,
        reader,
        roles,
        cut_by_file=differs,
        notes=tuple(_contradictions(files, plain)),
    )


def _of_model(files: ForeignFolder, reader: Reader, model: bytes) -> ReadFolder:
    if _RANKS.match(model):
        raise BadInput(
            "{path} is no SentencePiece model but a list of tiktoken's ranks, which does not say "
            "how text is cut into words; put the tokenizer.json of the same model beside it (its "
            "folder on the hub for transformers has one)",
            path=files.path / MODEL_FILE,
        )
    if reader in _NUMBERED_OTHERWISE:
        raise BadInput(
            "{path} belongs to a {name}, which cannot be rebuilt from it alone; "
            "save that tokenizer with its tokenizer.json",
            path=files.path / MODEL_FILE,
            name=reader,
        )
    roles, notes = files.roles(SPELLINGS[reader]), tuple(_contradictions(files, {}))
    if reader is Reader.FILE and not files.added():
        said = files.has("tokenizer_config.json") or files.has("config.json")
        adds = {r: bool(files.flag(f"add_{r}_token", False)) for r in ("bos", "eos")}
        return ReadFolder(
            MODEL_FILE, model, MODEL_FILE, reader, roles, adds if said else None, notes=notes
        )
    with _understood(files.path / MODEL_FILE):
        plain = tokenizer_plain(model)
        spelled = {role: (piece,) for role, piece in _spelled_by(model).items()} | {
            role: pieces for role, pieces in roles.items() if f"{role}_token" in files.config
        }
        made = _completed(plain, files, reader, spelled if reader is Reader.FILE else roles)
        if reader is Reader.FILE:
            made = _found_before_normalising(made)
    if added := [piece for piece in files.added() if piece not in vocabulary_ids(plain)]:
        notes += (
            words(
                "{count} tokens that the folder adds to {file} are part of the tokenizer: {names}",
                count=len(added),
                file=MODEL_FILE,
                names=listed(added[:5]),
            ),
        )
    return ReadFolder(
        HUB_FILE,
        json.dumps(made, ensure_ascii=False).encode(),
        MODEL_FILE,
        reader,
        spelled if reader is Reader.FILE else roles,
        beside={MODEL_FILE: model},
        notes=notes,
    )


def _of_parts(files: ForeignFolder, reader: Reader, built: Plain, source: str) -> ReadFolder:
    roles = files.roles(SPELLINGS[reader])
    made = _completed(built, files, reader, roles)
    notes = [*_contradictions(files, {}), *_dropped_case(files, made)]
    data = json.dumps(made, ensure_ascii=False).encode()
    return ReadFolder(HUB_FILE, data, source, reader, roles, notes=tuple(notes))


def _completed(
    plain: Plain, files: ForeignFolder, reader: Reader, roles: Mapping[str, Sequence[str]]
) -> Plain:
    """A tokenizer.json as its reader builds it, with all tokens and what frames a text."""
    spelled = {role: pieces[0] for role, pieces in roles.items() if len(pieces) == 1}
    named = [spelled[role] for role in _ADDED_ORDER if role in spelled]
    made = with_tokens(rebuilt(plain, reader, files, spelled), files, named)
    ids = vocabulary_ids(made) | {one["content"]: one["id"] for one in made["added_tokens"]}
    return {**made, "post_processor": post_processor(made, reader, files, spelled, ids)}


def _found_before_normalising(plain: Plain) -> Plain:
    """With added tokens that cut the text itself: what stands between them is a text of its own."""
    added = [{**token, "normalized": False} for token in plain["added_tokens"]]
    return {**plain, "added_tokens": added}


def _spelled_by(model: bytes) -> dict[str, str]:
    from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer

    tokenizer = SentencePieceTokenizer(model)
    ids = {role: getattr(tokenizer.special, role) for role in ROLES}
    return {role: tokenizer.piece(i) for role, i in ids.items() if i is not None}


_CUTTING = ("normalizer", "pre_tokenizer")


def _comparable(plain: Plain) -> Plain:
    """What decides which ids a text becomes, without what only differs in how it is written."""
    model = {key: value for key, value in plain["model"].items() if value not in (None, "", False)}
    return {
        "model": model | {"type": hub_file.model_type(plain)},
        "added": plain.get("added_tokens") or [],
        "frame": plain.get("post_processor"),
        **{key: _without_defaults(plain.get(key)) for key in _CUTTING},
    }


_IMMATERIAL = {"trim_offsets": True, "use_regex": True, "split": True, "replacement": "▁"}


def _without_defaults(plain: Any) -> Any:
    """A component without the settings that have their usual value."""
    if isinstance(plain, list):
        return [_without_defaults(one) for one in plain]
    if not isinstance(plain, dict):
        return plain
    return {
        key: _without_defaults(value)
        for key, value in plain.items()
        if key != "trim_offsets" and (key not in _IMMATERIAL or value != _IMMATERIAL[key])
    }


@contextlib.contextmanager
def _understood(path: Path) -> Iterator[None]:
    try:
        yield
    except _WRONG_SHAPE as error:
        raise BadInput(
            "{path} cannot be used as a tokenizer: {reason}; download it again, "
            "or save the tokenizer anew",
            path=path,
            reason=f"{type(error).__name__}: {error}",
        ) from None


# -- what contradicts -------------------------------------------------------------------------


def _contradictions(files: ForeignFolder, plain: Plain) -> Iterator[Words]:
    for name in files.contradicted_roles():
        yield words(
            "tokenizer_config.json and special_tokens_map.json name different tokens for {role}; "
            "special_tokens_map.json counts, as in transformers",
            role=name,
        )
    if not plain:
        return
    for role in ("bos", "eos"):
        asked = files.flag(f"add_{role}_token", None)
        if asked is not None and asked != _frames(plain, role, files):
            yield words(
                "tokenizer_config.json says {setting}, and the post-processor of tokenizer.json "
                "does otherwise; tokenizer.json counts, as in transformers",
                setting=f"add_{role}_token = {str(asked).lower()}",
            )


def _frames(plain: Plain, role: str, files: ForeignFolder) -> bool:
    """Whether the post-processor names the token of a role."""
    spelled = files.roles().get(role, ())
    frame = json.dumps(plain.get("post_processor"), ensure_ascii=False)
    return any(json.dumps(piece, ensure_ascii=False) in frame for piece in spelled)


def _dropped_case(files: ForeignFolder, made: Plain) -> Iterator[Words]:
    """A cased vocabulary whose folder does not say so: its upper case is never used."""
    named = {token["content"] for token in made["added_tokens"]}
    cased = [
        piece for piece in vocabulary_ids(made) if piece not in named and piece != piece.lower()
    ]
    if cased and hub_file.drops_case(made) and files.flag("do_lower_case", None) is None:
        yield words(
            "vocab.txt has pieces with upper case ({pieces}), and nothing in the folder says "
            "do_lower_case = false: text becomes lower case, as in transformers. If the model is a "
            "cased one, add a tokenizer_config.json that says so",
            pieces=listed(cased[:3]),
        )
