"""Decoding strategies as settings, and their short form: `sample(temperature=0.8,top_p=0.9)`."""

import re
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, TypeAdapter, field_validator, model_validator

from workbench.errors import BadInput
from workbench.generation.filters.spec import Filters, set_filters
from workbench.generation.penalties.spec import Penalties
from workbench.short_form import (
    format_short_form,
    kind_of_spec,
    parse_short_form,
    settings_of,
)
from workbench.spec import Impossible, Spec, closest, setting
from workbench.words import listed


class Greedy(Penalties):
    """Always the most likely token; the seed plays no part."""

    kind: Literal["greedy"] = setting(
        "greedy", title="Strategy", help="Greedy always takes the most likely token."
    )


class Sample(Penalties, Filters):
    """A token drawn at random, after penalties, temperature and filters, in their order."""

    kind: Literal["sample"] = setting(
        "sample", title="Strategy", help="Sample draws each token by its probability."
    )
    mirostat_tau: float = setting(
        0.0,
        title="Mirostat tau",
        help="Mirostat 2 takes the place of the filters and keeps the surprise of the text at so "
        "many bits a token, such as 5; 0 turns it off.",
        unit="bits",
        zero="off",
        ge=0.0,
        le=100.0,
        advanced=True,
        group="Filters",
    )
    mirostat_eta: float = setting(
        0.1,
        title="Mirostat eta",
        help="How fast mirostat follows the surprise of what was drawn.",
        ge=0.0,
        le=1.0,
        advanced=True,
        group="Filters",
    )

    @model_validator(mode="after")
    def _has_mirostat_or_filters(self) -> Self:
        if self.mirostat_tau and (others := set_filters(self)):
            raise Impossible(
                "mirostat takes the place of the filters; leave out mirostat_tau, or {filters}",
                filters=listed(others),
            )
        return self


class BeamSettings(Spec):
    """How texts that are written side by side are kept."""

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
        help="Yes (true): stops once as many texts have ended as there are beams. No (false): when "
        "a better one is unlikely. Never: only when none can come.",
    )

    num_return_sequences: int = setting(
        1,
        title="Texts returned",
        help="So many of the best texts are told with their scores; at most one for each beam.",
        ge=1,
        le=100,
        advanced=True,
    )

    @model_validator(mode="after")
    def _has_a_beam_for_each_text(self) -> Self:
        if self.num_return_sequences > self.num_beams:
            raise Impossible(
                "{beams} beams cannot give {texts} texts; ask for more beams, or fewer texts",
                beams=self.num_beams,
                texts=self.num_return_sequences,
            )
        return self

    @field_validator("early_stopping", mode="before")
    @classmethod
    def _reads_flags(cls, value: object) -> object:
        """True and False as transformers takes them, and as Python writes them."""
        return str(value).lower() if isinstance(value, bool | str) else value


class Beam(Penalties, BeamSettings):
    """The likeliest whole text among several written side by side; the seed plays no part."""

    kind: Literal["beam"] = setting(
        "beam",
        title="Strategy",
        help="Beam writes several texts side by side and keeps the likeliest as a whole.",
    )


class DiverseBeam(Penalties, BeamSettings):
    """Beam search in groups that keep out of each other's way; the seed plays no part."""

    kind: Literal["diverse_beam"] = setting(
        "diverse_beam",
        title="Strategy",
        help="Diverse beam writes in groups of beams, each of which avoids the tokens that the "
        "groups before it have just taken.",
    )
    num_beam_groups: int = setting(
        2,
        title="Groups of beams",
        help="The beams are shared out among so many groups.",
        ge=2,
        le=100,
    )
    diversity_penalty: float = setting(
        1.0,
        title="Diversity penalty",
        help="Is taken from a token's log-probability for each beam of an earlier group that took "
        "it at the same step.",
        ge=0.0,
        le=100.0,
    )

    @model_validator(mode="after")
    def _has_equal_groups(self) -> Self:
        if self.num_beams % self.num_beam_groups:
            raise Impossible(
                "{beams} beams do not make {groups} equal groups; choose a multiple",
                beams=self.num_beams,
                groups=self.num_beam_groups,
            )
        return self


class BeamSample(Penalties, Filters, BeamSettings):
    """Beam search whose continuations are drawn at random, after temperature and filters."""

    kind: Literal["beam_sample"] = setting(
        "beam_sample",
        title="Strategy",
        help="Beam sample draws the continuations of its beams at random and keeps the likeliest "
        "text as a whole.",
    )


class ContrastiveSearch(Penalties):
    """Likely tokens that do not repeat the meaning of earlier ones; the seed plays no part."""

    kind: Literal["contrastive_search"] = setting(
        "contrastive_search",
        title="Strategy",
        help="Contrastive search takes a likely token whose meaning is unlike that of the tokens "
        "before.",
    )
    penalty_alpha: float = setting(
        0.6,
        title="Degeneration penalty",
        help="How much likeness to earlier tokens counts against probability: 0 is greedy.",
        ge=0.0,
        le=1.0,
    )
    top_k: int = setting(
        4,
        title="Candidates",
        help="So many of the likeliest tokens are tried at each step; each costs as much as one.",
        unit="tokens",
        ge=1,
        le=100,
    )


class ContrastiveDecoding(Penalties):
    """What an expert, the model that writes, finds likelier than an amateur does.

    The seed plays no part.
    """

    kind: Literal["contrastive_decoding"] = setting(
        "contrastive_decoding",
        title="Strategy",
        help="Contrastive decoding takes what the model finds likelier than a weaker one does.",
    )
    amateur: str = setting(
        "",
        title="Amateur",
        help="The weaker model, such as the student or an early checkpoint: NAME or NAME@STEP, of "
        "the same tokenizer.",
        text="model",
    )
    alpha: float = setting(
        0.1,
        title="Plausibility",
        help="Only tokens at least this share as probable as the likeliest one are taken.",
        ge=0.0,
        le=1.0,
    )
    beta: float = setting(
        0.5,
        title="Contrast",
        help="How much the amateur counts; 0 is greedy.",
        ge=0.0,
        le=100.0,
    )


class ModelAverage(Penalties, Filters):
    """Tokens drawn from the mean of the probabilities of several models."""

    kind: Literal["model_average"] = setting(
        "model_average",
        title="Strategy",
        help="Average draws each token by the mean of the probabilities of several models.",
    )
    models: tuple[str, ...] = setting(
        (),
        title="Further models",
        help="The models whose probabilities are averaged with this one's: NAME or NAME@STEP, of "
        "the same tokenizer.",
        text="model",
    )


class MaySample(Filters):
    """Temperature and filters of a strategy that draws only where it is asked to."""

    do_sample: bool = setting(
        False,
        title="Sampling",
        help="Draw tokens at random, as Sample does; without it the text is that of Greedy.",
    )

    @model_validator(mode="after")
    def _has_filters_only_where_it_samples(self) -> Self:
        if not self.do_sample and (self.temperature != 1.0 or set_filters(self)):
            raise Impossible(
                "temperature and filters change nothing without sampling; set do_sample to true, "
                "or leave them out"
            )
        return self


class Speculative(Penalties, MaySample):
    """The model's own text, faster: a draft is read many tokens at a time."""

    kind: Literal["speculative"] = setting(
        "speculative",
        title="Strategy",
        help="Speculative writes what the model would write anyway, and reads tokens that a "
        "smaller model drafts many at a time.",
    )
    draft: str = setting(
        "",
        title="Draft model",
        help="The smaller model that drafts, such as the student: NAME or NAME@STEP, of the same "
        "tokenizer. Without one, drafts are what followed the same tokens before.",
        text="model",
    )
    num_draft_tokens: int = setting(
        4,
        title="Drafted tokens",
        help="So many tokens are drafted at a time.",
        unit="tokens",
        ge=1,
        le=64,
    )
    ngram_size: int = setting(
        3,
        title="Looked-up n-gram",
        help="Without a draft model: at most so many last tokens are looked for in the text.",
        unit="tokens",
        ge=1,
        le=64,
        advanced=True,
    )


class Dola(Penalties, MaySample):
    """What the last layer finds likelier than an earlier layer does."""

    kind: Literal["dola"] = setting(
        "dola",
        title="Strategy",
        help="DoLa takes what the model's last layer finds likelier than an earlier one does.",
    )
    dola_layers: str = setting(
        "low",
        title="Earlier layers",
        help="The layers of which the one most unlike the last is contrasted with it: low or high "
        "for every other layer of that half, or numbers such as 0,2,4, where 0 is what the first "
        "block reads.",
    )
    relative_top: float = setting(
        0.1,
        title="Relative top",
        help="Only tokens at least this share as probable as the likeliest one are taken.",
        gt=0.0,
        le=1.0,
    )

    @field_validator("dola_layers", mode="before")
    @classmethod
    def _reads_lists(cls, value: object) -> object:
        """[0, 2] as transformers takes it, and as Python writes it."""
        return ",".join(map(str, value)) if isinstance(value, list | tuple) else value

    @field_validator("dola_layers")
    @classmethod
    def _names_layers(cls, value: str) -> str:
        value = value.replace(" ", "")
        if not re.fullmatch(r"low|high|\d{1,4}(,\d{1,4})*", value, re.ASCII):
            raise Impossible("'{layers}' are no layers; write low, high or 0,2,4", layers=value)
        return value


Strategy = Annotated[
    Greedy
    | Sample
    | Beam
    | DiverseBeam
    | BeamSample
    | ContrastiveSearch
    | ContrastiveDecoding
    | ModelAverage
    | Speculative
    | Dola,
    Field(discriminator="kind"),
]
"""Every decoding strategy there is: command line, window and files offer what stands here."""

MOST_NEW_TOKENS = 100_000
"""A longer text is not asked for by a slip; a notebook may."""

MOST_SAMPLES = 1000
"""Of one model and strategy: more are not asked for by a slip."""

_BESIDE = ("seed", "max_new_tokens", "max_length", "samples", "prompt", "precision")
STRATEGY: TypeAdapter[Strategy] = TypeAdapter(Strategy)
STRATEGIES: tuple[type[Strategy], ...] = get_args(get_args(Strategy)[0])
BEAMS: tuple[type[Beam] | type[DiverseBeam] | type[BeamSample], ...] = (
    Beam,
    DiverseBeam,
    BeamSample,
)
"""Those that write several texts side by side and keep the likeliest."""


def kind_of(strategy_type: type[Strategy]) -> str:
    """What a strategy is called in files and in the short form."""
    return kind_of_spec(strategy_type)


def named_models(strategy: Strategy) -> tuple[str, ...]:
    """The further models that a strategy needs, as it names them."""
    match strategy:
        case ContrastiveDecoding(amateur=amateur) if amateur:
            return (amateur,)
        case ModelAverage(models=models):
            return models
        case Speculative(draft=draft) if draft:
            return (draft,)
        case _:
            return ()


def is_drawn(strategy: Strategy) -> bool:
    """Whether tokens are drawn at random, so that another seed writes another text."""
    if isinstance(strategy, MaySample):
        return strategy.do_sample
    return isinstance(strategy, Filters)


def parse_strategy(text: str) -> Strategy:
    """The strategy a person wrote; raises BadInput or BadSpec with what to write instead."""
    by_name = {kind_of(strategy_type): strategy_type for strategy_type in STRATEGIES}
    return parse_short_form(
        text, by_name, unreadable=_no_strategy, unknown=_unknown_strategy, beside=_BESIDE
    )


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
    return format_short_form(strategy)


def _no_strategy(text: str) -> BadInput:
    return BadInput(
        "'{text}' is not a strategy; write greedy, or sample(temperature=0.8,top_p=0.9)", text=text
    )


def _unknown_strategy(name: str) -> BadInput:
    by_name = {kind_of(strategy_type): strategy_type for strategy_type in STRATEGIES}
    near = closest(name, tuple(by_name))
    if near:
        return BadInput("'{name}' is not a strategy; did you mean '{near}'?", name=name, near=near)
    for known, strategy_type in by_name.items():
        setting_name = closest(name, settings_of(strategy_type))
        if setting_name:
            return BadInput(
                "'{name}' is not a strategy; did you mean '{known}({setting}=…)'?",
                name=name,
                known=known,
                setting=setting_name,
            )
    return BadInput(
        "'{name}' is not a strategy; there are {known}", name=name, known=listed(by_name)
    )
