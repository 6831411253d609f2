"""FLOPs per token of a run that has not recorded them, by the shapes of the models it saved."""

from pathlib import Path

from workbench.activities.spec import AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import NotFound
from workbench.models.model_file import read_model_file
from workbench.models.size.estimate import forward_flops_per_token, training_flops_per_token
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec


def flops_by_models(project: Path, run: RunFolder, spec: AnySpec) -> float | None:
    """As a step of the run costs them; None before its first checkpoint, for a run that trains
    nothing, or one whose teacher was deleted. Raises Corrupt, CannotBeRead."""
    checkpoints = run.checkpoints()
    if not isinstance(spec, PretrainSpec | FinetuneSpec | DistillSpec) or not checkpoints:
        return None
    own = read_model_file(checkpoints[-1].folder)
    flops = training_flops_per_token(own.spec, own.vocabulary_size)
    if not isinstance(spec, DistillSpec) or spec.cache:
        return flops
    try:
        return flops + _teachers_flops(project, run.inputs(), own.spec.context)
    except NotFound:
        return None


def _teachers_flops(project: Path, inputs: Inputs, context: int) -> int:
    teachers = filter(None, (inputs.teacher, *inputs.further_teachers))
    files = [read_model_file(project / one.folder) for one in teachers]
    return sum(forward_flops_per_token(one.spec, one.vocabulary_size, context) for one in files)
