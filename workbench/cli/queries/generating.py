"""`generate`: what models write behind a prompt, under strategies."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.activities.queries.prompt_tokens import PromptTokens
from workbench.cli.output import print_json
from workbench.cli.queries.prompt_notes import warn_of_prompt
from workbench.cli.queries.strategies import written_strategy
from workbench.cli.shell import common, opened, special_tokens, warn, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.errors import WorkbenchError
from workbench.generation.order import steps_of
from workbench.generation.own_strategy import OWN
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.seeds import SEEDS, seeds_from
from workbench.generation.spec import (
    MOST_NEW_TOKENS,
    MOST_SAMPLES,
    STRATEGIES,
    Strategy,
    format_strategy,
    kind_of,
)
from workbench.generation.texts.ending import ending_of
from workbench.generation.texts.written_text import WrittenText
from workbench.models.packed.precision import QUERY_PRECISIONS, QueryPrecision
from workbench.project import Project
from workbench.project.models.saved_model import SavedModel
from workbench.project.presets import MARK

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken


@click.command()
@click.option("--model", "models", multiple=True, required=True, help="NAME[@best|@last|@STEP].")
@click.option("--prompt", default="", help="The text to continue.")
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    default=("greedy",),
    help=f"{', '.join(map(kind_of, STRATEGIES))}; or with settings: sample(temperature=0.8); or "
    f"{OWN}: what the model's generation_config.json asks for; or {MARK}NAME: a preset.",
)
@click.option("--seed", type=click.IntRange(*SEEDS), default=0, show_default=True)
@click.option(
    "--samples",
    type=click.IntRange(1, MOST_SAMPLES),
    default=1,
    show_default=True,
    help="So many texts of each, with the seeds that follow.",
)
@click.option(
    "--max-new-tokens", type=click.IntRange(1, MOST_NEW_TOKENS), default=100, show_default=True
)
@special_tokens
@click.option(
    "--chat",
    is_flag=True,
    help="Ask: the prompt is what a user says, in the model's chat template.",
)
@click.option("--system", default="", help="With --chat: what stands before it as the system's.")
@click.option("--no-history", is_flag=True, help="Do not keep the texts in the project's history.")
@click.option(
    "--history",
    multiple=True,
    help="With --chat: what was said before, in turn by user and assistant; repeat for each.",
)
@click.option("--prefill", default="", help="How the written text begins; it is continued.")
@click.option(
    "--parse-special", is_flag=True, help="Read special tokens that the prompt spells as such."
)
@click.option(
    "--verbose-prompt", is_flag=True, help="Show the tokens that each model reads before it writes."
)
@click.option(
    "--precision",
    type=click.Choice(QUERY_PRECISIONS),
    default="fp32",
    show_default=True,
    help="The bits of the weights: fewer write faster, and what that changes is said.",
)
@click.option(
    "--together", is_flag=True, help="All strategies of a model share its passes, much faster."
)
@common
def generate(
    models: tuple[str, ...],
    prompt: str,
    strategies: tuple[str, ...],
    seed: int,
    samples: int,
    max_new_tokens: int,
    special_tokens: bool,
    chat: bool,
    system: str,
    no_history: bool,
    history: tuple[str, ...],
    prefill: str,
    parse_special: bool,
    verbose_prompt: bool,
    precision: QueryPrecision,
    together: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Continue a prompt, or answer it, with every pair of model and strategy."""
    with wrong_usage():
        parsed = [written_strategy(text) for text in strategies]
    asked = PromptSpec(
        text=prompt,
        add_special_tokens=special_tokens,
        parse_special=parse_special,
        chat=chat,
        system=system,
        history=history,
        prefill=prefill,
    )
    with opened(folder) as project:
        for reference in models:
            model = project.model(reference)
            warn_of_prompt(model, asked)
            if verbose_prompt and not as_json:
                _say_prompt(reference, model.prompt_as_read(asked))
        rows = written_rows(
            project,
            models,
            parsed,
            asked,
            seed,
            max_new_tokens,
            samples=samples,
            precision=precision,
            together=together,
        )
        for row in rows:
            if not no_history:
                _keep(project, asked, row, max_new_tokens)
            lost = row.get("deviation")
            if as_json:
                print_json({**row, "deviation": asdict(lost)} if lost else row)
            else:
                heading = f"{in_line(row['model'])}@{row['checkpoint']} · {row['strategy']}"
                begin = f"{prompt}{chr(10) if chat else ''}{prefill}"
                told = [f"{row['tokens_per_second']:.0f} tokens/s", in_line(_why_over(row))]
                told += [f"score {beam['score']:.4f}" for beam in row["beams"][:1]]
                say(f"── {heading} · {' · '.join(told)}")
                say(f"{begin}{row['text']}\n")
                if lost:
                    say(f"{in_line(str(lost.words))}\n")
                for number, beam in enumerate(row["beams"][1:], start=2):
                    say(f"── text {number} · score {beam['score']:.4f}")
                    say(f"{begin}{beam['text']}\n")


def _keep(project: Project, prompt: PromptSpec, row: dict[str, Any], max_new_tokens: int) -> None:
    """Keep a text in the history; where that is refused, the text is shown all the same."""
    written = WrittenText(
        prompt=prompt,
        model=row["model"],
        step=row["checkpoint"],
        digest=row["digest"],
        strategy=row["strategy"],
        seed=row["seed"],
        max_new_tokens=max_new_tokens,
        text=row["text"],
        ids=tuple(row["tokens"]),
        ending=row["ending"],
        stop_text=row["stop_text"],
        loop=row["loop"],
        tokens_per_second=row["tokens_per_second"],
        threads=row["threads"],
        precision=row.get("precision", "fp32"),
    )
    try:
        project.history.keep(written)
    except WorkbenchError as error:
        warn([error.words])


def _say_prompt(reference: str, read: PromptTokens) -> None:
    """What a model reads, a token a line, and what is odd about it."""
    tokens = counted(len(read.tokens), "1 token", "{count} tokens")
    say(f"── {in_line(reference)} reads {tokens}")
    for token in read.tokens:
        mark = "  special" if token.is_special else "  unknown" if token.is_unknown else ""
        say(f"{token.id:>8}  {in_line(token.text)}{mark}")
    if read.begins_twice:
        say("the prompt begins twice: the beginning is put there, and the text spells it as well")
    if (end := read.loose_end) is not None:
        alone, followed = (" | ".join(map(in_line, one)) for one in (end.read, end.before_a_word))
        say(f"the white space at the end is read as {alone}; before a word it would be {followed}")


def _why_over(row: dict[str, Any]) -> str:
    """Why a text is over, and whether it goes round in a circle."""
    ended = {
        "end_token": "ended by an end token",
        "complete": "complete",
        "length": "as long as asked for",
        "stop_text": f"stopped at {row['stop_text']!r}",
    }
    loop = counted(row["loop"], "1 token", "{count} tokens")
    return f"{ended[row['ending']]}{f', repeats {loop} over and over' if row['loop'] else ''}"


def written_rows(
    project: Project,
    models: tuple[str, ...],
    strategies: Sequence[Strategy | str],
    prompt: str | PromptSpec,
    seed: int,
    max_new_tokens: int,
    *,
    samples: int = 1,
    precision: QueryPrecision = "fp32",
    together: bool = False,
) -> Iterator[dict[str, Any]]:
    """One row for each model, strategy and sample; the first samples are of the same seed.

    One text is written after the other, or all of a model `together`.
    """
    seeds = seeds_from(seed, samples)
    for reference in models:
        model = project.model(reference)
        chosen = [model.strategy(strategy) for strategy in strategies]
        asked = [(strategy, one) for one in seeds for strategy in chosen]
        prompt_tokens = model.prompt_tokens(prompt)
        lost = model.precision_deviation(precision) if precision != "fp32" else None
        said = {"precision": precision, "deviation": lost} if lost else {}
        texts = _texts(model, prompt, asked, max_new_tokens, precision, together)
        for (strategy, own_seed), tokens in zip(asked, texts, strict=True):
            ending = ending_of(tokens)
            seconds = tokens[-1].elapsed_s if tokens else 0.0
            yield {
                "model": model.name,
                "checkpoint": model.checkpoint.step,
                "digest": model.checkpoint.digest,
                "strategy": format_strategy(strategy),
                "processors": list(steps_of(strategy)),
                "seed": own_seed,
                "prompt_tokens": prompt_tokens,
                "tokens": [token.id for token in tokens],
                "text": "".join(token.text for token in tokens),
                "ending": ending.why.value,
                "stop_text": ending.stop_text,
                "loop": max((token.loop for token in tokens), default=0),
                "tokens_per_second": len(tokens) / seconds if seconds else 0.0,
                "threads": tokens[0].threads if tokens else 0,
                "beams": [asdict(beam) for beam in tokens[-1].beams] if tokens else [],
                **said,
            }


def _texts(
    model: SavedModel,
    prompt: str | PromptSpec,
    rows: Sequence[tuple[Strategy, int]],
    max_new_tokens: int,
    precision: QueryPrecision,
    together: bool,
) -> "Iterator[list[GeneratedToken]]":
    """The tokens of the text of each strategy and seed."""
    if not together:
        for strategy, seed in rows:
            stream = model.stream(
                prompt, strategy, seed=seed, max_new_tokens=max_new_tokens, precision=precision
            )
            yield list(stream)
        return
    texts: list[list[GeneratedToken]] = [[] for _ in rows]
    for row, token in model.stream_together(
        prompt, rows, max_new_tokens=max_new_tokens, precision=precision
    ):
        texts[row].append(token)
    yield from texts
