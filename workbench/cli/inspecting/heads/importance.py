"""`importance`: how much every head matters to the loss."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.inspecting.about_model import about, show_progress
from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, warn, wrong_usage
from workbench.cli.shown import counted, say
from workbench.corpora.passages import MOST_PASSAGES
from workbench.errors import BadInput
from workbench.project.models.inspecting.changed_model import PASSAGE_TOKENS
from workbench.spec import LARGEST

if TYPE_CHECKING:
    from workbench.inspection.interventions.tables import HeadImportance

_SCORED = {
    "next_token": ("1 token", "{count} tokens"),
    "masked_token": ("1 masked token", "{count} masked tokens"),
    "class": ("1 text", "{count} texts"),
}


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--text", default="", help="The text whose loss is looked at.")
@click.option("--corpus", default="", help="Or a corpus, of whose validation part passages are.")
@click.option("--passages", type=click.IntRange(1, MOST_PASSAGES), default=16, show_default=True)
@click.option(
    "--passage-tokens",
    type=click.IntRange(2, LARGEST),
    default=PASSAGE_TOKENS,
    show_default=True,
    help="The length of a passage of a corpus, at most the model's context.",
)
@result_option
@common
def importance(
    model: str,
    text: str,
    corpus: str,
    passages: int,
    passage_tokens: int,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Every head's importance to the loss: by ablation, and by gradient (Michel et al. 2019)."""
    with wrong_usage():
        if bool(text) == bool(corpus):
            raise BadInput("name a text or a corpus, one of the two")
    with opened(folder) as project:
        asked = project.model(model)
        for known in asked.importance(
            text, corpus=corpus, passages=passages, passage_tokens=passage_tokens
        ):
            show_progress(known, "layers")
        facts = {**about(asked), "corpus": corpus, "text": text}
        write_out(known, out, text, {"model": asked})
    warn(known.notes)
    if as_json:
        print_json({**facts, **known.as_plain()})
    else:
        _show(known)


def _show(known: "HeadImportance") -> None:
    tokens = counted(known.tokens, *_SCORED[known.kind])
    passages = counted(known.passages, "1 passage", "{count} passages")
    say(
        f"loss {known.loss:.4f} nats, the mean over {tokens} in {passages}; "
        f"rank correlation of both measures {known.rank_correlation:.2f}"
    )
    say(f"{'head':<10} {'loss increase':>14} {'gradient':>10}")
    for layer, head, increase, gradient in known.rows():
        say(f"{f'L{layer} H{head}':<10} {increase:>+14.5f} {gradient:>10.5f}")
