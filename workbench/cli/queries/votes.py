"""`vote` and `votes`: blind comparisons of two texts, and who was preferred."""

import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from workbench.cli.output import print_json
from workbench.cli.queries.prompt_notes import warn_of_prompt
from workbench.cli.queries.strategies import written_strategy
from workbench.cli.shell import common, opened, project_folder, special_tokens, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.seeds import SEEDS, seeds_from
from workbench.generation.spec import MOST_NEW_TOKENS, format_strategy
from workbench.project import Project
from workbench.store.choices.votes import (
    Choice,
    Contender,
    VotedText,
    WinRate,
    in_random_order,
    keep_vote,
    read_votes,
    win_rates,
)


@click.command()
@click.option("--model", "models", nargs=2, required=True, help="Two models, or one twice.")
@click.option("--prompt", default="", help="The text that both continue.")
@click.option("--strategy", "strategies", multiple=True, default=("sample(temperature=0.8)",))
@click.option(
    "--seed", type=click.IntRange(*SEEDS), default=0, show_default=True, help="The first."
)
@click.option("--pairs", type=click.IntRange(1, 1000), default=5, show_default=True)
@click.option(
    "--max-new-tokens", type=click.IntRange(1, MOST_NEW_TOKENS), default=60, show_default=True
)
@special_tokens
@common
def vote(
    models: tuple[str, str],
    prompt: str,
    strategies: tuple[str, ...],
    seed: int,
    pairs: int,
    max_new_tokens: int,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Show two texts at a time without saying who wrote them, and keep which one you prefer.

    One strategy is that of both models, two are theirs in this order.
    """
    with wrong_usage():
        parsed = [written_strategy(text) for text in strategies]
        seeds = seeds_from(seed, pairs)
    sides = list(zip(models, (parsed * 2)[:2], strict=True))
    if sides[0] == sides[1]:
        raise click.UsageError(
            "Both texts would be the same, token by token; name two models, or two strategies."
        )
    asked = PromptSpec(text=prompt, add_special_tokens=special_tokens)
    with opened(folder) as project:
        for model in dict.fromkeys(models):
            warn_of_prompt(project.model(model), asked)
        for number in seeds:
            texts = [_written(project, one, given, asked, number, max_new_tokens)
                     for one, given in sides]  # fmt: skip
            a, b = in_random_order((texts[0], texts[1]), random.SystemRandom())
            for name, text in (("A", a), ("B", b)):
                say(f"── {name}\n{prompt}{text.text}\n", err=True)
            choice: Choice = click.prompt(
                "Which one is better?", type=click.Choice(["a", "b", "tie"]), err=True
            )
            kept = keep_vote(project.folder, prompt, a, b, choice)
            shown = " · ".join(
                f"{n}: {in_line(_name(t.contender))}" for n, t in (("A", a), ("B", b))
            )
            say(f"{shown}\n", err=True)
            if as_json:
                print_json(kept.model_dump())
        _show(win_rates(read_votes(project.folder).votes), as_json)


def _written(
    project: Project, reference: str, strategy: Any, prompt: PromptSpec, seed: int, most: int
) -> VotedText:
    model = project.model(reference)
    chosen = model.strategy(strategy)
    text = model.generate(prompt, chosen, seed=seed, max_new_tokens=most)
    contender = Contender(
        model=model.name,
        step=model.checkpoint.step,
        digest=model.checkpoint.digest,
        strategy=format_strategy(chosen),
    )
    return VotedText(contender=contender, seed=seed, text=text)


@click.command()
@common
def votes(folder: Path | None, as_json: bool) -> None:
    """Who was preferred in blind votes: the share of wins, with its 95 % interval (Wilson)."""
    kept = read_votes(project_folder(folder))
    if kept.unreadable:
        lines = counted(kept.unreadable, "1 line", "{count} lines")
        say(f"warning: {lines} of votes cannot be read", err=True)
    if not kept.votes:
        say("There are no votes yet; vote shows two texts at a time, and keeps them.", err=True)
    _show(win_rates(kept.votes), as_json)


def _show(rates: tuple[WinRate, ...], as_json: bool) -> None:
    for rate in rates:
        if as_json:
            plain = asdict(rate) | {"one": rate.one.model_dump(), "other": rate.other.model_dump()}
            print_json(plain)
            continue
        found = rate.rate
        share = f"{found.value:.1%} [{found.low:.1%}, {found.high:.1%}]" if found else "–"
        say(
            f"{share}  {in_line(_name(rate.one))} against {in_line(_name(rate.other))} "
            f"({rate.wins} won, {rate.losses} lost, {rate.ties} ties)",
            err=False,
        )


def _name(contender: Contender) -> str:
    return f"{contender.model}@{contender.step} {contender.strategy}"
