"""A `tokenizer.json` for the older files: vocab.txt, or vocab.json with merges.txt."""

from typing import Any

from workbench.errors import BadInput
from workbench.tokenizers.hub.foreign_files import ForeignFolder

_WORD_PIECES = ("", "Bert", "DistilBert", "Electra", "MobileBert", "LayoutLM", "Lxmert")
_BYTE_PAIRS = ("", "GPT2", "Roberta", "Bart", "Longformer")

Plain = dict[str, Any]


def word_pieces(files: ForeignFolder) -> Plain | None:
    """BERT's tokenizer from its vocab.txt, a piece a line; None where there is none.

    Upper case is dropped unless `do_lower_case` says otherwise, as BERT's own tokenizer does.
    """
    text = files.text("vocab.txt")
    if text is None:
        return None
    _require_known(files, _WORD_PIECES, "vocab.txt")
    lines = text.removesuffix("\n").split("\n")
    vocabulary = {piece: i for i, piece in enumerate(lines)}
    unknown = next((p for p in files.roles().get("unk", ()) if p in vocabulary), None)
    if unknown is None:
        raise BadInput(
            "{path} has no piece for unknown text, such as [UNK]; is it the right file?",
            path=files.path / "vocab.txt",
        )
    return {
        **_frame(files, vocabulary),
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
            "type": "WordPiece",
            "unk_token": unknown,
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": vocabulary,
        },
    }


def byte_pairs(files: ForeignFolder) -> Plain | None:
    """GPT-2's tokenizer from its vocab.json and merges.txt; None where one is missing."""
    vocabulary, merges = files.plain("vocab.json"), files.text("merges.txt")
    if vocabulary is None or merges is None:
        return None
    _require_known(files, _BYTE_PAIRS, "vocab.json")
    if not all(type(i) is int and i >= 0 for i in vocabulary.values()):
        raise BadInput(
            "{path} does not hold what its name says; download it again",
            path=files.path / "vocab.json",
        )
    level = {
        "type": "ByteLevel",
        "add_prefix_space": files.flag("add_prefix_space", False),
        "trim_offsets": True,
        "use_regex": True,
    }
    return {
        **_frame(files, vocabulary),
        "normalizer": None,
        "pre_tokenizer": level,
        "decoder": level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": vocabulary,
            "merges": _merges(files, merges),
        },
    }


def _merges(files: ForeignFolder, text: str) -> list[list[str]]:
    """The pairs, a line each, behind a first line that may name the version."""
    pairs = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or (number == 1 and line.startswith("#version")):
            continue
        pair = line.split(" ")
        if len(pair) != 2:
            raise BadInput(
                "{path}, line {line}: '{text}' is not a pair of pieces; download the file again",
                path=files.path / "merges.txt",
                line=number,
                text=line[:40],
            )
        pairs.append(pair)
    return pairs


def _require_known(files: ForeignFolder, known: tuple[str, ...], name: str) -> None:
    """Other tokenizers have files of the same names and read text differently."""
    class_name = files.class_name()
    if class_name.removesuffix("Tokenizer") not in known:
        raise BadInput(
            "{path} belongs to a {name}, which cannot be rebuilt from it alone; "
            "save that tokenizer with its tokenizer.json",
            path=files.path / name,
            name=class_name,
        )


def _frame(files: ForeignFolder, vocabulary: dict[str, int]) -> Plain:
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": _added_tokens(files, vocabulary),
        "post_processor": None,
    }


def _added_tokens(files: ForeignFolder, vocabulary: dict[str, int]) -> list[Plain]:
    """Special tokens and those beside the vocabulary, whose ids follow it without a gap."""
    named = {piece for pieces in files.roles().values() for piece in pieces}
    tokens = {p: (vocabulary[p], True) for p in named if p in vocabulary}
    tokens |= {p: (i, special or p in named) for p, (i, special) in files.added().items()}
    beside = sorted((i, p) for p, (i, _) in tokens.items() if p not in vocabulary)
    astray = [p for expected, (i, p) in enumerate(beside, len(vocabulary)) if i != expected]
    astray += [p for p, (i, _) in tokens.items() if vocabulary.get(p, i) != i]
    if astray:
        raise BadInput(
            "the added token '{piece}' in {folder} has an id that does not follow the vocabulary; "
            "save that tokenizer with its tokenizer.json",
            piece=astray[0],
            folder=files.path,
        )
    return [
        {
            "id": i,
            "content": piece,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": not special,
            "special": special,
        }
        for piece, (i, special) in sorted(tokens.items(), key=lambda item: item[1])
    ]
