"""`corpus`, `import`, `export` and `reindex`: what a project holds."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import click

from workbench.activities.spec import ImportModelSpec
from workbench.cli.output import print_json
from workbench.cli.paths import SomePath
from workbench.cli.runs.following import follow_attempt
from workbench.cli.shell import Interruption, common, opened, warn
from workbench.cli.shown import in_line, say
from workbench.corpora.reading import Replaced
from workbench.corpora.spec import AddCorpusSpec
from workbench.spec import validate


@click.group()
def corpus() -> None:
    """Add texts, and look at what was added."""


@corpus.command()
@click.argument("files", nargs=-1, required=True, type=SomePath())
@click.option("--name", required=True, help="What the corpus will be called.")
@click.option("--encoding", default="", help="Such as utf-8, cp1251, big5; found if not given.")
@click.option(
    "--format",
    type=click.Choice(["auto", "text", "json", "jsonl", "csv", "tsv"]),
    default="auto",
    help="How the files hold their documents, whatever their names say.",
)
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
@click.option(
    "--boilerplate",
    type=click.Choice(["keep", "remove"]),
    default="keep",
    help="Licences, front matter and page breaks, and files about the data or to test on.",
)
@click.option(
    "--validation-share",
    "validation_fraction",
    type=float,
    default=0.05,
    show_default=True,
    help="The share of the text that is kept out of training to measure on.",
)
@click.option(
    "--validation",
    "validation_files",
    multiple=True,
    type=SomePath(),
    help="A file or folder to measure on instead; may be given several times.",
)
@click.option("--dedupe", is_flag=True, help="Keep only the first of equal documents.")
@common
def add(
    files: tuple[Path, ...],
    validation_files: tuple[Path, ...],
    folder: Path | None,
    as_json: bool,
    **settings: str | bool | float,
) -> None:
    """Import text files or folders of them."""
    absolute = {
        "files": tuple(str(file.absolute()) for file in files),
        "validation_files": tuple(str(file.absolute()) for file in validation_files),
    }
    spec = validate(AddCorpusSpec, {**absolute, **settings})
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
            "boilerplate": shown.meta.boilerplate,
            "joiners": shown.meta.statistics.joiners,
            "replaced": shown.meta.replaced,
            "overlap": shown.meta.overlap and shown.meta.overlap.model_dump(),
            "replaced_in": [_plain_replaced(one) for one in shown.meta.replaced_in],
            "skipped_parts": [str(part.words) for part in shown.skipped_parts],
            "notes": [str(note) for note in shown.meta.notes],
            "preview": shown.preview,
        }
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        if key not in ("notes", "preview", "skipped_parts", "replaced_in", "overlap"):
            say(f"{key}: {in_line(str(value))}")
    if shown.meta.overlap is not None:
        say(f"overlap: {shown.meta.overlap.words}")
    for one in shown.meta.replaced_in:
        say(f"replaced: {in_line(str(one.words))}")
    for part in shown.skipped_parts:
        say(f"skipped: {in_line(str(part.words))}")
    told = [one.words for one in shown.meta.replaced_in]
    for note in shown.meta.notes:
        if note not in told:
            say(f"note: {in_line(str(note))}")
    say(f"\n{shown.preview}")


def _plain_replaced(one: Replaced) -> dict[str, Any]:
    """What was replaced in a file, with the places of the first: lines from 1, bytes from 0."""
    return {**one.model_dump(mode="json"), "words": str(one.words)}


def _print_documents(documents: Iterator[str], as_json: bool) -> None:
    for number, document in enumerate(documents):
        if as_json:
            print_json({"text": document})
        else:
            say(f"\n⁂\n\n{document}" if number else document)


@click.command("import")
@click.argument("source", type=SomePath())
@click.option("--name", required=True, help="What the model will be called.")
@click.option(
    "--base",
    default="",
    metavar="MODEL",
    help="For a LoRA adapter's folder: the model of the project that it was made for.",
)
@common
def import_(source: Path, name: str, base: str, folder: Path | None, as_json: bool) -> None:
    """Import a model from a folder that Hugging Face tools wrote, or from a GGUF file."""
    plain = {"folder": str(source.absolute()), "name": name, "base": base}
    spec = validate(ImportModelSpec, plain)
    with opened(folder, create=True) as project, Interruption.caught() as interruption:
        attempt = project.start(spec, interruption.control)
        follow_attempt(project, attempt, interruption, as_json)


@click.command()
@click.argument("model")
@click.option("--format", "form", type=click.Choice(["hf", "onnx", "gguf"]), required=True)
@click.option("--out", required=True, type=SomePath(file_okay=False), help="A new folder.")
@click.option(
    "--precision",
    type=click.Choice(["f32", "f16", "bf16", "q8_0"]),
    default="f32",
    help="How a GGUF file stores weights; what that changes is said. By default as they are.",
)
@common
def export(
    model: str,
    form: Literal["hf", "onnx", "gguf"],
    out: Path,
    precision: Literal["f32", "f16", "bf16", "q8_0"],
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write a model for other tools: a Hugging Face folder, ONNX or GGUF."""
    with opened(folder) as project:
        exported = project.model(model)
        files = exported.export(form, out.absolute(), precision)
        warn(exported.untold() if form == "hf" else ())
        lost = exported.deviation(out) if precision != "f32" else None
    if as_json:
        said = {"precision": precision, "deviation": asdict(lost)} if lost else {}
        print_json({"model": model, "format": form, "files": [str(file) for file in files], **said})
        return
    for file in files:
        say(in_line(str(file)))
    if lost:
        say(str(lost.words))


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
