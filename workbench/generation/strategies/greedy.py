"""Greedy decoding: always the most likely token."""

from collections.abc import Iterator

from torch import Tensor

from workbench.generation.decoding import DecidedToken, DecodingInput
from workbench.generation.penalties.chain import under_penalties
from workbench.generation.spec import Greedy
from workbench.generation.strategies.stepwise import Choose, decode_stepwise


def decode(inputs: DecodingInput, strategy: Greedy) -> Iterator[DecidedToken]:
    """The tokens of one text, each as soon as it is chosen."""
    return decode_stepwise(inputs, choice(inputs, strategy))


def choice(inputs: DecodingInput, strategy: Greedy) -> Choose:
    """How the tokens of one text are chosen."""
    return under_penalties(likeliest, strategy, inputs)


def likeliest(logits_bv: Tensor) -> Tensor:
    """The id of each row's largest logit, b."""
    return logits_bv.argmax(dim=-1)
