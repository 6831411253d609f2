"""Byte-level BPE of a GGUF file (`tokenizer.ggml.model` = gpt2) as a tokenizer.json.

A file names the way in which text is cut into words (`tokenizer.ggml.pre`); the expressions are
those of llama.cpp's llama-vocab.cpp. Nothing is normalised before, as llama.cpp does not either.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.tokenizers.hub import hub_file
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
        "pre_tokenizer": _cutting(pre),
        "post_processor": frame,
        "decoder": _LEVEL | {"use_regex": True},
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


_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}


def _cutting(pre: PreTokenizer) -> Plain:
    cuts = [_split(expression) for expression in pre.words]
    return {"type": "Sequence", "pretokenizers": [*cuts, _LEVEL | {"use_regex": False}]}


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


# -- back -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BytePairs:
    """What a GGUF file says of byte-level BPE: the name of how it cuts, pieces, kinds, merges."""

    pre: str
    tokens: list[str]
    kinds: list[int]
    merges: list[str]


_OTHER_FORMS: Mapping[str, Plain] = {
    "gpt-2": _LEVEL | {"use_regex": True},
    "smollm": {
        "type": "Sequence",
        "pretokenizers": [
            {"type": "Digits", "individual_digits": True},
            _LEVEL | {"use_regex": True},
        ],
    },
}
"""How published tokenizer.json files write the same."""


def byte_pairs_of(plain: Plain, special: Collection[int]) -> BytePairs | None:
    """A tokenizer.json as a GGUF file holds it; None for one that llama.cpp would read otherwise.

    `special` are the ids of special tokens beside those that the file declares.
    """
    pre = _name_of_cutting(plain)
    if pre is None or plain.get("normalizer") is not None or not hub_file.is_byte_level(plain):
        return None
    added = {token["id"]: token for token in plain.get("added_tokens") or ()}
    spelled = {i: piece for piece, i in plain["model"]["vocab"].items()}
    spelled |= {i: token["content"] for i, token in added.items()}
    rows = range(1 + max(spelled))

    def kind(i: int) -> PieceType:
        if i not in spelled:
            return PieceType.UNUSED
        if i in special or (i in added and added[i]["special"]):
            return PieceType.CONTROL
        return PieceType.USER_DEFINED if i in added else PieceType.NORMAL

    return BytePairs(
        pre,
        [spelled.get(i, f"[PAD{i}]") for i in rows],
        [int(kind(i)) for i in rows],
        [merge if isinstance(merge, str) else " ".join(merge) for merge in _merges(plain)],
    )


def _merges(plain: Plain) -> list[str | list[str]]:
    merges: list[str | list[str]] = plain["model"]["merges"]
    return merges


def _name_of_cutting(plain: Plain) -> str | None:
    """What llama.cpp calls the way in which the file cuts text into words."""
    if hub_file.model_type(plain) != "BPE":
        return None
    given = _without_immaterial(plain.get("pre_tokenizer"))
    whole_words = bool(plain["model"].get("ignore_merges"))
    for name, pre in PRE_TOKENIZERS.items():
        forms = [_cutting(pre), *([_OTHER_FORMS[name]] if name in _OTHER_FORMS else [])]
        if whole_words == pre.whole_words and given in map(_without_immaterial, forms):
            return name
    return None


def _without_immaterial(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_immaterial(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _without_immaterial(value) for key, value in part.items()}
    if part.get("type") == "ByteLevel":
        return {"use_regex": True} | kept | {"trim_offsets": True}
    return kept
