"""Byte-level BPE of a GGUF file (`tokenizer.ggml.model` = gpt2) as a tokenizer.json.

A file names the way in which text is cut into words (`tokenizer.ggml.pre`); the expressions are
those of llama.cpp's llama-vocab.cpp. Nothing is normalised before, as llama.cpp does not either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.tokenizers.hub.folders.added import added_token
from workbench.tokenizers.hub.model_proto import PieceType

Plain = dict[str, Any]

_GPT2_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_LLAMA3_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_QWEN2_WORDS = _LLAMA3_WORDS.replace(r"\p{N}{1,3}", r"\p{N}")


@dataclass(frozen=True)
class PreTokenizer:
    """How text is cut before pieces are joined: by expressions, one after another.

    `whole_words`: a word that is a piece is one, whatever the merges say. `begins`: a file that
    does not say so puts the beginning token in front.
    """

    words: tuple[str, ...]
    whole_words: bool = False
    begins: bool = False


_GPT2 = PreTokenizer((_GPT2_WORDS,))
_SMOLLM = PreTokenizer((r"\p{N}", _GPT2_WORDS))
_LLAMA3 = PreTokenizer((_LLAMA3_WORDS,), whole_words=True, begins=True)
_QWEN2 = PreTokenizer((_QWEN2_WORDS,))
_DEFAULT = PreTokenizer((r"[\p{P}\$\+<=>\^~\|]+", _GPT2_WORDS, r"\p{N}+", r"[0-9][0-9][0-9]"))

PRE_TOKENIZERS: Mapping[str, PreTokenizer] = {
    "default": _DEFAULT,
    "gpt-2": _GPT2,
    "llama-bpe": _LLAMA3,
    "llama3": _LLAMA3,
    "llama-v3": _LLAMA3,
    "qwen2": _QWEN2,
    "deepseek-r1-qwen": _QWEN2,
    "smollm": _SMOLLM,
}


def byte_pair_plain(
    tokens: Sequence[str],
    kinds: Sequence[int],
    merges: Sequence[str],
    pre: PreTokenizer,
    frame: Plain | None,
) -> Plain:
    """The content of a tokenizer.json; `kinds` are `PieceType`s, `frame` is its post-processor."""
    vocabulary = {
        token: i
        for i, (token, kind) in enumerate(zip(tokens, kinds, strict=True))
        if kind != PieceType.UNUSED
    }
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    cuts = [_split(expression) for expression in pre.words]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            added_token(i, token, special=kind == PieceType.CONTROL) | {"normalized": False}
            for i, (token, kind) in enumerate(zip(tokens, kinds, strict=True))
            if kind in (PieceType.CONTROL, PieceType.USER_DEFINED)
        ],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [*cuts, level | {"use_regex": False}],
        },
        "post_processor": frame,
        "decoder": level | {"use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": pre.whole_words,
            "vocab": vocabulary,
            "merges": [_pair(merge) for merge in merges],
        },
    }


def _split(expression: str) -> Plain:
    return {
        "type": "Split",
        "pattern": {"Regex": expression},
        "behavior": "Isolated",
        "invert": False,
    }


def _pair(merge: str) -> list[str]:
    """The two pieces; the first may itself begin with a space."""
    cut = merge.find(" ", 1)
    return [merge[:cut], merge[cut + 1 :]] if cut > 0 else [merge]
