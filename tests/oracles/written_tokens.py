"""Tokens as a model writes them, without the engine's torch."""

import math
from dataclasses import dataclass

from ui.texts.generated import GenerationRequest
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Sample
from workbench.generation.texts.ending import Ending


@dataclass(frozen=True)
class WrittenTokenDouble:
    """The fields of `GeneratedToken`."""

    id: int
    text: str
    log_probability: float
    entropy: float
    rank: int
    elapsed_s: float
    threads: int
    ending: Ending | None = None
    loop: int = 0
    is_drafted: bool = False
    piece: str = ""
    slid: bool = False
    beams: tuple[()] = ()


def token(number, text, probability=0.5):
    return WrittenTokenDouble(number, text, math.log(probability), 1.0, 1, 0.1 + 0.01 * number, 1)


ORDER = GenerationRequest(
    PromptSpec(text="Once"), "big@best", 10, "ab" * 32, Sample(top_p=0.9), 7, 3
)
