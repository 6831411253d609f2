"""A tiny project with one of everything that a project can hold, and the specs to go on with."""

from pathlib import Path

import tiny_project
from tiny_project import CORPUS, RUNTIME, TEACHER, distill_spec, finetune_spec, pretrain_spec

from workbench.activities.spec import AnySpec, EvaluateSpec, ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.events import CheckpointSaved
from workbench.jobs import ThreadControl
from workbench.plans.journey import JourneySpec
from workbench.plans.sweep import SweepSpec
from workbench.project import Project
from workbench.spec import to_plain, to_toml, validate
from workbench.store.runs import requests
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.pretrain_spec import PretrainSpec

SHORT = {"evaluate_every": 2, "evaluation_tokens": 100, "sample_tokens": 3, "micro_batch_size": 2}
BERT = {"family": "bert", "num_layers": 1, "dropout": 0.0}
BERT_LOOP = {"steps": 2, "sample_prompt": "Ada had a [MASK]."}
LLAMA = {"family": "llama", "num_kv_heads": 1, "num_layers": 1, "dropout": 0.0}
STUDENT, HALF, FOREIGN, BIN = "small", "half", "foreign", "thrown away"


def build(folder: Path) -> None:
    """Make it in `folder`; what it was made from lies beside it, in `beside`."""
    beside = folder.parent / "beside"
    beside.mkdir(parents=True, exist_ok=True)
    tiny_project.build(folder)
    text = beside / "more.txt"
    text.write_text(tiny_project.tales(40, seed=3))
    with Project.open(folder) as project:
        for spec in _before_the_export(text):
            project.run(spec)
        project.model(TEACHER).export("hf", beside / "hf")
        project.run(ImportModelSpec(name=FOREIGN, folder=str(beside / "hf")))
        project.run(cache())
        project.run(evaluation("compared"))
        _sweep(project)
        _stop_half_way(project)
        project.plans.new_journey(JourneySpec(name="a journey", files=(str(text),)))
        project.catalogue.delete(next(one for one in project.corpora if one.name == BIN))
        project.catalogue.reindex()


def _before_the_export(text: Path) -> tuple[AnySpec, ...]:
    return (
        validate(AddCorpusSpec, {"name": "more", "files": (str(text),)}),
        validate(AddCorpusSpec, {"name": BIN, "files": (str(text),)}),
        pretraining("bert", model=BERT, loop=BERT_LOOP),
        pretraining("llama", model=LLAMA),
        finetune_spec(name="judge", loop={"steps": 2, "evaluate_every": 2}),
        finetune_spec(name="judge lora", lora={"rank": 2}, loop={"steps": 2, "evaluate_every": 2}),
        distillation(STUDENT),
    )


def _sweep(project: Project) -> None:
    spec = sweep()
    project.plans.keep_sweep(spec)
    for result in project.plans.sweep_results(spec):
        tiny_project.perform(project, project.plans.sweep_run(spec, result.planned))


def _stop_half_way(project: Project) -> None:
    """A run with a checkpoint, with a run to follow, and with a request nobody answered."""
    control = ThreadControl()
    attempt = project.start(pretraining(HALF, loop={"steps": 6}), control)
    for event in attempt:
        if isinstance(event, CheckpointSaved):
            control.stop()
    run = project.saved_run(attempt.id)
    run.keep_following([pretraining("afterwards")])
    requests.ask(attempt.run.control_path, requests.Request.RESUME, while_running=True)


# -- specs to go on with ----------------------------------------------------------------------


def pretraining(name: str, **changes: dict[str, object]) -> PretrainSpec:
    loop = SHORT | {"steps": 4} | changes.pop("loop", {})
    return pretrain_spec(name=name, loop=loop, **changes)


def distillation(name: str, **changes: object) -> AnySpec:
    stages = changes.pop("stages", [{"steps": 3}])
    return distill_spec(name=name, stages=stages, loop=SHORT, **changes)


def tokenizer(name: str) -> TrainTokenizerSpec:
    return TrainTokenizerSpec(name=name, corpus=CORPUS, vocabulary_size=290, threads=1)


def cache(name: str = "kept") -> CacheTeacherSpec:
    plain = {
        "name": name,
        "corpus": CORPUS,
        "teacher": TEACHER,
        "tokens": 600,
        "runtime": RUNTIME,
    }
    return validate(CacheTeacherSpec, plain)


def evaluation(name: str) -> EvaluateSpec:
    plain = {
        "name": name,
        "corpus": CORPUS,
        "candidates": [{"model": STUDENT}],
        "teacher": TEACHER,
        "tokens": 300,
        "sample_prompt": "Ada had",
        "sample_tokens": 4,
        "runtime": RUNTIME,
    }
    return validate(EvaluateSpec, plain)


def sweep() -> SweepSpec:
    plain = {
        "name": "tau",
        "base": to_plain(distill_spec(stages=[{"steps": 1}], loop=SHORT)),
        "varied": [{"name": "stages.0.temperature", "values": ["1", "2"]}],
    }
    return validate(SweepSpec, plain)


def write_specs(folder: Path) -> None:
    """The specs of new runs of every kind as files, each called after its kind."""
    folder.mkdir(parents=True, exist_ok=True)
    specs = {
        "tokenizer": tokenizer("new pieces"),
        "pretrain": pretraining("new gpt"),
        "bert": pretraining("new bert", model=BERT, loop=BERT_LOOP),
        "finetune": finetune_spec(name="new judge", loop={"steps": 2, "evaluate_every": 2}),
        "distill": distillation("new student"),
        "distill_cached": distillation(
            "new cached", cache="kept", stages=[{"steps": 3, "temperature": 1.0}]
        ),
        "distill_bert": distillation(
            "new bert student", teacher="bert", student={"family": "bert", "dropout": 0.0}
        ),
        "cache": cache("new cache"),
        "evaluate": evaluation("new comparison"),
    }
    for name, spec in specs.items():
        (folder / f"{name}.toml").write_text(to_toml(spec))
    (folder / "sweep.toml").write_text(to_toml(sweep()))
