"""The settings by which a distribution is narrowed before a token is drawn from it."""

from typing import Literal, Self

from pydantic import model_validator

from workbench.spec import Impossible, Spec, setting

Order = Literal["workbench", "transformers", "llama.cpp"]
"""Whose order the steps are applied in."""

MOST_XTC_THRESHOLD = 0.5
"""Above it no two tokens can be likely, so that there is nothing to leave out."""

PENALTY_LAST_N = 64
"""So many tokens llama.cpp looks at."""

LEAST_TEMPERATURE = 1e-4
"""Below it nothing but the likeliest token is ever drawn, which is what greedy is for."""


class Filters(Spec):
    """Temperature and filters; each stands at the value that changes nothing."""

    temperature: float = setting(
        1.0,
        title="Sampling temperature",
        help="Below 1 the likely tokens become likelier, above 1 rarer ones get a chance. "
        "It is not the temperature of distillation.",
        ge=0.0,
        le=100.0,
    )
    top_k: int = setting(
        0,
        title="Top-k",
        help="Only the k most likely tokens may be drawn, ties included; 0 allows all.",
        unit="tokens",
        zero="off",
        ge=0,
    )
    top_p: float = setting(
        1.0,
        title="Top-p",
        help="Only the fewest most likely tokens whose probabilities reach p together may be "
        "drawn; 1 allows all.",
        gt=0.0,
        le=1.0,
    )
    min_p: float = setting(
        0.0,
        title="Min-p",
        help="Only tokens at least this share as probable as the most likely one may be drawn; "
        "0 allows all.",
        zero="off",
        ge=0.0,
        le=1.0,
    )
    typical_p: float = setting(
        1.0,
        title="Typical-p",
        help="Only the tokens about as surprising as the model expects on average may be drawn, as "
        "many as reach this probability together; 1 allows all.",
        gt=0.0,
        le=1.0,
        advanced=True,
        group="Filters",
    )
    epsilon_cutoff: float = setting(
        0.0,
        title="Epsilon cutoff",
        help="Tokens less probable than this are not drawn, such as 0.0005; 0 allows all.",
        zero="off",
        ge=0.0,
        lt=1.0,
        advanced=True,
        group="Filters",
    )
    eta_cutoff: float = setting(
        0.0,
        title="Eta cutoff",
        help="Tokens less probable than this are not drawn, or than a smaller bound where the "
        "model is unsure; 0 allows all.",
        zero="off",
        ge=0.0,
        lt=1.0,
        advanced=True,
        group="Filters",
    )
    top_n_sigma: float = setting(
        0.0,
        title="Top-n-sigma",
        help="Only tokens whose logit is within so many standard deviations of the largest may be "
        "drawn; 0 allows all.",
        zero="off",
        ge=0.0,
        le=100.0,
        advanced=True,
        group="Filters",
    )
    xtc_probability: float = setting(
        0.0,
        title="XTC probability",
        help="So often the likeliest tokens are left out where several are likely (exclude top "
        "choices); 0 never does.",
        zero="off",
        ge=0.0,
        le=1.0,
        advanced=True,
        group="Filters",
    )
    xtc_threshold: float = setting(
        0.1,
        title="XTC threshold",
        help="XTC takes tokens of this probability or more for likely, and leaves the least likely "
        "of them in; above 0.5 there are never two of them.",
        ge=0.0,
        le=1.0,
        advanced=True,
        group="Filters",
    )

    order: Order = setting(
        "workbench",
        title="Order of the steps",
        help="As transformers: what it lacks comes before temperature. As llama.cpp: temperature "
        "last, ties at the border of top-k fall, and penalties count the prompt too, but only the "
        "last tokens.",
        advanced=True,
        group="Filters",
    )
    repeat_last_n: int = setting(
        PENALTY_LAST_N,
        title="Penalty range",
        help="In the order of llama.cpp the penalties for repetition, presence and frequency look "
        "at so many last tokens; -1 at all, 0 at none.",
        unit="tokens",
        ge=-1,
        advanced=True,
        group="Filters",
    )

    @model_validator(mode="after")
    def _has_a_range_only_where_it_counts(self) -> Self:
        if self.order != "llama.cpp" and self.repeat_last_n != PENALTY_LAST_N:
            raise Impossible(
                "repeat_last_n only counts in the order of llama.cpp; choose that order, or leave "
                "it out"
            )
        return self

    @model_validator(mode="after")
    def _has_a_temperature(self) -> Self:
        if self.temperature < LEAST_TEMPERATURE:
            raise Impossible(
                "a temperature of {temperature} cannot be sampled from; use the strategy 'greedy'",
                temperature=self.temperature,
            )
        return self


_FILTERS = {
    "top_k": 0,
    "top_p": 1.0,
    "min_p": 0.0,
    "typical_p": 1.0,
    "epsilon_cutoff": 0.0,
    "eta_cutoff": 0.0,
    "top_n_sigma": 0.0,
    "xtc_probability": 0.0,
}
"""Each filter, and where it changes nothing."""


def set_filters(settings: Filters) -> tuple[str, ...]:
    """The filters that leave tokens out, by the names of their settings."""
    return tuple(name for name, off in _FILTERS.items() if getattr(settings, name) != off)


def is_filter_on(settings: Filters, name: str) -> bool:
    """Whether temperature or a filter, by the name of its setting, changes anything."""
    if name == "temperature":
        return settings.temperature != 1.0
    if name == "xtc_probability" and settings.xtc_threshold > MOST_XTC_THRESHOLD:
        return False
    return bool(getattr(settings, name) != _FILTERS[name])
