"""`fill-mask`, `classify` and `tokenize`: what models and tokenizers make of a text."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, special_tokens
from workbench.cli.shown import in_line, say
from workbench.project import Project
from workbench.spec import LARGEST
from workbench.tokenizers.shown import framed_pieces


@click.command("fill-mask")
@click.option("--model", "models", multiple=True, required=True, help="NAME[@best|@last|@STEP].")
@click.option("--text", required=True, help="A text with one or several [MASK].")
@click.option("--next", "following", default="", help="A second sentence: does it follow?")
@click.option("--top-k", type=click.IntRange(1, LARGEST), default=5, show_default=True)
@special_tokens
@common
def fill_mask(
    models: tuple[str, ...],
    text: str,
    following: str,
    top_k: int,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """What each BERT puts in place of [MASK], and whether it thinks that a sentence follows."""
    with opened(folder) as project:
        for model in models:
            rows = filled_rows(
                project, model, text, following, top_k, special_tokens=special_tokens
            )
            for row in rows:
                if as_json:
                    print_json(row)
                else:
                    say(in_line(_filled_line(row)))


def filled_rows(
    project: Project,
    model: str,
    text: str,
    following: str,
    top_k: int,
    *,
    special_tokens: bool = True,
) -> Iterator[dict[str, Any]]:
    """One row for each mask, and one for the second sentence if there is one."""
    opened_model = project.model(model)
    if len(opened_model.mask_parts(text)) > 1 or not following:
        for filled in opened_model.fill_mask(text, top_k=top_k, add_special_tokens=special_tokens):
            candidates = [asdict(candidate) for candidate in filled.candidates]
            yield {"model": model, "position": filled.position, "candidates": candidates}
    if following:
        yield {"model": model, "follows": opened_model.next_sentence(text, following)}


def _filled_line(row: dict[str, Any]) -> str:
    if "follows" in row:
        return f"{row['model']}: the second sentence follows with probability {row['follows']:.3f}"
    candidates = "  ".join(f"{c['piece']} {c['probability']:.3f}" for c in row["candidates"])
    return f"{row['model']}, position {row['position']}: {candidates}"


@click.command()
@click.option("--model", "models", multiple=True, required=True, help="NAME[@best|@last|@STEP].")
@click.option("--text", required=True, help="The text to classify.")
@click.option("--second", default="", help="The second text, for a model that was tuned on pairs.")
@common
def classify(
    models: tuple[str, ...], text: str, second: str, folder: Path | None, as_json: bool
) -> None:
    """Which class each fine-tuned model puts a text into, and how sure it is."""
    with opened(folder) as project:
        for model in models:
            shares = project.model(model).classify(text, second)
            if as_json:
                print_json({"model": model, "classes": shares})
            else:
                say(in_line(model))
                for label, share in shares.items():
                    say(f"{share:>8.1%}  {in_line(label)}")


@click.command()
@click.argument("text")
@click.option("--tokenizer", required=True, help="A tokenizer of the project.")
@special_tokens
@common
def tokenize(
    text: str, tokenizer: str, special_tokens: bool, folder: Path | None, as_json: bool
) -> None:
    """Cut a text into pieces."""
    with opened(folder) as project:
        cut = project.tokenizer(tokenizer)
        for piece in framed_pieces(cut, text, add_special_tokens=special_tokens):
            if as_json:
                print_json(
                    {
                        "id": piece.id,
                        "piece": piece.piece,
                        "begin": piece.begin,
                        "end": piece.end,
                    }
                )
            else:
                say(f"{piece.id:>8}  {in_line(piece.piece)}")
