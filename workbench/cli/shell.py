"""What every verb shares: its options, its exit codes, and how it is interrupted."""

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TypeVar, cast

import click

from workbench.cli.outputs import is_of_an_output
from workbench.cli.paths import SomePath
from workbench.cli.shown import in_line, say
from workbench.errors import BadInput, WorkbenchError
from workbench.events import Event
from workbench.interruption import INTERRUPTED
from workbench.jobs import ThreadControl
from workbench.project import Attempt, Project
from workbench.spec import BadSpec, is_utf8
from workbench.store.files.refused import disk_error_of
from workbench.store.project_mark import is_project
from workbench.training.distributed.world import World, world_of
from workbench.words import Words

FAILED, WRONG_USAGE = 1, 2

_OF_MANY_PROCESSES = ("run", "resume", "watch")

_HELP = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""What newer versions of click raise to show a group's help."""

F = TypeVar("F", bound=Callable[..., Any])


class Verbs(click.Group):
    """A group whose verbs fail with one clear line instead of a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except click.UsageError as error:
            if isinstance(error, _HELP):
                raise
            raise click.UsageError(in_line(error.format_message()), error.ctx) from None
        except BadSpec as error:
            _fail(error, WRONG_USAGE)
        except WorkbenchError as error:
            _fail(error, FAILED)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except OSError as error:
            if is_of_an_output(error):
                raise
            _fail(disk_error_of(error), FAILED)
        except (Exception, SystemExit):
            raise
        except BaseException as panic:  # noqa: BLE001  (how libraries in Rust fail)
            _fail(WorkbenchError("a library failed: {reason}", reason=panic), FAILED)


def _fail(error: WorkbenchError, code: int) -> NoReturn:
    say(f"error: {in_line(str(error))}", err=True)
    sys.exit(code)


@contextmanager
def wrong_usage() -> Iterator[None]:
    """Inside, whatever cannot be understood was asked wrongly: a spec file, a strategy."""
    try:
        yield
    except WorkbenchError as error:
        _fail(error, WRONG_USAGE)


def _require_text(value: object) -> None:
    """Raise BadInput for a text that is not UTF-8: no tokenizer reads it, and nothing keeps it."""
    for text in value if isinstance(value, tuple) else (value,):
        if isinstance(text, str) and not is_utf8(text):
            raise BadInput("'{text}' is no text in UTF-8; write it as such", text=text)


def this_world() -> World:
    """The processes that torchrun started this one among; raises BadInput."""
    return world_of(os.environ)


def _require_one_process(verb: str) -> None:
    """Raise BadInput, in the first of several processes, for a verb that each would do by itself;
    the others leave."""
    world = this_world()
    if world.size == 1 or verb in _OF_MANY_PROCESSES:
        return
    if not world.is_first:
        sys.exit(WRONG_USAGE)
    raise BadInput(
        "torchrun started {size} processes, and only run and resume are for several; start this "
        "verb without it",
        size=world.size,
    )


def special_tokens(verb: F) -> F:
    """Add the switch for what stands around a text."""
    switch = click.option(
        "--special-tokens/--no-special-tokens",
        default=True,
        show_default=True,
        help="Put around the text what the model's own tokenizer does.",
    )
    return switch(verb)


def common(verb: F) -> F:
    """Add the two options that every verb has, and check the texts that it is called with."""

    @functools.wraps(verb)
    def checked(**given: Any) -> Any:
        with wrong_usage():
            _require_one_process(verb.__name__)
            for value in given.values():
                _require_text(value)
        return verb(**given)

    in_project = click.option(
        "--project",
        "folder",
        type=SomePath(file_okay=False),
        default=None,
        help="The project's folder; by default the current folder if it is a project.",
    )
    as_json = click.option(
        "--json", "as_json", is_flag=True, help="Machine-readable lines on standard output."
    )
    return in_project(as_json(cast("F", checked)))


def project_folder(folder: Path | None) -> Path:
    """The folder that was named, or the current one if it is a project."""
    if folder is not None:
        return folder
    here = Path.cwd()
    if is_project(here):
        return here
    raise click.UsageError("the current folder is not a project; name one with --project DIR")


@contextmanager
def opened(folder: Path | None, *, create: bool = False) -> Iterator[Project]:
    """The project that the verb works in."""
    with Project.open(project_folder(folder), create=create) as project:
        yield project
        if project.catalogue.rebuilt is not None:
            warn((project.catalogue.rebuilt,))


def warn(sentences: Iterable[Words]) -> None:
    """Say what is wrong, beside what was asked for."""
    for sentence in sentences:
        say(f"warning: {in_line(str(sentence))}", err=True)


def performed(project: Project, attempt: Attempt) -> Iterator[Event]:
    """The events of an attempt, taken into the catalogue as they come.

    Why that is not possible is said once; the attempt goes on.
    """
    catalogue = project.catalogue
    said: Words | None = catalogue.notice if catalogue.read_only else None
    for event in attempt:
        yield event
        catalogue.ingest()
        if catalogue.notice not in (None, said):
            said = catalogue.notice
            say(f"warning: {in_line(str(said))}", err=True)


class Interruption:
    """A control that the first SIGINT or SIGTERM stops; a second one ends the process at once."""

    def __init__(self, *, silent: bool = False) -> None:
        self.control = ThreadControl()
        self.happened = False
        self._silent = silent

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.happened:
            sys.exit(INTERRUPTED)
        self.happened = True
        if not self._silent:
            say("stopping after this step; once more to stop at once", err=True)
        self.control.stop()

    @classmethod
    @contextmanager
    def caught(cls, *, silent: bool = False) -> "Iterator[Interruption]":
        """Take over both signals inside the block, and give them back afterwards."""
        interruption = cls(silent=silent)
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(number, interruption._handle) for number in numbers]
        try:
            yield interruption
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)
