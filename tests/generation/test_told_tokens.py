"""Tokens wait for their scores, but not for long."""

from collections.abc import Iterator

import pytest

from workbench.errors import BadInput
from workbench.generation.decoding import NewToken
from workbench.generation.texts.told_tokens import LONGEST_WAIT_S, MOST_WAITING, Noted, in_blocks


def steps(count: int, rows: int = 1) -> Iterator[list[Noted]]:
    for number in range(count):
        yield [Noted(NewToken(number, 0.0, 0.0, 1, 0.0), row=row) for row in range(rows)]


def test_that_the_first_token_waits_for_none_and_a_block_is_of_so_many_steps() -> None:
    lengths = [len(block) for block in in_blocks(steps(2 * MOST_WAITING + 4, rows=3))]
    assert lengths == [3, 3 * MOST_WAITING, 3 * MOST_WAITING, 9]


def test_that_tokens_that_take_long_come_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]

    def later() -> float:
        now[0] += LONGEST_WAIT_S
        return now[0]

    monkeypatch.setattr("workbench.generation.texts.told_tokens.time.perf_counter", later)
    assert max(len(block) for block in in_blocks(steps(9))) == 2


def test_that_what_was_written_before_an_error_comes_before_it() -> None:
    def failing() -> Iterator[list[Noted]]:
        yield from steps(5)
        raise BadInput("no more")

    blocks = in_blocks(failing())
    assert [len(next(blocks)) for _ in range(2)] == [1, 4]
    with pytest.raises(BadInput, match="no more"):
        next(blocks)
