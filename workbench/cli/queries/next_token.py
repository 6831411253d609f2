"""`next-token`: the candidates for the token behind a prompt, and how a strategy comes to one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.output import print_json
from workbench.cli.queries.prompt_notes import warn_of_prompt
from workbench.cli.queries.strategies import written_strategy
from workbench.cli.shell import common, opened, special_tokens, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import format_strategy
from workbench.spec import LARGEST

if TYPE_CHECKING:
    from workbench.generation.candidates.funnel import TokenCandidate, TokenCandidates


@click.command("next-token")
@click.option("--model", "models", multiple=True, required=True, help="NAME[@best|@last|@STEP].")
@click.option("--prompt", default="", help="The text to continue.")
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    default=("sample",),
    help="As for generate, such as sample(temperature=0.8,top_p=0.9).",
)
@click.option(
    "--top",
    type=click.IntRange(1, LARGEST),
    default=10,
    show_default=True,
    help="So many of the likeliest are shown, by the model and by what is left at last.",
)
@click.option(
    "--written",
    default="",
    metavar="IDS",
    help="Token ids of a text that was begun behind the prompt, such as 17,20,4.",
)
@special_tokens
@click.option("--chat", is_flag=True, help="The prompt is what a user says.")
@click.option("--system", default="", help="With --chat: what stands before it as the system's.")
@common
def next_token(
    models: tuple[str, ...],
    prompt: str,
    strategies: tuple[str, ...],
    top: int,
    written: str,
    special_tokens: bool,
    chat: bool,
    system: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The candidates for the next token: the model's own probabilities, and after each step.

    For each step it says how many tokens are left, and with what share of the model's own
    probability.
    """
    with wrong_usage():
        parsed = [written_strategy(text) for text in strategies]
        asked = PromptSpec(
            text=prompt,
            add_special_tokens=special_tokens,
            chat=chat,
            system=system,
            written=_ids(written),
        )
    with opened(folder) as project:
        for reference in models:
            model = project.model(reference)
            warn_of_prompt(model, asked)
            for strategy in map(model.strategy, parsed):
                found = model.candidates(asked, strategy, top=top)
                name = format_strategy(strategy)
                if as_json:
                    of = {"model": model.name, "checkpoint": model.checkpoint.step}
                    print_json(of | {"strategy": name} | _plain(found))
                else:
                    say(f"── {in_line(model.name)}@{model.checkpoint.step} · {name}")
                    _show(found)


def _ids(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() and part.isascii() and len(part) <= 12 for part in parts):
        raise BadInput("'{text}' names no tokens; write their ids, such as 17,20,4", text=text)
    return tuple(map(int, parts))


def _plain(found: "TokenCandidates") -> dict[str, Any]:
    return {
        "prompt_tokens": found.prompt_tokens,
        "entropy": found.entropy,
        "steps": [
            {
                "step": one.name or "model",
                "left": one.left,
                "mass": one.mass,
                "least_left": one.least_left,
                "least_mass": one.least_mass,
            }
            for one in found.stages
        ],
        "candidates": [
            {
                "id": one.id,
                "text": one.text,
                "logit": one.logit,
                "probability": one.probability,
                "rank": one.rank,
                "steps": list(one.stages),
                "removed_by": one.removed_by,
                "may_be_removed_by": one.may_be_removed_by,
            }
            for one in found.candidates
        ],
        "notes": [str(note) for note in found.notes],
    }


def _show(found: "TokenCandidates") -> None:
    tokens = counted(found.prompt_tokens, "1 token", "{count} tokens")
    say(f"behind {tokens}, entropy {found.entropy:.3f} nats")
    say(f"{'step':<24} {'left':>9} {'mass':>9}")
    for stage in found.stages:
        least = f"   or {stage.least_left} with {stage.least_mass:.2%}" if stage.is_random else ""
        say(f"{stage.name or 'model':<24} {stage.left:>9} {stage.mass:>9.2%}{least}")
    say(f"{'id':>8} {'rank':>6} {'model':>9} {'taken':>9}  token")
    for one in found.candidates:
        remark = " ".join(_remarks(one))
        say(
            f"{one.id:>8} {one.rank:>6} {one.probability:>9.3%} {one.final:>9.3%}  "
            f"{in_line(one.text)}{remark}"
        )
    for note in found.notes:
        say(str(note))
    say()


def _remarks(one: "TokenCandidate") -> Iterator[str]:
    if one.removed_by:
        yield f"   (removed by {one.removed_by})"
    if one.may_be_removed_by:
        yield f"   (may be removed by {one.may_be_removed_by})"
