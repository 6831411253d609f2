"""What a decoding strategy is given, and the tokens that it yields.

Shapes: n tokens, v vocabulary.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from workbench.generation.constraints.constraint import Constraint
from workbench.generation.drafting.passes import DraftPass
from workbench.generation.scoring import scores_of
from workbench.generation.sequences import TokenSequences
from workbench.generation.spelling import Spelling
from workbench.generation.texts.ending import Ending, StopTexts
from workbench.models.build import Decoder


@dataclass(frozen=True)
class DecodingInput:
    """What every strategy is given: a model, a prompt, where the text ends, and randomness.

    Only ids below `num_pieces` may be chosen: models may have more rows than their tokenizer
    pieces. A text ends behind one of `ends`, one of `stop_texts`, or `max_new_tokens`; a strategy
    that decides one token after the other may leave it to its caller to stop there. `spelling` is
    the tokenizer, and `others` are the further models that a strategy names. The last `num_written`
    tokens of the prompt were written before, and are continued; the first `num_kept` stay in front
    where the context slides. `on_pass` is told of each pass over a draft, and `constraint` follows
    what is written. No random state but `generator` may be touched.
    """

    model: Decoder
    prompt_ids: tuple[int, ...]
    generator: torch.Generator
    max_new_tokens: int
    ends: frozenset[int]
    num_pieces: int | None
    started_s: float
    spelling: Spelling | None = None
    stop_texts: StopTexts | None = None
    others: Mapping[str, Decoder] = field(default_factory=dict)
    num_written: int = 0
    on_pass: Callable[[DraftPass], None] | None = None
    num_kept: int = 0
    constraint: Constraint | None = None

    @property
    def begin(self) -> int:
        """The place of the first token that was written, or is."""
        return len(self.prompt_ids) - self.num_written

    def is_complete(self, ids: Sequence[int]) -> bool:
        """Whether a text, prompt included, is all that a constraint asks for."""
        return self.constraint is not None and self.constraint.is_complete(ids[self.begin :])

    @property
    def elapsed_s(self) -> float:
        """Seconds since the call."""
        return time.perf_counter() - self.started_s

    def prompt(self) -> TokenSequences:
        """The prompt as the one sequence to be continued, nothing of it read yet."""
        return self.prompt_of(self.model)

    def prompt_of(self, model: Decoder) -> TokenSequences:
        """The same for another model."""
        return TokenSequences(model, self.prompt_row(), num_kept=self.num_kept)

    def prompt_row(self) -> Tensor:
        """The prompt's ids as the only row, bt."""
        return torch.tensor([self.prompt_ids], device=self.model.head_weight.device)


@dataclass(frozen=True)
class NewToken:
    """A token just written, and how the model saw it.

    `log_probability` and `entropy` are in nats and, like `rank` (1 is the likeliest token), those
    of the model's own distribution, before temperature and filters. `elapsed_s` counts from the
    call to when the token was decided, the prompt's reading included. The last token of a text
    says in `ending` why it is over, and `loop` of one token says that the text has begun to repeat
    so many tokens over and over. `is_drafted` of speculative decoding: drafted, and accepted.
    The last token of a beam search has the best texts in `beams`, its own first. `slid`: the
    context was full before it, and its latest half was read again.
    """

    id: int
    log_probability: float
    entropy: float
    rank: int
    elapsed_s: float
    ending: Ending | None = None
    loop: int = 0
    is_drafted: bool = False
    slid: bool = False
    beams: "tuple[BeamText, ...]" = ()


@dataclass(frozen=True)
class BeamText:
    """A text that a beam search found; `score` is its log-probability by length^length_penalty."""

    tokens: tuple[NewToken, ...]
    score: float

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(token.id for token in self.tokens)


@dataclass(frozen=True)
class DecidedToken:
    """A token that is decided, and the logits v that it stood in: its scores wait for others.

    `elapsed_s` as in `NewToken`.
    """

    id: int
    logits_v: Tensor
    elapsed_s: float


Written = NewToken | DecidedToken
"""What a strategy yields: it scores its tokens itself, or leaves it to whoever reads them."""


def new_tokens(logits_nv: Tensor, chosen_n: Tensor, elapsed_s: float) -> list[NewToken]:
    """The tokens that were chosen where these logits stood."""
    log_probabilities_n, ranks_n, entropies_n = scores_of(logits_nv, chosen_n)
    columns = (chosen_n, log_probabilities_n, entropies_n, ranks_n)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        NewToken(token, log_probability, entropy, rank, elapsed_s)
        for token, log_probability, entropy, rank in rows
    ]
