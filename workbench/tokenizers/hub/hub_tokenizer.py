"""A `tokenizer.json` of the Hugging Face Hub as a tokenizer of the project."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from functools import cached_property

import numpy as np
import tokenizers

from workbench.tokenizers.chat.spelled import Spelled, broken, put_together, stretches
from workbench.tokenizers.framing import DocumentFrame, Framing
from workbench.tokenizers.frequencies import Frequencies
from workbench.tokenizers.hub import hub_file
from workbench.tokenizers.hub.byte_alphabet import BYTE_OF, readable
from workbench.tokenizers.hub.hub_stream import HubStream
from workbench.tokenizers.special import OURS, SpecialIds
from workbench.tokenizers.tokenizer import (
    REPLACEMENT,
    Ids,
    Piece,
    PieceKind,
    VocabularyEntry,
    clean,
    framed,
    masked_within,
)

_BYTE_PIECE = re.compile("<0x([0-9A-F]{2})>")


class HubTokenizer:
    """WordPiece, byte-level BPE, BPE or unigram as a `tokenizer.json` describes it.

    `data` must be a file that was tried before (`foreign`): what the library raises for another
    is not caught. `digest` is the SHA-256 of `data`, `special` and a frame of its own. Pieces of
    byte-level BPE are shown as the text they stand for, with ▁ for spaces and <0xNN> for parts of a
    character.
    """

    def __init__(
        self,
        data: bytes,
        special: SpecialIds,
        frequencies: Frequencies | None = None,
        *,
        framing: Framing | None = None,
    ) -> None:
        plain = json.loads(data)
        self._data = data
        self._frequencies = frequencies
        self._is_byte_level = hub_file.is_byte_level(plain)
        self._falls_back = hub_file.falls_back_to_bytes(plain)
        self._hides_by_mark = hub_file.hides_by_mark(plain)
        self._library = _library(plain, special)
        self._plain = plain
        self._continuing = _continuing(plain, special, self._library)
        self.special = special
        self.follower_mark = hub_file.follower_mark(plain)
        self.frame = DocumentFrame(special, framing)
        told = repr(astuple(special)) + self.frame.mark
        self.digest = hashlib.sha256(data + told.encode()).hexdigest()
        self.vocabulary_size = 1 + max(self._library.get_vocab().values())
        added = self._library.get_added_tokens_decoder()
        declared = {i for i, token in added.items() if token.special}
        self._silent = frozenset(declared | (special.known - {special.unk}))

    @property
    def document_begin(self) -> tuple[int, ...]:
        return self.frame.begin

    @property
    def document_end(self) -> tuple[int, ...]:
        return self.frame.end

    @property
    def prompt_begin(self) -> tuple[int, ...]:
        return self.frame.prompt_begin

    def encode(self, text: str) -> list[int]:
        ids: list[int] = self._library.encode(self._clean(text), add_special_tokens=False).ids
        return ids

    def encode_batch(
        self, texts: Sequence[str], num_threads: int, *, as_documents: bool = False
    ) -> list[Ids]:
        """The library takes as many threads as RAYON_NUM_THREADS says, whatever is asked for."""
        ids = _batch(self._library, map(self._clean, texts))
        return framed(ids, self.frame) if as_documents else ids

    def encode_parts(
        self, consecutive: Sequence[str], num_threads: int, *, at_beginning: bool
    ) -> list[Ids]:
        begin = int(at_beginning)
        texts = [self._clean(text) for text in consecutive]
        return [
            *_batch(self._library, texts[:begin]),
            *_batch(self._continuing, texts[begin:]),
        ]

    def encode_masked(self, parts: Sequence[str]) -> list[int]:
        """As transformers reads a text in which the mask is spelled: the file tells whether the
        spaces beside it belong to it. What was trained here, and came back, is read as here."""
        if self.special == OURS and hub_file.adds_a_space(self._plain):
            return masked_within(self, parts)
        if len(parts) == 1:
            return self.encode(parts[0])
        assert self.special.mask is not None
        said = (broken(clean(part), self.special_pieces) for part in parts)
        text = self._spelled(self.special.mask).removeprefix(hub_file.MARK).join(said)
        (spelled,) = self.encode_spelled([text])
        ids: list[int] = spelled.ids_t.tolist()
        return ids

    @cached_property
    def added_pieces(self) -> frozenset[str]:
        """The spellings that are read as one token wherever special tokens are spelled."""
        added = self._library.get_added_tokens_decoder().values()
        return frozenset(token.content.removeprefix(hub_file.MARK) for token in added)

    @cached_property
    def special_pieces(self) -> frozenset[str]:
        """Those that stand for no text."""
        return frozenset(map(self.piece, self._silent)) - {""}

    def encode_spelled(self, texts: Sequence[str]) -> list[Spelled]:
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Spelled:
        parts = []
        for place, part in stretches(text):
            library = self._reading_on if place else self._reading
            read = library.encode(part, add_special_tokens=False)
            parts.append((read.ids, read.offsets, place))
        return put_together(parts)

    @cached_property
    def _reading(self) -> tokenizers.Tokenizer:
        """The library's tokenizer as transformers uses it: texts can spell special tokens."""
        return _reading(self._plain)

    @cached_property
    def _reading_on(self) -> tokenizers.Tokenizer:
        is_other = hub_file.adds_a_space(self._plain)
        return _reading(hub_file.without_space(self._plain)) if is_other else self._reading

    def _clean(self, text: str) -> str:
        """A text that the library can read, without the mark that hides special tokens."""
        text = clean(text)
        return text.replace(hub_file.MARK, REPLACEMENT) if self._hides_by_mark else text

    def decode(self, ids: Sequence[int]) -> str:
        spoken = [int(i) for i in ids if int(i) not in self._silent]
        text: str = self._library.decode(spoken, skip_special_tokens=False)
        return text

    def stream(self) -> HubStream:
        return HubStream(self)

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """Text that belongs to no token, such as dropped spaces, goes with the token behind it."""
        encoding = self._library.encode(self._clean(text), add_special_tokens=False)
        stretches = _stretches(encoding.offsets, len(text))
        return tuple(
            Piece(i, self.piece(i), begin, end)
            for i, (begin, end) in zip(encoding.ids, stretches, strict=True)
        )

    def piece(self, token_id: int) -> str:
        spelled = self._spelled(token_id)
        if self._is_byte_level and int(token_id) not in self._silent:
            return readable(spelled)
        return spelled.removeprefix(hub_file.MARK)

    def _spelled(self, token_id: int) -> str:
        """A token as the file spells it; a gap in the vocabulary is empty."""
        return self._library.id_to_token(int(token_id)) or ""

    def id_of(self, piece: str) -> int | None:
        return self._ids.get(piece, self.special.unk)

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {self.piece(i): i for i in reversed(range(self.vocabulary_size))}

    def byte_of(self, token_id: int) -> int | None:
        if self.is_silent(token_id):
            return None
        spelled = self._spelled(token_id)
        if self._is_byte_level:
            return BYTE_OF.get(spelled)
        match = _BYTE_PIECE.fullmatch(spelled) if self._falls_back else None
        return int(match[1], 16) if match else None

    def is_silent(self, token_id: int) -> bool:
        """Whether a token has no text."""
        return int(token_id) in self._silent

    def waits(self, token_id: int) -> bool:
        """Whether the tokens behind this one may change its text.

        Bytes that are fallen back to are read together: one wrong byte spoils all beside it.
        """
        return self._falls_back and self.byte_of(token_id) is not None

    def vocabulary(self, frequencies: Frequencies | None = None) -> tuple[VocabularyEntry, ...]:
        counts = self._frequencies if frequencies is None else frequencies
        scores = hub_file.scores(json.loads(self._data))
        return tuple(
            VocabularyEntry(
                i,
                self.piece(i),
                scores.get(self._unmarked(i)),
                self._kind(i),
                None if counts is None else int(counts[i]),
            )
            for i in range(self.vocabulary_size)
        )

    def _unmarked(self, token_id: int) -> str:
        return self._spelled(token_id).removeprefix(hub_file.MARK)

    def _kind(self, token_id: int) -> PieceKind:
        if self.is_silent(token_id) or token_id == self.special.unk:
            return PieceKind.SPECIAL
        return PieceKind.NORMAL if self.byte_of(token_id) is None else PieceKind.BYTE


def _library(plain: hub_file.Plain, special: SpecialIds) -> tokenizers.Tokenizer:
    """The library's tokenizer, in which no text can spell a special token."""
    hidden = hub_file.hiding(plain, _special_pieces(plain, special))
    # A post-processor would frame texts, which is done here by id, and cut spaces off offsets.
    made = tokenizers.Tokenizer.from_str(json.dumps({**hidden, "post_processor": None}))
    made.encode_special_tokens = True
    made.no_padding()
    made.no_truncation()
    return made


def _reading(plain: hub_file.Plain) -> tokenizers.Tokenizer:
    made = tokenizers.Tokenizer.from_str(json.dumps({**plain, "post_processor": None}))
    made.no_padding()
    made.no_truncation()
    return made


def _special_pieces(plain: hub_file.Plain, special: SpecialIds) -> set[str]:
    declared = {one["content"] for one in plain.get("added_tokens", ()) if one["special"]}
    vocabulary = plain["model"]["vocab"]
    if isinstance(vocabulary, list):
        return declared | {vocabulary[i][0] for i in special.known if i < len(vocabulary)}
    return declared | {piece for piece, i in vocabulary.items() if i in special.known}


def _continuing(
    plain: hub_file.Plain, special: SpecialIds, whole: tokenizers.Tokenizer
) -> tokenizers.Tokenizer:
    """What reads the rest of a text: without the space that a text gets in front.

    Where every word gets one, it stays.
    """
    if not hub_file.adds_a_space(plain):
        return whole
    other = _library(hub_file.without_space(plain), special)
    expected = whole.encode("a b", add_special_tokens=False).ids
    begun = whole.encode("a", add_special_tokens=False).ids
    rest = other.encode(" b", add_special_tokens=False).ids
    return other if expected == begun + rest else whole


def _batch(library: tokenizers.Tokenizer, texts: Iterable[str]) -> list[Ids]:
    encodings = library.encode_batch_fast(list(texts), add_special_tokens=False)
    return [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]


def _stretches(offsets: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Stretches without gap or overlap: a character of several tokens goes to the last of them."""
    begin = 0
    following = [first for first, _ in offsets[1:]]
    for (_, end), limit in zip(offsets[:-1], following, strict=True):
        end = max(begin, min(end, limit))
        yield begin, end
        begin = end
    if offsets:
        yield begin, length
