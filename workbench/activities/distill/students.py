"""Who takes part in a distillation: the teachers, and the student before its first step."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.activities.resources import RunResources
from workbench.data.seeds import derived_seed
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import corresponding_layers, needs_map
from workbench.distillation.students.initialise import copy_from_teacher, principal_basis
from workbench.distillation.students.spec import shape_of
from workbench.models.build import Model, build
from workbench.models.layer_map import pairs_of
from workbench.models.load import load_model
from workbench.models.model_file import ModelFile, read_model_file
from workbench.models.spec import AnyModelSpec, LlamaSpec
from workbench.training.runtime import Runtime

States = Callable[[Model], Tensor]
"""Hidden states (n, w) of a model on some text, of all layers."""


@dataclass(frozen=True)
class Teachers:
    """The models to learn from, on their device; the feature terms imitate the first."""

    models: tuple[Model, ...]
    weights: tuple[float, ...]
    file: ModelFile


def teachers_of(spec: DistillSpec, resources: RunResources, runtime: Runtime) -> Teachers:
    """Load every teacher; they stay in eval mode and without gradients."""
    located = (resources.inputs.teacher, *resources.inputs.further_teachers)
    loaded = [load_model(resources.folder_of(one)) for one in located]
    return Teachers(
        tuple(model.to(runtime.torch_device) for model, _ in loaded),
        tuple(weight for _, weight in spec.teachers),
        loaded[0][1],
    )


@dataclass(frozen=True)
class Student:
    """The model that learns, and what it begins with."""

    model: Model
    shape: AnyModelSpec
    layers: tuple[int, ...]

    def features(
        self, spec: DistillSpec, teachers: Teachers, runtime: Runtime
    ) -> FeatureDistillation | None:
        """The feature terms, if there are any."""
        if not any(stage.terms for stage in spec.stages):
            return None
        seed = derived_seed(spec.runtime.seed, "projections")
        generator = torch.Generator().manual_seed(seed)
        widths = (self.shape.hidden_size, teachers.file.spec.hidden_size)
        made = FeatureDistillation(spec.stages, pairs_of(self.layers), *widths, generator)
        return made.to(runtime.torch_device)


def student_shape(spec: DistillSpec, resources: RunResources) -> AnyModelSpec:
    """The student's model settings: of its own, or those of the model it goes on with."""
    if resources.inputs.model is None:
        return shape_of(spec.student)
    return read_model_file(resources.folder_of(resources.inputs.model)).spec


def vocabulary_of(resources: RunResources, teachers: Teachers, own: int) -> int:
    """How many ids the student has room for: as many as its teacher, if they share a tokenizer.

    `own` are those of its tokenizer; an imported teacher may have room for more.
    """
    return teachers.file.vocabulary_size if not is_cross_tokenizer(resources, teachers) else own


def is_cross_tokenizer(resources: RunResources, teachers: Teachers) -> bool:
    """Whether teacher and student read text with different tokenizers."""
    located = resources.inputs.tokenizer
    return located is not None and teachers.file.tokenizer_digest != located.digest


def new_student(
    spec: DistillSpec,
    resources: RunResources,
    teachers: Teachers,
    vocabulary_size: int,
    runtime: Runtime,
    states: States,
) -> Student:
    """The student before its first step, on its device.

    `states` gives the hidden states that a narrower student's directions are found by.
    """
    shape = student_shape(spec, resources)
    layers: tuple[int, ...] = ()
    if needs_map(spec):
        layers = corresponding_layers(spec, shape, teachers.file.spec)
    if resources.inputs.model is not None:
        model, _ = load_model(resources.folder_of(resources.inputs.model))
        model = model.requires_grad_(True)
    else:
        model = random_student(spec, shape, vocabulary_size)
        if spec.student.init == "from_teacher":
            _copy(spec, model, shape, teachers, layers, states)
    return Student(model.to(runtime.torch_device), shape, layers)


def random_student(spec: DistillSpec, shape: AnyModelSpec, vocabulary_size: int) -> Model:
    """The student with the random weights of the run's seed."""
    return build(shape, vocabulary_size, derived_seed(spec.runtime.seed, "weights"))


def _copy(
    spec: DistillSpec,
    model: Model,
    shape: AnyModelSpec,
    teachers: Teachers,
    layers: tuple[int, ...],
    states: States,
) -> None:
    teacher, theirs = teachers.models[0], teachers.file.spec
    basis_wc = None
    if spec.student.reduction == "pca" and shape.hidden_size < theirs.hidden_size:
        centred = not isinstance(theirs, LlamaSpec)
        basis_wc = principal_basis(states(teacher), shape.hidden_size, centred=centred)
    copy_from_teacher(model, shape, teacher, theirs, layers, basis_wc)
