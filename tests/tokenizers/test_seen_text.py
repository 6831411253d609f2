"""Bytes are shown as bytes until they make a character."""

from collections.abc import Sequence
from typing import cast

import pytest

from workbench.tokenizers.seen import seen_text
from workbench.tokenizers.tokenizer import REPLACEMENT, Tokenizer

PIECES = ("▁a", "<0xE4>", "<0xB8>", "<0xAD>", "<0x0A>", "<0xE4><0xB8>", "<0xAD><0xE6>", "<0x41>")


class Spelled:
    """Pieces of a list; the last one is a text that reads as a byte does."""

    def piece(self, token_id: int) -> str:
        return PIECES[token_id]

    def byte_of(self, token_id: int) -> int | None:
        return int(PIECES[token_id][3:5], 16) if 1 <= token_id <= 4 else None

    def decode(self, ids: Sequence[int]) -> str:
        return PIECES[ids[0]] if ids[0] in (0, 7) else REPLACEMENT


@pytest.mark.parametrize(
    ("before", "token", "seen"),
    [
        ((), 0, "▁a"),
        ((0,), 1, "⟨E4⟩"),
        ((0, 1), 2, "⟨B8⟩"),
        ((0, 1, 2), 3, "中"),
        ((1, 2, 3), 2, "⟨B8⟩"),
        ((), 4, "\n"),
        ((1,), 0, "▁a"),
        ((1,), 4, "⟨0A⟩"),
        ((), 5, "⟨E4⟩⟨B8⟩"),
        ((5,), 3, "中"),
        ((5,), 6, "中⟨E6⟩"),
        ((), 7, "<0x41>"),
    ],
)
def test_that_a_token_is_shown_as_the_character_it_completes(
    before: tuple[int, ...], token: int, seen: str
) -> None:
    assert seen_text(cast("Tokenizer", Spelled()), token, before) == seen
