"""Several texts behind one prompt, written together: one pass of the model for all at each step.

Each text has its own strategy, randomness and end. Shapes: b texts still being written, v
vocabulary.
"""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor

from workbench.errors import WorkbenchError
from workbench.generation.decode import decode_text, decoding_input, sliding_of, watch_of
from workbench.generation.decoding import DecidedToken, DecodingInput, NewToken
from workbench.generation.spec import Greedy, Sample, Strategy
from workbench.generation.spelling import Spelling
from workbench.generation.strategies import greedy, sample
from workbench.generation.strategies.stepwise import Choose
from workbench.generation.texts.told_tokens import Noted, in_blocks, told
from workbench.models.build import Decoder
from workbench.models.inference import inference_context, query_threads


class AskedRow(NamedTuple):
    """One of the texts: how it is written, and from which seed."""

    strategy: Strategy
    seed: int = 0


def goes_together(strategy: Strategy) -> bool:
    """Whether it chooses one token after the other from the logits alone, and so shares passes.

    Texts of other strategies are written on their own.
    """
    return isinstance(strategy, Greedy | Sample)


def generate_together(
    model: Decoder,
    prompt_ids: Sequence[int],
    rows: Sequence[AskedRow],
    *,
    max_new_tokens: int,
    eos: int | Collection[int] | None = None,
    num_pieces: int | None = None,
    spelling: Spelling | None = None,
    others: Mapping[str, Decoder] | None = None,
    num_written: int = 0,
    num_kept: int = 0,
    threads: int | None = None,
) -> Iterator[tuple[int, NewToken]]:
    """The tokens of all texts as they come, each with the number of its row; see `generate`.

    Those that go together come first, then the others, one text after the other. A text is what
    `generate` writes from the same seed, but for the order of additions in the products of several
    rows: where two tokens are all but equally likely, it may take the other one. A text that can
    have no next token is left there; the error comes when the others are over.
    """
    threads = threads or query_threads()
    asked = [
        decoding_input(
            model,
            prompt_ids,
            strategy,
            seed=seed,
            max_new_tokens=max_new_tokens,
            eos=eos,
            num_pieces=num_pieces,
            spelling=spelling,
            others=others,
            num_written=num_written,
            num_kept=num_kept,
        )
        for strategy, seed in rows
    ]
    texts = [
        _Text(number, inputs, rows[number].strategy)
        for number, inputs in enumerate(asked)
        if goes_together(rows[number].strategy)
    ]
    blocks = in_blocks(_steps(texts))
    while True:
        # Left before each yield, for its consumer must not run inside.
        with inference_context(threads):
            block = next(blocks, [])
            tokens = told(block)
        if not block:
            break
        yield from zip((noted.row for noted in block), tokens, strict=True)
    for number, (strategy, _) in enumerate(rows):
        if not goes_together(strategy):
            inputs = replace(asked[number], started_s=time.perf_counter())
            yield from ((number, token) for token in decode_text(inputs, strategy, threads))


class _Text:
    """One of the texts, which chooses its own next token."""

    def __init__(self, row: int, inputs: DecodingInput, strategy: Strategy) -> None:
        self._row = row
        self.inputs = inputs
        self._choose = _choice(inputs, strategy)
        self._watch, self._sliding = watch_of(inputs), sliding_of(inputs)
        self.error: WorkbenchError | None = None

    def step(self, logits_1v: Tensor) -> Noted | None:
        """The next token; None where there can be none."""
        try:
            chosen = int(self._choose(logits_1v[:, : self.inputs.num_pieces]))
        except WorkbenchError as error:
            self.error = error
            return None
        token = DecidedToken(chosen, logits_1v[0], self.inputs.elapsed_s)
        ending, loop = self._watch.ending(chosen), self._watch.loop()
        return Noted(token, ending, loop, self._row, self._sliding.slid())


def _choice(inputs: DecodingInput, strategy: Strategy) -> Choose:
    if isinstance(strategy, Greedy):
        return greedy.choice(inputs, strategy)
    assert isinstance(strategy, Sample)
    return sample.choice(inputs, strategy)


def _steps(texts: Sequence[_Text]) -> Iterator[list[Noted]]:
    """The next token of every text, until all are over; a text that is over leaves the batch."""
    if not texts or texts[0].inputs.max_new_tokens == 0:
        return
    errors: list[WorkbenchError] = []
    sequences = texts[0].inputs.prompt()  # read once for all
    logits_bv = sequences.next_logits().expand(len(texts), -1)
    sequences.select(torch.zeros(len(texts), dtype=torch.int64, device=logits_bv.device))
    while True:
        rows = zip(texts, torch.split(logits_bv, 1), strict=True)
        steps = [(text, text.step(logits_1v)) for text, logits_1v in rows]
        yield [noted for _, noted in steps if noted is not None]
        errors += [text.error for text, _ in steps if text.error is not None]
        going = [
            (place, text, noted.token.id)
            for place, (text, noted) in enumerate(steps)
            if noted is not None and noted.ending is None
        ]
        if not going:
            break
        places, texts, ids = zip(*going, strict=True)
        if len(going) < len(steps):
            sequences.select(torch.tensor(places, device=logits_bv.device))
        sequences.append(torch.tensor(ids, device=logits_bv.device))
        logits_bv = sequences.next_logits()
    if errors:
        raise errors[0]
