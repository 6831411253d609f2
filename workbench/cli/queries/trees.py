"""`tree`: what a model could write, or what strategies write, as a tree."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import click

from workbench.cli.output import print_json
from workbench.cli.queries.prompt_notes import warn_of_prompt
from workbench.cli.queries.strategies import written_strategy
from workbench.cli.shell import common, opened, special_tokens, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.seeds import SEEDS, seeds_from
from workbench.generation.spec import (
    MOST_NEW_TOKENS,
    MOST_SAMPLES,
    Strategy,
    format_strategy,
)
from workbench.generation.texts.ending import ending_of
from workbench.generation.trees.beam_nodes import BeamNode, BeamTree, Fate
from workbench.generation.trees.branches import branches
from workbench.generation.trees.mass_nodes import MOST_NODES, MassNode, MassTree, Reach
from workbench.generation.trees.paths import ShownTree, outlined
from workbench.project.models.saved_model import SavedModel

Kind = Literal["mass", "beams", "branches"]
FIRST_STRATEGY: dict[Kind, str] = {"mass": "sample", "beams": "beam", "branches": "sample"}
FIRST_LENGTH: dict[Kind, int] = {"mass": 10, "beams": 20, "branches": 20}


@dataclass(frozen=True)
class _Asked:
    """What one tree is asked for."""

    prompt: PromptSpec
    strategies: tuple[Strategy | str, ...]
    seed: int
    samples: int
    max_new_tokens: int
    least_mass: float
    most_nodes: int


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--prompt", default="", help="The text to continue.")
@click.option(
    "--kind",
    type=click.Choice(["mass", "beams", "branches"]),
    default="mass",
    show_default=True,
    help="Continuations above a mass; the texts of a beam search; or what several strategies and "
    "seeds write, joined where they begin alike.",
)
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    help="By default sample, or beam where beams are asked for; branches take several.",
)
@click.option("--least-mass", type=float, default=0.01, show_default=True, help="Of kind mass.")
@click.option(
    "--most-nodes",
    type=click.IntRange(1, MOST_NODES),
    default=200,
    show_default=True,
    help="Of kind mass.",
)
@click.option("--seed", type=click.IntRange(*SEEDS), default=0, show_default=True)
@click.option(
    "--samples",
    type=click.IntRange(1, MOST_SAMPLES),
    default=4,
    show_default=True,
    help="Of kind branches: so many seeds of each strategy, from --seed on.",
)
@click.option(
    "--max-new-tokens",
    type=click.IntRange(1, MOST_NEW_TOKENS),
    default=None,
    help="By default 10 of kind mass, and 20 of the others.",
)
@special_tokens
@click.option("--chat", is_flag=True, help="The prompt is what a user says, as in `generate`.")
@click.option("--system", default="", help="With --chat: what stands before it as the system's.")
@common
def tree(
    model: str,
    prompt: str,
    kind: Kind,
    strategies: tuple[str, ...],
    least_mass: float,
    most_nodes: int,
    seed: int,
    samples: int,
    max_new_tokens: int | None,
    special_tokens: bool,
    chat: bool,
    system: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """What could stand behind a prompt, as a tree of tokens with their probabilities.

    With --json each line is a node; `parent` counts the lines from 0, and -1 is the prompt.
    """
    with wrong_usage():
        named = strategies or (FIRST_STRATEGY[kind],)
        parsed = tuple(map(written_strategy, named))
        if kind != "branches" and len(parsed) > 1:
            raise BadInput("a tree of kind {kind} has one strategy; name it once", kind=kind)
    asked = _Asked(
        PromptSpec(text=prompt, add_special_tokens=special_tokens, chat=chat, system=system),
        parsed,
        seed,
        samples,
        max_new_tokens or FIRST_LENGTH[kind],
        least_mass,
        most_nodes,
    )
    show = {"mass": _show_mass, "beams": _show_beams, "branches": _show_branches}[kind]
    with opened(folder) as project:
        opened_model = project.model(model)
        warn_of_prompt(opened_model, asked.prompt)
        show(opened_model, asked, as_json)


def _print(rows: Sequence[dict[str, Any]], lines: Sequence[str], as_json: bool) -> None:
    if as_json:
        for row in rows:
            print_json(row)
    else:
        for line in lines:
            say(line)


def _show_mass(model: SavedModel, asked: _Asked, as_json: bool) -> None:
    *_, shown = model.mass_tree(
        asked.prompt,
        asked.strategies[0],
        least_mass=asked.least_mass,
        most_nodes=asked.most_nodes,
        max_new_tokens=asked.max_new_tokens,
    )
    _print(_node_rows(shown), outlined(shown.tree.nodes, [*_mass_lines(shown)]), as_json)
    nodes = counted(len(shown.tree.nodes), "1 node", "{count} nodes")
    deep = counted(shown.tree.num_tokens, "1 token", "{count} tokens")
    say(
        f"{nodes}, {deep} deep; {shown.tree.rest:.1%} of the mass is not opened",
        err=True,
    )
    if shown.tree.left_out:
        say(
            f"{shown.tree.left_out} more continuations have the mass and are left out; raise "
            "--most-nodes to see them",
            err=True,
        )


def _mass_lines(shown: ShownTree[MassTree]) -> Iterator[str]:
    marks = {Reach.ENDED: "  ■ end", Reach.DEEPEST: "  …"}
    for node, text in zip(shown.tree.nodes, shown.shown, strict=True):
        if node.reach is Reach.REST:
            yield f"rest: {node.mass:.2%}"
        else:
            yield f"{node.mass:.2%}  {in_line(text)}{marks.get(node.reach, '')}"


def _show_beams(model: SavedModel, asked: _Asked, as_json: bool) -> None:
    *_, shown = model.beam_tree(
        asked.prompt,
        asked.strategies[0],
        seed=asked.seed,
        max_new_tokens=asked.max_new_tokens,
    )
    _print(_node_rows(shown), outlined(shown.tree.nodes, [*_beam_lines(shown)]), as_json)


def _beam_lines(shown: ShownTree[BeamTree]) -> Iterator[str]:
    for node, text in zip(shown.tree.nodes, shown.shown, strict=True):
        line = f"{'*' if node.is_best else ' '} {node.score:.3f}  {in_line(text)}"
        if node.fate is Fate.ENDED:
            line += f"  ■ {node.place}. {node.final:.4f}"
        yield line + ("  dropped" if node.fate is Fate.DROPPED else "")


def _node_rows(shown: "ShownTree[MassTree] | ShownTree[BeamTree]") -> list[dict[str, Any]]:
    nodes: Sequence[MassNode | BeamNode] = shown.tree.nodes
    texts = zip(nodes, shown.texts, shown.shown, strict=True)
    return [{"text": text, "shown": seen, **asdict(node)} for node, text, seen in texts]


def _show_branches(model: SavedModel, asked: _Asked, as_json: bool) -> None:
    chosen = [model.strategy(strategy) for strategy in asked.strategies]
    seeds = seeds_from(asked.seed, asked.samples)
    ways = [(strategy, seed) for strategy in chosen for seed in seeds]
    texts = [
        tuple(model.stream(asked.prompt, strategy, seed=seed, max_new_tokens=asked.max_new_tokens))
        for strategy, seed in ways
    ]
    found = branches(texts)
    names = [f"{format_strategy(strategy)}, seed {seed}" for strategy, seed in ways]
    rows, lines = list[dict[str, Any]](), list[str]()
    for one in found:
        text = "".join(token.text for token in one.tokens)
        likely = sum(token.log_probability for token in one.tokens)
        ended = [(names[number], ending_of(texts[number]).why.value) for number in one.ended]
        rows.append(
            {
                "text": text,
                "tokens": [token.id for token in one.tokens],
                "parent": one.parent,
                "begin": one.begin,
                "log_probability": likely,
                "texts": [names[number] for number in one.texts],
                "ended": [{"by": name, "ending": why} for name, why in ended],
            }
        )
        marks = f"  ■ {'; '.join(name for name, _ in ended)}" if ended else ""
        lines.append(f"{likely:.2f}  {in_line(text)}{marks}")
    _print(rows, outlined(found, lines), as_json)
