"""`query-key`: why a head's score for a pair of tokens is what it is, dimension by dimension."""

from pathlib import Path

import click

from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, special_tokens
from workbench.cli.shown import in_line, say
from workbench.spec import LARGEST

_NUMBER = click.IntRange(0, LARGEST)


@click.command("query-key")
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--text", required=True, help="The text to look at.")
@click.option("--layer", required=True, type=_NUMBER, help="From 0.")
@click.option("--head", required=True, type=_NUMBER, help="From 0.")
@click.option("--query", required=True, type=_NUMBER, help="The token that looks, from 0.")
@click.option("--key", required=True, type=_NUMBER, help="The token it looks at, from 0.")
@result_option
@special_tokens
@common
def query_key(
    model: str,
    text: str,
    layer: int,
    head: int,
    query: int,
    key: int,
    out: Path | None,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """A head's query and key at two tokens and their product, per dimension.

    The sum of the products over the root of their number is the score before the softmax.
    """
    with opened(folder) as project:
        asked = project.model(model)
        pair = asked.query_key(text, layer, head, query, key, add_special_tokens=special_tokens)
        write_out(pair, out, text, {"model": asked})
    if as_json:
        print_json(pair.as_plain())
        return
    say(
        f"L{layer} H{head}, {in_line(pair.query_token)} ({query}) → {in_line(pair.key_token)} "
        f"({key}): score {pair.score:.4f}, attention {pair.attention:.4f}"
    )
    say(f"{'d':>4} {'q':>10} {'k':>10} {'product':>10}")
    for dimension, q, k, product in pair.rows():
        say(f"{dimension:>4} {q:>10.4f} {k:>10.4f} {product:>10.4f}")
