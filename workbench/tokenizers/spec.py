"""What a tokenizer is trained with, as settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import model_validator

from workbench.spec import Impossible, Spec, setting
from workbench.tokenizers.special import NUM_SPECIAL, SPECIAL_PIECES

Algorithm = Literal["bpe", "unigram", "char", "word"]
Normalization = Literal["identity", "nfkc", "nfkc_cf", "nmt_nfkc", "nmt_nfkc_cf"]
NUM_BYTES = 256
SPACE = "▁"
"""How SentencePiece writes a space within a piece."""

_BYTE_PIECE = re.compile("<0x[0-9A-F]{2}>")


class TrainTokenizerSpec(Spec):
    """Learn from a corpus which pieces text is cut into."""

    kind: Literal["train_tokenizer"] = "train_tokenizer"
    name: str = setting(
        "tokenizer",
        title="Name",
        help="What the tokenizer will be called.",
        min_length=1,
        max_length=80,
    )
    corpus: str = setting(
        title="Corpus",
        help="The text to learn from; its validation part is left out.",
        min_length=1,
    )
    algorithm: Algorithm = setting(
        "bpe",
        title="Algorithm",
        help="BPE joins frequent neighbours, Unigram keeps the likeliest pieces (encodes about "
        "twice as fast), Characters (char) takes single ones, Words (word) what stands between "
        "spaces.",
    )
    vocabulary_size: int = setting(
        8192,
        title="Vocabulary size",
        help="How many different pieces, special tokens included. More pieces: shorter sequences, "
        "a larger model.",
        unit="pieces",
        ge=16,
        le=1_000_000,
    )
    hard_vocab_limit: bool = setting(
        True,
        title="Exact size",
        help="A text that cannot fill the vocabulary is refused, with the largest size that it "
        "can. Off: that size is taken, and said.",
        advanced=True,
    )
    byte_fallback: bool = setting(
        True,
        title="Byte fallback",
        help="Write characters outside the vocabulary as bytes, so that nothing is unknown. "
        "Takes 256 pieces; the algorithm Words does without.",
    )
    character_coverage: float = setting(
        0.9995,
        title="Character coverage",
        help="Share of the text whose characters become pieces; rarer characters fall back to "
        "bytes or are unknown. 1 keeps every character.",
        ge=0.98,
        le=1.0,
    )
    normalization: Normalization = setting(
        "identity",
        title="Normalization",
        help="NFKC joins look-alike characters (a full-width comma becomes a plain one); NMT "
        "cleans up spaces too; lower case drops upper case; or the text stays as it is "
        "(identity).",
    )
    remove_extra_whitespaces: bool = setting(
        False,
        title="Remove extra spaces",
        help="Read several spaces as one and drop those at the ends. "
        "Leave it off for code and verse.",
    )
    user_defined_symbols: tuple[str, ...] = setting(
        (),
        title="Symbols of your own",
        help="Pieces that are never cut, wherever they stand in a text; ▁ in one stands for a "
        "space.",
        advanced=True,
        max_length=10_000,
    )
    sample_megabytes: int = setting(
        32,
        title="Sample limit",
        help="Learn from a random sample of at most about this much text. Training takes some "
        "30 times the sample in memory.",
        unit="MB",
        advanced=True,
        ge=1,
        le=10_000,
    )
    max_sentence_bytes: int = setting(
        4192,
        title="Longest stretch",
        help="Longer documents are cut for training, at line ends or spaces where there are any.",
        unit="bytes",
        advanced=True,
        ge=64,
        le=1_000_000,
    )
    threads: int = setting(
        0,
        title="Threads",
        help="Processor threads; 0 takes one for each core. "
        "Fixed threads give the same tokenizer again.",
        advanced=True,
        zero="auto",
        ge=0,
        le=1024,
    )
    seed: int = setting(
        1,
        title="Seed",
        help="Decides which part of a large corpus is taken.",
        advanced=True,
        ge=0,
        lt=2**31,
    )

    @property
    def falls_back_to_bytes(self) -> bool:
        """Byte fallback where it works: words spelled in bytes lose their spaces when decoded."""
        return self.byte_fallback and self.algorithm != "word"

    @model_validator(mode="after")
    def _the_vocabulary_holds_what_is_fixed(self) -> Self:
        fixed = NUM_SPECIAL + len(self.user_defined_symbols) + 1
        fixed += NUM_BYTES if self.falls_back_to_bytes else 0
        if self.vocabulary_size <= fixed:
            raise Impossible(
                "a vocabulary of {size} pieces has no room for text beside the {fixed} pieces for "
                "special tokens, bytes and symbols; choose a larger one",
                size=self.vocabulary_size,
                fixed=fixed,
            )
        return self

    @model_validator(mode="after")
    def _symbols_can_be_pieces(self) -> Self:
        if self.user_defined_symbols and self.algorithm == "word":
            raise Impossible(
                "the algorithm Words cuts only at spaces and would not see symbols of your own; "
                "choose another algorithm or leave them out"
            )
        seen = set(SPECIAL_PIECES)
        for symbol in self.user_defined_symbols:
            piece = piece_of(symbol)
            if piece in seen or not piece.strip(SPACE) or not symbol.isprintable():
                raise Impossible(
                    "'{symbol}' cannot be a symbol of your own: it is empty, there already, "
                    "or cannot be printed",
                    symbol=symbol,
                )
            if self.falls_back_to_bytes and _BYTE_PIECE.fullmatch(symbol):
                raise Impossible(
                    "'{symbol}' cannot be a symbol of your own: with byte fallback it is the piece "
                    "of a byte; choose another one, or do without byte fallback",
                    symbol=symbol,
                )
            seen.add(piece)
        return self


def piece_of(symbol: str) -> str:
    """A symbol as it stands among the pieces; spaces as they are found in a text would cut it."""
    return symbol.replace(" ", SPACE)


@dataclass(frozen=True)
class TokenizerPreset:
    """A named group of settings to start from; what it does not name stays as it is."""

    name: str
    settings: Mapping[str, Any]

    def applied_to(self, spec: TrainTokenizerSpec) -> TrainTokenizerSpec:
        return TrainTokenizerSpec.model_validate(spec.model_dump() | dict(self.settings))


PRESETS: tuple[TokenizerPreset, ...] = (
    TokenizerPreset(
        "portable",
        {
            "algorithm": "bpe",
            "byte_fallback": True,
            "normalization": "identity",
            "remove_extra_whitespaces": False,
            "user_defined_symbols": (),
        },
    ),
    TokenizerPreset(
        "fast",
        {
            "algorithm": "unigram",
            "byte_fallback": True,
            "normalization": "identity",
            "remove_extra_whitespaces": False,
        },
    ),
    TokenizerPreset(
        "clean prose",
        {
            "algorithm": "unigram",
            "byte_fallback": False,
            "normalization": "nmt_nfkc",
            "remove_extra_whitespaces": True,
        },
    ),
    TokenizerPreset(
        "characters",
        {
            "algorithm": "char",
            "byte_fallback": False,
            "normalization": "identity",
            "remove_extra_whitespaces": False,
            "character_coverage": 1.0,
        },
    ),
)
