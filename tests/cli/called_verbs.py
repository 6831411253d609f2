"""The verbs, called in this process: what they say, where, and with which exit code."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from workbench.cli.main import verbs


@dataclass(frozen=True)
class Result:
    """What a verb printed and how it left."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; anything else there is a failure."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (only,) = self.objects
        return only

    @property
    def error(self) -> str:
        """The one line that says what is wrong."""
        (line,) = [line for line in self.err.splitlines() if line.startswith("error: ")]
        assert self.err.rstrip().endswith(line)
        assert "Traceback" not in self.err
        return line.removeprefix("error: ")


Call = Callable[..., Result]


def invoke(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(verbs, [str(argument) for argument in arguments], input="a\n")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Result(result.exit_code, result.stdout, result.stderr)
