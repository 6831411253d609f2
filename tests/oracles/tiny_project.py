"""A project so small that its models train in a moment, and what is compared of its runs."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from typed_keywords import Sizes

from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.spec import DistillSpec
from workbench.events import (
    CheckpointSaved,
    Event,
    Metrics,
    ReportReady,
    RunEnded,
    RunResumed,
    RunStarted,
    SampleWritten,
)
from workbench.metrics import BY_WALL_TIME
from workbench.plans.planned_run import Startable
from workbench.project import Project
from workbench.spec import validate
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder
from workbench.store.runs.journal import read_journal
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec

ROOT = Path(__file__).parents[2]
CORPUS, TOKENIZER, TEACHER = "tales", "pieces", "big"
RUNTIME: dict[str, str | int] = {"threads": 1, "precision": "fp32", "device": "cpu", "seed": 1}
MODEL: Sizes = {"num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}
_NAMES = ("Ada", "Bo", "Cy", "Dora", "Emil", "Fay")
_THINGS = ("kite", "lamp", "drum", "boat", "coat", "bell")
_PLACES = ("hill", "pond", "barn", "lane", "mill", "yard")


def tales(count: int = 400, seed: int = 0) -> str:
    """Little documents between blank lines, with something in them that can be learnt."""
    chance = random.Random(seed)

    def tale() -> str:
        name, thing, place = (chance.choice(of) for of in (_NAMES, _THINGS, _PLACES))
        return f"{name} had a {thing}. {name} took the {thing} to the {place}, and lost it there."

    return "\n\n".join(tale() for _ in range(count)) + "\n"


def take_in(folder: Path) -> None:
    """Let a project's database take in everything that its folders tell."""
    database = Database.open(ProjectFolder.open(folder))
    database.ingest_all()
    database.close()


def pretrain_spec(**changes: Any) -> PretrainSpec:
    """A run of some steps with evaluations, samples and rotation among them."""
    plain = {
        "name": TEACHER,
        "corpus": CORPUS,
        "tokenizer": TOKENIZER,
        "model": MODEL | {"dropout": 0.1} | changes.pop("model", {}),
        "optimizer": {"learning_rate": 1e-2},
        "schedule": {"warmup_steps": 2},
        "loop": LOOP | {"steps": 20} | changes.pop("loop", {}),
        "runtime": RUNTIME,
    }
    return validate(PretrainSpec, plain | changes)


def distill_spec(**changes: Any) -> DistillSpec:
    """A student half as deep as the teacher."""
    plain = {
        "name": "small",
        "corpus": CORPUS,
        "teacher": TEACHER,
        "student": MODEL | {"num_layers": 1, "dropout": 0.1} | changes.pop("student", {}),
        "stages": [{"steps": 12}],
        "optimizer": {"learning_rate": 1e-2},
        "schedule": {"warmup_steps": 2},
        "loop": LOOP | changes.pop("loop", {}),
        "runtime": RUNTIME,
    }
    return validate(DistillSpec, plain | changes)


def finetune_spec(**changes: Any) -> FinetuneSpec:
    """The teacher learns to tell which thing a text speaks of."""
    plain = {
        "name": "tuned",
        "model": TEACHER,
        "examples": str(Path(__file__).with_name("things.csv")),
        "optimizer": {"learning_rate": 1e-2},
        "schedule": {"warmup_steps": 2},
        "loop": {"epochs": 0, "steps": 20, "micro_batch_size": 4, "evaluate_every": 10}
        | changes.pop("loop", {}),
        "runtime": RUNTIME,
    }
    return validate(FinetuneSpec, plain | changes)


LOOP = {
    "micro_batch_size": 4,
    "accumulation": 2,
    "evaluate_every": 10,
    "evaluation_tokens": 300,
    "sample_prompt": "Ada had",
    "sample_tokens": 6,
}


def build(folder: Path) -> None:
    """Make the project: a corpus, a tokenizer of 300 pieces, a teacher."""
    text = folder.with_suffix(".txt")
    text.write_text(tales())
    with Project.open(folder) as project:
        for spec in (
            validate(AddCorpusSpec, {"name": CORPUS, "files": (str(text),)}),
            TrainTokenizerSpec(name=TOKENIZER, corpus=CORPUS, vocabulary_size=300, threads=1),
            pretrain_spec(),
        ):
            project.run(spec)


def grown(template: Path, folder: Path, *specs: AnySpec) -> Path:
    """A copy of a project, in a new folder, in which more was run."""
    copy = Path(shutil.copytree(template, folder / "lab"))
    with Project.open(copy, create=False) as project:
        for spec in specs:
            project.run(spec)
    return copy


def run_named(project: Project, name: str) -> RunFolder:
    runs = ProjectFolder.open(project.folder).run_folders()
    return next(run for run in runs if run.meta.name == name)


def perform(project: Project, spec: Startable) -> RunFolder:
    """Do a run to its end, whatever that is."""
    attempt = project.start(spec)
    for _ in attempt:
        pass
    return attempt.run


def spec_file(folder: Path, spec: AnySpec) -> Path:
    """The spec as a TOML file."""
    from workbench.spec import to_toml

    assert ANY_SPEC.validate_python(spec.model_dump()) == spec
    path = folder / f"{spec.name}.toml"
    path.write_text(to_toml(spec))
    return path


# -- comparing runs ---------------------------------------------------------------------------


def events_of(run: RunFolder) -> list[Event]:
    return [entry.event for entry in read_journal(run.journal_path)[0]]


def without_wall_time(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as plain values without what no two runs share."""
    return [_plain(event) for event in events]


def _plain(event: Event) -> dict[str, Any]:
    plain = event.model_dump()
    plain.pop("elapsed_s", None)
    if isinstance(event, Metrics):
        for name in BY_WALL_TIME:
            plain["values"].pop(name, None)
    return plain


def metric_rows(run: RunFolder) -> list[tuple[str, int, float, int, float]]:
    """(name, step, value, tokens, epoch) of every point that counts once the journal is folded."""
    state = RunState()
    for event in events_of(run):
        state = state.apply(event)
    return sorted(
        row
        for name, points in state.series.items()
        if name not in BY_WALL_TIME
        for row in zip(
            [name] * len(points),
            points.steps,
            points.values,
            points.tokens,
            points.epochs,
            strict=True,
        )
    )


def weights_hash(run: RunFolder) -> str:
    """A hash of the last checkpoint's weights and of the optimizer's memory."""
    folder = run.checkpoints()[-1].folder
    files = ("model.safetensors", "optimizer.safetensors")
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in files)).hexdigest()


def samples_of(run: RunFolder) -> list[str]:
    """What the model wrote, in order."""
    return [event.text for event in events_of(run) if isinstance(event, SampleWritten)]


def report_of(run: RunFolder) -> list[dict[str, Any]]:
    """The rows of a comparison without what is timed; none for other runs."""
    ready = [event for event in events_of(run) if isinstance(event, ReportReady)]
    timed = {"ms_per_token", "tokens_per_second_16"}
    timed |= {f"{name}_margin" for name in timed}
    return [row.model_dump(exclude=timed) for event in ready for row in event.rows]


def ending(run: RunFolder) -> RunEnded:
    """How the last attempt ended."""
    last = events_of(run)[-1]
    assert isinstance(last, RunEnded), last
    return last


def attempts(run: RunFolder) -> list[Event]:
    """The first event of each attempt."""
    return [e for e in events_of(run) if isinstance(e, RunStarted | RunResumed)]


def saved_steps(run: RunFolder) -> list[int]:
    return [e.step for e in events_of(run) if isinstance(e, CheckpointSaved)]


# -- the command line in processes of its own -------------------------------------------------


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "workbench.cli", *map(str, arguments)]


def started_command(*arguments: str | Path) -> "subprocess.Popen[str]":
    """A verb in a process of its own, its output as text."""
    return subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def lines_of(process: "subprocess.Popen[str]") -> Iterator[str]:
    """What it says, line by line; its output stays open when nobody listens any more."""
    assert process.stdout is not None
    while line := process.stdout.readline():
        yield line
