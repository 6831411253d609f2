"""Settings of which checkpoints a run saves and keeps, beside one every so many steps."""

from pydantic import field_validator

from workbench.metrics import can_rank
from workbench.spec import Impossible, Spec, setting


class CheckpointPolicy(Spec):
    """When checkpoints are saved between evaluations, which is the best, and how many stay."""

    keep_last: int = setting(
        1,
        title="Keep the last",
        help="So many of the newest checkpoints are kept beside the best one, those that are kept "
        "every so many steps, and those that you pin.",
        unit="checkpoints",
        ge=1,
        le=1_000,
        advanced=True,
    )
    save_minutes: float = setting(
        0.0,
        title="Save every",
        help="Saves a checkpoint after so many minutes without one, so that a crash between two "
        "evaluations costs less; 0 saves at evaluations only.",
        unit="min",
        zero="at evaluations only",
        ge=0,
        advanced=True,
    )
    best_metric: str = setting(
        "",
        title="Best checkpoint by",
        help="The validation metric that the best checkpoint has the best value of, which early "
        "stopping follows too, such as validation_accuracy. Empty: what the kind of run ranks by.",
        max_length=80,
        advanced=True,
    )

    @field_validator("best_metric")
    @classmethod
    def _can_rank(cls, name: str) -> str:
        if name and (not name.startswith("validation_") or not can_rank(name)):
            raise Impossible(
                "'{name}' does not tell which checkpoint is better; write a validation metric that "
                "rises or falls as a model learns, such as {names}",
                name=name,
                names="validation_loss, validation_accuracy",
            )
        return name
