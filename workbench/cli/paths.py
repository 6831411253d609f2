"""A path on the command line."""

import os
from pathlib import Path
from typing import Any

import click

from workbench.cli.shown import in_line
from workbench.file_formats.plain_file import is_path


class SomePath(click.Path):
    """A path as an argument or option; what the system takes for none is wrong usage.

    So is an empty one, such as a shell's variable that was never set: it is not the current folder.
    """

    def __init__(self, **rules: bool) -> None:
        super().__init__(path_type=Path, **rules)

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> Any:
        if not value or not is_path(os.fsdecode(value)):
            self.fail(f"'{in_line(os.fsdecode(value))}' is no path", param, context)
        return super().convert(value, param, context)


class NewFile(SomePath):
    """A file to write, in a format that its name asks for; another name is wrong usage."""

    def __init__(self, *suffixes: str) -> None:
        super().__init__(dir_okay=False)
        self._suffixes = suffixes

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> Any:
        path = super().convert(value, param, context)
        if path.suffix.lower() not in self._suffixes:
            shown, known = in_line(str(path)), ", ".join(self._suffixes)
            self.fail(f"{shown} names no format; end it in {known}", param, context)
        return path
