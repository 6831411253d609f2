"""`query-key`: why a head's score for a pair of tokens is what it is, dimension by dimension."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.output import print_json
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened, special_tokens
from workbench.cli.shown import in_line, say
from workbench.csv_text import csv_text
from workbench.spec import LARGEST
from workbench.store.files.named import write_file

if TYPE_CHECKING:
    from workbench.inspection.maps.query_key import QueryKey

_NUMBER = click.IntRange(0, LARGEST)


@click.command("query-key")
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--text", required=True, help="The text to look at.")
@click.option("--layer", required=True, type=_NUMBER, help="From 0.")
@click.option("--head", required=True, type=_NUMBER, help="From 0.")
@click.option("--query", required=True, type=_NUMBER, help="The token that looks, from 0.")
@click.option("--key", required=True, type=_NUMBER, help="The token it looks at, from 0.")
@click.option("--out", type=NewFile(".csv"), help="Also write a CSV file.")
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
        pair = project.model(model).query_key(
            text, layer, head, query, key, add_special_tokens=special_tokens
        )
    if out is not None:
        lines = [("dimension", "query", "key", "product"), *_rows(pair)]
        write_file(out, csv_text(lines).encode("utf-8-sig"))
    if as_json:
        print_json(_plain(pair))
        return
    say(
        f"L{layer} H{head}, {in_line(pair.query_token)} ({query}) → {in_line(pair.key_token)} "
        f"({key}): score {pair.score:.4f}, attention {pair.attention:.4f}"
    )
    say(f"{'d':>4} {'q':>10} {'k':>10} {'product':>10}")
    for dimension, q, k, product in _rows(pair):
        say(f"{dimension:>4} {q:>10.4f} {k:>10.4f} {product:>10.4f}")


def _rows(pair: "QueryKey") -> list[tuple[int, float, float, float]]:
    columns = (values.tolist() for values in (pair.query_d, pair.key_d, pair.products_d))
    return list(zip(range(len(pair.products_d)), *columns, strict=True))


def _plain(pair: "QueryKey") -> dict[str, object]:
    return {
        "layer": pair.layer,
        "head": pair.head,
        "query": {
            "position": pair.query,
            "token": pair.query_token,
            "values": pair.query_d.tolist(),
        },
        "key": {"position": pair.key, "token": pair.key_token, "values": pair.key_d.tolist()},
        "products": pair.products_d.tolist(),
        "score": pair.score,
        "attention": pair.attention,
    }
