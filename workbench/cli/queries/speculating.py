"""`speculate`: what drafts are worth to a model, measured."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.queries.prompt_notes import warn_of_prompt
from workbench.cli.shell import common, opened, special_tokens, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.generation.drafting.lengths import parse_lengths
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.seeds import SEEDS
from workbench.generation.spec import MOST_NEW_TOKENS, parse_strategy

if TYPE_CHECKING:
    from workbench.activities.queries.speculation import Speculation
    from workbench.generation.drafting.measured import MeasuredDrafts

_MOST_ROUNDS = 100
_TITLES = (
    *("drafted", "accepted", "tokens a pass", "cost of a draft", "cost of reading"),
    *("predicted", "by costs", "measured", ""),
)


@click.command()
@click.option("--model", required=True, help="The teacher: NAME[@best|@last|@STEP].")
@click.option(
    "--draft",
    default="",
    help="The smaller model that drafts; without one, drafts are what followed before.",
)
@click.option("--prompt", "prompts", multiple=True, required=True, help="May be given repeatedly.")
@click.option("--lengths", default="1,2,4,8", show_default=True, help="Drafted tokens at a time.")
@click.option(
    "--strategy",
    default="greedy",
    show_default=True,
    help="greedy, or sample with settings: sample(top_p=0.9).",
)
@click.option(
    "--ngram-size",
    type=click.IntRange(1, 64),
    default=3,
    show_default=True,
    help="Without a draft model: at most so many last tokens are looked for in the text.",
)
@click.option("--seed", type=click.IntRange(*SEEDS), default=0, show_default=True)
@click.option(
    "--max-new-tokens", type=click.IntRange(1, MOST_NEW_TOKENS), default=64, show_default=True
)
@click.option("--rounds", type=click.IntRange(1, _MOST_ROUNDS), default=3, show_default=True)
@special_tokens
@common
def speculate(
    model: str,
    draft: str,
    prompts: tuple[str, ...],
    lengths: str,
    strategy: str,
    ngram_size: int,
    seed: int,
    max_new_tokens: int,
    rounds: int,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """How much of a draft a model accepts, and how much faster it writes by that."""
    with wrong_usage():
        parsed, numbers = parse_strategy(strategy), parse_lengths(lengths)
    asked = [PromptSpec(text=one, add_special_tokens=special_tokens) for one in prompts]
    found: Speculation | None = None
    with opened(folder) as project:
        writer = project.model(model)
        for prompt in asked:
            warn_of_prompt(writer, prompt)
        for found in writer.speculate(
            asked,
            draft,
            parsed,
            lengths=numbers,
            ngram_size=ngram_size,
            seed=seed,
            max_new_tokens=max_new_tokens,
            rounds=rounds,
        ):
            _show_progress(found)
    if found is None:
        return
    if as_json:
        print_json({"model": model, "draft": draft, **_plain(found)})
    else:
        _show(found)


def _plain(found: "Speculation") -> dict[str, Any]:
    best = found.best
    return {
        "threads": found.threads,
        "do_sample": found.do_sample,
        "tokens_per_second": found.tokens_per_second,
        "lengths": [
            {**asdict(one), "speed_up": one.speed_up, "is_best": one is best}
            for one in found.lengths
        ],
        "best_length": best.length if best is not None else None,
        "predicted_length": found.predicted_length,
        "compared_tokens": found.num_compared,
        "differences": [asdict(one) for one in found.differences],
        "text": [asdict(token) for token in _best_tokens(found)],
        "verdict": str(found.verdict or ""),
        "unsteady": str(found.unsteady or ""),
        "equality": str(found.equality or ""),
    }


def _best_tokens(found: "Speculation") -> tuple[Any, ...]:
    """The text with drafts of the best length."""
    best = found.best
    texts = (one.tokens for one in found.texts if best is not None and one.length == best.length)
    return next(texts, ())


def _show(found: "Speculation") -> None:
    table = Table()
    for title in _TITLES:
        table.add_column(title, justify="right")
    for one in found.lengths:
        table.add_row(*_cells(one), "best" if one is found.best else "")
    print_table(table)
    for one in found.lengths:
        kept = " ".join(f"{place.kept:.0%}" for place in one.places)
        say(f"drafts of {one.length}, kept by place: {kept}")
    say(in_line("".join(token.text for token in _best_tokens(found))))
    for sentence in (found.verdict, found.unsteady, found.equality):
        if sentence is not None:
            say(str(sentence))


def _cells(one: "MeasuredDrafts") -> tuple[str, ...]:
    return (
        str(one.length),
        f"{one.acceptance_rate:.1%}",
        f"{one.tokens_per_pass:.2f}",
        f"{one.costs.cost:.2f}",
        f"{one.costs.reading:.2f}",
        f"{one.predicted:.2f}×",
        f"{one.expected:.2f}×",
        f"{one.speed_up:.2f}×",
    )


def _show_progress(found: "Speculation") -> None:
    """A line that is written over, for people at a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r{found.done:,} of {found.total:,} texts", err=True, nl=False)
        if found.done == found.total:
            say(err=True)
