"""What a person should know of a distillation's stages before they begin; torch is not needed."""

from collections.abc import Iterator

from workbench.distillation.divergence.spec import JensenShannon, LogitMSE
from workbench.distillation.stages import StageSpec
from workbench.words import Words, words


def notes_of(stages: tuple[StageSpec, ...]) -> Iterator[Words]:
    """A sentence for each choice that leaves out or replaces something, stage by stage."""
    for number, stage in enumerate(stages, 1):
        for note in _notes(stage):
            many = len(stages) > 1
            yield words("stage {number}: {note}", number=number, note=note) if many else note


def _notes(stage: StageSpec) -> Iterator[Words]:
    if stage.output_weight == 0.0:
        yield words("the predictions have weight 0: only the terms are learnt")
        return
    if not stage.uses_predictions:
        yield words("α = 0: the student does not learn from the teacher, it is only compared to it")
        return
    if stage.alpha == 1.0 and stage.alpha_schedule == "constant":
        yield words("α = 1: the labels are not used, the student learns from the teacher alone")
    if stage.on_policy.share:
        yield words(
            "at {share:.0%} of the steps the student learns from what it writes itself; such a "
            "step takes much longer",
            share=stage.on_policy.share,
        )
    yield from _of_divergence(stage)


def _of_divergence(stage: StageSpec) -> Iterator[Words]:
    match stage.divergence:
        case JensenShannon(beta=0.0):
            yield words("JSD with β = 0 is the forward KL itself")
        case JensenShannon(beta=1.0):
            yield words("JSD with β = 1 is the reverse KL itself")
        case JensenShannon(beta=beta, normalised=True):
            yield words("the soft loss is JSD with β = {beta}, divided by β(1−β)", beta=beta)
        case JensenShannon(beta=beta):
            yield words(
                "the soft loss is JSD with β = {beta} as GKD has it, not divided by β(1−β)",
                beta=beta,
            )
        case LogitMSE():
            yield words("the soft loss compares raw logits: τ and τ² play no part")
        case _:
            pass
