"""A GGUF file's tokenizer as one of the project: byte-level BPE, or SentencePiece's pieces.

`tokenizer.ggml.model` says which; other sorts are refused by name. Special tokens are named by
their ids, and flags say which of them stand around a text.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import BadInput
from workbench.file_formats.gguf_header import GGUFHeader, damaged_gguf, read_gguf_header
from workbench.tokenizers.hub.folders.reader import Reader
from workbench.tokenizers.hub.folders.reading import ReadFolder
from workbench.tokenizers.hub.folders.rebuilding import template
from workbench.tokenizers.hub.foreign import ForeignTokenizer, tried
from workbench.tokenizers.hub.gguf.byte_pairs import PRE_TOKENIZERS, PreTokenizer, byte_pair_plain
from workbench.tokenizers.hub.model_proto import (
    ModelProto,
    ModelType,
    PieceType,
    ProtoPiece,
    model_bytes,
)
from workbench.tokenizers.tokenizer import HUB_FILE, MODEL_FILE
from workbench.words import Words, listed, words

_PREFIX = "tokenizer.ggml."
_TOKENS, _MERGES = f"{_PREFIX}tokens", f"{_PREFIX}merges"

_ROLES = {
    "bos": "bos_token_id",
    "eos": "eos_token_id",
    "unk": "unknown_token_id",
    "pad": "padding_token_id",
    "sep": "seperator_token_id",  # so it is spelled in the format
    "cls": "cls_token_id",
    "mask": "mask_token_id",
}
_ENDS = ("eos_token_id", "eot_token_id", "eom_token_id")
"""What ends a text, a turn of a conversation, or a message: after any of them a model is done."""

_NAMED_BY_MODEL = ("unk", "bos", "eos", "pad")
"""The roles that a SentencePiece model names its pieces for."""


def convert_gguf(path: Path) -> ForeignTokenizer:
    """The tokenizer of a GGUF file, tried out in a process of its own.

    Raises BadInput, naming the file, when it cannot be read or is of a sort that is not known.
    """
    header = read_gguf_header(path, (_TOKENS, _MERGES))
    said = _Said(header)
    match said.model:
        case "gpt2":
            read = _byte_pairs(said)
        case "llama":
            read = _sentencepiece(said)
        case _:
            raise BadInput(
                "{path} holds a tokenizer of the sort '{given}', which cannot be read from GGUF; "
                "known are gpt2 and llama. A Hugging Face folder of the model may have it in "
                "another form",
                path=path,
                given=said.model[:60],
            )
    foreign = tried(path, read, chat_template=said.chat_template())
    framing = foreign.framing
    if framing is not None and (ends := said.ends()):
        framing = replace(framing, ends=ends)
    return replace(foreign, framing=framing)


@dataclass(frozen=True)
class _Said:
    """What the file says of its tokenizer, each value checked where it is asked for."""

    header: GGUFHeader

    def _get(self, key: str) -> Any:
        return self.header.settings.get(f"{_PREFIX}{key}")

    @property
    def model(self) -> str:
        return str(self._get("model") or "none")

    @property
    def pre(self) -> str:
        return str(self._get("pre") or "")

    def tokens(self) -> list[str]:
        tokens = self.header.settings.get(_TOKENS)
        if not isinstance(tokens, list) or not tokens:
            raise self.damaged(words("it has no vocabulary ({name})", name=_TOKENS))
        return tokens

    def merges(self) -> list[str]:
        merges = self.header.settings.get(_MERGES)
        if not isinstance(merges, list):
            raise self.damaged(words("its vocabulary has no merges ({name})", name=_MERGES))
        return merges

    def kinds(self) -> list[int]:
        """What each piece is; where the file does not say, an ordinary one."""
        given = self._get("token_type")
        if given is None:
            return [PieceType.NORMAL] * len(self.tokens())
        return [int(kind) for kind in self._numbers(given, "token_type")]

    def scores(self) -> list[float]:
        given = self._get("scores")
        if given is None:
            raise self.damaged(words("its pieces have no scores ({name})", name=f"{_PREFIX}scores"))
        return [float(score) for score in self._numbers(given, "scores")]

    def _numbers(self, given: Any, key: str) -> Sequence[Any]:
        """A list with a number for each piece."""
        if not isinstance(given, np.ndarray) or len(given) != len(self.tokens()):
            raise self.damaged(
                words(
                    "{name} does not have a number for each of the {count} pieces",
                    name=f"{_PREFIX}{key}",
                    count=len(self.tokens()),
                )
            )
        if not np.isfinite(given).all():
            raise self.damaged(words("{name} holds no finite numbers", name=f"{_PREFIX}{key}"))
        return list(given.tolist())

    def id_of(self, key: str) -> int | None:
        """A special token's id, if there is such a piece."""
        given = self._get(key)
        return given if type(given) is int and 0 <= given < len(self.tokens()) else None

    def ids(self) -> dict[str, int]:
        """The special tokens that the file names, by role."""
        ids = {role: self.id_of(key) for role, key in _ROLES.items()}
        return {role: i for role, i in ids.items() if i is not None}

    def ends(self) -> tuple[int, ...]:
        ids = (self.id_of(key) for key in _ENDS)
        return tuple(dict.fromkeys(i for i in ids if i is not None))

    def adds(self, role: str, *, unsaid: bool) -> bool:
        """Whether a special token stands around a text."""
        given = self._get(f"add_{role}_token")
        return given if isinstance(given, bool) else unsaid

    def flag(self, key: str, *, unsaid: bool) -> bool:
        given = self._get(key)
        return given if isinstance(given, bool) else unsaid

    def chat_template(self) -> str:
        template = self.header.settings.get("tokenizer.chat_template")
        return template if isinstance(template, str) else ""

    def damaged(self, reason: Words) -> BadInput:
        return damaged_gguf(self.header.path, reason)


def _byte_pairs(said: _Said) -> ReadFolder:
    pre, notes = _pre_tokenizer(said)
    tokens, ids = said.tokens(), said.ids()
    around = {
        "bos": said.adds("bos", unsaid=pre.begins),
        "eos": said.adds("eos", unsaid=False),
    }
    begin, end = (
        ((tokens[ids[role]], ids[role]),) if adds and role in ids else ()
        for role, adds in around.items()
    )
    frame = template(begin, (*end, *begin), end)
    plain = byte_pair_plain(tokens, said.kinds(), said.merges(), pre, frame)
    data = json.dumps(plain, ensure_ascii=False).encode()
    roles: dict[str, tuple[str, ...]] = {role: (tokens[i],) for role, i in ids.items()}
    return ReadFolder(HUB_FILE, data, said.header.path.name, Reader.FILE, roles, notes=notes)


def _pre_tokenizer(said: _Said) -> tuple[PreTokenizer, tuple[Words, ...]]:
    if said.pre in PRE_TOKENIZERS:
        return PRE_TOKENIZERS[said.pre], ()
    if said.pre:
        raise BadInput(
            "{path} cuts text in the way '{given}', which is not known here; known are {known}. "
            "A Hugging Face folder of the model may be imported instead",
            path=said.header.path,
            given=said.pre[:60],
            known=listed(PRE_TOKENIZERS),
        )
    note = words(
        "{path} does not say how its model cuts text into words; it is cut as llama.cpp does then, "
        "which may differ from how the model was trained",
        path=said.header.path.name,
    )
    return PRE_TOKENIZERS["default"], (note,)


def _sentencepiece(said: _Said) -> ReadFolder:
    """The file's pieces as a SentencePiece model; a special token is one that no text spells."""
    tokens, kinds, ids = said.tokens(), said.kinds(), said.ids()
    for role, i in ids.items():
        kinds[i] = PieceType.UNKNOWN if role == "unk" else PieceType.CONTROL
    if PieceType.UNKNOWN not in kinds:
        raise said.damaged(words("it has no piece for unknown text"))
    unknown = kinds.index(PieceType.UNKNOWN)
    proto = ModelProto(
        pieces=tuple(_pieces(said, tokens, kinds)),
        model_type=ModelType.BPE,
        byte_fallback=PieceType.BYTE in kinds,
        charsmap=b"",
        add_dummy_prefix=said.flag("add_space_prefix", unsaid=True),
        remove_extra_whitespaces=False,
    )
    names = {role: tokens[ids[role]] for role in _NAMED_BY_MODEL if role in ids}
    data = model_bytes(proto, {"unk": tokens[unknown]} | names)
    adds = {"bos": said.adds("bos", unsaid=True), "eos": said.adds("eos", unsaid=False)}
    return ReadFolder(MODEL_FILE, data, said.header.path.name, Reader.FILE, {}, adds)


def _pieces(said: _Said, tokens: list[str], kinds: list[int]) -> list[ProtoPiece]:
    known = {kind.value for kind in PieceType}
    if unknown := sorted(set(kinds) - known):
        raise said.damaged(words("it has pieces of an unknown sort ({kind})", kind=unknown[0]))
    parts = zip(tokens, said.scores(), kinds, strict=True)
    return [ProtoPiece(token, score, PieceType(kind)) for token, score, kind in parts]
