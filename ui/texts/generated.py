"""What a model was asked to write, and what it wrote, as plain values."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from workbench.generation.ending import Ending, ending_of
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Strategy, format_strategy
from workbench.spec import to_plain

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
    """A request and its text so far; `is_whole` unless it was stopped or still goes on."""

    request: GenerationRequest
    tokens: "tuple[GeneratedToken, ...]"
    is_whole: bool

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)

    @property
    def ending(self) -> Ending:
        """Why the text is over."""
        return ending_of(self.tokens)


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


def as_json(pieces: Sequence[GeneratedText]) -> str:
    """All texts with all settings and seeds: enough to write each of them again."""
    return json.dumps([_plain(piece) for piece in pieces], ensure_ascii=False, indent=2) + "\n"


def as_text(pieces: Sequence[GeneratedText]) -> str:
    """All texts to be read, each below a line that says who wrote it and how."""
    return "\n\n".join(
        f"## {piece.request.reference} · step {piece.request.step} · {piece.request.digest[:8]} · "
        f"{piece.request.strategy_text} · seed {piece.request.seed}\n"
        f"{piece.request.shown_prompt}{piece.text}"
        for piece in pieces
    )


def _plain(piece: GeneratedText) -> dict[str, Any]:
    request = piece.request
    return {
        "model": request.reference,
        "checkpoint": {"step": request.step, "digest": request.digest},
        "strategy": request.strategy_text,
        "seed": request.seed,
        "max_new_tokens": request.max_new_tokens,
        "prompt": to_plain(request.prompt),
        "text": piece.text,
        "is_whole": piece.is_whole,
        "ending": asdict(piece.ending),
        "loop": loop_length(piece.tokens),
        "tokens_per_second": tokens_per_second(piece.tokens),
        "first_token_s": first_token_s(piece.tokens),
        "threads": piece.tokens[0].threads if piece.tokens else 0,
        "tokens": [asdict(token) for token in piece.tokens],
    }
