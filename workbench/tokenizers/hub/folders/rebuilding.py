"""A `tokenizer.json` as the class that reads a folder builds it anew (see `reader`).

The vocabulary and the merges stay; how text is normalised and cut, and often what frames it, is
the class's own, by the settings of `tokenizer_config.json`. After transformers 5.
"""

from collections.abc import Callable, Mapping
from typing import Any

from workbench.tokenizers.hub import hub_file
from workbench.tokenizers.hub.folders.reader import Reader
from workbench.tokenizers.hub.foreign_files import ForeignFolder
from workbench.tokenizers.tokenizer import SPACE

Plain = dict[str, Any]
Spelled = Mapping[str, str]
"""How special tokens are spelled, by role."""

_QWEN2_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_NFC = {"type": "NFC"}


def rebuilt(plain: Plain, reader: Reader, files: ForeignFolder, spelled: Spelled) -> Plain:
    """The file as `reader` builds it, except for what frames a text (see `post_processor`).

    A model of another kind than the class builds is left as it is.
    """
    build, kind = _BUILT.get(reader, (None, ""))
    if build is None or hub_file.model_type(plain) != kind:
        return plain
    parts = build(plain, files, spelled)
    model = {"type": kind} | parts.pop("model")
    kept = {key: plain["model"][key] for key in ("vocab", "merges") if key in plain["model"]}
    return {**plain, **parts, "model": model | kept}


def _bert(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    return {
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": files.flag("tokenize_chinese_chars", True),
            "strip_accents": files.flag("strip_accents", None),
            "lowercase": files.flag("do_lower_case", True),
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "unk_token": spelled.get("unk", "[UNK]"),
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
        },
    }


def _gpt2(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    return {
        "normalizer": None,
        "pre_tokenizer": _byte_level(prefix=_prefix(files)),
        "decoder": _byte_level(prefix=True),
        "model": _byte_pairs(),
    }


def _gpt_neox(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    return _gpt2(plain, files, spelled) | {"normalizer": _NFC}


def _qwen2(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    words = {
        "type": "Split",
        "pattern": {"Regex": _QWEN2_WORDS},
        "behavior": "Isolated",
        "invert": False,
    }
    level = _byte_level(prefix=_prefix(files)) | {"use_regex": False}
    return {
        "normalizer": _NFC,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [words, level]},
        "decoder": _byte_level(prefix=True),
        "model": _byte_pairs(),
    }


def _llama(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    prefix = files.flag("add_prefix_space", None) is not False
    first = "always" if files.flag("legacy", False) else "first"
    strip = [{"type": "Strip", "content": " ", "start": 1, "stop": 0}] if prefix else []
    return {
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": SPACE,
            "prepend_scheme": first if prefix else "never",
            "split": False,
        },
        "decoder": {"type": "Sequence", "decoders": [*_spaces_and_bytes(), *strip]},
        "model": _byte_pairs() | {"fuse_unk": True, "byte_fallback": True},
    }


def _gemma(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    return {
        "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": SPACE},
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"String": " "},
            "behavior": "MergedWithPrevious",
            "invert": False,
        },
        "decoder": {"type": "Sequence", "decoders": _spaces_and_bytes()},
        "model": _byte_pairs()
        | {"unk_token": spelled.get("unk", "<unk>"), "fuse_unk": True, "byte_fallback": True},
    }


def _t5(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    return _spaced_unigram(plain, unk_id=2, scheme="always")


def _xlm_roberta(plain: Plain, files: ForeignFolder, spelled: Spelled) -> Plain:
    prefix = files.flag("add_prefix_space", True)
    return _spaced_unigram(plain, unk_id=3, scheme="always" if prefix else "never")


def _spaced_unigram(plain: Plain, *, unk_id: int, scheme: str) -> Plain:
    """Words apart, each with a mark in front; the file's own table of characters stays."""
    tables = (
        part
        for part in hub_file.components(plain.get("normalizer"))
        if part.get("type") == "Precompiled"
    )
    metaspace = {
        "type": "Metaspace",
        "replacement": SPACE,
        "prepend_scheme": scheme,
        "split": True,
    }
    return {
        "normalizer": next(tables, None),
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace],
        },
        "decoder": metaspace,
        "model": {"unk_id": unk_id, "byte_fallback": False},
    }


_Build = Callable[[Plain, ForeignFolder, Spelled], Plain]

_BUILT: dict[Reader, tuple[_Build, str]] = {
    Reader.BERT: (_bert, "WordPiece"),
    Reader.GPT2: (_gpt2, "BPE"),
    Reader.ROBERTA: (_gpt2, "BPE"),
    Reader.GPT_NEOX: (_gpt_neox, "BPE"),
    Reader.QWEN2: (_qwen2, "BPE"),
    Reader.LLAMA: (_llama, "BPE"),
    Reader.GEMMA: (_gemma, "BPE"),
    Reader.T5: (_t5, "Unigram"),
    Reader.XLM_ROBERTA: (_xlm_roberta, "Unigram"),
}


def _prefix(files: ForeignFolder) -> bool:
    return bool(files.flag("add_prefix_space", False))


def _byte_level(*, prefix: bool) -> Plain:
    return {
        "type": "ByteLevel",
        "add_prefix_space": prefix,
        "trim_offsets": True,
        "use_regex": True,
    }


def _byte_pairs() -> Plain:
    return {
        "dropout": None,
        "unk_token": None,
        "continuing_subword_prefix": "",
        "end_of_word_suffix": "",
        "fuse_unk": False,
        "byte_fallback": False,
        "ignore_merges": False,
    }


def _spaces_and_bytes() -> list[Plain]:
    return [
        {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
    ]


# -- what frames a text -----------------------------------------------------------------------


def post_processor(
    plain: Plain, reader: Reader, files: ForeignFolder, spelled: Spelled, ids: Mapping[str, int]
) -> Plain | None:
    """What puts special tokens around a text, as the class that reads the folder has it.

    `plain` is the folder's tokenizer.json, or what was built of its other files: then its
    configuration says whether tokens are added, and otherwise the file does.
    """
    own = _OWN_FRAMES.get(reader)
    if own is not None:
        begin, between, end = own
        return template(*(_known(roles, spelled, ids) for roles in (begin, between, end)))
    from_file = files.has("tokenizer.json")
    if from_file and reader is not Reader.GPT_NEOX:
        kept: Plain | None = plain.get("post_processor")
        return kept
    if from_file:
        return None
    begin, end = (
        (role,) if files.flag(f"add_{role}_token", False) else () for role in ("bos", "eos")
    )
    return template(_known(begin, spelled, ids), (), _known(end, spelled, ids))


_OWN_FRAMES: dict[Reader, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    Reader.BERT: (("cls",), ("sep",), ("sep",)),
    Reader.ROBERTA: (("cls",), ("sep", "sep"), ("sep",)),
    Reader.XLM_ROBERTA: (("bos",), ("eos", "eos"), ("eos",)),
    Reader.T5: ((), ("eos",), ("eos",)),
}
"""By role: what stands in front, between two texts, and behind."""

Token = tuple[str, int]
"""A token as it is spelled, and its id."""


def _known(roles: tuple[str, ...], spelled: Spelled, ids: Mapping[str, int]) -> tuple[Token, ...]:
    pieces = (spelled[role] for role in roles if role in spelled)
    return tuple((piece, ids[piece]) for piece in pieces if piece in ids)


def template(
    begin: tuple[Token, ...], between: tuple[Token, ...], end: tuple[Token, ...]
) -> Plain | None:
    """A post-processor that puts tokens around a text, and around and between two."""
    tokens = {*begin, *between, *end}
    if not tokens:
        return None
    first = [*_special(begin, 0), {"Sequence": {"id": "A", "type_id": 0}}]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, *_special(end, 1)]
    return {
        "type": "TemplateProcessing",
        "single": [*first, *_special(end, 0)],
        "pair": [*first, *_special(between, 0), *second],
        "special_tokens": {
            piece: {"id": piece, "ids": [i], "tokens": [piece]} for piece, i in sorted(tokens)
        },
    }


def _special(tokens: tuple[Token, ...], segment: int) -> list[Plain]:
    return [{"SpecialToken": {"id": piece, "type_id": segment}} for piece, _ in tokens]
