"""`annotate`: the name, tags and note of runs, and whether they are pinned or archived."""

from pathlib import Path

import click

from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.errors import BadInput
from workbench.store.runs.notes.remarks import RemarksChange


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN…")
@click.option("--name", default="", help="Give it another name; of one run only.")
@click.option("--tag", "add_tags", multiple=True, help="Add a tag; may be given several times.")
@click.option("--untag", "remove_tags", multiple=True, help="Take a tag away.")
@click.option("--note", default=None, help="In place of the note; an empty text removes it.")
@click.option("--pin/--unpin", "is_pinned", default=None, help="Never propose it for cleaning.")
@click.option(
    "--archive/--unarchive", "is_archived", default=None, help="Leave it out of the table."
)
@common
def annotate(
    runs: tuple[str, ...],
    name: str,
    add_tags: tuple[str, ...],
    remove_tags: tuple[str, ...],
    note: str | None,
    is_pinned: bool | None,
    is_archived: bool | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Say something of runs: name, tags, a note; pin or archive them."""
    change = RemarksChange(add_tags, remove_tags, note, is_pinned, is_archived)
    with opened(folder) as project:
        records = [project.saved_run(run).record for run in runs]
        with wrong_usage():
            if name and len(records) > 1:
                raise BadInput("one name cannot be that of {count} runs", count=len(records))
            for record in records:
                change.of(record.remarks)
        for record in records:
            if name:
                project.catalogue.rename(record, name)
            remarks = project.run_table.remark(record, change)
            plain = {"run": record.id, "name": name or record.name, **remarks.model_dump()}
            if as_json:
                print_json(plain)
                continue
            said = [*remarks.tags, *(["pinned"] if remarks.is_pinned else [])]
            said += ["archived"] if remarks.is_archived else []
            say(in_line(f"{record.id}: {name or record.name}; {', '.join(said)}; {remarks.note}"))
