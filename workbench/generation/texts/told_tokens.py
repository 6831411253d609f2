"""What is told of written tokens, worked out for several at a time.

Log-probability, rank and entropy cost as much for one token as for some, so that they wait for each
other: for so few, and so short, that the text still seems to flow. Shapes: n tokens, v vocabulary.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch

from workbench.errors import WorkbenchError
from workbench.generation.decoding import DecidedToken, NewToken, Written
from workbench.generation.scoring import scores_of
from workbench.generation.texts.ending import Ending

MOST_WAITING = 16
LONGEST_WAIT_S = 0.05


@dataclass(frozen=True)
class Noted:
    """A token, why the text is over with it if it is, and the loop that it is in since now.

    `row` is its text's number, where several are written together. `slid`: the context was full
    before it, and its latest half was read again.
    """

    token: Written
    ending: Ending | None = None
    loop: int = 0
    row: int = 0
    slid: bool = False


def in_blocks(steps: Iterator[Iterable[Noted]]) -> Iterator[list[Noted]]:
    """The tokens of so many steps that few wait, and none for long; the first step waits for none.

    What was written before an error comes before it.
    """
    waiting: list[Noted] = []
    block_size, began_s = 1, time.perf_counter()
    num_steps, error = 0, None
    while True:
        try:
            step = next(steps, None)
        except WorkbenchError as raised:
            step, error = None, raised
        if step is not None:
            waiting.extend(step)
            num_steps += 1
        is_due = num_steps >= block_size or time.perf_counter() - began_s > LONGEST_WAIT_S
        if waiting and (step is None or is_due):
            yield waiting
            waiting, num_steps, block_size = [], 0, MOST_WAITING
            began_s = time.perf_counter()
        if error is not None:
            raise error
        if step is None:
            return


def told(block: Sequence[Noted]) -> list[NewToken]:
    """The tokens with their scores."""
    decided = [noted.token for noted in block if isinstance(noted.token, DecidedToken)]
    scored = iter(_scored(decided))
    tokens = (
        next(scored) if isinstance(noted.token, DecidedToken) else noted.token for noted in block
    )
    return [
        replace(token, ending=noted.ending, loop=noted.loop, slid=noted.slid)
        if noted.ending or noted.loop or noted.slid
        else token
        for token, noted in zip(tokens, block, strict=True)
    ]


def _scored(decided: Sequence[DecidedToken]) -> list[NewToken]:
    if not decided:
        return []
    logits_nv = torch.stack([token.logits_v for token in decided])
    chosen_n = torch.tensor([token.id for token in decided], device=logits_nv.device)
    columns = (column.tolist() for column in scores_of(logits_nv, chosen_n))
    return [
        NewToken(token.id, log_probability, entropy, rank, token.elapsed_s)
        for token, log_probability, rank, entropy in zip(decided, *columns, strict=True)
    ]
