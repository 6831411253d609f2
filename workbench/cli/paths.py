"""A path on the command line."""

import os
from pathlib import Path
from typing import Any

import click

from workbench.cli.shown import in_line
from workbench.plain_file import is_path


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
