"""GGUF files read by llama.cpp itself: the same tokens, the same next-token probabilities."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from hub_material import llama_model
from hugging_face import lively
from text_material import english, poems, train
from typed_keywords import Sizes

from workbench.errors import BadInput
from workbench.models.build import build
from workbench.models.hub.gguf_file import write_gguf
from workbench.models.model_file import ModelFile
from workbench.models.rotary_spec import LinearScaling, Llama3Scaling, YarnScaling
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
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
        (LlamaSpec(**SIZES, rope_scaling=YarnScaling()), {}, "positions of the kind yarn"),
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
