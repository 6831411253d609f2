"""What is read of every `config.json`; each architecture's own keys stand beside its names.

Names and defaults are those of Hugging Face's configurations; `to_spec` translates them into ours,
whose bounds then hold; `cut` names what had to be left behind.
"""

from typing import Literal

from pydantic import ConfigDict, Field

from workbench.models.spec import ActivationName, AnyModelSpec
from workbench.spec import Spec

MAX_VOCABULARY = 1 << 20
MAX_CONTEXT = 65536
"""Rotary positions have no end; a longer context is cut to what our specs allow."""

ACTIVATIONS: dict[str, ActivationName] = {
    "gelu": "gelu",
    "gelu_python": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_fast": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
}
HiddenAct = Literal["gelu", "gelu_python", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "relu"]

HUGGING_FACE_ACTIVATIONS: dict[ActivationName, str] = {
    "gelu_tanh": "gelu_new",
    "gelu": "gelu",
    "relu": "relu",
}
"""What ours are written as."""


class ForeignSettings(Spec):
    """What every file has; keys that are not read are looked at elsewhere (`keys`)."""

    model_config = ConfigDict(extra="ignore", strict=True)

    vocab_size: int = Field(ge=1, le=MAX_VOCABULARY)

    def cut(self) -> list[str]:
        raise NotImplementedError

    def to_spec(self, where: str) -> AnyModelSpec:
        raise NotImplementedError
