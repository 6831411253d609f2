"""The places of a model where a forward pass can be read, or changed on its way.

Named as interpretability work names them (TransformerLens: residual stream, z, attn_out, post,
mlp_out). Shapes: b batch, t tokens, c hidden size, h heads, d width of a head, n neurons.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal, assert_never

from torch import Tensor, nn

from workbench.models.blocks.block import TransformerBlock
from workbench.models.build import Model

Place = Literal["stream", "heads", "head_sum", "attention", "neurons", "feed_forward"]
Change = Callable[[Tensor], Tensor]
"""Gives what stands in a tensor's place, of its shape; it must leave the one it is given alone."""


@dataclass(frozen=True)
class Site:
    """A place of one block, counted from 0.

    `stream` is what the block reads, btc: layer 0 are the embeddings, and layer `num_layers` is
    what the last block gives, before any final norm. `heads` are each head's mixture of values,
    b t h·d, before the output matrix; `head_sum` what that matrix gives, btc, before any norm of
    its own; `attention` and `feed_forward` what these parts add to the stream, btc; `neurons` the
    activations that the feed-forward part's last matrix reads, btn.
    """

    place: Place
    layer: int


@contextmanager
def changed(model: Model, changes: Mapping[Site, Change]) -> Iterator[None]:
    """Each forward pass within the block is changed at the given sites; afterwards none is.

    The model belongs to this thread meanwhile: queries have one.
    """
    with ExitStack() as stack:
        for site, change in changes.items():
            stack.enter_context(_hook(model, site, change))
        yield


class Recorder:
    """Keeps what flows through some sites; gradients flow through it.

    recorder = Recorder(sites)
    with changed(model, recorder.changes()): model.hidden(ids_bt)
    recorder[site]
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = tuple(sites)
        self._seen: dict[Site, Tensor] = {}

    def changes(self) -> dict[Site, Change]:
        """Changes that change nothing; a later forward pass is kept in an earlier one's place."""
        return {site: self._keeping(site) for site in self._sites}

    def __getitem__(self, site: Site) -> Tensor:
        return self._seen[site]

    def pop(self, site: Site) -> Tensor:
        """What was seen at a site, which is forgotten here."""
        return self._seen.pop(site)

    def _keeping(self, site: Site) -> Change:
        def keep(x: Tensor) -> Tensor:
            self._seen[site] = x
            return x

        return keep


def block_of(model: Model, layer: int) -> TransformerBlock:
    """One of a model's blocks, counted from 0."""
    block = model.blocks[layer]
    assert isinstance(block, TransformerBlock)
    return block


def _hook(model: Model, site: Site, change: Change) -> Any:
    """A handle whose context ends the hook."""
    blocks = model.blocks
    if site.place == "stream" and site.layer == model.num_layers:
        return _behind(blocks[-1], change)
    block = block_of(model, site.layer)
    match site.place:
        case "stream":
            return _before(block, change)
        case "heads":
            return _before(block.attention_out, change)
        case "head_sum":
            return _behind(block.attention_out, change)
        case "attention":
            return _behind(block.attention_adds, change)
        case "neurons":
            return _before(block.ffn_out, change)
        case "feed_forward":
            return _behind(block.feed_forward_adds, change)
        case _:
            assert_never(site.place)


def _before(module: nn.Module, change: Change) -> Any:
    return module.register_forward_pre_hook(lambda _, inputs: (change(inputs[0]), *inputs[1:]))


def _behind(module: nn.Module, change: Change) -> Any:
    return module.register_forward_hook(lambda _, __, output: change(output))
