"""The whole journey as a list of ordinary runs: corpus, tokenizer, teacher, control, student,
comparison.

Nothing here computes: a journey is a plan, and each of its runs can be stopped, resumed and
repeated like any other.
"""

from dataclasses import replace
from pathlib import Path
from typing import Self

from pydantic import model_validator

from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.corpora.spec import AddCorpusSpec, Sample
from workbench.distillation.spec import DistillSpec, StageSpec, control_of
from workbench.distillation.students.spec import StudentModelSpec, student_of
from workbench.models.spec import LlamaSpec, ModelSpec
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.minutes.minutes_plan import Budget, MinutesPlan, planned_for, with_timed_steps
from workbench.plans.minutes.why import why
from workbench.plans.minutes.within_minutes import TextSize
from workbench.plans.planned_run import PlannedRun
from workbench.spec import Impossible, Paths, Spec, setting, validate
from workbench.store.membership import CONTROL, STUDENT, TEACHER, Membership
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import PretrainLoopSpec, RuntimeSpec, TextLoopSpec
from workbench.words import Words

Step = AddCorpusSpec | TrainTokenizerSpec | PretrainSpec | DistillSpec | EvaluateSpec
"""What a journey is made of."""


DEMO_FOLDER = Path("distill-workbench-demo")
"""Where the demo makes its project if nobody says, below the current folder."""

DEFAULT_MINUTES = 6.0
_TEACHER_SHARE, _STUDENT_SHARE = 0.4, 0.3
"""Of the minutes; the control, which is measured beside the teacher too, takes what a student does.
A student of few steps is worse with its teacher than without."""

SAMPLE_STORIES = 6_000
_VOCABULARY = 2_000
_TEACHER = LlamaSpec(num_layers=4, hidden_size=192, num_heads=4, context=128, qk_norm=True)
_STUDENT = student_of(_TEACHER, num_layers=2, hidden_size=96, num_heads=4, context=128)
"""Sizes that learn something in the default minutes."""
_OWN_SIZES = frozenset(
    f"{model}.{size}"
    for model in ("model", "student")
    for size in ("num_layers", "context", "family", "dropout")
)
"""What stands in the journey's own settings, chosen by `sized` or by hand."""

_SAMPLE_TOKENS = 40
REPORT_TOKENS = 30_000
"""Enough for differences of a hundredth of a nat, and scored in seconds."""

_ROLES = ("corpus", "tokenizer", TEACHER, CONTROL, STUDENT, "report")
"""The part of each run in a journey, in their order."""


class JourneySpec(Spec):
    """Train a teacher and a student on a text, and a control student without the teacher."""

    name: str = setting(
        "stories",
        title="Name",
        help="What the corpus is called; the models' names begin with it.",
        min_length=1,
        max_length=60,
    )
    files: Paths = setting(
        (), title="Files", help="Text files and folders to learn from; empty takes a sample."
    )
    sample: Sample = setting(
        "", title="Sample", help="A built-in text to learn from instead of files."
    )
    minutes: float = setting(
        DEFAULT_MINUTES,
        title="How long may it take",
        help="The training of teacher, student and control together. Sizes, batch, steps and "
        "rates follow from it, from this machine's speed and from the text's length.",
        unit="min",
        gt=0,
        le=10_000,
    )
    vocabulary_size: int = setting(
        _VOCABULARY,
        title="Vocabulary size",
        help="Pieces of the tokenizer.",
        unit="pieces",
        ge=300,
        le=100_000,
    )
    teacher: ModelSpec = setting(
        _TEACHER,
        title="Teacher",
        help="The larger model.",
    )
    student: StudentModelSpec = setting(
        _STUDENT,
        title="Student",
        help="The smaller model.",
    )
    temperature: float = setting(
        1.0,
        title="Distillation temperature τ",
        help="Softens both distributions before they are compared.",
        gt=0,
        le=100,
    )
    alpha: float = setting(
        0.5,
        title="Weight of the teacher α",
        help="The share of the soft loss; the true next token has the rest.",
        ge=0,
        le=1,
    )
    prompt: str = setting(
        "",
        title="Sample prompt",
        help="The models continue this text while they learn.",
        max_length=2_000,
    )
    seed: int = setting(1, title="Seed", help="Decides everything random.", ge=0, lt=2**31)

    @model_validator(mode="after")
    def _writes(self) -> Self:
        if not self.teacher.is_causal:
            raise Impossible("a journey's teacher writes: choose a model that predicts each token")
        return self

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if bool(self.files) == bool(self.sample):
            raise Impossible("choose either files or a sample")
        return self


def sample_journey(language: str, minutes: float = DEFAULT_MINUTES) -> JourneySpec:
    """The journey on the built-in stories, in English ("en") or Chinese ("zh").

    Raises BadSpec for minutes that are none.
    """
    if language == "zh":
        told = {"name": "故事", "sample": "stories_zh", "prompt": "从前，"}
    else:
        told = {"name": "stories", "sample": "stories_en", "prompt": "One morning,"}
    return validate(JourneySpec, {**told, "minutes": minutes})


def sized(spec: JourneySpec, basis: JourneyBasis) -> JourneySpec:
    """The journey with the sizes of teacher and student that suit its minutes, whatever it had."""
    teacher = planned_for(
        _whole_teacher(spec), replace(_teacher_budget(spec, basis), kept=frozenset())
    )
    with_teacher = spec.model_copy(update={"teacher": teacher.spec.model})
    budget = replace(_student_budget(with_teacher, basis), kept=frozenset())
    student = planned_for(_whole_student(with_teacher), budget)
    return with_teacher.model_copy(update={"student": student.spec.student})


def planned_journey(
    spec: JourneySpec, basis: JourneyBasis, journey_id: str
) -> tuple[PlannedRun, ...]:
    """The journey's runs, in order, as parts of the journey with an id."""
    return tuple(
        PlannedRun(step, Membership("journey", journey_id, role))
        for step, role in zip(plan(spec, basis), _ROLES, strict=True)
    )


def plan(spec: JourneySpec, basis: JourneyBasis) -> tuple[Step, ...]:
    """The journey's runs, in order; each names what the ones before it made."""
    corpus = AddCorpusSpec(
        name=spec.name,
        files=spec.files,
        sample=spec.sample,
        sample_documents=SAMPLE_STORIES,
        seed=spec.seed,
    )
    tokenizer = TrainTokenizerSpec(
        name=_tokenizer_name(spec),
        corpus=spec.name,
        vocabulary_size=spec.vocabulary_size,
        hard_vocab_limit=False,  # who dropped a text cannot know how many it gives
        seed=spec.seed,
    )
    teacher = teacher_plan(spec, basis).spec
    student = student_plan(spec, basis).spec
    control = control_of(student)
    return (
        corpus,
        tokenizer,
        teacher,
        control,
        student,
        _comparison(spec, teacher, control, student),
    )


def teacher_plan(spec: JourneySpec, basis: JourneyBasis) -> MinutesPlan[PretrainSpec]:
    """The teacher's run, and what it was planned for."""
    planned = planned_for(_whole_teacher(spec), _teacher_budget(spec, basis))
    return with_timed_steps(planned, basis.teacher_step) if basis.teacher_step else planned


def student_plan(spec: JourneySpec, basis: JourneyBasis) -> MinutesPlan[DistillSpec]:
    """The student's run, and what it was planned for; its control takes as long."""
    planned = planned_for(_whole_student(spec), _student_budget(spec, basis))
    return with_timed_steps(planned, basis.student_step) if basis.student_step else planned


def teacher_reasons(spec: JourneySpec, basis: JourneyBasis) -> tuple[Words, ...]:
    """Why the teacher is as it is; of its size too, unless that was chosen by hand."""
    planned = teacher_plan(spec, basis)
    if sized(spec, basis).teacher == spec.teacher:
        planned = replace(planned, budget=replace(planned.budget, kept=frozenset()))
    return why(planned)


def _whole_teacher(spec: JourneySpec) -> PretrainSpec:
    return PretrainSpec(
        name=_teacher_name(spec),
        corpus=spec.name,
        tokenizer=_tokenizer_name(spec),
        model=spec.teacher,
        loop=PretrainLoopSpec(sample_prompt=spec.prompt, sample_tokens=_SAMPLE_TOKENS),
        runtime=RuntimeSpec(seed=spec.seed),
    )


def _whole_student(spec: JourneySpec) -> DistillSpec:
    return DistillSpec(
        name=f"{spec.name} student",
        corpus=spec.name,
        teacher=_teacher_name(spec),
        student=spec.student,
        stages=(StageSpec(temperature=spec.temperature, alpha=spec.alpha),),
        loop=TextLoopSpec(sample_prompt=spec.prompt, sample_tokens=_SAMPLE_TOKENS),
        runtime=RuntimeSpec(seed=spec.seed),
    )


def _teacher_budget(spec: JourneySpec, basis: JourneyBasis) -> Budget:
    text = TextSize(spec.vocabulary_size, basis.tokens)
    return Budget(spec.minutes * _TEACHER_SHARE, text, basis.machine, kept=_OWN_SIZES)


def _student_budget(spec: JourneySpec, basis: JourneyBasis) -> Budget:
    minutes = spec.minutes * _STUDENT_SHARE
    return replace(_teacher_budget(spec, basis), minutes=minutes, teacher=spec.teacher)


def _tokenizer_name(spec: JourneySpec) -> str:
    return f"{spec.name} pieces"


def _teacher_name(spec: JourneySpec) -> str:
    return f"{spec.name} teacher"


def _comparison(
    spec: JourneySpec, teacher: PretrainSpec, control: DistillSpec, student: DistillSpec
) -> EvaluateSpec:
    return EvaluateSpec(
        name=f"{spec.name} report",
        corpus=spec.name,
        candidates=(
            Candidate(model=teacher.name, role="teacher"),
            Candidate(model=control.name, role="control"),
            Candidate(model=student.name, role="student"),
        ),
        teacher=teacher.name,
        tokens=REPORT_TOKENS,
    )
