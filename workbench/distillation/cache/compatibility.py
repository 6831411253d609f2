"""Which stages can learn from a cache; torch is not needed."""

from workbench.distillation.cache.file import CacheMeta
from workbench.distillation.cache.spec import Samples, Whole
from workbench.distillation.divergence.spec import ForwardKL, LogitMSE, UniversalLogits
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import StageSpec
from workbench.errors import BadInput
from workbench.named import named


def check_stages(meta: CacheMeta, spec: DistillSpec) -> None:
    """Raise BadInput when a stage asks for what a cache does not hold."""
    if spec.further_teachers:
        raise BadInput(
            "the cache '{cache}' holds one teacher's predictions; remove the further teachers, or "
            "leave the cache empty",
            cache=meta.name,
        )
    for stage in spec.stages:
        _check(meta, stage)


def _check(meta: CacheMeta, stage: StageSpec) -> None:
    if stage.terms or stage.on_policy.share:
        raise BadInput(
            "the cache '{cache}' holds predictions for the corpus alone; feature terms and "
            "the student's own texts need the teacher itself: leave the cache empty",
            cache=meta.name,
        )
    if not stage.uses_predictions:
        return
    is_whole = isinstance(meta.kept, Whole)
    if isinstance(stage.divergence, LogitMSE) or (
        isinstance(stage.divergence, UniversalLogits) and not is_whole
    ):
        raise BadInput(
            "the cache '{cache}' holds probabilities, from which the divergence {kind} cannot be "
            "made; choose another, or leave the cache empty",
            cache=meta.name,
            kind=named(stage.divergence.kind),
        )
    if isinstance(meta.kept, Samples) and not isinstance(stage.divergence, ForwardKL):
        raise BadInput(
            "the cache '{cache}' holds samples, which estimate the forward KL alone; choose it, "
            "or a cache of the likeliest tokens",
            cache=meta.name,
        )
    if is_whole:
        return
    by_confidence = "confidence" in (stage.temperature_schedule, stage.alpha_schedule)
    if by_confidence or stage.temperature_schedule in ("linear", "cosine"):
        raise BadInput(
            "the cache '{cache}' was made for one temperature; a schedule of τ or by confidence "
            "needs the whole distribution: leave the cache empty, or make one of it",
            cache=meta.name,
        )
    if stage.temperature != meta.temperature:
        raise BadInput(
            "the cache '{cache}' was made for τ = {made} and a stage learns at τ = {asked}; choose "
            "{made}, or cache the teacher for {asked}",
            cache=meta.name,
            made=meta.temperature,
            asked=stage.temperature,
        )
