"""How files of others hold one architecture: what its config says, how its tensors are named."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from torch import Tensor, nn

from workbench.models.hub.architectures.names import Habits, HubTensor
from workbench.models.hub.architectures.settings import ForeignSettings
from workbench.models.transformer_spec import TransformerSpec

if TYPE_CHECKING:
    from gguf import GGUFWriter

S = TypeVar("S", bound=TransformerSpec)
M = TypeVar("M", bound=nn.Module)


def _accept(spec: TransformerSpec) -> None:
    """Most architectures are computed whatever their settings."""


@dataclass(frozen=True)
class GGUFMapping(Generic[S, M]):
    """How a GGUF file holds it: llama.cpp's name for it, its sizes, its tensors in their order.

    `check` raises BadInput for settings that llama.cpp cannot compute.
    """

    name: str
    add_sizes: Callable[["GGUFWriter", S], None]
    tensors: Callable[[M], Iterator[tuple[str, Tensor]]]
    check: Callable[[S], None] = _accept


@dataclass(frozen=True)
class HubArchitecture(Generic[S]):
    """One `model_type` of Hugging Face's transformers, and which of our specs are written as it.

    `settings` reads its `config.json`, where `required` are keys that would change the mathematics,
    with the values under which they do not, and `harmless` are keys that change nothing of what a
    forward pass computes. `tensors` are all of a spec, `sizes` the keys of the config that only
    this architecture has, `class_name` is transformers' class for a spec and `classifier_name` the
    one of a classifier, whose layers behind the body are `classifier`. Of several architectures of
    a family, `writes` tells whether it is the one for a spec.
    """

    model_type: str
    spec_type: type[S]
    settings: type[ForeignSettings]
    habits: Habits
    tensors: Callable[[S], Iterable[HubTensor]]
    sizes: Callable[[S], dict[str, Any]]
    class_name: Callable[[S], str]
    classifier_name: str
    writes: Callable[[S], bool]
    required: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    harmless: frozenset[str] = frozenset()
    classifier: tuple[HubTensor, ...] = (HubTensor("classifier.weight", ("score.weight",)),)
    gguf: GGUFMapping[S, Any] | None = None
