"""`search`: one search over corpora, written texts, samples and what was said of runs."""

from dataclasses import asdict
from pathlib import Path

import click

from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, warn, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.project.searching.search import SearchHit, SearchState, parts_of


@click.command()
@click.argument("text")
@common
def search(text: str, folder: Path | None, as_json: bool) -> None:
    """Find a text in all corpora, written texts, samples of runs, and names, tags and notes."""
    with wrong_usage():
        parts_of(text)
    found = SearchState()
    with opened(folder) as project:
        project.catalogue.take_all_in()
        for state in project.search(text):
            for hit in state.hits[len(found.hits) :]:
                if as_json:
                    print_json(asdict(hit))
                else:
                    say(in_line(f"{hit.place} '{hit.name}'{_at(hit)}: {hit.shown}"))
            found = state
    warn(found.notes)
    say(f"{len(found.hits)} found; {found.documents} documents were read", err=True)


def _at(hit: SearchHit) -> str:
    """Which document, step or text of it, and of a document which line."""
    if not hit.at:
        return ""
    return f" {hit.at}, line {hit.line}" if hit.place == "corpus" else f" {hit.at}"
