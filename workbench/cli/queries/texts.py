"""`versus-texts`: what a teacher and a student write, and how each finds the other's text."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.output import print_json
from workbench.cli.queries.prompt_notes import warn_of_prompt
from workbench.cli.queries.strategies import written_strategy
from workbench.cli.shell import common, opened, special_tokens, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.corpora.copied.index import CopiedPassage, IndexProgress
from workbench.distillation.common_pieces import common_note
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.seeds import SEEDS
from workbench.generation.spec import MOST_NEW_TOKENS, format_strategy
from workbench.generation.texts.text_figures import first_difference
from workbench.project import Project
from workbench.spec import LARGEST

if TYPE_CHECKING:
    from workbench.activities.queries.text_queries import CrossScoredText, CrossScoredToken
    from workbench.project.models.saved_model import SavedModel


@click.command("versus-texts")
@click.option("--teacher", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--student", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--prompt", default="", help="The text that both continue.")
@click.option(
    "--strategy", default="greedy", show_default=True, help="As `generate` takes it, for both."
)
@click.option("--seed", type=click.IntRange(*SEEDS), default=0, show_default=True)
@click.option(
    "--max-new-tokens", type=click.IntRange(1, MOST_NEW_TOKENS), default=100, show_default=True
)
@click.option(
    "--worst",
    type=click.IntRange(0, LARGEST),
    default=10,
    show_default=True,
    help="So many tokens of each text where both differ most, by KL.",
)
@click.option(
    "--copied",
    is_flag=True,
    help="Look for the longest passage copied from the training text; the first time it is "
    "indexed, which takes a while.",
)
@special_tokens
@common
def versus_texts(
    teacher: str,
    student: str,
    prompt: str,
    strategy: str,
    seed: int,
    max_new_tokens: int,
    worst: int,
    copied: bool,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Let a teacher and a student write, and score what each wrote by the other.

    With --json a line for each text, with every token as both find it.
    """
    with wrong_usage():
        parsed = written_strategy(strategy)
    asked = PromptSpec(text=prompt, add_special_tokens=special_tokens)
    with opened(folder) as project:
        rows = compared_rows(
            project, teacher, student, asked, parsed, seed, max_new_tokens, copied=copied
        )
    for row in rows:
        if as_json:
            print_json(row)
        else:
            _say(row, worst)


def compared_rows(
    project: Project,
    teacher: str,
    student: str,
    prompt: PromptSpec,
    strategy: Any,
    seed: int,
    max_new_tokens: int,
    *,
    copied: bool,
) -> list[dict[str, Any]]:
    """Both texts with their figures: the teacher's, then the student's.

    `departure` is where the other model would have gone on otherwise, `difference` where both texts
    first differ.
    """
    models = {"teacher": project.model(teacher), "student": project.model(student)}
    pair = models["teacher"].versus(models["student"])
    rows, scored = [], []
    for role, model in models.items():
        warn_of_prompt(model, prompt)
        chosen = model.strategy(strategy)
        new = list(model.stream(prompt, chosen, seed=seed, max_new_tokens=max_new_tokens))
        text = "".join(token.text for token in new)
        ids = [token.id for token in new]
        scored.append(pair.written(prompt, ids, "teacher" if role == "teacher" else "student"))
        rows.append(
            {
                "writer": role,
                "model": model.name,
                "checkpoint": model.checkpoint.step,
                "digest": model.checkpoint.digest,
                "strategy": format_strategy(chosen),
                "seed": seed,
                "prompt": prompt.text,
                "text": text,
                **figures_of(scored[-1]),
                **({"copied": copied_row(model, text)} if copied else {}),
            }
        )
    difference = first_difference(scored[0].ids, scored[1].ids)
    for row, text_scored in zip(rows, scored, strict=True):
        row["difference"] = difference
        row["tokens"] = [_token(token) for token in text_scored.tokens]
    if scored[0].common_pieces:
        click.echo(str(common_note(*scored[0].room).words), err=True)
    return rows


def figures_of(scored: "CrossScoredText") -> dict[str, Any]:
    """The figures of a text that both models scored."""
    return {
        "departure": scored.departure,
        "teacher_perplexity": scored.teacher_perplexity,
        "student_perplexity": scored.student_perplexity,
        "kl": scored.kl,
        "reverse_kl": scored.reverse_kl,
        "js": scored.js,
        "agreement": scored.agreement,
        **asdict(scored.variety),
        "windows": scored.num_windows,
    }


def copied_row(model: "SavedModel", text: str) -> dict[str, Any]:
    """The longest copied passage of a text; how far an index is goes to standard error."""
    found: CopiedPassage | None = None
    for step in model.copied([text]):
        match step:
            case IndexProgress():
                say(f"indexing '{step.corpus}': {step.share:.0%}", err=True)
            case CopiedPassage():
                found = step
    assert found is not None
    return {
        "corpus": found.corpus,
        "text": found.text,
        "characters": len(found.text),
        "of": found.characters,
        "document": found.document,
        "least": found.least,
    }


def _token(token: "CrossScoredToken") -> dict[str, Any]:
    plain = asdict(token)
    for role in ("teacher", "student"):
        plain[role]["probability"] = token.by(
            "teacher" if role == "teacher" else "student"
        ).probability
    return {"id": plain.pop("id"), "piece": plain.pop("text"), **plain}


def _say(row: dict[str, Any], worst: int) -> None:
    heading = f"{in_line(row['model'])}@{row['checkpoint']} · {row['strategy']}"
    say(f"── {row['writer']}: {heading} · seed {row['seed']}")
    say(f"{row['prompt']}{row['text']}\n")
    say(
        f"perplexity: teacher {row['teacher_perplexity']:.2f}, student "
        f"{row['student_perplexity']:.2f}; KL {row['kl']:.4f}, reverse {row['reverse_kl']:.4f}, "
        f"Jensen-Shannon {row['js']:.4f} nats per token"
    )
    shares = ", ".join(f"{_share(row[f'distinct_{n}'])}" for n in (1, 2, 3))
    length = counted(row["length"], "1 token", "{count} tokens")
    say(
        f"{length}, distinct-1, 2, 3: {shares}; repeated 4-grams: "
        f"{_share(row['repetition'])}; same first choice {row['agreement']:.1%}"
    )
    say(_places(row))
    if "copied" in row:
        say(_copied(row["copied"]))
    _say_worst(row["tokens"], worst)
    say()


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _places(row: dict[str, Any]) -> str:
    """Where the other model would have gone on otherwise, and where the texts differ."""
    other = "student" if row["writer"] == "teacher" else "teacher"
    departure, difference = row["departure"], row["difference"]
    would = (
        f"the {other} would have written the same"
        if departure is None
        else f"the {other} would have gone on otherwise from token {departure}"
    )
    texts = "the texts are equal" if difference is None else f"the texts differ from {difference}"
    return f"{would}; {texts} (from 0)"


def _copied(copied: dict[str, Any]) -> str:
    if not copied["characters"]:
        return f"copied from '{in_line(copied['corpus'])}': nothing of {copied['least']} bytes"
    return (
        f"copied from '{in_line(copied['corpus'])}', document {copied['document']}: "
        f"{copied['characters']} of {copied['of']} characters: “{in_line(copied['text'])}”"
    )


def _say_worst(tokens: Sequence[dict[str, Any]], worst: int) -> None:
    places = sorted(range(len(tokens)), key=lambda place: -tokens[place]["kl"])[:worst]
    if not places:
        return
    say(f"{'place':>6} {'KL':>8}  {'teacher':>8} {'rank':>6}  {'student':>8} {'rank':>6}  piece")
    for place in places:
        token = tokens[place]
        sides = "  ".join(
            f"{token[role]['probability']:>8.4f} {token[role]['rank']:>6}"
            for role in ("teacher", "student")
        )
        say(f"{place:>6} {token['kl']:>8.4f}  {sides}  {in_line(token['piece'])}")
