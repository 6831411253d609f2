"""Tokens as people see them: text, and bytes as ⟨E4⟩ until they make a character."""

import re
from collections.abc import Sequence

from workbench.tokenizers.decoder import complete_utf8
from workbench.tokenizers.tokenizer import REPLACEMENT, Tokenizer

_BYTES = re.compile("(?:<0x[0-9A-F]{2}>)+")
_LONGEST_CHARACTER = 4
_SIGNS = str.maketrans({"\n": "⏎", "\r": "␍", "\t": "⇥"})


def seen_text(tokenizer: Tokenizer, token: int, before: Sequence[int] = ()) -> str:
    """A token behind others, with ▁ for spaces: the character that it completes, or its bytes."""
    own = _bytes_of(tokenizer, token)
    if not own:
        return tokenizer.piece(token)
    _, waiting = complete_utf8(_last_bytes(tokenizer, before))
    text, unfinished = complete_utf8(waiting + own)
    if REPLACEMENT in text:
        return _spelled(own)
    return text + _spelled(unfinished[-len(own) :])


def told_text(tokenizer: Tokenizer, token: int) -> str:
    """A token as a sentence names it: one of a line's end leaves the line whole."""
    return seen_text(tokenizer, token).translate(_SIGNS)


def seen_tokens(tokenizer: Tokenizer, ids: Sequence[int]) -> tuple[str, ...]:
    """The tokens of a text, each behind those before it."""
    return tuple(seen_text(tokenizer, token, ids[:place]) for place, token in enumerate(ids))


def _last_bytes(tokenizer: Tokenizer, ids: Sequence[int]) -> bytes:
    """What the last tokens spell in bytes; a character has no more than four."""
    data = b""
    for token in reversed(ids[-_LONGEST_CHARACTER:]):
        own = _bytes_of(tokenizer, token)
        if not own:
            break
        data = own + data
    return data


def _bytes_of(tokenizer: Tokenizer, token: int) -> bytes:
    """The bytes of a token that is spelled in them; none of any other."""
    piece = tokenizer.piece(token)
    if not _BYTES.fullmatch(piece):
        return b""
    if tokenizer.byte_of(token) is None and REPLACEMENT not in tokenizer.decode([token]):
        return b""  # a piece of text that reads so
    return bytes.fromhex(piece.replace("<0x", "").replace(">", ""))


def _spelled(data: bytes) -> str:
    return "".join(f"⟨{byte:02X}⟩" for byte in data)
