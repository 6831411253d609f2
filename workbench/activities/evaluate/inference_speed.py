"""How fast a model writes, or reads if it only reads: one text at a time, and sixteen."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from workbench.activities.evaluate.groups import mean_and_margin
from workbench.distillation.on_policy import continued
from workbench.generation.decode import generate
from workbench.generation.spec import Greedy
from workbench.models.build import Decoder, Model

_TIMED_TOKENS = 32
_ROUNDS = 5
_MANY = 16


@dataclass(frozen=True)
class Speed:
    """Milliseconds a token at batch 1, and tokens a second of sixteen texts together.

    Each with half its 95 % interval over the rounds, by Student's t.
    """

    ms_per_token: float
    ms_per_token_margin: float
    tokens_per_second_16: float
    tokens_per_second_16_margin: float


def speeds(models: Sequence[Model], first_token: int) -> list[Speed]:
    """The speed of each model, in rounds of all models: what disturbs one disturbs the others too.

    Each model writes once before it is timed.
    """
    tasks = [_Task(model, first_token) for model in models]
    for task in tasks:
        task.one()
        task.many()
    for number in range(_ROUNDS):
        for turn in range(len(tasks)):
            tasks[(number + turn) % len(tasks)].time()
    return [task.speed() for task in tasks]


class _Task:
    """What a model is timed at, and how long it took in each round."""

    def __init__(self, model: Model, first_token: int) -> None:
        self._model = model
        self._first_token = first_token
        self._budget = min(_TIMED_TOKENS, model.context - 2)
        self._ms_per_token: list[float] = []
        self._per_second_16: list[float] = []

    def time(self) -> None:
        self._ms_per_token.append(_timed(self.one) / self._budget)
        self._per_second_16.append(1000.0 * _MANY * self._budget / _timed(self.many))

    def speed(self) -> Speed:
        return Speed(*mean_and_margin(self._ms_per_token), *mean_and_margin(self._per_second_16))

    def one(self) -> None:
        if self._model.is_causal:
            _write(self._model, self._first_token, self._budget)
        else:
            _read(self._model, 1, self._budget)

    def many(self) -> None:
        if self._model.is_causal:
            _write_many(self._model, self._first_token, self._budget)
        else:
            _read(self._model, _MANY, self._budget)


def _timed(do: Callable[[], None]) -> float:
    started = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - started)


def _write(model: Decoder, first_token: int, num_tokens: int) -> None:
    """Greedy decoding with the key-value cache."""
    for _ in generate(model, [first_token], Greedy(), seed=0, max_new_tokens=num_tokens, eos=None):
        pass


def _write_many(model: Decoder, first_token: int, num_tokens: int) -> None:
    prompts = np.full((_MANY, 1), first_token, dtype=np.int64)
    rows = len(model.head_weight)
    continued(model, prompts, num_tokens, num_pieces=rows, temperature=1.0, seed=0)


def _read(model: Model, texts: int, num_tokens: int) -> None:
    with torch.inference_mode():
        model.hidden(torch.zeros(texts, num_tokens, dtype=torch.long))
