"""What a model was asked to write, and what it wrote, as plain values."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Strategy, format_strategy
from workbench.generation.texts.ending import Ending, ending_of
from workbench.generation.texts.written_text import WrittenText
from workbench.models.packed.precision import QueryPrecision

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken

MOST_SURPRISE_NATS = 8.0
"""A token this unlikely, or more so, gets the full colour."""


@dataclass(frozen=True)
class GenerationRequest:
    """Everything that decides what is written."""

    prompt: PromptSpec
    reference: str
    step: int
    digest: str
    strategy: Strategy
    seed: int
    max_new_tokens: int
    begun: str = ""
    """The text of what the prompt says was written before, where it is known."""
    precision: QueryPrecision = "fp32"

    @property
    def pinned(self) -> str:
        """A reference that names this very checkpoint: `NAME@best` may be another by now."""
        return f"{self.reference.partition('@')[0]}@{self.step}"

    @property
    def shown_prompt(self) -> str:
        """What stands before the text where both are read."""
        between = "\n\n" if self.prompt.chat else ""
        return f"{self.prompt.text}{between}{self.begun}"

    @property
    def strategy_text(self) -> str:
        return format_strategy(self.strategy)


@dataclass(frozen=True)
class GeneratedText:
    """A request and its text so far; `is_whole` unless it was stopped or still goes on.

    One that is not `is_over` is still being written.
    """

    request: GenerationRequest
    tokens: "tuple[GeneratedToken, ...]"
    is_whole: bool
    is_over: bool = True

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)

    @property
    def ending(self) -> Ending:
        """Why the text is over."""
        return ending_of(self.tokens)

    def written(self, *, with_tokens: bool = False) -> WrittenText:
        """The same as it is kept; `with_tokens`, as it is exported, with what is known of each."""
        request, ending = self.request, self.ending
        return WrittenText(
            prompt=request.prompt,
            model=request.reference,
            step=request.step,
            digest=request.digest,
            strategy=request.strategy_text,
            seed=request.seed,
            max_new_tokens=request.max_new_tokens,
            text=self.text,
            ids=tuple(token.id for token in self.tokens),
            ending=ending.why.value,
            stop_text=ending.stop_text,
            loop=loop_length(self.tokens),
            is_whole=self.is_whole,
            tokens_per_second=tokens_per_second(self.tokens),
            first_token_s=first_token_s(self.tokens),
            threads=self.tokens[0].threads if self.tokens else 0,
            begun=request.begun,
            precision=request.precision,
            tokens=tuple(map(asdict, self.tokens)) if with_tokens else (),
        )


def loop_length(tokens: "Sequence[GeneratedToken]") -> int:
    """How many tokens a text has begun to repeat over and over; 0 for none."""
    return next((token.loop for token in tokens if token.loop), 0)


def first_token_s(tokens: "Sequence[GeneratedToken]") -> float | None:
    """From the call to the first token, the reading of the prompt included."""
    return tokens[0].elapsed_s if tokens else None


def tokens_per_second(tokens: "Sequence[GeneratedToken]") -> float | None:
    """The rate behind the first token, or those that came together with it; None before."""
    if not tokens:
        return None
    begin_s = tokens[0].elapsed_s
    at_first = sum(1 for _ in takewhile(lambda token: token.elapsed_s == begin_s, tokens))
    elapsed_s = tokens[-1].elapsed_s - begin_s
    return (len(tokens) - at_first) / elapsed_s if elapsed_s > 0 else None


def surprise(token: "GeneratedToken") -> float:
    """How unlikely a token was, from 0 (certain) to 1 (a probability of 0.03 % or less)."""
    return min(-token.log_probability / MOST_SURPRISE_NATS, 1.0)


def probability(token: "GeneratedToken") -> float:
    """The model's own probability of a token, before temperature and filters."""
    return math.exp(token.log_probability)
