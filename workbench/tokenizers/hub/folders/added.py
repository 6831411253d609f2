"""The tokens beside a vocabulary, as the several files of a folder name them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.errors import BadInput
from workbench.tokenizers.hub.foreign_files import ForeignFolder

Plain = dict[str, Any]


def added_token(
    token_id: int, piece: str, *, special: bool, settings: Mapping[str, Any] | None = None
) -> Plain:
    """An entry of `added_tokens` in a tokenizer.json."""
    given = settings or {}
    return {
        "id": token_id,
        "content": piece,
        "single_word": bool(given.get("single_word", False)),
        "lstrip": bool(given.get("lstrip", False)),
        "rstrip": bool(given.get("rstrip", False)),
        "normalized": bool(given.get("normalized", not special)),
        "special": special,
    }


def with_tokens(plain: Plain, files: ForeignFolder, named: Sequence[str]) -> Plain:
    """A tokenizer.json with the tokens that the other files add; `named` are the special ones.

    What is in the vocabulary keeps its id, and the others follow it. Raises BadInput for an id
    that does.
    """
    ids = vocabulary_ids(plain)
    listed: list[Plain] = [dict(token) for token in plain.get("added_tokens") or ()]
    known = {token["content"]: token for token in listed}
    following = 1 + max([-1, *ids.values(), *(token["id"] for token in listed)])
    for piece, token_id, special, settings in _further(files, named, ids):
        if piece in known:
            there = known[piece]
            if token_id not in (None, there["id"]) and not settings:
                # Under another id transformers adds it once more: it keeps its own, not its habits.
                again = added_token(there["id"], piece, special=special)
                there.update(again | {"special": there["special"]})
            continue
        own = ids.get(piece, following)
        following += piece not in ids
        if token_id not in (None, own) and not files.has("tokenizer.json"):
            raise BadInput(
                "the added token '{piece}' in {folder} has an id that does not follow the "
                "vocabulary; save that tokenizer with its tokenizer.json",
                piece=piece,
                folder=files.path,
            )
        known[piece] = added_token(own, piece, special=special, settings=settings)
        listed.append(known[piece])
    return {**plain, "added_tokens": sorted(listed, key=lambda token: int(token["id"]))}


def vocabulary_ids(plain: Plain) -> dict[str, int]:
    """The ids of the model's own pieces."""
    vocabulary = plain["model"]["vocab"]
    if isinstance(vocabulary, list):
        return {piece: i for i, (piece, *_) in enumerate(vocabulary)}
    return dict(vocabulary)


_Further = tuple[str, int | None, bool, Mapping[str, Any] | None]


def _further(
    files: ForeignFolder, named: Sequence[str], ids: Mapping[str, int]
) -> Iterator[_Further]:
    """Tokens of the other files in the order of their ids, then the special ones by name.

    A special token that is a piece of the vocabulary needs no entry in a tokenizer.json.
    """
    for piece, (token_id, settings) in sorted(files.added().items(), key=lambda item: item[1][0]):
        yield piece, token_id, bool(settings.get("special")) or piece in named, settings
    for piece in (*named, *files.further_special()):
        if piece not in ids or not files.has("tokenizer.json"):
            yield piece, None, True, None


def without_rows_beyond(plain: Plain, rows: int) -> tuple[Plain, list[str]]:
    """The file without special tokens that a model has no rows for, and which those are.

    No text becomes one of them: they fill up batches (a pad token), or were never used.
    """
    listed = plain.get("added_tokens") or ()
    beyond = [token["content"] for token in listed if token["id"] >= rows and token["special"]]
    kept = [token for token in listed if token["content"] not in beyond]
    return {**plain, "added_tokens": kept}, beyond
