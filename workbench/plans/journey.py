"""The whole journey as a list of ordinary runs: corpus, tokenizer, teacher, control, student,
comparison.

Nothing here computes: a journey is a plan, and each of its runs can be stopped, resumed and
repeated like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from pydantic import model_validator

from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.corpora.spec import AddCorpusSpec, Sample
from workbench.distillation.spec import DistillSpec, StageSpec, StudentSpec, control_of
from workbench.models.spec import GPTSpec
from workbench.plans.lineage import Lineage
from workbench.plans.planned_run import PlannedRun
from workbench.plans.within_minutes import TWO_IDLE_CORES, TextSize, planned_within
from workbench.spec import Impossible, Paths, Spec, setting, validate
from workbench.store.membership import CONTROL, STUDENT, TEACHER, Membership
from workbench.store.records import RunRecord
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import PretrainLoopSpec, RuntimeSpec, TextLoopSpec

Step = AddCorpusSpec | TrainTokenizerSpec | PretrainSpec | DistillSpec | EvaluateSpec
"""What a journey is made of."""


DEMO_FOLDER = Path("distill-workbench-demo")
"""Where the demo makes its project if nobody says, below the current folder."""

DEFAULT_MINUTES = 4.0
_TEACHER_SHARE, _STUDENT_SHARE = 0.52, 0.18
"""Of the minutes; a control takes as long as a student, tokenizer and measuring the rest."""

SAMPLE_STORIES = 6_000
_VOCABULARY = 2_000
_TEACHER = GPTSpec(num_layers=4, hidden_size=192, num_heads=4, context=128)
_STUDENT = StudentSpec(num_layers=2, hidden_size=96, num_heads=4, context=128)
"""Sizes that learn something in the default minutes."""
_OWN_SIZES = frozenset(
    f"{model}.{size}"
    for model in ("model", "student")
    for size in ("num_layers", "context", "family")
)
"""What the person chose in the journey's own settings."""

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
        title="Time",
        help="About how long everything takes on two idle processor cores. It scales the steps.",
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
    teacher: GPTSpec = setting(
        _TEACHER,
        title="Teacher",
        help="The larger model.",
    )
    student: StudentSpec = setting(
        _STUDENT,
        title="Student",
        help="The smaller model.",
    )
    temperature: float = setting(
        2.0,
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
    def _one_origin(self) -> Self:
        if bool(self.files) == bool(self.sample):
            raise Impossible("choose either files or a sample")
        return self

    @property
    def teacher_steps(self) -> int:
        """As many steps as fit into the minutes: fewer for a larger model or vocabulary."""
        return _teacher(self, "pieces").loop.steps

    @property
    def student_steps(self) -> int:
        return _student(self, "teacher").total_steps


def sample_journey(language: str, minutes: float = DEFAULT_MINUTES) -> JourneySpec:
    """The journey on the built-in stories, in English ("en") or Chinese ("zh").

    Raises BadSpec for minutes that are none.
    """
    if language == "zh":
        told = {"name": "故事", "sample": "stories_zh", "prompt": "从前，"}
    else:
        told = {"name": "stories", "sample": "stories_en", "prompt": "One morning,"}
    return validate(JourneySpec, {**told, "minutes": minutes})


def planned_journey(spec: JourneySpec, journey_id: str) -> tuple[PlannedRun, ...]:
    """The journey's runs, in order, as parts of the journey with an id."""
    return tuple(
        PlannedRun(step, Membership("journey", journey_id, role))
        for step, role in zip(plan(spec), _ROLES, strict=True)
    )


def remaining(
    steps: Sequence[PlannedRun],
    finished: Sequence[tuple[RunRecord, Lineage]],
    begun: Callable[[PlannedRun], Sequence[tuple[RunRecord, Lineage]]],
) -> tuple[PlannedRun, ...]:
    """The runs of a plan that are still to be made in a project, so that it can go on.

    One that has finished counts while what it made is there, and if it read what the counting runs
    before it made. The last one is made anew. Runs made before it was recorded what they belong to
    are told by their names. `begun` gives the runs that began with a step and did not finish: the
    newest that read what the counting runs made is gone on with.
    """
    left, made = [], set[str]()
    for step in steps:
        counting = [
            lineage.made
            for run, lineage in finished
            if _is_of(step, run) and lineage.is_there and lineage.read <= made
        ]
        if step is steps[-1] or not counting:
            own = [run.id for run, lineage in begun(step) if lineage.read <= made]
            left.append(replace(step, begun=own[-1]) if own else step)
        else:
            made.add(counting[-1])
    return tuple(left)


def _is_of(step: PlannedRun, run: RunRecord) -> bool:
    if run.belongs_to is None:
        return run.name == step.name
    return run.belongs_to == step.belongs_to


def plan(spec: JourneySpec) -> tuple[Step, ...]:
    """The journey's runs, in order; each names what the ones before it made."""
    corpus = AddCorpusSpec(
        name=spec.name,
        files=spec.files,
        sample=spec.sample,
        sample_documents=SAMPLE_STORIES,
        seed=spec.seed,
    )
    tokenizer = TrainTokenizerSpec(
        name=f"{spec.name} pieces",
        corpus=spec.name,
        vocabulary_size=spec.vocabulary_size,
        seed=spec.seed,
    )
    teacher = _teacher(spec, tokenizer.name)
    student = _student(spec, teacher.name)
    control = control_of(student)
    return (
        corpus,
        tokenizer,
        teacher,
        control,
        student,
        _comparison(spec, teacher, control, student),
    )


def _teacher(spec: JourneySpec, tokenizer: str) -> PretrainSpec:
    whole = PretrainSpec(
        name=f"{spec.name} teacher",
        corpus=spec.name,
        tokenizer=tokenizer,
        model=spec.teacher,
        loop=PretrainLoopSpec(sample_prompt=spec.prompt, sample_tokens=_SAMPLE_TOKENS),
        runtime=RuntimeSpec(seed=spec.seed),
    )
    return planned_within(
        whole,
        spec.minutes * _TEACHER_SHARE,
        TextSize(spec.vocabulary_size),
        TWO_IDLE_CORES,
        kept=_OWN_SIZES,
    )


def _student(spec: JourneySpec, teacher: str) -> DistillSpec:
    whole = DistillSpec(
        name=f"{spec.name} student",
        corpus=spec.name,
        teacher=teacher,
        student=spec.student,
        stages=(StageSpec(temperature=spec.temperature, alpha=spec.alpha),),
        loop=TextLoopSpec(sample_prompt=spec.prompt, sample_tokens=_SAMPLE_TOKENS),
        runtime=RuntimeSpec(seed=spec.seed),
    )
    return planned_within(
        whole,
        spec.minutes * _STUDENT_SHARE,
        TextSize(spec.vocabulary_size),
        TWO_IDLE_CORES,
        teacher=spec.teacher,
        kept=_OWN_SIZES,
    )


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
