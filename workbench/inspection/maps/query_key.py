"""A query and a key, dimension by dimension: why a head's score for a pair of tokens is what it is.

softmax(Q Kᵀ / sqrt(d)): Vaswani et al. 2017. Shapes: d width of a head.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import torch

from workbench.errors import BadInput
from workbench.inspection.bounds import (
    require_head,
    require_layer,
    require_position,
    require_readable,
)
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.shown import Shown
from workbench.models.blocks.trace import Parts, Trace
from workbench.models.build import Model
from workbench.models.inference import inference_context


@dataclass(frozen=True)
class QueryKey(Shown):
    """A head's query at one token and its key at another, as attention used them: positions are
    turned into them.

    The sum of `products_d` divided by sqrt(d) is the `score` before the softmax, of which the
    softmax over all keys makes `attention`.
    """

    layer: int
    head: int
    query: int
    key: int
    query_token: str
    key_token: str
    query_d: Floats
    key_d: Floats
    products_d: Floats
    score: float
    attention: float

    def rows(self) -> list[tuple[int, float, float, float]]:
        """Dimension, query, key, and their product."""
        columns = (values.tolist() for values in (self.query_d, self.key_d, self.products_d))
        return list(zip(range(len(self.products_d)), *columns, strict=True))

    def table(self) -> Iterator[tuple[object, ...]]:
        yield ("dimension", "query", "key", "product")
        yield from self.rows()

    def as_plain(self) -> dict[str, Any]:
        return {
            "layer": self.layer,
            "head": self.head,
            "query": {
                "position": self.query,
                "token": self.query_token,
                "values": self.query_d.tolist(),
            },
            "key": {"position": self.key, "token": self.key_token, "values": self.key_d.tolist()},
            "products": self.products_d.tolist(),
            "score": self.score,
            "attention": self.attention,
        }

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{d}</td><td>{q:.4f}</td><td>{k:.4f}</td><td>{product:.4f}</td></tr>"
            for d, q, k, product in self.rows()
        )
        return (
            f"<p>L{self.layer} H{self.head}, {escape(self.query_token)} → "
            f"{escape(self.key_token)}: score {self.score:.4f}, attention {self.attention:.4f}</p>"
            f"<table><tr><th>d</th><th>q</th><th>k</th><th>q × k</th></tr>{rows}</table>"
        )


def query_key(
    model: Model,
    ids: Sequence[int],
    pieces: Sequence[str],
    *,
    layer: int,
    head: int,
    query: int,
    key: int,
) -> QueryKey:
    """The pair of a head's query and key at two positions of a text, counted from 0.

    `model` must be in eval mode. Raises BadInput for what is not there, and for a key that the
    query does not see.
    """
    require_layer(model, layer)
    require_head(model, head)
    require_readable(model, len(ids))
    for position in (query, key):
        require_position(len(ids), position)
    trace = Trace([layer], parts_of=[layer])
    with inference_context():
        model.hidden(torch.tensor([ids], device=model.head_weight.device), trace=trace)
    parts = trace.parts[layer]
    _require_seen(parts, query, key, is_causal=model.is_causal)
    query_d, key_d = (
        x_bhtd[0, head, at].float().cpu().numpy()
        for x_bhtd, at in ((parts.q_bhtd, query), (parts.k_bhtd, key))
    )
    products_d = query_d * key_d
    return QueryKey(
        layer=layer,
        head=head,
        query=query,
        key=key,
        query_token=pieces[query],
        key_token=pieces[key],
        query_d=query_d,
        key_d=key_d,
        products_d=products_d,
        score=float(products_d.sum()) / math.sqrt(len(products_d)),
        attention=float(trace.attention_bhqk[layer][0, head, query, key]),
    )


def _require_seen(parts: Parts, query: int, key: int, *, is_causal: bool) -> None:
    if is_causal and key > query:
        raise BadInput(
            "the token at position {query} does not see the one at {key}, which comes later; "
            "choose a key at the query or before it",
            query=query,
            key=key,
        )
    if parts.window and abs(query - key) >= parts.window:
        raise BadInput(
            "this layer sees less than {window} tokens away, and the token at position {key} is "
            "further from the one at {query}; choose a nearer one",
            window=parts.window,
            query=query,
            key=key,
        )
