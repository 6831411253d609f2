"""From a strategy's settings to the generator that decodes by it."""

from collections.abc import Iterator
from typing import assert_never

from workbench.generation import beam, greedy, sample
from workbench.generation.decoding import DecodingInput, NewToken
from workbench.generation.spec import Beam, Greedy, Sample, Strategy


def decode(inputs: DecodingInput, strategy: Strategy) -> Iterator[NewToken]:
    """The tokens of the text that a strategy writes, each as soon as the strategy has decided it.

    Each strategy owns the loop, and the state, behind the iterator it gives.
    """
    match strategy:
        case Greedy():
            return greedy.decode(inputs)
        case Sample():
            return sample.decode(inputs, strategy)
        case Beam():
            return beam.decode(inputs, strategy)
        case _:
            assert_never(strategy)
