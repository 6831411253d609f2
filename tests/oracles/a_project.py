"""A small project on disk, made of real folders with invented contents."""

import json
from pathlib import Path

from workbench.events import Event, Metrics, Outcome, RunEnded, RunStarted
from workbench.spec import Spec
from workbench.store.files import durable
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.runs.inputs import Inputs, Located
from workbench.store.runs.run_folder import RunFolder
from workbench.words import words


class ExampleSpec(Spec):
    """Stands for any spec."""

    kind: str = "pretrain"
    name: str = "big"


def add_corpus(project: ProjectFolder, name: str) -> Located:
    folder = project.new_folder(Sort.CORPUS, name)
    meta = {"name": name, "documents": 3, "characters": 20, "bytes": 40, "encoding": "gb18030"}
    with durable.staging(folder) as staged:
        (staged / "text.bin").write_bytes(name.encode() * 5)
        durable.write_json(staged / "meta.json", {**meta, "skipped": 1, "spec": {}})
    return _located(project, folder, name)


def add_tokenizer(project: ProjectFolder, name: str) -> Located:
    folder = project.new_folder(Sort.TOKENIZER, name)
    with durable.staging(folder) as staged:
        (staged / "tokenizer.model").write_bytes(b"model")
        meta = {"name": name, "family": "unigram", "vocabulary_size": 99, "digest": "d1"}
        durable.write_json(staged / "meta.json", meta)
    return _located(project, folder, name)


def _located(project: ProjectFolder, folder: Path, name: str) -> Located:
    return Located(id=folder.name, name=name, folder=project.relative(folder), digest="d")


def add_run(
    project: ProjectFolder, name: str, *, kind: str = "pretrain", inputs: Inputs | None = None
) -> RunFolder:
    spec = ExampleSpec(kind=kind, name=name)
    return project.new_run(spec, inputs or Inputs(), name=name, kind=kind)


def save_checkpoint(
    run: RunFolder,
    step: int,
    metric: float | None = None,
    *,
    pinned: bool = False,
    metric_name: str | None = "validation_loss",
) -> None:
    """Without a `metric_name`, the state is as it was before metrics had names."""
    model = {"spec": {"family": "gpt"}, "vocabulary_size": 99, "tokenizer": "0001-pieces"}
    shapes = {"a": {"shape": [3, 4]}, "b": {"shape": [5]}, "__metadata__": {"x": "y"}}
    header = json.dumps(shapes).encode()
    with durable.staging(run.checkpoint_folder(step)) as staged:
        state: dict[str, object] = {"step": step, "metric": metric, "pinned": pinned, "tokens": 1}
        if metric_name is not None:
            state["metric_name"] = metric_name
        (staged / "state.json").write_text(json.dumps(state))
        (staged / "model.json").write_text(json.dumps(model))
        (staged / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)


def journal(run: RunFolder, *events: Event) -> None:
    written = run.journal()
    for event in events:
        written.append(event)
    written.close()


def started(run: RunFolder) -> RunStarted:
    return RunStarted(run=run.id, name=run.meta.name, kind=run.meta.kind, total_steps=100)


def metrics(step: int, **values: float) -> Metrics:
    return Metrics(step=step, values=values, tokens=8 * step, epoch=step / 10, elapsed_s=step / 2)


def ended(outcome: Outcome = Outcome.FINISHED) -> RunEnded:
    return RunEnded(outcome=outcome, words=words("Over"))
