"""`attention`: every head's map on a text, as a file."""

from pathlib import Path
from typing import Any

import click

from workbench.cli.output import print_json
from workbench.cli.paths import SomePath
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.inspection.export import check_name, export
from workbench.inspection.maps import AttentionComparison, AttentionMaps


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--versus", default="", help="A second model, usually the student.")
@click.option("--text", required=True, help="The text to look at.")
@click.option(
    "--out",
    required=True,
    type=SomePath(dir_okay=False),
    help="A file ending in .npz, .json, .csv, .png or .svg.",
)
@common
def attention(
    model: str, versus: str, text: str, out: Path, folder: Path | None, as_json: bool
) -> None:
    """Write attention maps and head statistics on a text to a file."""
    with wrong_usage():
        check_name(out)
    with opened(folder) as project:
        if versus:
            pair = project.model(model).versus(project.model(versus))
            _show_compared(pair.attention(text), model, out, as_json)
        else:
            _show_maps(project.model(model).attention(text), model, out, as_json)


def _show_maps(maps: AttentionMaps, model: str, out: Path, as_json: bool) -> None:
    export(maps, out)
    if as_json:
        print_json({**_facts(maps, model), "out": str(out)})
    else:
        say(in_line(_line(maps, out)))


def _show_compared(comparison: AttentionComparison, model: str, out: Path, as_json: bool) -> None:
    export(comparison, out)
    mapping = comparison.mapping
    if as_json:
        layer_map = "own" if mapping.is_own else "uniform"
        facts = {**_facts(comparison.teacher, model), "layer_map": layer_map}
        print_json({**facts, "layer_pairs": mapping.pairs, "out": str(out)})
        return
    say(in_line(_line(comparison.teacher, out)))
    pairs = ", ".join(f"{theirs}→{ours}" for theirs, ours in mapping.pairs)
    whose = "the student's own" if mapping.is_own else "uniform"
    say(f"layer map: {whose}, teacher→student {pairs}")


def _facts(maps: AttentionMaps, model: str) -> dict[str, Any]:
    layers, heads = maps.num_layers, maps.num_heads
    return {
        "model": model,
        "layers": layers,
        "heads": heads,
        "tokens": list(maps.tokens),
        "threads": maps.threads,
    }


def _line(maps: AttentionMaps, out: Path) -> str:
    layers, heads = maps.num_layers, maps.num_heads
    return f"{out}: {layers} layers × {heads} heads on {len(maps.tokens)} tokens"
