import dataclasses
import json
from pathlib import Path
from typing import Any

import foreign_folders as folders
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import (
    BertForPreTraining,
    BertModel,
    DistilBertConfig,
    DistilBertForQuestionAnswering,
)

from workbench.errors import BadInput
from workbench.models.architectures.bert import Bert
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.hub.config import read_config
from workbench.models.hub.importing import read_foreign_model
from workbench.models.model_file import ModelFile
from workbench.models.spec import BertSpec, GPTSpec, LlamaSpec
from workbench.spec import BadSpec
from workbench.tokenizers.special import SpecialIds

WEIGHTS = "model.safetensors"


def saved(kind: str, folder: Path) -> Path:
    folders.foreign(kind, folders.USUAL).save_pretrained(folder)
    return folder


def reweighted(folder: Path, change: Any) -> dict[str, torch.Tensor]:
    """Write the file's tensors again after `change` saw them; gives what was written."""
    weights = load_file(folder / WEIGHTS)
    weights = change(weights)
    save_file({name: tensor.clone() for name, tensor in weights.items()}, folder / WEIGHTS)
    return weights


def reconfigured(folder: Path, **keys: Any) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | keys))


def assert_same_weights(first: Path, second: Path) -> None:
    one, other = read_foreign_model(first).weights, read_foreign_model(second).weights
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in one)


# -- the same model, written in other ways ----------------------------------------------------


def test_that_old_names_of_bert_are_understood(tmp_path: Path) -> None:
    saved("bert", tmp_path / "new")
    saved("bert", tmp_path / "old")

    def aged(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        old = {
            name.replace("LayerNorm.weight", "LayerNorm.gamma").replace(
                "LayerNorm.bias", "LayerNorm.beta"
            ): tensor
            for name, tensor in weights.items()
        }
        embedding = weights["bert.embeddings.word_embeddings.weight"]
        return old | {
            "cls.predictions.decoder.weight": embedding,
            "cls.predictions.decoder.bias": weights["cls.predictions.bias"],
            "bert.embeddings.position_ids": torch.arange(12)[None],
        }

    reweighted(tmp_path / "old", aged)
    assert_same_weights(tmp_path / "new", tmp_path / "old")
    assert not read_foreign_model(tmp_path / "old").ignored


def test_that_gpt2_is_read_without_its_prefix_and_with_its_buffers(tmp_path: Path) -> None:
    saved("gpt2", tmp_path / "new")
    saved("gpt2", tmp_path / "old")

    def bare(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        old = {name.removeprefix("transformer."): tensor for name, tensor in weights.items()}
        buffers = {"h.0.attn.bias": torch.ones(1, 1, 4, 4), "h.1.attn.masked_bias": torch.ones(1)}
        return old | buffers | {"lm_head.weight": old["wte.weight"]}

    reweighted(tmp_path / "old", bare)
    assert_same_weights(tmp_path / "new", tmp_path / "old")


def test_that_weights_in_several_files_are_one_model(tmp_path: Path) -> None:
    theirs = folders.foreign("llama", folders.USUAL)
    theirs.save_pretrained(tmp_path / "one")
    theirs.save_pretrained(tmp_path / "many", max_shard_size="4KB")
    assert len(list((tmp_path / "many").glob("*.safetensors"))) > 1
    assert_same_weights(tmp_path / "one", tmp_path / "many")


@pytest.mark.slow
def test_that_a_pickle_of_plain_weights_is_the_same_model(tmp_path: Path) -> None:
    saved("gpt2", tmp_path / "new")
    saved("gpt2", tmp_path / "old")
    weights = load_file(tmp_path / "old" / WEIGHTS)
    weights["lm_head.weight"] = weights["transformer.wte.weight"]  # one memory, two names
    (tmp_path / "old" / WEIGHTS).unlink()
    torch.save(weights, tmp_path / "old/pytorch_model.bin")
    assert_same_weights(tmp_path / "new", tmp_path / "old")


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_that_other_precisions_become_float32(tmp_path: Path, kind: torch.dtype) -> None:
    saved("qwen2", tmp_path)
    written = reweighted(tmp_path, lambda weights: {n: t.to(kind) for n, t in weights.items()})
    read_weights = read_foreign_model(tmp_path).weights
    assert {tensor.dtype for tensor in read_weights.values()} == {torch.float32}
    expected = written["model.embed_tokens.weight"].float()
    assert torch.equal(read_weights["token_embedding.weight"], expected)


@pytest.mark.parametrize("inner", ["", "0_Transformer"])
def test_that_a_sentence_transformer_is_its_encoder(tmp_path: Path, inner: str) -> None:
    theirs = BertModel(folders.bert_config(folders.USUAL))
    theirs.save_pretrained(tmp_path / inner)
    kinds = ("Transformer", "Pooling", "Normalize")
    modules = [
        {"path": inner if index == 0 else f"{index}_x", "type": f"sentence_transformers.models.{k}"}
        for index, k in enumerate(kinds)
    ]
    (tmp_path / "modules.json").write_text(json.dumps(modules))
    foreign = read_foreign_model(tmp_path)
    assert foreign.ignored[:2] == ("Pooling", "Normalize")
    expected = theirs.state_dict()["embeddings.word_embeddings.weight"]
    assert torch.equal(foreign.weights["token_embedding.weight"], expected)


def test_that_layers_of_a_task_are_left_out_by_name(tmp_path: Path) -> None:
    config = folders.foreign("distilbert", folders.USUAL).config
    assert isinstance(config, DistilBertConfig)
    DistilBertForQuestionAnswering(config).save_pretrained(tmp_path)
    foreign = read_foreign_model(tmp_path)
    assert isinstance(foreign.spec, BertSpec)
    assert not foreign.spec.masked_head
    assert "qa_outputs.weight" in foreign.ignored


def test_that_what_a_config_says_beyond_the_model_is_named(tmp_path: Path) -> None:
    saved("gpt2", tmp_path)
    reconfigured(tmp_path, my_note="hello", embd_pdrop=0.4)
    assert read_config(tmp_path).ignored == ("embd_pdrop", "my_note")


def test_that_the_older_way_to_write_the_rotary_base_is_read(tmp_path: Path) -> None:
    saved("llama", tmp_path)
    reconfigured(tmp_path, rope_parameters=None, rope_scaling=None, rope_theta=777.0)
    spec = read_config(tmp_path).spec
    assert isinstance(spec, LlamaSpec)
    assert spec.rope_theta == 777.0


# -- what we cannot compute -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("bert", "position_embedding_type", "relative_key"),
        ("bert", "hidden_act", "mish"),
        ("bert", "is_decoder", True),
        ("bert", "auto_map", {"AutoModel": "code.Model"}),
        ("bert", "hidden_size", "16"),
        ("bert", "hidden_size", 10**9),
        ("bert", "vocab_size", -1),
        ("bert", "layer_norm_eps", float("nan")),
        ("distilbert", "activation", "silu"),
        ("gpt2", "scale_attn_by_inverse_layer_idx", True),
        ("gpt2", "scale_attn_weights", False),
        ("gpt2", "layer_norm_epsilon", 1e-6),
        ("llama", "head_dim", 5),
        ("llama", "attention_bias", True),
        ("llama", "mlp_bias", True),
        ("llama", "hidden_act", "gelu"),
        ("llama", "rope_scaling", {"type": "longrope", "factor": 2.0}),
        ("llama", "rope_scaling", {"type": "linear", "factor": 2.0, "mrope_section": [2]}),
        ("llama", "rope_scaling", {"type": "linear", "factor": 0.0}),
        ("llama", "rope_scaling", {"rope_type": "yarn", "factor": "4"}),
        ("llama", "rope_parameters", {"rope_type": "llama3", "rope_theta": 1e4, "factor": 8.0}),
        ("llama", "quantization_config", {"bits": 4}),
        ("qwen2", "layer_types", ["full_attention", "sliding_attention"]),
    ],
)
def test_that_what_would_change_the_mathematics_is_refused_by_name(
    tmp_path: Path, kind: str, key: str, value: Any
) -> None:
    saved(kind, tmp_path)
    reconfigured(tmp_path, **{key: value})
    with pytest.raises(BadInput, match=key) as refused:
        read_config(tmp_path)
    assert "config.json" in str(refused.value)


def test_that_a_window_as_long_as_the_context_is_no_reason_to_refuse(tmp_path: Path) -> None:
    saved("qwen2", tmp_path)
    whole = read_config(tmp_path).spec
    window = {"use_sliding_window": True, "sliding_window": whole.context}
    reconfigured(tmp_path, **window, layer_types=["sliding_attention"] * whole.num_layers)
    assert read_config(tmp_path).spec == whole


@pytest.mark.parametrize("value", ["mamba", 7, ["bert"]])
def test_that_another_architecture_is_refused_with_the_known_ones(
    tmp_path: Path, value: Any
) -> None:
    saved("bert", tmp_path)
    reconfigured(tmp_path, model_type=value)
    with pytest.raises(
        BadInput,
        match="bert, distilbert, gemma3_text, gpt2, gpt_neox, llama, mistral, modernbert, phi3",
    ):
        read_config(tmp_path)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"model_type": "mixtral", "num_local_experts": 8}, "a mixture of experts \\(mixtral\\)"),
        ({"model_type": "qwen3_moe", "num_experts": 128}, "a mixture of experts \\(qwen3_moe\\)"),
        ({"model_type": "gemma3", "vision_config": {}, "text_config": {}}, "that sees pictures"),
        ({"model_type": "vit", "image_size": 224}, "that sees pictures \\(vit\\)"),
        ({"model_type": "t5", "is_encoder_decoder": True}, "an encoder with a decoder \\(t5"),
        ({"hidden_size": 8}, "does not say its model_type"),
    ],
)
def test_that_what_no_model_here_computes_is_named_with_its_reason(
    tmp_path: Path, keys: dict[str, Any], sentence: str
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(keys))
    with pytest.raises(BadInput, match=sentence):
        read_config(tmp_path)


@pytest.mark.parametrize("kind", ["bert", "distilbert", "gpt2", "llama", "qwen2"])
def test_that_a_config_without_its_type_is_read_by_its_class(kind: str, tmp_path: Path) -> None:
    saved(kind, tmp_path)
    said = read_config(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    del config["model_type"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    told = read_config(tmp_path)
    assert told.unsaid == ("model_type",)
    assert dataclasses.replace(told, unsaid=()) == said


def test_that_a_bert_shows_itself_without_type_and_class(tmp_path: Path) -> None:
    saved("bert", tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    del config["model_type"], config["architectures"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert read_foreign_model(tmp_path).unsaid == ("model_type",)


@pytest.mark.parametrize(
    "wrapper", ["_orig_mod.", "module.", "base_model.model.", "module._orig_mod."]
)
def test_that_what_wrappers_put_before_names_is_no_part_of_them(
    wrapper: str, tmp_path: Path
) -> None:
    saved("llama", tmp_path)
    plain = read_foreign_model(tmp_path)
    reweighted(tmp_path, lambda weights: {wrapper + name: one for name, one in weights.items()})
    wrapped = read_foreign_model(tmp_path)
    assert wrapped.spec == plain.spec
    assert all(torch.equal(plain.weights[name], one) for name, one in wrapped.weights.items())


def test_that_a_shared_embedding_is_found_where_it_is_stored(tmp_path: Path) -> None:
    saved("llama", tmp_path)
    plain = read_foreign_model(tmp_path)
    embedding = "model.embed_tokens.weight"
    reweighted(tmp_path, lambda weights: weights | {"lm_head.weight": weights.pop(embedding)})
    moved = read_foreign_model(tmp_path)
    assert torch.equal(
        moved.weights["token_embedding.weight"], plain.weights["token_embedding.weight"]
    )
    reconfigured(tmp_path, tie_word_embeddings=False)
    reweighted(tmp_path, lambda weights: weights | {embedding: weights.pop("lm_head.weight")})
    with pytest.raises(BadInput, match="no output layer of its own"):
        read_foreign_model(tmp_path)


@pytest.mark.slow
def test_that_pickles_in_several_files_are_one_model(tmp_path: Path) -> None:
    saved("gpt2", tmp_path)
    plain = read_foreign_model(tmp_path)
    weights = load_file(tmp_path / WEIGHTS)
    (tmp_path / WEIGHTS).unlink()
    names = sorted(weights)
    places = {name: f"pytorch_model-0000{1 + (name in names[5:])}-of-00002.bin" for name in names}
    for place in set(places.values()):
        torch.save(
            {name: weights[name] for name in names if places[name] == place}, tmp_path / place
        )
    index = {"metadata": {}, "weight_map": places}
    (tmp_path / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    sharded = read_foreign_model(tmp_path)
    assert all(torch.equal(plain.weights[name], one) for name, one in sharded.weights.items())


@pytest.mark.parametrize("name", ["config.json", WEIGHTS])
def test_that_a_git_lfs_pointer_is_told_from_the_file(name: str, tmp_path: Path) -> None:
    saved("gpt2", tmp_path)
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    (tmp_path / name).write_text(pointer)
    with pytest.raises(BadInput, match="git lfs pull"):
        read_foreign_model(tmp_path)


def test_that_a_missing_size_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "gpt2", "n_embd": 8}')
    with pytest.raises(BadSpec, match="n_layer"):
        read_config(tmp_path)


# -- our own models, exported -----------------------------------------------------------------


def test_that_a_bert_without_segments_is_exported_with_segments_that_add_nothing(
    tmp_path: Path,
) -> None:
    spec = BertSpec(num_layers=1, hidden_size=8, num_heads=2, context=12, num_segments=0)
    model = folders.lively(build(spec, folders.VOCABULARY), seed=2)
    assert isinstance(model, Bert)
    model_file = ModelFile(spec=spec, vocabulary_size=folders.VOCABULARY)
    folders.exported(model, model_file, tmp_path / "out")
    theirs = BertForPreTraining.from_pretrained(tmp_path / "out").eval()
    ids_bt = folders.tokens(1)
    out = theirs(ids_bt, token_type_ids=ids_bt % 2).prediction_logits
    ours = model.masked_logits(model.hidden(ids_bt))
    torch.testing.assert_close(ours, out, rtol=1e-5, atol=1e-5)


def test_that_a_bert_that_normalises_first_is_refused(tmp_path: Path) -> None:
    spec = BertSpec(num_layers=1, hidden_size=8, num_heads=2, context=8, norm_position="pre")
    model_file = ModelFile(spec=spec, vocabulary_size=9)
    with pytest.raises(BadInput, match="normalises before"):
        folders.exported(build(spec, 9), model_file, tmp_path / "out")


def test_that_special_ids_and_both_names_of_the_context_are_written(tmp_path: Path) -> None:
    spec = GPTSpec(num_layers=1, hidden_size=8, num_heads=2, context=8)
    model = build(spec, 9)
    assert isinstance(model, GPT)
    model_file = ModelFile(spec=spec, vocabulary_size=9)
    folders.exported(model, model_file, tmp_path / "out", SpecialIds(bos=1, eos=2, pad=3))
    config = json.loads((tmp_path / "out/config.json").read_text())
    assert (config["bos_token_id"], config["eos_token_id"], config["pad_token_id"]) == (1, 2, 3)
    assert config["n_positions"] == config["n_ctx"] == 8
