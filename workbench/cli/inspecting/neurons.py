"""`neurons`: what the neurons of a layer do on a text, and what one of them stands for."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.inspecting.how_far import show_how_far
from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, special_tokens
from workbench.cli.shown import in_line, say
from workbench.inspection.neurons.written import NeuronFacts, peak_row
from workbench.spec import LARGEST
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.inspection.neurons.reading import (
        NeuronActivations,
        NeuronPassage,
        NeuronPassages,
    )


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--layer", required=True, type=click.IntRange(0, LARGEST), help="From 0.")
@click.option("--text", default="", help="The text that the neurons are read on.")
@click.option("--neuron", type=click.IntRange(0, LARGEST), help="One of them, from 0.")
@click.option(
    "--corpus", default="", help="With --neuron: the corpus whose validation part is searched."
)
@click.option("--passages", type=click.IntRange(1, LARGEST), default=10, show_default=True)
@click.option(
    "--tokens",
    type=click.IntRange(1, LARGEST),
    default=20_000,
    show_default=True,
    help="How many tokens are read from the beginning of the validation part.",
)
@click.option("--top", type=click.IntRange(1, LARGEST), default=10, show_default=True)
@result_option
@special_tokens
@common
def neurons(
    model: str,
    layer: int,
    text: str,
    neuron: int | None,
    corpus: str,
    passages: int,
    tokens: int,
    top: int,
    out: Path | None,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The feed-forward neurons of a layer: the strongest on a text, or all there is of one.

    With --neuron, the tokens that it promotes and suppresses, its activations on --text, and the
    passages of --corpus where it is strongest.
    """
    if neuron is None and (corpus or not text):
        raise click.UsageError("name a neuron by --neuron, or give --text to find the strongest")
    with opened(folder) as project:
        one = project.model(model)
        if neuron is None:
            read = one.neurons(text, layer, add_special_tokens=special_tokens)
            write_out(read, out, text, {"model": one})
            _tell_strongest(read, top, as_json)
            return
        facts = one.neuron_facts(
            layer, neuron, text=text, top_k=top, add_special_tokens=special_tokens
        )
        found: Iterable[NeuronPassages] = ()
        if corpus:
            found = one.neuron_passages(
                layer, neuron, corpus, most_passages=passages, most_tokens=tokens
            )
        facts = replace(facts, passages=_followed(found))
        write_out(facts, out, text, {"model": one})
        _tell_neuron(facts, as_json)


def _followed(found: "Iterable[NeuronPassages]") -> "tuple[NeuronPassage, ...]":
    passages: tuple[NeuronPassage, ...] = ()
    for step in found:
        passages = step.passages
        show_how_far(step.done, step.total, "tokens")
    return passages


def _tell_strongest(read: "NeuronActivations", top: int, as_json: bool) -> None:
    if not as_json:
        say(f"{'neuron':>8} {'peak':>10} {'mean':>10}  at")
    for one in read.strongest(top):
        row = peak_row(read, one)
        if as_json:
            print_json({"layer": read.layer, **row})
        else:
            at = f"{one.position} {in_line(row['token'])}"
            say(f"{one.neuron:>8} {one.peak:>10.4f} {one.mean:>10.4f}  {at}")


def _tell_neuron(facts: NeuronFacts, as_json: bool) -> None:
    if as_json:
        print_json(facts.as_plain())
        return
    tokens, named = facts.tokens, f"L{facts.layer} neuron {facts.neuron}"
    if isinstance(tokens, Words):
        say(f"{named}: {tokens}")
    else:
        say(f"{named}, weight norm {tokens.weight_norm:.4f}")
    for kind, weighed in facts.weighed.items():
        listed = (f"{in_line(one.text)} {one.logit:+.3f}" for one in weighed)
        say(f"{kind}: {', '.join(listed)}")
    for position, (token, activation) in enumerate(facts.activations):
        say(f"{activation:>10.4f}  {position} {in_line(token)}")
    for one in facts.passages:
        said = in_line("".join(one.tokens))
        say(f"{one.activation:>10.4f}  from token {one.begin}: {said}")
