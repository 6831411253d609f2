"""`score` and `worst`: how likely one or two models find a text, and where they differ most."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from workbench.cli.output import print_json
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened, special_tokens
from workbench.cli.shown import in_line, say
from workbench.distillation.common_pieces import common_note
from workbench.file_formats.csv_text import csv_text
from workbench.spec import LARGEST
from workbench.store.files.named import write_file

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import ScoredToken
    from workbench.activities.queries.token_queries import ComparedText, WorstPassage, WorstPassages

CSV_COLUMNS = ("begin", "kl", "student_loss", "teacher_loss", "agreement", "text")


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option(
    "--versus", default="", help="A student, to be compared with the model token by token."
)
@click.option("--text", required=True, help="The text to score.")
@special_tokens
@common
def score(
    model: str,
    versus: str,
    text: str,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """How likely a model finds each token of a text: log-probability (nats) and rank.

    With a second model, KL(model ‖ versus) and what both find of the token.
    """
    with opened(folder) as project:
        if versus:
            pair = project.model(model).versus(project.model(versus))
            _show_compared(pair.tokens(text, add_special_tokens=special_tokens), as_json)
        else:
            scored = project.model(model).score(text, add_special_tokens=special_tokens)
            _show_scored(scored, as_json)


def _show_scored(scored: "tuple[ScoredToken, ...]", as_json: bool) -> None:
    for token in scored:
        if as_json:
            print_json(
                {
                    "id": token.id,
                    "piece": token.text,
                    "log_probability": token.log_probability,
                    "entropy": token.entropy,
                    "rank": token.rank,
                }
            )
        else:
            say(f"{token.log_probability:>9.4f}  rank {token.rank:>6}  {in_line(token.text)}")


def _say_room(compared: "ComparedText") -> None:
    """Over which ids two models were compared that have not the same; beside the rows."""
    if compared.common_pieces:
        click.echo(str(common_note(*compared.room).words), err=True)


def _show_compared(compared: "ComparedText", as_json: bool) -> None:
    _say_room(compared)
    if as_json:
        for token in compared.tokens:
            figures = asdict(token)
            print_json({"id": figures.pop("id"), "piece": figures.pop("text"), **figures})
        return
    say(f"{'KL':>8}  {'model':>8} {'rank':>6}  {'versus':>8} {'rank':>6}  piece")
    for token in compared.tokens:
        say(
            f"{token.kl:>8.4f}  {token.teacher_surprisal:>8.4f} {token.teacher_rank:>6}  "
            f"{token.student_surprisal:>8.4f} {token.student_rank:>6}  {in_line(token.text)}"
        )
    say(
        f"mean KL {compared.kl:.4f}, losses {compared.teacher_loss:.4f} and "
        f"{compared.student_loss:.4f} nats per token, same first choice {compared.agreement:.1%}"
    )


@click.command()
@click.option("--teacher", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--student", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--corpus", required=True, help="The corpus whose validation part is searched.")
@click.option("--passages", type=click.IntRange(1, LARGEST), default=20, show_default=True)
@click.option(
    "--tokens",
    type=click.IntRange(1, LARGEST),
    default=20_000,
    show_default=True,
    help="How many tokens are read from the beginning of the validation part.",
)
@click.option(
    "--by",
    type=click.Choice(["kl", "excess"]),
    default="kl",
    show_default=True,
    help="Mean KL(teacher ‖ student), or the student's loss minus the teacher's.",
)
@click.option("--out", type=NewFile(".csv"), help="Also write a CSV file.")
@common
def worst(
    teacher: str,
    student: str,
    corpus: str,
    passages: int,
    tokens: int,
    by: Literal["kl", "excess"],
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The passages of a corpus where a student is worst, the worst first."""
    with opened(folder) as project:
        searched: WorstPassages | None = None
        pair = project.model(teacher).versus(project.model(student))
        for searched in pair.worst_passages(
            corpus, by=by, most_passages=passages, most_tokens=tokens
        ):
            _show_progress(searched)
    worst_first = searched.passages if searched is not None else ()
    for passage in worst_first[:1]:
        _say_room(passage.compared)
    if out is not None:
        write_file(out, as_csv(worst_first).encode("utf-8-sig"))
    for passage in worst_first:
        row = _row(passage)
        if as_json:
            print_json(row)
        else:
            say(
                f"KL {row['kl']:.4f}  student {row['student_loss']:.4f}  "
                f"teacher {row['teacher_loss']:.4f}  from token {row['begin']}\n"
                f"    {' '.join(passage.text.split())}"
            )


def as_csv(passages: "tuple[WorstPassage, ...]") -> str:
    """One line a passage: its place, means in nats per token, the share of same first choices."""
    rows = map(_row, passages)
    return csv_text([CSV_COLUMNS, *([row[name] for name in CSV_COLUMNS] for row in rows)])


def _row(passage: "WorstPassage") -> dict[str, Any]:
    compared = passage.compared
    return {
        "begin": passage.begin,
        "kl": compared.kl,
        "student_loss": compared.student_loss,
        "teacher_loss": compared.teacher_loss,
        "agreement": compared.agreement,
        "text": passage.text,
    }


def _show_progress(searched: "WorstPassages") -> None:
    """A line that is written over, for people at a terminal."""
    if sys.stderr.isatty():
        click.echo(f"\r{searched.done:,} of {searched.total:,} tokens", err=True, nl=False)
        if searched.done == searched.total:
            say(err=True)
