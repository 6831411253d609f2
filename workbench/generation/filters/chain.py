"""Temperature and filters one after the other, as a token is drawn.

Shapes: b rows, v vocabulary.
"""

from collections.abc import Callable
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
from workbench.generation.filters.llama_cpp import keep_just_top_k, keep_just_typical
from workbench.generation.filters.spec import Filters
from workbench.generation.filters.surprise import (
    keep_above_epsilon,
    keep_above_eta,
    keep_typical,
)
from workbench.generation.filters.xtc import exclude_top_choices
from workbench.generation.order import filter_names

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
    return tuple(
        Filter(name, _change(name, settings, generator, least_kept))
        for name in filter_names(settings)
    )


def _change(name: str, settings: Filters, generator: torch.Generator, least_kept: int) -> Change:
    value, is_llama = getattr(settings, name), settings.order == "llama.cpp"
    match name:
        case "temperature":
            return partial(scale_by_temperature, temperature=value)
        case "top_n_sigma":
            return partial(keep_top_n_sigma, top_n_sigma=value)
        case "top_k":
            keep_k = keep_just_top_k if is_llama else keep_top_k
            return partial(keep_k, top_k=value, least_kept=least_kept)
        case "top_p":
            return partial(keep_top_p, top_p=value, least_kept=least_kept)
        case "min_p":
            return partial(keep_min_p, min_p=value, least_kept=least_kept)
        case "typical_p":
            keep_p = keep_just_typical if is_llama else keep_typical
            return partial(keep_p, typical_p=value, least_kept=least_kept)
        case "epsilon_cutoff":
            return partial(keep_above_epsilon, epsilon=value, least_kept=least_kept)
        case "eta_cutoff":
            return partial(keep_above_eta, epsilon=value, least_kept=least_kept)
        case _:
            return partial(_exclude_at_times, settings=settings, generator=generator)


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
