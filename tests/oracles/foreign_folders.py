"""Folders as transformers writes them, of tiny models whose weights are uneven enough to fail."""

from pathlib import Path
from typing import TypedDict, TypeVar

import torch
from hugging_face import eager
from hypothesis import strategies as st
from torch import Tensor, nn
from transformers import (
    BertConfig,
    BertForPreTraining,
    DistilBertConfig,
    DistilBertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from workbench.models.build import Model, build_empty
from workbench.models.hub.exporting import write_hf_files
from workbench.models.hub.importing import ForeignModel, read_foreign_model
from workbench.models.model_file import ModelFile
from workbench.tokenizers.special import SpecialIds

M = TypeVar("M", bound=nn.Module)
Rotary = TypeVar("Rotary", LlamaConfig, Qwen2Config)

VOCABULARY = 23
CONTEXT = 12


class Size(TypedDict):
    layers: int
    heads: int
    kv_heads: int
    hidden: int
    inner: int
    tied: bool
    seed: int


@st.composite
def sizes(draw: st.DrawFn) -> Size:
    """Tiny sizes; the head's width is even, as rotary positions need it."""
    heads = draw(st.integers(1, 4))
    return {
        "layers": draw(st.integers(1, 3)),
        "heads": heads,
        "kv_heads": draw(st.sampled_from([n for n in range(1, heads + 1) if heads % n == 0])),
        "hidden": heads * draw(st.sampled_from([4, 6])),
        "inner": draw(st.integers(3, 17)),
        "tied": draw(st.booleans()),
        "seed": draw(st.integers(0, 1000)),
    }


USUAL: Size = {
    "layers": 2,
    "heads": 4,
    "kv_heads": 2,
    "hidden": 16,
    "inner": 20,
    "tied": True,
    "seed": 1,
}


def lively(model: M, seed: int) -> M:
    """Every weight moved by much, biases and norms too."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.empty_like(parameter).normal_(0.0, 0.15, generator=generator))
    return model.eval()


def bert_config(size: Size) -> BertConfig:
    return BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=size["hidden"],
        num_hidden_layers=size["layers"],
        num_attention_heads=size["heads"],
        intermediate_size=size["inner"],
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=size["tied"],
    )


def foreign(kind: str, size: Size) -> PreTrainedModel:
    """A tiny model of transformers' with all its heads; equal sizes give equal weights."""
    with torch.random.fork_rng():
        torch.manual_seed(size["seed"])
        return lively(eager(_fresh(kind, size)), size["seed"])


def _fresh(kind: str, size: Size) -> PreTrainedModel:
    match kind:
        case "bert":
            return BertForPreTraining(bert_config(size))
        case "distilbert":
            return DistilBertForMaskedLM(
                DistilBertConfig(
                    vocab_size=VOCABULARY,
                    dim=size["hidden"],
                    n_layers=size["layers"],
                    n_heads=size["heads"],
                    hidden_dim=size["inner"],
                    max_position_embeddings=CONTEXT,
                    tie_word_embeddings=size["tied"],
                )
            )
        case "gpt2":
            return GPT2LMHeadModel(
                GPT2Config(
                    vocab_size=VOCABULARY,
                    n_embd=size["hidden"],
                    n_layer=size["layers"],
                    n_head=size["heads"],
                    n_inner=size["inner"],
                    n_positions=CONTEXT,
                    bos_token_id=None,
                    eos_token_id=None,
                    tie_word_embeddings=size["tied"],
                )
            )
        case "llama":
            return LlamaForCausalLM(_rotary(LlamaConfig, size))
        case _:
            return Qwen2ForCausalLM(_rotary(Qwen2Config, size))


def _rotary(config_type: type[Rotary], size: Size) -> Rotary:
    return config_type(
        vocab_size=VOCABULARY,
        hidden_size=size["hidden"],
        num_hidden_layers=size["layers"],
        num_attention_heads=size["heads"],
        num_key_value_heads=size["kv_heads"],
        intermediate_size=size["inner"],
        max_position_embeddings=CONTEXT,
        rope_parameters={"rope_type": "default", "rope_theta": 300.0},
        bos_token_id=None,
        eos_token_id=None,
        tie_word_embeddings=size["tied"],
    )


def opened(foreign_model: ForeignModel) -> Model:
    """An imported model, ready to answer."""
    model = build_empty(foreign_model.spec, foreign_model.vocabulary_size)
    model.load_state_dict(foreign_model.weights, assign=True)
    return model.eval().requires_grad_(False)


def imported(theirs: PreTrainedModel, folder: Path) -> tuple[ForeignModel, Model, ModelFile]:
    """Saved by transformers, read by us."""
    theirs.save_pretrained(folder)
    foreign_model = read_foreign_model(folder)
    model_file = ModelFile(spec=foreign_model.spec, vocabulary_size=foreign_model.vocabulary_size)
    return foreign_model, opened(foreign_model), model_file


def tokens(seed: int, rows: int = 2, length: int = 9) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, VOCABULARY, (rows, length), generator=generator)


def exported(model: Model, file: ModelFile, folder: Path, ids: SpecialIds | None = None) -> Path:
    """A new folder with one of our models as an export writes it, without its tokenizer."""
    folder.mkdir()
    write_hf_files(model, file, folder, ids)
    return folder
