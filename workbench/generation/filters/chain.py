"""Temperature and filters one after the other, as a token is drawn.

Shapes: b rows, v vocabulary.
"""

from collections.abc import Callable
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

Filter = Callable[[Tensor], Tensor]
"""From float32 logits bv to those that the next filter sees."""


def filters_of(
    settings: Filters, generator: torch.Generator, least_kept: int = 1
) -> tuple[Filter, ...]:
    """What the settings do to a distribution, in its order; what is off is not among it.

    Each sees the distribution renormalised over what the one before left. `generator` decides
    when XTC is due, by one number a row.
    """
    steps: list[Filter] = []
    if settings.temperature != 1.0:
        steps.append(partial(scale_by_temperature, temperature=settings.temperature))
    if settings.top_n_sigma:
        steps.append(partial(keep_top_n_sigma, top_n_sigma=settings.top_n_sigma))
    if settings.top_k:
        steps.append(partial(keep_top_k, top_k=settings.top_k, least_kept=least_kept))
    if settings.top_p < 1.0:
        steps.append(partial(keep_top_p, top_p=settings.top_p, least_kept=least_kept))
    if settings.min_p:
        steps.append(partial(keep_min_p, min_p=settings.min_p, least_kept=least_kept))
    if settings.typical_p < 1.0:
        steps.append(partial(keep_typical, typical_p=settings.typical_p, least_kept=least_kept))
    if settings.epsilon_cutoff:
        epsilon = settings.epsilon_cutoff
        steps.append(partial(keep_above_epsilon, epsilon=epsilon, least_kept=least_kept))
    if settings.eta_cutoff:
        steps.append(partial(keep_above_eta, epsilon=settings.eta_cutoff, least_kept=least_kept))
    if settings.xtc_probability and settings.xtc_threshold <= MOST_THRESHOLD:
        steps.append(partial(_exclude_at_times, settings=settings, generator=generator))
    return tuple(steps)


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
