"""How far an answer is, for people at a terminal."""

import sys

import click

from workbench.cli.shown import say


def show_how_far(done: int, total: int, what: str) -> None:
    """A line on standard error that is written over; nothing where that is no terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r{done:,} of {total:,} {what}", err=True, nl=False)
        if done == total:
            say(err=True)
