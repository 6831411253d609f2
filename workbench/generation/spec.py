"""Decoding strategies as settings, and their short form: `sample(temperature=0.8,top_p=0.9)`."""

import re
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, TypeAdapter, field_validator, model_validator

from workbench.errors import BadInput
from workbench.spec import Impossible, Spec, closest, setting, to_plain, validate

LEAST_TEMPERATURE = 1e-30
"""Logits divided by less leave the range of fp32."""


class Greedy(Spec):
    """Always the most likely token; the seed plays no part."""

    kind: Literal["greedy"] = setting(
        "greedy", title="Strategy", help="Greedy always takes the most likely token."
    )


class Sample(Spec):
    """A token drawn at random, after temperature, top-k, top-p and min-p, in this order."""

    kind: Literal["sample"] = setting(
        "sample", title="Strategy", help="Sample draws each token by its probability."
    )
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

    @model_validator(mode="after")
    def _has_a_temperature(self) -> Self:
        if self.temperature < LEAST_TEMPERATURE:
            raise Impossible(
                "a temperature of {temperature} cannot be sampled from; use the strategy 'greedy'",
                temperature=self.temperature,
            )
        return self


class Beam(Spec):
    """The likeliest whole text among several written side by side; the seed plays no part."""

    kind: Literal["beam"] = setting(
        "beam",
        title="Strategy",
        help="Beam writes several texts side by side and keeps the likeliest as a whole.",
    )
    num_beams: int = setting(
        4,
        title="Beams",
        help="So many texts are written side by side; each costs as much as one.",
        ge=2,
        le=100,
    )
    length_penalty: float = setting(
        1.0,
        title="Length penalty",
        help="A text that has ended counts by its log-probability divided by its length to this "
        "power: above 0 favours long texts, below 0 short ones.",
        ge=-10.0,
        le=10.0,
    )
    early_stopping: Literal["false", "true", "never"] = setting(
        "false",
        title="Early stopping",
        help="True stops once as many texts have ended as there are beams; false when a better one "
        "is unlikely; never only when none can come.",
    )

    @field_validator("early_stopping", mode="before")
    @classmethod
    def _reads_flags(cls, value: object) -> object:
        """True and False as transformers takes them, and as Python writes them."""
        return str(value).lower() if isinstance(value, bool | str) else value


Strategy = Annotated[Greedy | Sample | Beam, Field(discriminator="kind")]
"""Every decoding strategy there is: command line, window and files offer what stands here."""

SEEDS = (-(2**63), 2**64 - 1)
"""The least and the greatest seed that torch takes."""

MOST_NEW_TOKENS = 100_000
"""A longer text is not asked for by a slip; a notebook may."""

STRATEGY: TypeAdapter[Strategy] = TypeAdapter(Strategy)
STRATEGIES: tuple[type[Strategy], ...] = get_args(get_args(Strategy)[0])


def kind_of(strategy_type: type[Strategy]) -> str:
    """What a strategy is called in files and in the short form."""
    return str(strategy_type.model_fields["kind"].default)


def parse_strategy(text: str) -> Strategy:
    """The strategy a person wrote; raises BadInput or BadSpec with what to write instead."""
    written = re.fullmatch(r"\s*([^\s()=,]+)\s*(?:\((.*)\))?\s*", text, re.DOTALL)
    if written is None:
        raise BadInput(
            "'{text}' is not a strategy; write greedy, or sample(temperature=0.8,top_p=0.9)",
            text=text,
        )
    name, inside = written[1], written[2] or ""
    strategy_type = _strategy_type(name)
    settings: dict[str, str] = {}
    for part in filter(str.strip, inside.split(",")):
        setting_name, value = _parse_setting(part, strategy_type)
        if setting_name in settings:
            raise BadInput(
                "'{name}' is given twice in {text}; keep one of the two",
                name=setting_name,
                text=text,
            )
        settings[setting_name] = value
    adapter: TypeAdapter[Strategy] = TypeAdapter(strategy_type)
    return validate(adapter, settings, where=text)


def as_strategy(given: object) -> Strategy:
    """A strategy, or the one a text writes; raises BadInput or BadSpec for anything else."""
    if isinstance(given, str):
        return parse_strategy(given)
    if isinstance(given, STRATEGIES):
        return given
    raise BadInput(
        "a strategy is needed, such as Sample(top_p=0.9) or its text, not a value of type {given}",
        given=type(given).__name__,
    )


def format_strategy(strategy: Strategy) -> str:
    """The short form, without what stands at its default; parsing it gives the strategy back."""
    defaults = to_plain(type(strategy)())
    changed = {name: value for name, value in to_plain(strategy).items() if value != defaults[name]}
    inside = ",".join(f"{name}={value}" for name, value in changed.items())
    return f"{strategy.kind}({inside})" if inside else strategy.kind


def _settings_of(strategy_type: type[Strategy]) -> tuple[str, ...]:
    return tuple(name for name in strategy_type.model_fields if name != "kind")


def _strategy_type(name: str) -> type[Strategy]:
    by_name = {kind_of(strategy_type): strategy_type for strategy_type in STRATEGIES}
    if name in by_name:
        return by_name[name]
    for known, strategy_type in by_name.items():
        setting_name = closest(name, _settings_of(strategy_type))
        if setting_name:
            raise BadInput(
                "'{name}' is not a strategy; did you mean '{known}({setting}=…)'?",
                name=name,
                known=known,
                setting=setting_name,
            )
    near = closest(name, tuple(by_name))
    if near:
        raise BadInput("'{name}' is not a strategy; did you mean '{near}'?", name=name, near=near)
    raise BadInput(
        "'{name}' is not a strategy; there are {known}", name=name, known=", ".join(by_name)
    )


def _parse_setting(part: str, strategy_type: type[Strategy]) -> tuple[str, str]:
    name, equals, value = (piece.strip() for piece in part.partition("="))
    known = _settings_of(strategy_type)
    if not equals or not value:
        raise BadInput("'{part}' is not a setting; write it as name=value", part=part.strip())
    if name in known:
        return name, value
    strategy = kind_of(strategy_type)
    near = closest(name, known)
    if near:
        raise BadInput(
            "'{name}' is not a setting of {strategy}; did you mean '{near}'?",
            name=name,
            strategy=strategy,
            near=near,
        )
    raise BadInput(
        "'{name}' is not a setting of {strategy}; it has {known}",
        name=name,
        strategy=strategy,
        known=", ".join(known) or "none",
    )
