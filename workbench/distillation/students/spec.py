"""The shape of a student, and where its first weights come from; torch is not needed."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from types import new_class
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Tag

from workbench.models.spec import FAMILIES, AnyModelSpec, GPTSpec, family_of
from workbench.models.transformer_spec import TransformerSpec
from workbench.spec import Spec, setting, validate


class Beginning(Spec):
    """Where a student's first weights come from, and which layer looks up to which."""

    init: Literal["random", "from_teacher"] = setting(
        "random",
        title="First weights",
        help="Random, or copied from the teacher: embeddings, mapped layers and output.",
    )
    reduction: Literal["slices", "pca"] = setting(
        "slices",
        title="When narrower",
        help="How a narrower student takes the teacher's weights: the first rows and columns; or "
        "along the directions in which the teacher's states vary most on the corpus.",
        advanced=True,
    )
    layer_map: Literal["uniform", "last", "skip", "first_half"] = setting(
        "uniform",
        title="Layer map",
        help="Which of the teacher's layers each layer of the student begins with and is compared "
        "to: evenly from first to last (DistilBERT), the uppermost, the last of equal stretches "
        "(TinyBERT), or the lowest.",
    )
    layers: tuple[int, ...] = setting(
        (),
        title="Own layer map",
        help="For each layer of the student the teacher's layer (from 0), instead of the layer "
        "map; -1 leaves a layer without one. Empty: as the layer map says.",
    )


class AnyStudentSpec(Beginning, TransformerSpec):
    """What students of every family have."""


class StudentSpec(AnyStudentSpec, GPTSpec):
    """A student in the shape of GPT-2."""


def _student_of(spec_type: type[AnyModelSpec]) -> type[AnyStudentSpec]:
    """A family's settings together with those of a student."""
    name = spec_type.__name__.removesuffix("Spec") + "StudentSpec"
    bases = (AnyStudentSpec, spec_type)
    return new_class(name, bases, exec_body=lambda names: names.update(__module__=__name__))


_STUDENTS = {
    family: StudentSpec if spec_type is GPTSpec else _student_of(spec_type)
    for family, spec_type in FAMILIES.items()
}

if TYPE_CHECKING:
    StudentModelSpec = AnyStudentSpec
else:
    StudentModelSpec = Annotated[
        reduce(or_, (Annotated[one, Tag(family)] for family, one in _STUDENTS.items())),
        Discriminator(family_of),
    ]


def student_of(teacher: AnyModelSpec, **settings: Any) -> AnyStudentSpec:
    """A student of its teacher's family, which has what the family alone knows from it.

    What its own heads cannot have of that is changed to what they can. Raises BadSpec.
    """
    own = set(type(teacher).model_fields) - set(TransformerSpec.model_fields)
    spec_type, plain = _STUDENTS[teacher.family], teacher.model_dump(include=own)
    sizes = {name: spec_type.model_fields[name].default for name in ("hidden_size", "num_heads")}
    sizes = {name: settings.get(name, size) for name, size in sizes.items()}
    return validate(spec_type, {**plain, **settings, **_fitting(plain, **sizes)})


def _fitting(of_family: Mapping[str, Any], hidden_size: int, num_heads: int) -> dict[str, int]:
    """What heads of a student have otherwise than its teacher's: shared keys, numbers that turn."""
    fitting = {}
    groups, turned = of_family.get("num_kv_heads", 0), of_family.get("rotary_width", 0)
    if groups and num_heads % groups:
        fewer = range(1, min(groups, num_heads) + 1)
        fitting["num_kv_heads"] = max(one for one in fewer if num_heads % one == 0)
    if turned > (of_family.get("head_width", 0) or hidden_size // num_heads):
        fitting["rotary_width"] = 0
    return fitting


def shape_of(student: AnyStudentSpec) -> AnyModelSpec:
    """The model's settings alone, as they stand beside its weights."""
    spec_type = FAMILIES[family_of(student)]
    return spec_type.model_validate(student.model_dump(include=set(spec_type.model_fields)))
