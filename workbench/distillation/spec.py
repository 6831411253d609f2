"""Settings of a distillation: which teachers, which student, and in which stages."""

import hashlib
from typing import Literal, Self

from pydantic import model_validator

from workbench.distillation.stages import OnPolicySpec, StageSpec
from workbench.distillation.students.spec import AnyStudentSpec, StudentModelSpec, StudentSpec
from workbench.spec import Impossible, Spec, setting
from workbench.store.names import MAX_NAME_LENGTH
from workbench.training.mixture_spec import FurtherCorpus, require_each_once, shares_of
from workbench.training.optimizing.spec import OptimizerSpec, ScheduleSpec
from workbench.training.spec import MaskingSpec, RuntimeSpec, TextLoopSpec

_MARK_LETTERS = 6


class FurtherTeacher(Spec):
    """One more model to learn from."""

    teacher: str = setting(
        title="Teacher",
        help="A model that reads the same tokens as the first teacher.",
        min_length=1,
    )
    weight: float = setting(
        1.0,
        title="Weight",
        help="Its share of the mean of all teachers' probabilities; the first teacher's is 1.",
        gt=0,
        le=1_000_000,
    )


class DistillSpec(Spec):
    """Train a student on a corpus towards a teacher's distribution and the true tokens."""

    kind: Literal["distill"] = "distill"
    name: str = setting(
        "student",
        title="Name",
        help="What the student will be called.",
        min_length=1,
        max_length=80,
    )
    corpus: str = setting(title="Corpus", help="The text both models read.", min_length=1)
    further_corpora: tuple[FurtherCorpus, ...] = setting(
        (),
        title="Further corpora",
        help="A mixture: each is read beside the first in the share of its weight, and has a "
        "validation curve of its own.",
        advanced=True,
    )
    teacher: str = setting(
        title="Teacher",
        help="The model to learn from: a name, with @best, @last or @STEP behind it if wanted.",
        min_length=1,
    )
    further_teachers: tuple[FurtherTeacher, ...] = setting(
        (),
        title="Further teachers",
        help="The student learns from the weighted mean of all teachers' probabilities. "
        "Feature terms imitate the first teacher alone.",
        advanced=True,
    )
    cache: str = setting(
        "",
        title="Teacher cache",
        help="Predictions of the teacher that were made before, instead of asking it at each step. "
        "Empty: the teacher is asked.",
    )
    warm_start: str = setting(
        "",
        title="Warm start",
        help="A model to go on with as the student: its shape, weights and tokenizer. "
        "Empty: a new student as described below.",
        advanced=True,
    )
    tokenizer: str = setting(
        "",
        title="Tokenizer",
        help="A tokenizer of the student's own, which needs the divergence ULD. "
        "Empty: the teacher's.",
        advanced=True,
    )
    student: StudentModelSpec = setting(
        StudentSpec(num_layers=2, hidden_size=128, num_heads=4),
        title="Student",
        help="The shape of the model that learns.",
    )
    assistants: tuple[StudentModelSpec, ...] = setting(
        (),
        title="Assistants",
        help="Models between teacher and student, each learning from the one before it, the first "
        "from the teacher: for a student that is far smaller. Each is a run of its own.",
        advanced=True,
    )
    stages: tuple[StageSpec, ...] = setting(
        (StageSpec(),), title="Stages", help="One after another.", min_length=1
    )
    masking: MaskingSpec = setting(
        MaskingSpec(), title="Masking", help="What a BERT student learns from; others ignore it."
    )
    optimizer: OptimizerSpec = setting(
        OptimizerSpec(), title="Optimizer", help="How the weights follow the gradient."
    )
    layer_decay: float = setting(
        1.0,
        title="Layer decay",
        help="Each layer learns this much slower than the one above it: 0.9 to 0.95 keeps more of "
        "what the lower layers know; 1 treats all alike.",
        unit="×",
        gt=0,
        le=1,
        advanced=True,
    )
    ema_decay: float = setting(
        0.0,
        title="EMA decay",
        help="Keeps a moving average of the student's weights, measures it and saves it as the "
        "student: 0.99 averages about the last 100 steps, 0 none.",
        zero="off",
        ge=0,
        lt=1,
        advanced=True,
    )
    best_by: Literal["validation_loss", "agreement"] = setting(
        "validation_loss",
        title="Best by",
        help="What makes a checkpoint the best, and what early stopping watches: the loss on the "
        "true tokens, or the agreement with the teacher.",
        advanced=True,
    )
    schedule: ScheduleSpec = setting(
        ScheduleSpec(), title="Schedule", help="The schedule of the learning rate."
    )
    loop: TextLoopSpec = setting(TextLoopSpec(), title="Loop", help="Batches and evaluations.")
    runtime: RuntimeSpec = setting(
        RuntimeSpec(), title="Runtime", help="Device, precision, threads and seed."
    )

    @model_validator(mode="after")
    def _compiles_one_size(self) -> Self:
        if self.runtime.compile == "on" and not self.has_one_size:
            raise Impossible(
                "texts that the student writes are of many lengths, and compiling is for one: "
                "switch Compile off (runtime.compile), or leave the share of its own texts at 0"
            )
        return self

    @property
    def has_one_size(self) -> bool:
        """Whether all windows are equally long, as compiled blocks need them."""
        return not any(stage.on_policy.share for stage in self.stages)

    @property
    def total_steps(self) -> int:
        return sum(stage.steps for stage in self.stages)

    @property
    def mixture(self) -> tuple[tuple[str, float], ...]:
        """Every corpus and its share of the tokens, which add up to 1."""
        return shares_of(self.corpus, self.further_corpora)

    @model_validator(mode="after")
    def _can_be_mixed(self) -> Self:
        require_each_once(self.mixture)
        if self.further_corpora and self.cache:
            raise Impossible(
                "a cache holds the teacher's predictions for one corpus; leave the cache empty, or "
                "let the student read that corpus alone"
            )
        return self

    @property
    def teachers(self) -> tuple[tuple[str, float], ...]:
        """Every teacher's reference and its share of the mean, which add up to 1."""
        weighted = [(self.teacher, 1.0), *((t.teacher, t.weight) for t in self.further_teachers)]
        total = sum(weight for _, weight in weighted)
        return tuple((name, weight / total) for name, weight in weighted)


def control_of(spec: DistillSpec) -> DistillSpec:
    """The same student, data, seed and steps without the teacher's influence: α = 0 throughout.

    Agreement and KL are still measured, so that both runs stand on the same axes. A student that
    begins with the teacher's weights keeps them: what is compared is the learning.
    """
    alone = {
        "alpha": 0.0,
        "alpha_schedule": "constant",
        "terms": (),
        "output_weight": 1.0,
        "on_policy": OnPolicySpec(),
    }
    stages = tuple(stage.model_copy(update=alone) for stage in spec.stages)
    changes = {"name": control_name(spec.name), "stages": stages, "assistants": ()}
    return spec.model_copy(update=changes)


def control_name(name: str) -> str:
    """What the control of a student is called."""
    return name_with(name, " control")


def name_with(name: str, ending: str) -> str:
    """A name with an ending, of at most 80 letters; different names stay different.

    Where both are too long together, the name is cut and a mark made of all of it is put in.
    """
    if len(name) + len(ending) <= MAX_NAME_LENGTH:
        return f"{name}{ending}"
    mark = hashlib.sha256(name.encode()).hexdigest()[:_MARK_LETTERS]
    head = name[: MAX_NAME_LENGTH - len(ending) - _MARK_LETTERS - 1].rstrip()
    return f"{head} {mark}{ending}"


__all__ = [
    "AnyStudentSpec",
    "DistillSpec",
    "FurtherTeacher",
    "StageSpec",
    "StudentSpec",
    "control_name",
    "control_of",
    "name_with",
]
