"""GGUF files read by llama.cpp itself: the same tokens, the same next-token probabilities."""

import json
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hub_material import llama_model
from hugging_face import lively
from text_material import english, poems, train
from typed_keywords import Sizes

from workbench.activities.exchange.deviation import gguf_deviation
from workbench.errors import BadInput
from workbench.file_formats.gguf_header import read_gguf_header
from workbench.models.build import build
from workbench.models.hub.gguf.reading import read_gguf_model
from workbench.models.hub.gguf_file import GGUFPrecision, write_gguf
from workbench.models.model_file import ModelFile
from workbench.models.rotary_spec import LinearScaling, Llama3Scaling, YarnScaling
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec
from workbench.tokenizers.framing import decoder_framing
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
from workbench.tokenizers.hub.gguf.reading import convert_gguf
from workbench.tokenizers.hub.model_proto import PieceType
from workbench.tokenizers.opening import open_tokenizer
from workbench.tokenizers.tokenizer import Tokenizer

ORACLE = Path(__file__).parents[2] / "oracles" / "llama_cpp.py"
SIZES: Sizes = {"num_layers": 2, "hidden_size": 64, "num_heads": 4, "context": 64}
PROMPT = "The old  fox\nran 春 é 😀"


def has_loopback() -> bool:
    """llama.cpp's server listens on it, whether anybody asks or not."""
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def llama_cpp() -> None:
    """Skips where llama.cpp is not installed or lacks OpenMP's library, as on a bare Debian."""
    command = [sys.executable, "-c", "import xllamacpp"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if ended.returncode != 0:
        reason = ended.stderr.strip().splitlines()[-1]
        pytest.skip(f"llama.cpp cannot be loaded here; on Debian: apt install libgomp1 ({reason})")


@pytest.fixture(scope="module")
def portable(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tokenizer, bytes]:
    folder = tmp_path_factory.mktemp("portable") / "tokenizer"
    tokenizer = train(folder, english(300) + poems(100))
    return tokenizer, (folder / "tokenizer.model").read_bytes()


@pytest.mark.slow
@pytest.mark.usefixtures("llama_cpp")
@pytest.mark.skipif(not has_loopback(), reason="there is no loopback network here")
@pytest.mark.parametrize(
    "spec",
    [
        GPTSpec(**SIZES),
        LlamaSpec(**SIZES, num_kv_heads=2, rope_theta=500.0),
        LlamaSpec(**SIZES, qkv_bias=True, tied_embeddings=False),
        LlamaSpec(**SIZES, rope_theta=90.0, rope_scaling=LinearScaling(factor=3.0)),
        LlamaSpec(
            **SIZES,
            head_width=32,
            rope_theta=90.0,
            rope_scaling=Llama3Scaling(factor=4.0, original_context=32),
        ),
        LlamaSpec(**SIZES, num_kv_heads=2, head_width=24, qk_norm=True),
    ],
    ids=["gpt2", "llama", "qwen2", "linear", "llama3", "qwen3"],
)
def test_that_llama_cpp_reads_the_same_tokens_and_expects_the_same_next_ones(
    spec: GPTSpec | LlamaSpec, portable: tuple[Tokenizer, bytes], tmp_path: Path
) -> None:
    tokenizer, data = portable
    model = lively(build(spec, tokenizer.vocabulary_size, seed=1), amount=0.05).eval()
    file = ModelFile(spec=spec, vocabulary_size=tokenizer.vocabulary_size)
    write_gguf(model, file, tokenizer, data, tmp_path / "model.gguf", "a model")
    ids = [*tokenizer.prompt_begin, *tokenizer.encode(PROMPT)]
    command = [sys.executable, str(ORACLE), str(tmp_path / "model.gguf"), PROMPT, json.dumps(ids)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    theirs = json.loads(ended.stdout.strip().splitlines()[-1])
    assert theirs["count"] == len(ids)
    assert theirs["cached"] == len(ids) - 1, "other ids would not be in its cache"
    with torch.no_grad():
        best = model(torch.tensor([ids]))[0, -1].log_softmax(-1).topk(5)
    assert [token for token, _ in theirs["best"]] == best.indices.tolist()
    assert [share for _, share in theirs["best"]] == pytest.approx(best.values.tolist(), abs=1e-3)


@pytest.mark.parametrize(
    ("spec", "settings", "sentence"),
    [
        (BertSpec(**SIZES), {}, "this one is a BERT"),
        (LlamaSpec(**SIZES, sliding_window=8), {}, "beyond their window of 8"),
        (LlamaSpec(**SIZES, rope_scaling=YarnScaling()), {}, "positions of the kind YaRN"),
        (GPTSpec(**SIZES, activation="relu"), {}, "with the activation gelu_tanh alone"),
        (GPTSpec(**SIZES), {"algorithm": "unigram"}, "would cut text differently"),
        (GPTSpec(**SIZES), {"remove_extra_whitespaces": True}, "would cut text differently"),
    ],
)
def test_that_what_llama_cpp_would_read_wrongly_is_refused(
    spec: AnyModelSpec, settings: dict, sentence: str, tmp_path: Path
) -> None:
    tokenizer = train(tmp_path / "tokenizer", english(200), **settings)
    data = (tmp_path / "tokenizer" / "tokenizer.model").read_bytes()
    model = build(spec, tokenizer.vocabulary_size)
    file = ModelFile(spec=spec, vocabulary_size=tokenizer.vocabulary_size)
    with pytest.raises(BadInput, match=sentence):
        write_gguf(model, file, tokenizer, data, tmp_path / "model.gguf", "a model")
    assert not (tmp_path / "model.gguf").exists()


def test_that_special_ids_are_the_models_own_and_rows_without_a_piece_are_unused(
    tmp_path: Path,
) -> None:
    gguf = pytest.importorskip("gguf")
    folder = llama_model(tmp_path / "llama")
    (folder / "config.json").write_text('{"model_type": "llama", "vocab_size": 508}')
    foreign = convert_folder(folder)
    store_foreign(foreign, "llama", tmp_path / "kept")
    tokenizer = open_tokenizer(tmp_path / "kept")
    spec = LlamaSpec(**SIZES)
    file = ModelFile(spec=spec, vocabulary_size=508, framing=foreign.framing)
    path = tmp_path / "model.gguf"
    write_gguf(build(spec, 508), file, tokenizer, foreign.data, path, "a model")
    fields = gguf.GGUFReader(path).fields

    def said(name: str) -> Any:
        return fields[f"tokenizer.ggml.{name}"].contents()

    assert (said("bos_token_id"), said("eos_token_id"), said("unknown_token_id")) == (1, 2, 0)
    assert "tokenizer.ggml.padding_token_id" not in fields
    assert said("add_bos_token") is False
    assert len(said("tokens")) == 508
    assert set(said("token_type")[500:]) == {PieceType.UNUSED}


@pytest.mark.parametrize(
    "spec",
    [
        GPTSpec(**SIZES),
        LlamaSpec(**SIZES, num_kv_heads=2, rope_theta=500.0, norm_epsilon=1e-6),
        LlamaSpec(**SIZES, qkv_bias=True, tied_embeddings=False),
    ],
    ids=["gpt2", "llama", "qwen2"],
)
def test_that_what_goes_out_comes_back_the_same(
    spec: GPTSpec | LlamaSpec, portable: tuple[Tokenizer, bytes], tmp_path: Path
) -> None:
    tokenizer, data = portable
    model = lively(build(spec, tokenizer.vocabulary_size, seed=1))
    file = ModelFile(spec=spec, vocabulary_size=tokenizer.vocabulary_size)
    path = tmp_path / "model.gguf"
    write_gguf(model, file, tokenizer, data, path, "a model")
    read = read_gguf_model(path)
    assert read.spec == spec.model_copy(update={"ffn_size": spec.inner_size})
    assert (read.ignored, read.notes) == ((), ())
    for name, weight in model.state_dict().items():
        assert torch.equal(read.weights[name], weight), name
    foreign = convert_gguf(path)
    assert foreign.framing is not None
    own = decoder_framing(tokenizer)
    assert replace(foreign.framing, between=own.between) == own
    store_foreign(foreign, "again", tmp_path / "kept")
    again = open_tokenizer(tmp_path / "kept")
    for text in (PROMPT, "  x", "[MASK] <s>", *english(20)):
        assert again.encode(text) == tokenizer.encode(text)


@pytest.mark.parametrize(
    ("precision", "size", "most"), [("f16", 0.5, 1e-3), ("bf16", 0.5, 1e-2), ("q8_0", 0.31, 5e-2)]
)
def test_that_a_precision_makes_files_smaller_and_what_it_changes_is_said(
    precision: GGUFPrecision,
    size: float,
    most: float,
    portable: tuple[Tokenizer, bytes],
    tmp_path: Path,
) -> None:
    tokenizer, data = portable
    spec = LlamaSpec(**SIZES, ffn_size=176)
    model = build(spec, tokenizer.vocabulary_size, seed=1).eval()
    file = ModelFile(spec=spec, vocabulary_size=tokenizer.vocabulary_size)
    path = tmp_path / "model.gguf"
    write_gguf(model, file, tokenizer, data, path, "a model", precision)
    tensors = read_gguf_header(path).tensors
    stored = path.stat().st_size - min(tensor.begin for tensor in tensors.values())
    whole = 4 * sum(weight.numel() for weight in model.parameters())
    assert stored / whole == pytest.approx(size, abs=0.03)
    lost = gguf_deviation(model, file, tokenizer, path)
    assert 0 < lost.mean < lost.largest < most
    assert f"differ from the model's by {lost.largest:.2g} at most" in str(lost.words)
    # 176 numbers are no whole number of blocks of 32.
    odd = tensors["blk.0.ffn_down.weight"].kind
    assert odd == {"f16": 1, "bf16": 30, "q8_0": 1}[precision]


def test_that_weights_that_16_bits_cannot_hold_are_refused(
    portable: tuple[Tokenizer, bytes], tmp_path: Path
) -> None:
    tokenizer, data = portable
    spec = LlamaSpec(**SIZES)
    model = build(spec, tokenizer.vocabulary_size, seed=1)
    with torch.no_grad():
        model.token_embedding.weight[0, 0] = 1e6
    file = ModelFile(spec=spec, vocabulary_size=tokenizer.vocabulary_size)
    with pytest.raises(BadInput, match="has weights beyond 65504"):
        write_gguf(model, file, tokenizer, data, tmp_path / "m.gguf", "a model", "f16")
