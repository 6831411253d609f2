"""The one door: the window without a verb, the terminal's verbs otherwise."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from workbench.interruption import leaving_in_silence

with leaving_in_silence():
    import click

    from workbench.cli.outputs import leaving_where_an_output_is_refused
    from workbench.cli.paths import SomePath
    from workbench.corpora.samples.stories import STORY_LANGUAGES
    from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from ui.app import Demo


def main() -> None:
    """Open the window for no verb, `open` and `demo`; everything else is the command line's."""
    arguments = sys.argv[1:]
    if _wants_window(arguments):
        with leaving_where_an_output_is_refused():
            window_verbs.main(args=arguments or ["open"], prog_name="distill-workbench")
    else:
        _run_verb(arguments)


def _wants_window(arguments: list[str]) -> bool:
    if not arguments:
        return True
    verb, *rest = arguments
    return verb in ("open", "demo") and not {"-h", "--help", "--headless", "--json"} & set(rest)


@click.group()
def window_verbs() -> None:
    """The two verbs that open the window."""


@window_verbs.command("open")
@click.argument("folder", required=False, type=SomePath(file_okay=False))
def open_(folder: Path | None) -> None:
    """Open the window, with a project in it if a folder is named."""
    problem = _display_problem()
    if problem is not None:
        click.echo(f"error: {problem}", err=True)
        sys.exit(1)
    _show(folder)


@window_verbs.command()
@click.option("--project", "folder", type=SomePath(file_okay=False))
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True))
@click.option("--language", type=click.Choice(STORY_LANGUAGES), default="en")
def demo(folder: Path | None, minutes: float | None, language: str) -> None:
    """Open the window and make the sample journey in it; without a display, make it headless."""
    problem = _display_problem()
    if problem is None:
        from ui.app import Demo

        _check(language, minutes)
        _show(folder, Demo(language, minutes))
    click.echo(f"{problem}\nGoing on without a window.", err=True)
    _run_verb([*sys.argv[1:], "--headless"])


def _check(language: str, minutes: float | None) -> None:
    """Leave with a sentence, before a window opens, if there is no such journey."""
    from workbench.plans.journey import DEFAULT_MINUTES, sample_journey

    try:
        sample_journey(language, DEFAULT_MINUTES if minutes is None else minutes)
    except WorkbenchError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)


def _display_problem() -> str | None:
    from ui.check import display_problem

    return display_problem()


def _show(folder: Path | None, demo: "Demo | None" = None) -> NoReturn:
    if sys.platform == "win32":
        import torch  # noqa: F401  (loaded after Qt, torch's libraries fail to load on Windows)
    from ui.app import run

    sys.exit(run(folder, demo))


def _run_verb(arguments: list[str]) -> None:
    with leaving_in_silence():
        from workbench.cli.main import main as run_verb

        run_verb(arguments)


if __name__ == "__main__":
    main()
