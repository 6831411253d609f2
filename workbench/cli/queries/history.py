"""`history` and `presets`: what models wrote in a project, and the strategies with a name."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workbench.cli.output import print_json
from workbench.cli.paths import SomePath
from workbench.cli.shell import common, opened, warn, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.errors import NotFound
from workbench.generation.spec import format_strategy, parse_strategy
from workbench.project import Project
from workbench.project.history import FoundTexts, KeptText, export_texts
from workbench.spec import LARGEST
from workbench.store.history.history import MOST_KEPT
from workbench.words import words

ENTRY = click.IntRange(1, LARGEST)
"""The id of a text."""


@click.command()
@click.option("--search", default="", help="Only texts that hold all of these words.")
@click.option("--starred", is_flag=True, help="Only those with a star.")
@click.option("--most", type=click.IntRange(1, MOST_KEPT), default=20, show_default=True)
@click.option("--export", type=SomePath(), help="Write them into a .md, .json or .csv file.")
@click.option("--delete", type=ENTRY, multiple=True, help="Remove the text of this id for good.")
@click.option("--note", nargs=2, type=(ENTRY, str), help="An id, and what you say about it.")
@click.option("--star", type=ENTRY, multiple=True, help="Give the text of this id a star.")
@common
def history(
    search: str,
    starred: bool,
    most: int,
    export: Path | None,
    delete: tuple[int, ...],
    note: tuple[int, str] | None,
    star: tuple[int, ...],
    folder: Path | None,
    as_json: bool,
) -> None:
    """The texts that models wrote, the newest first: all, or those that a search finds."""
    with opened(folder) as project:
        if delete:
            _delete(project, delete)
            return
        for entry in star:
            _annotate(project, entry, is_starred=True)
        if note is not None:
            _annotate(project, note[0], note=note[1])
        found = project.history.find(search, starred=starred, most=most)
        _say_what_is_missing(found)
        if export is not None:
            export_texts([text.written for text in found.texts], export)
            return
        for text in found.texts:
            if as_json:
                print_json(_row(text))
            else:
                _say_text(text)


def _delete(project: Project, ids: Sequence[int]) -> None:
    wanted = sorted(set(ids))
    num_removed = project.history.delete(wanted)
    if not num_removed:
        raise NotFound("there is no text {id} in the history", id=", ".join(map(str, wanted)))
    say(f"{num_removed} removed")
    if missing := len(wanted) - num_removed:
        told = counted(missing, "1 of these ids is no text", "{count} of these ids are no texts")
        warn([words("{told} of the history", told=told)])


def _annotate(
    project: Project, entry: int, *, note: str | None = None, is_starred: bool | None = None
) -> None:
    found = [text for text in project.history.find(most=MOST_KEPT).texts if text.id == entry]
    if not found:
        raise NotFound("there is no text {id} in the history", id=entry)
    (text,) = found
    project.history.annotate(
        text,
        note=text.note if note is None else note,
        is_starred=text.is_starred if is_starred is None else is_starred,
    )


def _say_what_is_missing(found: FoundTexts) -> None:
    if not found.total:
        warn([words("there is no such text; generate writes some, and keeps them here")])
    if found.total > len(found.texts) + found.damaged:
        older = found.total - len(found.texts)
        told = counted(older, "1 older one is not shown", "{count} older ones are not shown")
        warn([words(told)])
    if found.damaged:
        one, many = "1 text is damaged and left out", "{count} texts are damaged and left out"
        warn([words(counted(found.damaged, one, many))])
    if found.let_go:
        kept = MOST_KEPT
        gone = counted(found.let_go, "1 was let go", "{count} were let go")
        warn([words("{gone}, as {most} are kept", gone=gone, most=kept)])


def _row(text: KeptText) -> dict[str, Any]:
    said = {"id": text.id, "at": text.entry.at, "note": text.note, "is_starred": text.is_starred}
    return {**said, **text.written.plain()}


def _say_text(text: KeptText) -> None:
    written = text.written
    at = time.strftime("%Y-%m-%d %H:%M", time.localtime(text.entry.at))
    marks = f"{' ★' if text.is_starred else ''}{f' · {text.note}' if text.note else ''}"
    model = written.model.partition("@")[0]
    facts = f"{model}@{written.step} · {written.strategy} · seed {written.seed}"
    say(f"── {text.id} · {at} · {in_line(facts + marks)}")
    say(f"{written.prompt.text}{chr(10) if written.prompt.chat else ''}{written.text}\n")


@click.command()
@click.option("--keep", nargs=2, help="A name, and the strategy to keep under it.")
@click.option("--rename", nargs=2, help="A name, and the one to have instead.")
@click.option("--delete", multiple=True, help="Forget the preset of this name.")
@common
def presets(
    keep: tuple[str, str] | None,
    rename: tuple[str, str] | None,
    delete: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
) -> None:
    """The strategies with a name; `generate --strategy @NAME` writes with one."""
    with wrong_usage():
        strategy = parse_strategy(keep[1]) if keep else None
    with opened(folder) as project:
        if keep and strategy is not None:
            project.presets.keep(keep[0], strategy)
        if rename:
            project.presets.rename(*rename)
        for name in delete:
            project.presets.delete(name)
        for name in project.presets.names():
            kept = format_strategy(project.presets.get(name))
            if as_json:
                print_json({"name": name, "strategy": kept})
            else:
                say(in_line(f"{name}: {kept}"))
