"""A SentencePiece model as the files of a Hugging Face tokenizer, equal id for id.

One convention differs, as everywhere there: a special token that a text spells out ("[MASK]") is
read as that token, while SentencePiece never reads one from text; the stretches around it are then
texts of their own, each with its space in front. Two more differences are rare: where a unigram
model has two ways to cut that are exactly as likely, rounding decides in SentencePiece; and with a
normalisation, accents in an unusual order, or on a compatibility character, may be composed
differently.
"""

import json
from collections.abc import Mapping
from typing import Any

from workbench.errors import BadInput
from workbench.tokenizers.hub.fast_normalizer import normalizer
from workbench.tokenizers.hub.model_proto import (
    ModelProto,
    ModelType,
    PieceType,
    ProtoPiece,
    read_model_proto,
)
from workbench.tokenizers.special import CLS, SEP, SPECIAL_PIECES, UNK
from workbench.tokenizers.tokenizer import SPACE

TOKENIZER_JSON = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
SPECIAL_TOKENS = "special_tokens_map.json"

_ROLES = tuple(f"{role}_token" for role in ("pad", "unk", "cls", "sep", "mask", "bos", "eos"))

_NEVER = 1000.0
"""How much less likely than the unlikeliest piece what no text may spell is; it never wins."""

_USER_DEFINED_PENALTY = 0.1


def tokenizer_files(model: bytes, *, context: int, pairs: bool = False) -> dict[str, str]:
    """The files beside a model's weights, by name, that `AutoTokenizer.from_pretrained` reads.

    `context` is the most tokens the model can read. Raises BadInput as `tokenizer_json` does.
    """
    names = dict(zip(_ROLES, SPECIAL_PIECES, strict=True))
    config = fast_config(names, context=context, pairs=pairs)
    return {
        TOKENIZER_JSON: tokenizer_json(model, pairs=pairs),
        TOKENIZER_CONFIG: _text(config),
        SPECIAL_TOKENS: _text(names),
    }


def fast_config(names: Mapping[str, str], *, context: int, pairs: bool) -> dict[str, Any]:
    """What `tokenizer_config.json` says; `names` are the special tokens by role.

    With `pairs` the tokenizer also gives the segments that a BERT reads.
    """
    segments = ["token_type_ids"] if pairs else []
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": context,
        "model_input_names": ["input_ids", *segments, "attention_mask"],
        "clean_up_tokenization_spaces": False,
        **names,
    }


def tokenizer_json(model: bytes, *, pairs: bool = False) -> str:
    """The text of a tokenizer.json that cuts text as the SentencePiece model does.

    `pairs` frames texts as BERT reads them, [CLS] A [SEP] B [SEP], unless a caller asks for no
    special tokens. Raises BadInput for char and word models.
    """
    proto = read_model_proto(model)
    symbols = _symbols(proto)
    return _text(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [_added(i, piece) for i, piece in enumerate(SPECIAL_PIECES)],
            "normalizer": normalizer(proto),
            "pre_tokenizer": _pre_tokenizer(proto, symbols),
            "post_processor": _frame() if pairs else None,
            "decoder": _decoder(proto),
            "model": _model(proto, whole_words=bool(symbols)),
        }
    )


def _text(plain: dict[str, Any]) -> str:
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def _added(token_id: int, piece: str) -> dict[str, Any]:
    return {
        "id": token_id,
        "content": piece,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def _symbols(proto: ModelProto) -> list[str]:
    """The symbols that a bpe model must find before it joins; single characters it never joins.

    A unigram model finds them by their score.
    """
    if proto.model_type is not ModelType.BPE:
        return []
    own = [p.piece for p in proto.pieces if p.type is PieceType.USER_DEFINED and len(p.piece) > 1]
    return sorted(own, key=len, reverse=True)


def _pre_tokenizer(proto: ModelProto, symbols: list[str]) -> dict[str, Any] | None:
    # A text may spell <0x41>; cut in two, it is not taken for that byte's piece.
    spelt = ["<(?=0x[0-9A-F]{2}>)"] if proto.byte_fallback else []
    if symbols:
        return _split("|".join([*map(_literally, symbols), *spelt]), "Isolated")
    if spelt and proto.model_type is ModelType.UNIGRAM:
        return _split(spelt[0], "MergedWithPrevious")
    return None


def _literally(symbol: str) -> str:
    return "".join(f"\\x{{{ord(character):X}}}" for character in symbol)


def _split(pattern: str, behavior: str) -> dict[str, Any]:
    return {
        "type": "Split",
        "pattern": {"Regex": pattern},
        "behavior": behavior,
        "invert": False,
    }


def _frame() -> dict[str, Any]:
    cls, sep = ({"id": SPECIAL_PIECES[i], "ids": [i]} for i in (CLS, SEP))
    first = [_token(CLS, 0), {"Sequence": {"id": "A", "type_id": 0}}, _token(SEP, 0)]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, _token(SEP, 1)]
    return {
        "type": "TemplateProcessing",
        "single": first,
        "pair": [*first, *second],
        "special_tokens": {token["id"]: {**token, "tokens": [token["id"]]} for token in (cls, sep)},
    }


def _token(token_id: int, segment: int) -> dict[str, Any]:
    return {"SpecialToken": {"id": SPECIAL_PIECES[token_id], "type_id": segment}}


def _decoder(proto: ModelProto) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
    ]
    if proto.add_dummy_prefix:
        steps.append({"type": "Strip", "content": " ", "start": 1, "stop": 0})
    return {"type": "Sequence", "decoders": steps}


def _model(proto: ModelProto, *, whole_words: bool) -> dict[str, Any]:
    match proto.model_type:
        case ModelType.BPE:
            return _bpe(proto, whole_words=whole_words)
        case ModelType.UNIGRAM:
            return _unigram(proto)
        case _:
            raise BadInput(
                "a tokenizer.json can hold bpe and unigram tokenizers, and this one is a "
                "{algorithm} tokenizer; export a model that was trained with bpe or unigram",
                algorithm=proto.model_type.name.lower(),
            )


def _bpe(proto: ModelProto, *, whole_words: bool) -> dict[str, Any]:
    return {
        "type": "BPE",
        "dropout": None,
        "unk_token": SPECIAL_PIECES[UNK],
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": True,
        "byte_fallback": proto.byte_fallback,
        "ignore_merges": whole_words,
        "vocab": {piece.piece: i for i, piece in enumerate(proto.pieces)},
        "merges": merges(proto.pieces),
    }


def merges(pieces: tuple[ProtoPiece, ...]) -> list[list[str]]:
    """Every pair of pieces that joins to a piece, the best-scored result first."""
    learnt = {piece.piece: piece.score for piece in pieces if piece.type is PieceType.NORMAL}
    best_first = sorted(learnt, key=learnt.__getitem__, reverse=True)
    return [
        [whole[:cut], whole[cut:]]
        for whole in best_first
        for cut in range(1, len(whole))
        if whole[:cut] in learnt and whole[cut:] in learnt
    ]


def _unigram(proto: ModelProto) -> dict[str, Any]:
    normal = [piece.score for piece in proto.pieces if piece.type is PieceType.NORMAL]
    least, most = min(normal), max(normal)

    def score(piece: ProtoPiece) -> float:
        if piece.type is PieceType.NORMAL:
            return piece.score
        if piece.type is PieceType.USER_DEFINED:
            # SentencePiece's own bonus, which makes these win over any other cut.
            return len(piece.piece) * most - _USER_DEFINED_PENALTY
        return least - _NEVER

    return {
        "type": "Unigram",
        "unk_id": UNK,
        "byte_fallback": proto.byte_fallback,
        "vocab": [[piece.piece, score(piece)] for piece in proto.pieces],
    }
