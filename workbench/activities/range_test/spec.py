"""The spec of a learning-rate range test; torch is not needed."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, model_validator

from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.spec import Impossible, Spec, setting, to_plain, validate
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec

TestedSpec = Annotated[PretrainSpec | FinetuneSpec | DistillSpec, Field(discriminator="kind")]
"""A training whose learning rate can be sought."""


T = TypeVar("T")

MOST_LETTERS = 80


class LearningRateTestSettings(Spec):
    """How the learning rate grows in a range test, and when the test ends early."""

    low: float = setting(
        1e-7,
        title="Lowest learning rate",
        help="The learning rate of the first step: so low that the loss does not move yet.",
        gt=0,
        le=10,
    )
    high: float = setting(
        1.0,
        title="Highest learning rate",
        help="The learning rate of the last step: so high that the loss leaps.",
        gt=0,
        le=100,
    )
    steps: int = setting(
        100,
        title="Steps",
        help="Training steps over which the learning rate grows, by the same factor at each.",
        unit="steps",
        ge=20,
        le=10_000,
    )
    smoothing: float = setting(
        0.8,
        title="Smoothing",
        help="The weight of the moving average of the loss, taken from both sides of a step. Noisy "
        "losses need more of it.",
        zero="none",
        ge=0,
        le=0.98,
    )
    stop_at: float = setting(
        4.0,
        title="Stop at",
        help="The test ends early once the moving average of the losses so far is so many times "
        "its lowest value.",
        unit="×",
        gt=1,
        le=1_000,
        advanced=True,
    )

    @model_validator(mode="after")
    def _grows(self) -> Self:
        if self.high < 10 * self.low:
            raise Impossible("the highest learning rate must be at least ten times the lowest one")
        return self


class LearningRateTestSpec(LearningRateTestSettings):
    """Find the learning rate of a training: its first steps, with a rate that grows at each.

    What it learns is thrown away: no model is made.
    """

    kind: Literal["lr_test"] = "lr_test"
    name: str = setting(
        "learning rate",
        title="Name",
        help="What the test is called.",
        min_length=1,
        max_length=MOST_LETTERS,
    )
    training: TestedSpec = setting(
        title="Training",
        help="The training as it would be started; its own learning rate, schedule and length are "
        "not used.",
    )


def lr_test_of(spec: object, settings: Mapping[str, Any]) -> LearningRateTestSpec:
    """The test of a training, or a test with some settings changed.

    Raises BadInput for a spec that trains no model, BadSpec for an impossible setting.
    """
    if isinstance(spec, LearningRateTestSpec):
        return validate(LearningRateTestSpec, {**spec.model_dump(), **settings})
    if not isinstance(spec, PretrainSpec | FinetuneSpec | DistillSpec):
        raise BadInput(
            "this trains no model, so that it has no learning rate to find; name a pretraining, a "
            "fine-tuning or a distillation"
        )
    name = f"learning rate of {spec.name}"[:MOST_LETTERS]
    return validate(LearningRateTestSpec, {"name": name, "training": spec.model_dump(), **settings})


def is_test_of(test: object, spec: TestedSpec) -> bool:
    """Whether a run's spec is a test of this training, or of one that differs in what tests ignore.

    Those are the name, the learning rate, the schedule, and of the loop all but the batch.
    """
    return isinstance(test, LearningRateTestSpec) and _tested(test.training) == _tested(spec)


def _tested(spec: TestedSpec) -> dict[str, Any]:
    plain = to_plain(spec)
    optimizer = {k: v for k, v in plain["optimizer"].items() if k != "learning_rate"}
    batch = {name: plain["loop"][name] for name in ("micro_batch_size", "accumulation")}
    others = {k: v for k, v in plain.items() if k not in ("name", "schedule")}
    return {**others, "optimizer": optimizer, "loop": batch}


def trained_by(spec: T) -> T | TestedSpec:
    """What a run computes with: a test's training, or else the spec itself."""
    return spec.training if isinstance(spec, LearningRateTestSpec) else spec
