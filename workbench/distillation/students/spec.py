"""The shape of a student, and where its first weights come from; torch is not needed."""

from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec, family_of
from workbench.spec import Spec, setting


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


class StudentSpec(Beginning, GPTSpec):
    """A student in the shape of GPT-2."""


class LlamaStudentSpec(Beginning, LlamaSpec):
    """A student in the shape of Llama."""


class BertStudentSpec(Beginning, BertSpec):
    """A student in the shape of BERT; its teacher is a BERT too."""


AnyStudentSpec = StudentSpec | LlamaStudentSpec | BertStudentSpec

StudentModelSpec = Annotated[
    Annotated[StudentSpec, Tag("gpt")]
    | Annotated[LlamaStudentSpec, Tag("llama")]
    | Annotated[BertStudentSpec, Tag("bert")],
    Discriminator(family_of),
]


def shape_of(student: AnyStudentSpec) -> AnyModelSpec:
    """The model's settings alone, as they stand beside its weights."""
    families: dict[str, type[AnyModelSpec]] = {
        "gpt": GPTSpec,
        "llama": LlamaSpec,
        "bert": BertSpec,
    }
    family = families[student.family]
    return family.model_validate(student.model_dump(include=set(family.model_fields)))
