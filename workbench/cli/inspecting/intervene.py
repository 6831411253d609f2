"""`intervene`: what a model makes of a text with heads, layers or neurons changed, or steered."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.inspecting.about_model import about
from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.queries.strategies import written_strategy
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.generation.seeds import SEEDS
from workbench.generation.spec import MOST_NEW_TOKENS
from workbench.inspection.interventions.spec import as_interventions

if TYPE_CHECKING:
    from workbench.inspection.interventions.tables import InterventionEffect

MOST_TOP = 1000
_LOSSES = {
    "next_token": "mean loss of the tokens",
    "masked_token": "mean loss of the tokens, each where it is masked",
    "class": "loss of the likeliest class",
}


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option(
    "--text",
    required=True,
    help="The text; for an encoder, with a [MASK] to tell of what is filled in.",
)
@click.option(
    "--change",
    "changes",
    multiple=True,
    required=True,
    help="Such as head(layer=2,head=3), head(layer=2,head=3,scale=0.5), attention(layer=1), "
    "feed_forward(layer=1), layer(layer=1), neuron(layer=0,number=17), "
    'steer(layer=3,toward="joy",away="grief",strength=4). May be given repeatedly.',
)
@click.option("--top", type=click.IntRange(1, MOST_TOP), default=10, show_default=True)
@click.option("--strategy", default="greedy", show_default=True, help="How both texts are written.")
@click.option("--seed", type=click.IntRange(*SEEDS), default=0, show_default=True)
@click.option(
    "--max-new-tokens", type=click.IntRange(0, MOST_NEW_TOKENS), default=40, show_default=True
)
@result_option
@common
def intervene(
    model: str,
    text: str,
    changes: tuple[str, ...],
    top: int,
    strategy: str,
    seed: int,
    max_new_tokens: int,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Loss, next token and text of a model without and with interventions.

    Layers, heads and neurons count from 0; what has no scale is switched off.
    """
    with wrong_usage():
        interventions, chosen = as_interventions(changes), written_strategy(strategy)
    with opened(folder) as project:
        asked = project.model(model)
        effect = asked.changed(interventions).effect(
            text, chosen, top=top, seed=seed, max_new_tokens=max_new_tokens
        )
        write_out(effect, out, text, {"model": asked})
    if as_json:
        print_json({**about(asked), **effect.as_plain()})
    else:
        _show(effect)


def _show(effect: "InterventionEffect") -> None:
    if effect.left_out:
        say(f"the first {effect.left_out} tokens are not read for the next token", err=True)
    if effect.loss is not None:
        losses = f"{effect.loss:.4f} without, {effect.changed_loss:.4f} with, nats"
        say(f"{_LOSSES[effect.kind]} {losses}")
    if effect.kl is None:
        say("there is no [MASK] in the text, so that nothing is filled in", err=True)
        return
    say(f"KL of the prediction {effect.kl:.4f} nats")
    say(f"{'without':>9} {'with':>9} {'rank':>6} {'rank':>6}  token")
    for one in effect.candidates:
        say(
            f"{one.probability:>9.3%} {one.changed_probability:>9.3%} {one.rank:>6} "
            f"{one.changed_rank:>6}  {in_line(one.text)}"
        )
    if effect.text or effect.changed_text:
        say(f"both by {effect.strategy}, seed {effect.seed}")
        say(f"── without\n{effect.text}\n── with\n{effect.changed_text}")
