"""Temperature and filters one after the other, as a token is drawn.

Shapes: b rows, v vocabulary.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from workbench.generation.filters.likely import (
    keep_min_p,
    keep_top_k,
    keep_top_n_sigma,
    keep_top_p,
    scale_by_temperature,
)
from workbench.generation.filters.spec import Filters
from workbench.generation.filters.surprise import (
    keep_above_epsilon,
    keep_above_eta,
    keep_typical,
)
from workbench.generation.filters.xtc import MOST_THRESHOLD, exclude_top_choices

Change = Callable[[Tensor], Tensor]
"""From float32 logits bv to those that the next filter sees."""


@dataclass(frozen=True)
class Filter:
    """One step of the chain, by the name of the setting that turns it on."""

    name: str
    change: Change

    def __call__(self, logits_bv: Tensor) -> Tensor:
        return self.change(logits_bv)


def filters_of(
    settings: Filters, generator: torch.Generator, least_kept: int = 1
) -> tuple[Filter, ...]:
    """What the settings do to a distribution, in its order; what is off is not among it.

    Each sees the distribution renormalised over what the one before left. `generator` decides
    when XTC is due, by one number a row.
    """
    return tuple(Filter(name, change) for name, change in _steps(settings, generator, least_kept))


def _steps(
    settings: Filters, generator: torch.Generator, least_kept: int
) -> Iterator[tuple[str, Change]]:
    if settings.temperature != 1.0:
        yield "temperature", partial(scale_by_temperature, temperature=settings.temperature)
    if settings.top_n_sigma:
        yield "top_n_sigma", partial(keep_top_n_sigma, top_n_sigma=settings.top_n_sigma)
    if settings.top_k:
        yield "top_k", partial(keep_top_k, top_k=settings.top_k, least_kept=least_kept)
    if settings.top_p < 1.0:
        yield "top_p", partial(keep_top_p, top_p=settings.top_p, least_kept=least_kept)
    if settings.min_p:
        yield "min_p", partial(keep_min_p, min_p=settings.min_p, least_kept=least_kept)
    if settings.typical_p < 1.0:
        typical_p = settings.typical_p
        yield "typical_p", partial(keep_typical, typical_p=typical_p, least_kept=least_kept)
    if settings.epsilon_cutoff:
        epsilon = settings.epsilon_cutoff
        yield "epsilon_cutoff", partial(keep_above_epsilon, epsilon=epsilon, least_kept=least_kept)
    if settings.eta_cutoff:
        epsilon = settings.eta_cutoff
        yield "eta_cutoff", partial(keep_above_eta, epsilon=epsilon, least_kept=least_kept)
    if settings.xtc_probability and settings.xtc_threshold <= MOST_THRESHOLD:
        step = partial(_exclude_at_times, settings=settings, generator=generator)
        yield "xtc_probability", step


def filtered(logits_bv: Tensor, filters: tuple[Filter, ...]) -> Tensor:
    """The logits as a token is drawn from them."""
    for step in filters:
        logits_bv = step(logits_bv)
    return logits_bv


def _exclude_at_times(logits_bv: Tensor, settings: Filters, generator: torch.Generator) -> Tensor:
    chances_b1 = torch.rand((len(logits_bv), 1), generator=generator, device=logits_bv.device)
    return exclude_top_choices(
        logits_bv, settings.xtc_threshold, chances_b1 <= settings.xtc_probability
    )
