"""The older files: vocab.txt, or vocab.json with merges.txt, as the start of a tokenizer.json.

How text is cut comes from the class that reads them (`rebuilding`).
"""

from typing import Any

from workbench.errors import BadInput
from workbench.tokenizers.hub.foreign_files import ForeignFolder

_WORD_PIECES = ("", "Bert", "DistilBert", "Electra", "MobileBert", "LayoutLM", "Lxmert")
_BYTE_PAIRS = ("", "GPT2", "Roberta", "Bart", "Longformer", "Qwen2", "GPTNeoX")

Plain = dict[str, Any]


def word_pieces(files: ForeignFolder) -> Plain | None:
    """The vocabulary of a BERT from its vocab.txt, a piece a line; None where there is none."""
    text = files.text("vocab.txt")
    if text is None:
        return None
    _require_known(files, _WORD_PIECES, "vocab.txt")
    lines = text.removesuffix("\n").split("\n")
    vocabulary = {piece: i for i, piece in enumerate(lines)}
    if not any(piece in vocabulary for piece in files.roles().get("unk", ("[UNK]",))):
        raise BadInput(
            "{path} has no piece for unknown text, such as [UNK]; is it the right file?",
            path=files.path / "vocab.txt",
        )
    return _unframed({"type": "WordPiece", "vocab": vocabulary})


def byte_pairs(files: ForeignFolder) -> Plain | None:
    """The pieces of byte-level BPE from vocab.json and merges.txt; None where one is missing."""
    vocabulary, merges = files.plain("vocab.json"), files.text("merges.txt")
    if vocabulary is None or merges is None:
        return None
    _require_known(files, _BYTE_PAIRS, "vocab.json")
    if not all(type(i) is int and i >= 0 for i in vocabulary.values()):
        raise BadInput(
            "{path} does not hold what its name says; download it again",
            path=files.path / "vocab.json",
        )
    return _unframed({"type": "BPE", "vocab": vocabulary, "merges": _merges(files, merges)})


def _unframed(model: Plain) -> Plain:
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": None,
        "model": model,
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
