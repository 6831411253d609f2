"""The order in which the steps of a strategy change a distribution; pure names, no torch.

"workbench" is the order here. "transformers" is that of `generate` of transformers 5; what it lacks
stands where it puts further processors, between its penalties and temperature. "llama.cpp" is its
default chain: penalties, DRY, top-n-sigma, top-k, typical, top-p, min-p, XTC, temperature; what it
lacks stands where it does here.
"""

from collections.abc import Iterator, Mapping

from workbench.generation.constraints.grammar import CONSTRAINTS
from workbench.generation.filters.spec import Filters, Order, is_filter_on
from workbench.generation.penalties.spec import Penalties, is_penalty_on
from workbench.generation.spec import (
    ContrastiveDecoding,
    ContrastiveSearch,
    DiverseBeam,
    Dola,
    ModelAverage,
    Sample,
    Strategy,
)

PENALTIES: Mapping[Order, tuple[str, ...]] = {
    "workbench": (
        "token_bias",
        "repetition_penalty",
        "presence_penalty",
        "frequency_penalty",
        "no_repeat_ngram_size",
        "dry_multiplier",
        "bad_words",
        "min_new_tokens",
        *CONSTRAINTS,
    ),
    "transformers": (
        "token_bias",
        "repetition_penalty",
        "no_repeat_ngram_size",
        "bad_words",
        "min_new_tokens",
        *CONSTRAINTS,
        "presence_penalty",
        "frequency_penalty",
        "dry_multiplier",
    ),
    "llama.cpp": (
        "token_bias",
        "bad_words",
        "repetition_penalty",
        "presence_penalty",
        "frequency_penalty",
        "dry_multiplier",
        "no_repeat_ngram_size",
        "min_new_tokens",
        *CONSTRAINTS,
    ),
}

FILTERS: Mapping[Order, tuple[str, ...]] = {
    "workbench": (
        "temperature",
        "top_n_sigma",
        "top_k",
        "top_p",
        "min_p",
        "typical_p",
        "epsilon_cutoff",
        "eta_cutoff",
        "xtc_probability",
    ),
    "transformers": (
        "top_n_sigma",
        "xtc_probability",
        "temperature",
        "top_k",
        "top_p",
        "min_p",
        "typical_p",
        "epsilon_cutoff",
        "eta_cutoff",
    ),
    "llama.cpp": (
        "top_n_sigma",
        "top_k",
        "typical_p",
        "top_p",
        "min_p",
        "epsilon_cutoff",
        "eta_cutoff",
        "xtc_probability",
        "temperature",
    ),
}


def order_of(settings: object) -> Order:
    """The order that a strategy asks for; one that draws nothing has only ours."""
    return settings.order if isinstance(settings, Filters) else "workbench"


def penalty_names(settings: Penalties) -> tuple[str, ...]:
    """The penalties and bans that are on, in their order."""
    return tuple(n for n in PENALTIES[order_of(settings)] if is_penalty_on(settings, n))


def filter_names(settings: Filters) -> tuple[str, ...]:
    """Temperature and the filters that are on, in their order."""
    return tuple(n for n in FILTERS[settings.order] if is_filter_on(settings, n))


def steps_of(strategy: Strategy) -> tuple[str, ...]:
    """The settings that change a distribution before a token is chosen, in their order."""
    return tuple(_steps(strategy))


def _steps(strategy: Strategy) -> Iterator[str]:
    match strategy:
        case ModelAverage():
            yield "models"
        case ContrastiveDecoding():
            yield from ("alpha", "beta")
        case Dola():
            yield "dola_layers"
    yield from penalty_names(strategy)
    if isinstance(strategy, Filters):
        yield from filter_names(strategy)
    match strategy:
        case Sample(mirostat_tau=tau) if tau:
            yield "mirostat_tau"
        case ContrastiveSearch():
            yield from ("top_k", "penalty_alpha")
        case DiverseBeam(diversity_penalty=penalty) if penalty:
            yield "diversity_penalty"
