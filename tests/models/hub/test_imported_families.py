"""Models of every family, imported: they write the text that transformers writes, learn and teach.

Tokenizers are of transformers' own classes and trained on a small text, weights are random, and the
end token wins after some tokens: framing, ends and decoding count as they do for a person.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hub_material as hub
import numpy as np
import pytest
import torch
from hugging_face import eager, lively, loaded
from tiny_project import (
    CORPUS,
    distill_spec,
    ending,
    finetune_spec,
    metric_rows,
    perform,
    tales,
)
from tokenizers import Tokenizer, processors
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GemmaTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    GPT2Tokenizer,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    GPTNeoXTokenizer,
    LlamaConfig,
    LlamaForCausalLM,
    LlamaTokenizer,
    MistralConfig,
    MistralForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from workbench.activities.spec import ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.events import Outcome
from workbench.models.load import load_model
from workbench.plans.planned_run import Startable
from workbench.project import Project
from workbench.spec import validate
from workbench.tokenizers.tokenizer import REPLACEMENT

pytestmark = pytest.mark.slow

PROMPTS = ("The old fox", "née 😀 and 42", "床前明月光")
"""The second ends in characters that some of the tokenizers spell in bytes."""
MOST = 24


def parts(tokenizer: Tokenizer) -> dict[str, Any]:
    model = json.loads(tokenizer.to_str())["model"]
    return {"vocab": model["vocab"], "merges": [tuple(merge) for merge in model["merges"]]}


def gemma(folder: Path) -> None:
    """As published: each text begins with <bos>."""
    tokenizer = GemmaTokenizer(**parts(hub.llama_bpe()))
    begin = ("<bos>", tokenizer.bos_token_id)
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A", pair="<bos> $A <bos> $B", special_tokens=[begin]
    )
    tokenizer.save_pretrained(folder)


def of_class(cls: Any, made: Callable[[], Tokenizer]) -> Callable[[Path], Any]:
    return lambda folder: cls(**parts(made())).save_pretrained(folder)


SHAPE = {
    "hidden_size": 32,
    "intermediate_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
}
WINDOWED = SHAPE | {"sliding_window": 5}


@dataclass(frozen=True)
class Family:
    """How its tokenizer is made, and a tiny model of its class."""

    tokenizer: Callable[[Path], Any]
    model: type[PreTrainedModel]
    config: type[Any]
    settings: dict[str, Any]


FAMILIES = {
    "gpt2": Family(
        of_class(GPT2Tokenizer, hub.byte_bpe),
        GPT2LMHeadModel,
        GPT2Config,
        {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 64},
    ),
    "llama": Family(of_class(LlamaTokenizer, hub.llama_bpe), LlamaForCausalLM, LlamaConfig, SHAPE),
    "mistral": Family(hub.MAKERS["llama"], MistralForCausalLM, MistralConfig, WINDOWED),
    "qwen2": Family(of_class(Qwen2Tokenizer, hub.byte_bpe), Qwen2ForCausalLM, Qwen2Config, SHAPE),
    "qwen3": Family(hub.MAKERS["qwen"], Qwen3ForCausalLM, Qwen3Config, SHAPE | {"head_dim": 8}),
    "gpt_neox": Family(
        of_class(GPTNeoXTokenizer, hub.byte_bpe), GPTNeoXForCausalLM, GPTNeoXConfig, SHAPE
    ),
    "gemma3": Family(
        gemma,
        Gemma3ForCausalLM,
        Gemma3TextConfig,
        WINDOWED | {"sliding_window_pattern": 2, "head_dim": 8},
    ),
    "phi3": Family(of_class(LlamaTokenizer, hub.llama_bpe), Phi3ForCausalLM, Phi3Config, WINDOWED),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("families")
    (folder / "tales.txt").write_text(tales())
    with Project.open(folder / "lab") as project:
        files = (str(folder / "tales.txt"),)
        project.run(validate(AddCorpusSpec, {"name": CORPUS, "files": files}))
        yield project


def written(model: Any, ids: list[int], **options: Any) -> list[int]:
    ids_1t = torch.tensor([ids])
    mask_1t = torch.ones_like(ids_1t)
    text_1t = model.generate(
        ids_1t, attention_mask=mask_1t, max_new_tokens=MOST, do_sample=False, **options
    )
    return [int(i) for i in text_1t[0]]


def let_it_end(model: Any, tokenizer: Any) -> None:
    """Give the end token's output row the direction of a state behind some tokens of a text."""
    ids = written(model, tokenizer(PROMPTS[0]).input_ids, min_new_tokens=MOST)[: 3 - MOST]
    rows_vc = model.get_output_embeddings().weight
    with torch.no_grad():
        state_c = model.base_model(torch.tensor([ids])).last_hidden_state[0, -1]
        highest = (rows_vc @ state_c).max()
        rows_vc[tokenizer.eos_token_id] = state_c * (highest + 1.0) / state_c.square().sum()


def saved(name: str, folder: Path) -> tuple[Any, Any]:
    """A folder with a model and its tokenizer, and what transformers has of both."""
    family = FAMILIES[name]
    family.tokenizer(folder)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    ids = {role: getattr(tokenizer, role) for role in ("bos_token_id", "eos_token_id")}
    # More rows than tokens, as published ones have.
    config = family.config(
        **family.settings, **ids, vocab_size=len(tokenizer) + 3, pad_token_id=tokenizer.pad_token_id
    )
    with torch.random.fork_rng():
        torch.manual_seed(4)
        model: Any = lively(eager(family.model(config))).eval()
    with torch.no_grad():
        model.get_output_embeddings().weight[len(tokenizer) :] = 0
    let_it_end(model, tokenizer)
    model.save_pretrained(folder)
    return model, AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("name", FAMILIES)
def test_that_a_raw_prompt_is_continued_with_the_text_of_transformers(
    name: str, project: Project, tmp_path: Path
) -> None:
    theirs, tokenizer = saved(name, tmp_path)
    run = perform(project, ImportModelSpec(name=name, folder=str(tmp_path)))
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    ours = project.model(name)
    for prompt in PROMPTS:
        ids = tokenizer(prompt).input_ids
        text = written(theirs, ids, pad_token_id=0)
        read, whole = (tokenizer.decode(some, skip_special_tokens=True) for some in (ids, text))
        # An unfinished character at the very end is not shown.
        expected = whole[len(read) :].rstrip(REPLACEMENT)
        assert ours.generate(prompt, max_new_tokens=MOST) == expected
        if prompt == PROMPTS[0]:
            assert 1 < len(text) - len(ids) < MOST, "it was to end by itself"
            assert text[-1] == tokenizer.eos_token_id


def learnt(project: Project, spec: Startable) -> None:
    """Do a run; its training losses are finite, and the last are lower than the first."""
    run = perform(project, spec)
    assert ending(run).outcome is Outcome.FINISHED, ending(run)
    losses = [value for name, _, value, _, _ in metric_rows(run) if name == "loss"]
    assert len(losses) >= 12
    assert np.isfinite(losses).all()
    assert np.mean(losses[-4:]) < 0.95 * np.mean(losses[:2])


def exported(project: Project, name: str, kind: Any, folder: Path) -> tuple[Any, Any]:
    """Our network, and what transformers makes of its export, with nothing missing there."""
    project.model(name).export("hf", folder)
    theirs, info = loaded(kind, folder)
    assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    return load_model(project.model(name).checkpoint.folder)[0].eval(), theirs.eval()


@pytest.mark.parametrize("name", ["mistral", "qwen3", "gpt_neox", "gemma3", "phi3"])
def test_that_an_imported_model_is_tuned_and_teaches_and_goes_out_again(
    name: str, project: Project, tmp_path: Path
) -> None:
    saved(name, tmp_path / "theirs")
    teacher, tuned, student = f"{name}-teacher", f"{name}-tuned", f"{name}-student"
    perform(project, ImportModelSpec(name=teacher, folder=str(tmp_path / "theirs")))
    spec, ids_1t = project.model(teacher).spec, torch.arange(3, 30)[None]

    learnt(project, finetune_spec(name=tuned, model=teacher))
    kind = AutoModelForSequenceClassification
    ours, theirs = exported(project, tuned, kind, tmp_path / "tuned")
    with torch.no_grad():
        ours_bc = ours.class_logits(ours.hidden(ids_1t)[:, -1])
        torch.testing.assert_close(ours_bc, theirs(ids_1t).logits, atol=1e-4, rtol=1e-4)

    shape = spec.model_dump() | {"num_layers": 1, "context": 32, "init": "from_teacher"}
    learnt(project, distill_spec(name=student, teacher=teacher, student=shape))
    ours, theirs = exported(project, student, AutoModelForCausalLM, tmp_path / "student")
    with torch.no_grad():
        torch.testing.assert_close(ours(ids_1t), theirs(ids_1t).logits, atol=1e-4, rtol=1e-4)
