"""The option of the inspecting verbs that writes what they found to a file."""

from collections.abc import Mapping
from pathlib import Path

import click

from workbench.cli.paths import NewFile
from workbench.inspection.result_file import (
    RESULT_SUFFIXES,
    AboutResult,
    AskedModel,
    InspectionResult,
    write_result,
)
from workbench.project.models.opened_model import OpenedModel

_HELP = "Also write a file: .npz, .csv or .json, or .html to look at."
_NO_SETTINGS = frozenset(
    {"model", "models", "versus", "text", "out", "lens_out", "folder", "as_json"}
)
"""Options that are no settings, or stand in a file by themselves."""

result_option = click.option("--out", type=NewFile(*RESULT_SUFFIXES), help=_HELP)
required_result_option = click.option(
    "--out",
    type=NewFile(*RESULT_SUFFIXES),
    required=True,
    help=_HELP.replace("Also write", "Write"),
)


def write_out(
    result: InspectionResult, out: Path | None, text: str, models: Mapping[str, OpenedModel]
) -> None:
    """Write the file that was asked for, if one was, with the verb's other options inside."""
    if out is None:
        return
    options = click.get_current_context().params
    settings = {
        name: value
        for name, value in options.items()
        if name not in _NO_SETTINGS and value not in (None, "", ())
    }
    asked = {
        role: AskedModel(model.name, model.checkpoint.step, model.checkpoint.digest)
        for role, model in models.items()
    }
    write_result(result, out, AboutResult(text, asked, settings))
