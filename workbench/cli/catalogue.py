"""`corpus`, `runs` and `reindex`: what a project holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import click
from rich.table import Table

from workbench.activities.spec import ImportModelSpec
from workbench.cli.output import print_json, print_table
from workbench.cli.running import follow_attempt
from workbench.cli.shell import Interruption, SomePath, common, opened, warn
from workbench.cli.shown import in_line, say
from workbench.corpora.spec import AddCorpusSpec
from workbench.metrics import metric
from workbench.spec import validate
from workbench.store.records import RunRecord


@click.group()
def corpus() -> None:
    """Add texts, and look at what was added."""


@corpus.command()
@click.argument("files", nargs=-1, required=True, type=SomePath())
@click.option("--name", required=True, help="What the corpus will be called.")
@click.option("--encoding", default="", help="Such as utf-8, gb18030, big5; found if not given.")
@click.option(
    "--field",
    default="",
    help="The field or column that holds the text; a path such as messages[].content too.",
)
@click.option(
    "--delimiter", default="", help="Between the cells of a .csv: a sign, tab or none; guessed."
)
@click.option("--quote", default="", help="Around the cells of a .csv: a sign or none; guessed.")
@click.option(
    "--escape", default="", help="Before a quotation mark in a .csv: a sign or none; guessed."
)
@click.option(
    "--heading",
    type=click.Choice(["auto", "yes", "no"]),
    default="auto",
    help="Whether the first row of a .csv names its columns.",
)
@click.option(
    "--documents",
    type=click.Choice(["auto", "blank_lines", "lines", "files"]),
    default="auto",
    help="What counts as one document.",
)
@click.option("--dedupe", is_flag=True, help="Keep only the first of equal documents.")
@common
def add(
    files: tuple[Path, ...], folder: Path | None, as_json: bool, **settings: str | bool
) -> None:
    """Import text files or folders of them."""
    absolute = tuple(str(file.absolute()) for file in files)
    spec = validate(AddCorpusSpec, {"files": absolute, **settings})
    with opened(folder, create=True) as project, Interruption.caught() as interruption:
        attempt = project.start(spec, interruption.control)
        follow_attempt(project, attempt, interruption, as_json)


@corpus.command()
@click.argument("name")
@click.option("--held-out", is_flag=True, help="The documents that are held out for validation.")
@common
def show(name: str, held_out: bool, folder: Path | None, as_json: bool) -> None:
    """Encoding, counts, what was skipped, and the first lines of a corpus."""
    with opened(folder) as project:
        shown = project.corpus(name)
        if held_out:
            _print_documents(shown.documents("validation"), as_json)
            return
        facts = {
            "name": shown.meta.name,
            "encoding": shown.meta.encoding,
            "documents": shown.meta.documents,
            "validation_documents": shown.meta.validation_documents,
            "characters": shown.meta.characters,
            "bytes": shown.meta.bytes,
            "validation_bytes": shown.meta.validation_bytes,
            "skipped": shown.meta.skipped,
            "skipped_parts": [str(part.words) for part in shown.skipped_parts],
            "notes": [str(note) for note in shown.meta.notes],
            "preview": shown.preview,
        }
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        if key not in ("notes", "preview", "skipped_parts"):
            say(f"{key}: {in_line(str(value))}")
    for part in shown.skipped_parts:
        say(f"skipped: {in_line(str(part.words))}")
    for note in shown.meta.notes:
        say(f"note: {in_line(str(note))}")
    say(f"\n{shown.preview}")


def _print_documents(documents: Iterator[str], as_json: bool) -> None:
    for number, document in enumerate(documents):
        if as_json:
            print_json({"text": document})
        else:
            say(f"\n⁂\n\n{document}" if number else document)


@click.command("import")
@click.argument("source", type=SomePath(file_okay=False))
@click.option("--name", required=True, help="What the model will be called.")
@click.option(
    "--base",
    default="",
    metavar="MODEL",
    help="For a LoRA adapter's folder: the model of the project that it was made for.",
)
@common
def import_(source: Path, name: str, base: str, folder: Path | None, as_json: bool) -> None:
    """Import a model from a folder that Hugging Face tools wrote."""
    plain = {"folder": str(source.absolute()), "name": name, "base": base}
    spec = validate(ImportModelSpec, plain)
    with opened(folder, create=True) as project, Interruption.caught() as interruption:
        attempt = project.start(spec, interruption.control)
        follow_attempt(project, attempt, interruption, as_json)


@click.command()
@click.argument("model")
@click.option("--format", "form", type=click.Choice(["hf", "onnx", "gguf"]), required=True)
@click.option("--out", required=True, type=SomePath(file_okay=False), help="A new folder.")
@common
def export(
    model: str,
    form: Literal["hf", "onnx", "gguf"],
    out: Path,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write a model for other tools: a Hugging Face folder, ONNX or GGUF."""
    with opened(folder) as project:
        exported = project.model(model)
        files = exported.export(form, out.absolute())
        warn(exported.untold() if form == "hf" else ())
    if as_json:
        print_json({"model": model, "format": form, "files": [str(file) for file in files]})
    else:
        for file in files:
            say(in_line(str(file)))


@click.command()
@click.option(
    "--tensorboard",
    type=SomePath(file_okay=False),
    help="Also write every run's curves below this folder, for TensorBoard.",
)
@common
def runs(tensorboard: Path | None, folder: Path | None, as_json: bool) -> None:
    """Every run of the project, oldest first; what is wrong with one is said besides."""
    with opened(folder) as project:
        records = project.runs
        notes = project.damaged()
        if tensorboard is not None:
            for record in records:
                project.saved_run(record).write_tensorboard(tensorboard)
    warn(notes)
    if as_json:
        for record in records:
            print_json(_plain(record))
        return
    table = Table("id", "name", "kind", "status")
    table.add_column("step", justify="right")
    loss = metric("validation_loss")
    table.add_column(loss.phrase, justify="right")
    for record in records:
        shown = loss.text(record.metrics.get(loss.name))
        step = str(record.step) if record.step else ""
        status = f"{record.status}, damaged" if record.problems else record.status
        table.add_row(record.id, in_line(record.name), record.kind, status, step, shown)
    print_table(table)


def _plain(record: RunRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "status": record.status.value,
        "step": record.step,
        "total_steps": record.total_steps,
        "metrics": {k: v if abs(v) < float("inf") else str(v) for k, v in record.metrics.items()},
        "problems": [str(problem) for problem in record.problems],
    }


@click.command()
@common
def reindex(folder: Path | None, as_json: bool) -> None:
    """Build the project's database anew from its folders; what cannot be read is said besides."""
    with opened(folder) as project:
        count = project.catalogue.reindex()
        warn(project.damaged())
    if as_json:
        print_json({"runs": count})
    else:
        say(f"{count} runs are in the catalogue again")
