"""`prompts`: a file of prompts, written by every model under every strategy from several seeds."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench.activities.queries.prompt_file import read_prompts
from workbench.cli.output import print_json, print_table
from workbench.cli.paths import SomePath
from workbench.cli.queries.strategies import written_strategy
from workbench.cli.shell import Interruption, common, opened, special_tokens, warn, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.errors import BadInput
from workbench.generation.seeds import SEEDS, seeds_from
from workbench.generation.spec import MOST_NEW_TOKENS
from workbench.project.models.prompt_table import (
    FIGURES,
    PromptAnswer,
    PromptMeans,
    PromptTable,
    as_csv,
    as_plain,
    cut_prompts,
    means,
)
from workbench.project.models.prompt_table import (
    as_json as as_json_text,
)
from workbench.spec import LARGEST
from workbench.store.files.named import write_file

MOST_SEEDS = 1000


@click.command()
@click.argument("file", type=SomePath(dir_okay=False))
@click.option("--model", "models", multiple=True, required=True, help="NAME[@best|@last|@STEP].")
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    default=("greedy",),
    help="As `generate` takes it; several are compared.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, MOST_SEEDS),
    default=1,
    show_default=True,
    help="How many seeds each strategy that draws writes from.",
)
@click.option(
    "--seed", type=click.IntRange(*SEEDS), default=0, show_default=True, help="The first."
)
@click.option(
    "--max-new-tokens", type=click.IntRange(1, MOST_NEW_TOKENS), default=50, show_default=True
)
@click.option("--prompt-column", default="", help="The column of the prompts in a table.")
@click.option("--expected-column", default="", help="The column of the expected answers.")
@click.option("--most", type=click.IntRange(1, LARGEST), help="Only so many prompts are read.")
@click.option(
    "--teacher", default="", help="A model that scores every text: its perplexity, and the KL."
)
@click.option("--copied", is_flag=True, help="The longest passage copied from the training text.")
@click.option("--chat", is_flag=True, help="Each prompt is what a user says.")
@click.option("--system", default="", help="With --chat: what stands before it as the system's.")
@click.option(
    "--out", type=SomePath(dir_okay=False), help="Also write every text to a .csv or .json file."
)
@special_tokens
@common
def prompts(
    file: Path,
    models: tuple[str, ...],
    strategies: tuple[str, ...],
    seeds: int,
    seed: int,
    max_new_tokens: int,
    prompt_column: str,
    expected_column: str,
    most: int | None,
    teacher: str,
    copied: bool,
    chat: bool,
    system: str,
    out: Path | None,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write every prompt of a file: lines of text, or a table with expected answers.

    Gives a row for each text and, for each model and strategy, figures with their 95 % intervals
    over prompts and seeds. Interrupted, it gives those of what is there.
    """
    with wrong_usage():
        parsed = tuple(map(written_strategy, strategies))
        form = out_form(out)
        counted_up = seeds_from(seed, seeds)
    read = read_prompts(str(file), prompt_column, expected_column)
    for note in read.notes:
        say(in_line(str(note)), err=True)
    table = PromptTable(
        prompts=read.prompts[:most],
        models=models,
        strategies=parsed,
        seeds=tuple(counted_up),
        max_new_tokens=max_new_tokens,
        add_special_tokens=special_tokens,
        chat=chat,
        system=system,
        teacher=teacher,
        copied=copied,
    )
    rows: list[PromptAnswer] = []
    with opened(folder) as project, Interruption.caught() as interruption:
        for row in project.answers(table):
            rows.append(row)
            _show(row, as_json)
            if interruption.control.stopping:
                say(f"stopped after {counted(len(rows), '1 text', '{count} texts')}", err=True)
                break
    warn(cut_prompts(rows))
    if out is not None:
        text = as_csv(rows) if form == ".csv" else as_json_text(rows)
        write_file(out, text.encode("utf-8-sig" if form == ".csv" else "utf-8"))
    _show_means(means(rows), as_json)


def out_form(out: Path | None) -> str:
    """How a file is written, by its ending; raises BadInput for one that cannot be."""
    form = out.suffix.lower() if out is not None else ".json"
    if form not in (".csv", ".json"):
        raise BadInput(
            "'{path}' ends in neither .csv nor .json; the texts are written so", path=out
        )
    if out is not None and not out.parent.is_dir():
        raise BadInput(
            "the folder of '{path}' is not there; make it, or choose another one", path=out
        )
    return form


def _show(row: PromptAnswer, as_json: bool) -> None:
    if as_json:
        print_json({"type": "text", **as_plain(row)})
        return
    mark = {None: "", True: " ✓", False: " ✗"}[row.begins]
    say(f"{row.number}. {in_line(row.model)} · {row.strategy} · seed {row.seed}{mark}")
    say(f"    {in_line(row.prompt)} → {in_line(row.text)}")


def _show_means(lines: Sequence[PromptMeans], as_json: bool) -> None:
    if as_json:
        for line in lines:
            print_json({"type": "means", **asdict(line)})
        return
    table = Table(title=None)
    table.add_column("figure")
    for line in lines:
        table.add_column(f"{in_line(line.model)}@{line.step}\n{line.strategy}", justify="right")
    table.add_row("texts", *(str(line.texts) for line in lines))
    for name in FIGURES:
        cells = [_interval(line, name) for line in lines]
        if any(cells):
            table.add_row(name.replace("_", " "), *cells)
    print_table(table)


def _interval(line: PromptMeans, name: str) -> str:
    found: Any = line.figures.get(name)
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]" if found else ""
