"""A SentencePiece model as the files of a Hugging Face tokenizer, equal id for id.

One convention differs, as everywhere there: a special token that a text spells out ("[MASK]") is
read as that token, while SentencePiece never reads one from text; the stretches around it are then
texts of their own, each with its space in front. Two more differences are rare: where a unigram
model has two ways to cut that are exactly as likely, rounding decides in SentencePiece; and with a
normalisation, accents in an unusual order, or on a compatibility character, may be composed
differently.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from workbench.errors import BadInput
from workbench.named import named
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub.fast_normalizer import normalizer
from workbench.tokenizers.hub.folders.added import added_token
from workbench.tokenizers.hub.folders.rebuilding import template
from workbench.tokenizers.hub.model_proto import (
    ModelProto,
    ModelType,
    PieceType,
    ProtoPiece,
    read_model_proto,
)
from workbench.tokenizers.tokenizer import SPACE

TOKENIZER_JSON = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
SPECIAL_TOKENS = "special_tokens_map.json"

_NEVER = 1000.0
"""How much less likely than the unlikeliest piece what no text may spell is; it never wins."""

_USER_DEFINED_PENALTY = 0.1


def tokenizer_files(
    model: bytes,
    names: Mapping[str, str],
    *,
    context: int,
    framing: Framing,
    pairs: bool = False,
    chat_template: str = "",
) -> dict[str, str]:
    """The files beside a model's weights, by name, that `AutoTokenizer.from_pretrained` reads.

    `names` are the special tokens by role, `context` is the most tokens the model can read,
    `chat_template` how it reads a conversation. Raises BadInput as `tokenizer_json` does.
    """
    config = fast_config(names, context=context, pairs=pairs, chat_template=chat_template)
    return {
        TOKENIZER_JSON: tokenizer_json(model, framing),
        TOKENIZER_CONFIG: _text(config),
        SPECIAL_TOKENS: _text(dict(names)),
    }


def fast_config(
    names: Mapping[str, str], *, context: int, pairs: bool, chat_template: str = ""
) -> dict[str, Any]:
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
        **({"chat_template": chat_template} if chat_template else {}),
    }


def tokenizer_json(model: bytes, framing: Framing) -> str:
    """The text of a tokenizer.json that cuts text as the SentencePiece model does.

    It frames texts unless a caller asks for no special tokens. Raises BadInput for char and word
    models.
    """
    return _text(tokenizer_plain(model, framing))


def tokenizer_plain(model: bytes, framing: Framing | None = None) -> dict[str, Any]:
    """The same as plain values."""
    proto = read_model_proto(model)
    symbols = _symbols(proto)
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            added_token(i, piece.piece, special=True)
            for i, piece in enumerate(proto.pieces)
            if piece.type in (PieceType.CONTROL, PieceType.UNKNOWN)
        ],
        "normalizer": normalizer(proto),
        "pre_tokenizer": _pre_tokenizer(proto, symbols),
        "post_processor": frame_of(framing or Framing(), lambda i: proto.pieces[i].piece),
        "decoder": _decoder(proto),
        "model": _model(proto, whole_words=bool(symbols)),
    }


def frame_of(framing: Framing, piece: Callable[[int], str]) -> dict[str, Any] | None:
    """A post-processor that puts a framing's tokens around texts; None for nothing."""
    return template(
        *(
            tuple((piece(i), i) for i in ids)
            for ids in (framing.begin, framing.between, framing.end)
        )
    )


def _text(plain: dict[str, Any]) -> str:
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


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
                "a tokenizer.json can hold BPE and Unigram tokenizers, and this one is of the kind "
                "{algorithm}; export a model that was trained with BPE or Unigram",
                algorithm=named(proto.model_type.name.lower()),
            )


def _bpe(proto: ModelProto, *, whole_words: bool) -> dict[str, Any]:
    return {
        "type": "BPE",
        "dropout": None,
        "unk_token": _unknown(proto)[1],
        "continuing_subword_prefix": None,
        "end_of_word_suffix": None,
        "fuse_unk": True,
        "byte_fallback": proto.byte_fallback,
        "ignore_merges": whole_words,
        "vocab": {piece.piece: i for i, piece in enumerate(proto.pieces)},
        "merges": merges(proto.pieces),
    }


def _unknown(proto: ModelProto) -> tuple[int, str]:
    """The piece that stands for unknown text; every model has one."""
    return next((i, p.piece) for i, p in enumerate(proto.pieces) if p.type is PieceType.UNKNOWN)


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
        "unk_id": _unknown(proto)[0],
        "byte_fallback": proto.byte_fallback,
        "vocab": [[piece.piece, score(piece)] for piece in proto.pieces],
    }
