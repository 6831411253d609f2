"""Student building: its shape, its vocabulary, and the weights it begins with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from workbench.activities.resources import RunResources
from workbench.activities.teachers import Teachers
from workbench.activities.text.data import DistillationText
from workbench.data.seeds import derived_seed
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import corresponding_layers, needs_map
from workbench.distillation.students.initialise import copy_from_teacher, principal_basis
from workbench.distillation.students.spec import shape_of
from workbench.models.build import Model, build
from workbench.models.layer_map import pairs_of
from workbench.models.load import load_model
from workbench.models.model_file import read_model_file
from workbench.models.spec import AnyModelSpec
from workbench.training.runtime import Runtime

HiddenStates = Callable[[Model], Tensor]
"""Hidden states (n, c) of a model on some text, of all layers."""


@dataclass(frozen=True)
class Student:
    """The model that learns, the layers of the teacher that correspond to its own, and its size."""

    model: Model
    shape: AnyModelSpec
    layers: tuple[int, ...]
    vocabulary_size: int

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
    """The student's model settings: of its own, or those of the model it continues."""
    if resources.inputs.model is None:
        return shape_of(spec.student)
    return read_model_file(resources.folder_of(resources.inputs.model)).spec


def new_student(
    spec: DistillSpec,
    resources: RunResources,
    teachers: Teachers,
    data: DistillationText[Any],
    runtime: Runtime,
) -> Student:
    """The student before its first step, on its device.

    A new one has room for as many ids as its teacher, which may be more than their tokenizer has
    pieces; with a tokenizer of its own, for the pieces of that.
    """
    shape = student_shape(spec, resources)
    vocabulary_size = _room(resources, teachers, data)
    layers: tuple[int, ...] = ()
    if needs_map(spec):
        layers = corresponding_layers(spec, shape, teachers.file.spec)
    if resources.inputs.model is not None:
        model, _ = load_model(resources.folder_of(resources.inputs.model))
        model = model.requires_grad_(True)
    else:
        model = random_student(spec, shape, vocabulary_size)
        if spec.student.init == "from_teacher":
            copy_weights(
                spec,
                model,
                shape,
                teachers.models[0],
                teachers.file.spec,
                layers,
                data.hidden_states,
            )
    return Student(model.to(runtime.torch_device), shape, layers, vocabulary_size)


def _room(resources: RunResources, teachers: Teachers, data: DistillationText[Any]) -> int:
    """How many token ids the student has room for."""
    if resources.inputs.model is not None:
        return read_model_file(resources.folder_of(resources.inputs.model)).vocabulary_size
    if teachers.are_cross_tokenizer:
        return data.tokenizer.vocabulary_size
    return teachers.file.vocabulary_size


def random_student(spec: DistillSpec, shape: AnyModelSpec, vocabulary_size: int) -> Model:
    """The student with the random weights of the run's seed."""
    return build(shape, vocabulary_size, derived_seed(spec.runtime.seed, "weights"))


def copy_weights(
    spec: DistillSpec,
    student: Model,
    shape: AnyModelSpec,
    teacher: Model,
    teacher_shape: AnyModelSpec,
    layers: tuple[int, ...],
    hidden_states: HiddenStates,
) -> None:
    """Give the student the teacher's weights.

    `hidden_states` is only called where a narrower student needs the principal directions.
    """
    basis_wc = None
    if spec.student.reduction == "pca" and shape.hidden_size < teacher_shape.hidden_size:
        centred = teacher_shape.has_centred_norms
        states_nc = hidden_states(teacher)
        basis_wc = principal_basis(states_nc, shape.hidden_size, centred=centred)
    copy_from_teacher(student, shape, teacher, teacher_shape, layers, basis_wc)
