"""GPT-2 in the files of others; it stores its matrices transposed (`Conv1D`)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field
from torch import Tensor

from workbench.errors import BadInput
from workbench.models.architectures.gpt import GPT
from workbench.models.hub.architectures.architecture import GGUFMapping, HubArchitecture
from workbench.models.hub.architectures.names import Habits, HubTensor, both
from workbench.models.hub.architectures.settings import (
    ACTIVATIONS,
    HUGGING_FACE_ACTIVATIONS,
    ForeignSettings,
    HiddenAct,
)
from workbench.models.spec import AnyModelSpec, GPTSpec
from workbench.spec import validate

if TYPE_CHECKING:
    from gguf import GGUFWriter

NORM_EPSILON = 1e-5
"""Our GPT's norms have this one."""


class GPT2Settings(ForeignSettings):
    """GPT-2's."""

    n_embd: int
    n_layer: int
    n_head: int
    n_positions: int
    n_inner: int | None = Field(None, ge=1)
    activation_function: HiddenAct = "gelu_new"
    resid_pdrop: float = 0.1
    embd_pdrop: float = 0.1
    attn_pdrop: float = 0.1
    tie_word_embeddings: bool = True

    def plain(self) -> dict[str, Any]:
        return {
            "num_layers": self.n_layer,
            "hidden_size": self.n_embd,
            "num_heads": self.n_head,
            "context": self.n_positions,
            "ffn_size": self.n_inner or 0,
            "activation": ACTIVATIONS[self.activation_function],
            "dropout": self.resid_pdrop,
            "tied_embeddings": self.tie_word_embeddings,
        }

    def cut(self) -> list[str]:
        others = {"embd_pdrop": self.embd_pdrop, "attn_pdrop": self.attn_pdrop}
        return [name for name, dropout in others.items() if dropout != self.resid_pdrop]

    def to_spec(self, where: str) -> AnyModelSpec:
        return validate(GPTSpec, self.plain(), where)


def _tensors(spec: GPTSpec) -> Iterator[HubTensor]:
    yield HubTensor("token_embedding.weight", ("transformer.wte.weight",))
    yield HubTensor("position_embedding.weight", ("transformer.wpe.weight",))
    for layer in range(spec.num_layers):
        ours, theirs = f"blocks.{layer}", f"transformer.h.{layer}"
        yield from both(f"{ours}.attention_norm", f"{theirs}.ln_1")
        yield from _conv1d(f"{ours}.qkv", f"{theirs}.attn.c_attn")
        yield from _conv1d(f"{ours}.attention_out", f"{theirs}.attn.c_proj")
        yield from both(f"{ours}.ffn_norm", f"{theirs}.ln_2")
        yield from _conv1d(f"{ours}.ffn_in", f"{theirs}.mlp.c_fc")
        yield from _conv1d(f"{ours}.ffn_out", f"{theirs}.mlp.c_proj")
    yield from both("final_norm", "transformer.ln_f")
    if not spec.tied_embeddings:
        yield HubTensor("head.weight", ("lm_head.weight",))


def _conv1d(ours: str, theirs: str) -> Iterator[HubTensor]:
    yield HubTensor(f"{ours}.weight", (f"{theirs}.weight",), transposed=True)
    yield HubTensor(f"{ours}.bias", (f"{theirs}.bias",))


def _sizes(spec: GPTSpec) -> dict[str, Any]:
    return {
        "n_layer": spec.num_layers,
        "n_embd": spec.hidden_size,
        "n_head": spec.num_heads,
        "n_positions": spec.context,
        "n_ctx": spec.context,
        "n_inner": spec.inner_size,
        "activation_function": HUGGING_FACE_ACTIVATIONS[spec.activation],
        "layer_norm_epsilon": NORM_EPSILON,
        "resid_pdrop": spec.dropout,
        "embd_pdrop": spec.dropout,
        "attn_pdrop": spec.dropout,
    }


# -- GGUF -------------------------------------------------------------------------------------


def _check_gguf(spec: GPTSpec) -> None:
    if spec.activation != "gelu_tanh":
        raise BadInput(
            "llama.cpp computes GPT-2 with the activation gelu_tanh alone, and this model has "
            "{activation}; export it as a Hugging Face folder or as ONNX instead",
            activation=spec.activation,
        )


def _add_gguf_sizes(writer: "GGUFWriter", spec: GPTSpec) -> None:
    writer.add_layer_norm_eps(NORM_EPSILON)


def _gguf_tensors(model: GPT) -> Iterator[tuple[str, Tensor]]:
    parts = {
        "attention_norm": "attn_norm",
        "qkv": "attn_qkv",
        "attention_out": "attn_output",
        "ffn_norm": "ffn_norm",
        "ffn_in": "ffn_up",
        "ffn_out": "ffn_down",
    }
    yield "position_embd.weight", model.position_embedding.weight
    yield "output_norm.weight", model.final_norm.weight
    yield "output_norm.bias", model.final_norm.bias
    for layer, block in enumerate(model.blocks):
        for ours, theirs in parts.items():
            for kind in ("weight", "bias"):
                yield f"blk.{layer}.{theirs}.{kind}", block.get_parameter(f"{ours}.{kind}")


GPT2 = HubArchitecture(
    model_type="gpt2",
    spec_type=GPTSpec,
    settings=GPT2Settings,
    habits=Habits(
        prefix="transformer.",
        heads=("lm_head.", "score."),
        tasks=("score.",),
        buffers=re.compile(r"transformer\.h\.\d+\.attn\.(bias|masked_bias)"),
        copies={"lm_head.weight": "transformer.wte.weight"},
    ),
    tensors=_tensors,
    sizes=_sizes,
    class_name=lambda spec: "GPT2LMHeadModel",
    classifier_name="GPT2ForSequenceClassification",
    writes=lambda spec: True,
    required={
        "layer_norm_epsilon": (NORM_EPSILON, None),
        "scale_attn_weights": (True, None),
        "scale_attn_by_inverse_layer_idx": (False, None),
    },
    harmless=frozenset(
        {
            "n_ctx",
            "reorder_and_upcast_attn",
            "summary_type",
            "summary_use_proj",
            "summary_activation",
            "summary_proj_to_labels",
            "summary_first_dropout",
        }
    ),
    gguf=GGUFMapping("gpt2", _add_gguf_sizes, _gguf_tensors, _check_gguf),
)
