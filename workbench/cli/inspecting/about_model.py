"""What the results of the inspecting verbs say of the model they are of."""

import sys
from typing import Any, Protocol

import click

from workbench.cli.shown import say
from workbench.project.models.opened_model import OpenedModel


class Underway(Protocol):
    """How far long work is."""

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int: ...


def about(model: OpenedModel) -> dict[str, Any]:
    """Its name and its checkpoint."""
    checkpoint = model.checkpoint
    return {"model": model.name, "checkpoint": checkpoint.step, "digest": checkpoint.digest}


def show_progress(known: Underway, unit: str) -> None:
    """A line that is written over, for people at a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r{known.done:,} of {known.total:,} {unit}", err=True, nl=False)
        if known.done == known.total:
            say(err=True)
