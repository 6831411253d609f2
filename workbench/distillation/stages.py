"""Settings of one stage of a distillation, and what they are at a step; torch is not needed."""

import math
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from workbench.distillation.divergence.spec import Divergence, ForwardKL
from workbench.distillation.features.spec import Term, name_of
from workbench.spec import Impossible, Spec, setting

ValueSchedule = Literal["constant", "linear", "cosine", "confidence"]


class OnPolicySpec(Spec):
    """Learning from what the student writes itself: GKD (arXiv 2306.13649)."""

    share: float = setting(
        0.0,
        title="Share of own texts λ",
        help="At this share of the steps the student continues beginnings of the corpus and the "
        "teacher judges every token of it. 0 learns from the corpus alone. It takes much longer.",
        zero="off",
        ge=0,
        le=1,
    )
    prompt_tokens: int = setting(
        32,
        title="Prompt",
        help="Tokens of the corpus that the student continues.",
        unit="tokens",
        ge=1,
        le=65536,
    )
    new_tokens: int = setting(
        32,
        title="Continuation",
        help="Tokens that the student writes; prompt and continuation must fit its context.",
        unit="tokens",
        ge=1,
        le=65536,
    )
    sampling_temperature: float = setting(
        1.0,
        title="Sampling temperature",
        help="Of the student's writing; it has nothing to do with the distillation temperature.",
        ge=1e-4,
        le=10,
        advanced=True,
    )


class StageSpec(Spec):
    """A part of a distillation: L = w·(α·τ²·D(T, S) + (1−α)·CE) + Σ weight·term."""

    steps: int = setting(
        1_000, title="Steps", help="How long this stage lasts.", unit="steps", ge=1
    )
    temperature: float = setting(
        2.0,
        title="Distillation temperature τ",
        help="Softens both distributions before they are compared; it is not the temperature of "
        "sampling. For language models 1 is often best, 2 is the classic choice.",
        ge=1e-4,
        le=100,
    )
    alpha: float = setting(
        0.5,
        title="Weight of the teacher α",
        help="The share of the soft loss; the true next token has the rest. "
        "1 uses no labels, 0 no teacher.",
        ge=0,
        le=1,
    )
    temperature_schedule: ValueSchedule = setting(
        "constant",
        title="Schedule of τ",
        help="Constant; in a line or a half cosine to its end over the stage; or by confidence: "
        "the full τ where the teacher is sure, 1 where it is not.",
        advanced=True,
    )
    temperature_end: float = setting(
        1.0,
        title="τ at the end",
        help="Where a line or cosine of τ ends.",
        gt=0,
        le=100,
        advanced=True,
    )
    alpha_schedule: ValueSchedule = setting(
        "constant",
        title="Schedule of α",
        help="Constant; in a line or a half cosine to its end over the stage; or by confidence: "
        "α times the probability that the teacher gives to the true token, so that it counts less "
        "where it is wrong.",
        advanced=True,
    )
    alpha_end: float = setting(
        0.0,
        title="α at the end",
        help="Where a line or cosine of α ends.",
        ge=0,
        le=1,
        advanced=True,
    )
    temperature_squared: bool = setting(
        True,
        title="Scale by τ²",
        help="The softened loss has gradients that shrink as 1/τ². Multiplying by τ² keeps the "
        "meaning of α the same at every temperature.",
        advanced=True,
    )
    divergence: Divergence = setting(
        ForwardKL(),
        title="Divergence",
        help="How the soft loss measures the distance between teacher and student.",
    )
    output_weight: float = setting(
        1.0,
        title="Weight of predictions",
        help="Multiplies soft and hard loss together, beside the terms; 0 learns from the terms "
        "alone, as TinyBERT does at first.",
        zero="off",
        ge=0,
        le=1_000_000,
        advanced=True,
    )
    soft_positions: Literal["chosen", "all"] = setting(
        "chosen",
        title="Soft loss on",
        help="For BERT: the tokens to fill in, or every token of the text. GPT and Llama predict "
        "every token either way.",
        advanced=True,
    )
    terms: tuple[Term, ...] = setting(
        (),
        title="Terms",
        help="What else of the teacher is imitated: its activations, not only its predictions.",
    )
    on_policy: OnPolicySpec = setting(
        OnPolicySpec(),
        title="Own texts",
        help="Learning from what the student writes itself.",
    )
    frozen_layers: int = setting(
        0,
        title="Frozen layers",
        help="So many of the first layers, and the embeddings, keep their weights during this "
        "stage. 0 trains all.",
        unit="layers",
        zero="none",
        ge=0,
        advanced=True,
    )
    learning_rate_scale: float = setting(
        1.0,
        title="Learning rate",
        help="Multiplies the schedule's learning rate during this stage.",
        unit="×",
        gt=0,
        le=100,
        advanced=True,
    )

    @model_validator(mode="after")
    def _learns_something(self) -> Self:
        if self.output_weight == 0 and not self.terms:
            raise Impossible(
                "nothing is learnt: give the predictions a weight above 0, or add a term"
            )
        if self.alpha_schedule == "confidence" and self.soft_positions == "all":
            raise Impossible(
                "α by confidence asks what the teacher gives to the true token, which only the "
                "chosen tokens have; choose the soft loss on chosen, or another schedule"
            )
        return self

    @model_validator(mode="after")
    def _names_each_term_once(self) -> Self:
        names = [name_of(term) for term in self.terms]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise Impossible(
                "the term '{term}' is there twice; keep one, with the weight of both",
                term=twice.replace("_", " "),
            )
        return self

    @property
    def uses_predictions(self) -> bool:
        """Whether the teacher's predictions are ever used."""
        return self.output_weight > 0 and max(self.alpha, _end(self)) > 0


def _end(stage: StageSpec) -> float:
    return stage.alpha_end if stage.alpha_schedule in ("linear", "cosine") else 0.0


@dataclass(frozen=True)
class StageSettings:
    """A stage at one of its steps: α and τ as their schedules have them there.

    By confidence they are upper bounds (of τ: the bound away from 1) that each token scales.
    """

    stage: StageSpec
    alpha: float
    temperature: float


def settings_at(stages: tuple[StageSpec, ...], step: int) -> StageSettings:
    """The stage that a step (from 0) belongs to, and where it stands; the last for later steps."""
    for stage in stages:
        if step < stage.steps:
            return _settings(stage, step)
        step -= stage.steps
    return _settings(stages[-1], stages[-1].steps - 1)


def _settings(stage: StageSpec, step: int) -> StageSettings:
    done = step / max(1, stage.steps - 1)
    return StageSettings(
        stage,
        alpha=_along(stage.alpha_schedule, stage.alpha, stage.alpha_end, done),
        temperature=_along(
            stage.temperature_schedule, stage.temperature, stage.temperature_end, done
        ),
    )


def _along(schedule: ValueSchedule, begin: float, end: float, done: float) -> float:
    match schedule:
        case "linear":
            return begin + (end - begin) * done
        case "cosine":
            return end + (begin - end) * 0.5 * (1.0 + math.cos(math.pi * done))
        case _:
            return begin
