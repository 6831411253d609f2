"""What is read of every `config.json`; each architecture's own keys stand beside its names.

Names and defaults are those of Hugging Face's configurations; `to_spec` translates them into ours,
whose bounds then hold; `cut` names what had to be left behind.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field

from workbench.errors import BadInput
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


def unsupported(path: Path, key: str, given: Any, allowed: tuple[Any, ...]) -> BadInput:
    """The error that names a key under whose value a model computes what ours cannot."""
    return BadInput(
        "{path} asks for {key} = {given}, which would change what the model computes and is not "
        "supported; only {allowed} can be imported",
        path=path,
        key=key,
        given=shown(given),
        allowed=" / ".join(shown(value) for value in allowed),
    )


def shown(value: Any) -> str:
    """A value of the file, short enough for a sentence."""
    text = "null" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
