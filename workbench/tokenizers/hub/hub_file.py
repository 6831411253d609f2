"""What a `tokenizer.json` says of itself, and the changes it is read with."""

from collections.abc import Collection, Iterator
from typing import Any

Plain = dict[str, Any]

MARK = "\U0010ffff"
"""Before the spelling of a special token: a code point that is no character; taken from texts."""

_INSIDE = ("normalizers", "pretokenizers", "decoders")


def components(plain: Any) -> Iterator[Plain]:
    """A normalizer, pre-tokenizer or decoder and those inside it, outermost first."""
    if isinstance(plain, dict):
        yield plain
        for key in _INSIDE:
            for inner in plain.get(key) or ():
                yield from components(inner)


def has(plain: Any, kind: str) -> bool:
    """Whether a component is of a type, or one inside it."""
    return any(part.get("type") == kind for part in components(plain))


def model_type(plain: Plain) -> str:
    """The model's type; files of old versions leave it to be told from the model's parts."""
    model = plain["model"]
    if "type" in model:
        return str(model["type"])
    if "merges" in model:
        return "BPE"
    if isinstance(model["vocab"], list):
        return "Unigram"
    return "WordPiece" if "max_input_chars_per_word" in model else "WordLevel"


def family(plain: Plain) -> str:
    """How text is cut: wordpiece, byte_bpe, bpe, unigram or word."""
    kind = model_type(plain)
    if kind == "BPE":
        return "byte_bpe" if is_byte_level(plain) else "bpe"
    return {"WordPiece": "wordpiece", "Unigram": "unigram"}.get(kind, "word")


def follower_mark(plain: Plain) -> str:
    """What marks a piece that goes on with a word: WordPiece's ##; empty for the others."""
    if model_type(plain) != "WordPiece":
        return ""
    return str(plain["model"].get("continuing_subword_prefix") or "##")


def is_byte_level(plain: Plain) -> bool:
    """Whether each character of a piece stands for a byte."""
    return has(plain.get("decoder"), "ByteLevel")


def falls_back_to_bytes(plain: Plain) -> bool:
    """Whether pieces such as <0x41> stand for bytes."""
    return has(plain.get("decoder"), "ByteFallback")


def drops_case(plain: Plain) -> bool:
    """Whether upper case becomes lower case."""
    parts = list(components(plain.get("normalizer")))
    bert = any(part.get("type") == "BertNormalizer" and part.get("lowercase") for part in parts)
    return bert or has(plain.get("normalizer"), "Lowercase")


def scores(plain: Plain) -> dict[str, float]:
    """Log-probabilities for unigram, negative merge ranks for bpe, by piece; others have none."""
    model = plain["model"]
    match model_type(plain):
        case "Unigram":
            return {piece: float(score) for piece, score in model["vocab"]}
        case "BPE":
            return {_joined(merge): -float(rank) for rank, merge in enumerate(model["merges"])}
        case _:
            return {}


def _joined(merge: str | list[str]) -> str:
    return merge.replace(" ", "") if isinstance(merge, str) else "".join(merge)


# -- changes ----------------------------------------------------------------------------------


def hides_by_mark(plain: Plain) -> bool:
    """Whether the model looks whole stretches up, so that special tokens must be marked."""
    return model_type(plain) != "BPE"


def hiding(plain: Plain, special: Collection[str]) -> Plain:
    """A copy in which no text can spell one of the special tokens.

    Where the model would find them, MARK is put before; the merges of bpe do not lead there.
    The token that stands for unknown text keeps its spelling where the model refers to it by that.
    """
    if not hides_by_mark(plain):
        return plain
    model = plain["model"]
    hidden = set(special) - {model.get("unk_token")}

    def spelled(piece: str) -> str:
        return MARK + piece if piece in hidden else piece

    if isinstance(model["vocab"], list):
        vocabulary: Any = [[spelled(piece), score] for piece, score in model["vocab"]]
    else:
        vocabulary = {spelled(piece): i for piece, i in model["vocab"].items()}
    added = [{**one, "content": spelled(one["content"])} for one in plain.get("added_tokens", ())]
    return {**plain, "model": {**model, "vocab": vocabulary}, "added_tokens": added}


def adds_a_space(plain: Plain) -> bool:
    """Whether a text gets a space in front."""
    return any(_without_space(part) != part for part in _readers(plain))


def without_space(plain: Plain) -> Plain:
    """A copy that puts no space in front, to go on inside a text."""
    return {
        **plain,
        "normalizer": _without_space(plain.get("normalizer")),
        "pre_tokenizer": _without_space(plain.get("pre_tokenizer")),
    }


def _readers(plain: Plain) -> tuple[Any, Any]:
    return plain.get("normalizer"), plain.get("pre_tokenizer")


def _without_space(plain: Any) -> Any:
    match plain:
        case {"type": "Prepend"}:
            return None
        case {"type": "Metaspace", "add_prefix_space": _}:
            return {**plain, "add_prefix_space": False, "prepend_scheme": "never"}
        case {"type": "Metaspace"}:
            return {**plain, "prepend_scheme": "never"}
        case {"type": "ByteLevel"}:
            return {**plain, "add_prefix_space": False}
        case {"type": "Sequence"}:
            return {**plain, **{key: _each(plain[key]) for key in _INSIDE if key in plain}}
        case _:
            return plain


def _each(inner: list[Any]) -> list[Any]:
    changed = map(_without_space, inner)
    return [part for part in changed if part is not None]
