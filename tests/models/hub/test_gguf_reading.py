"""GGUF files of others: their weights as transformers has them, and hostile ones ended in a
sentence."""

import contextlib
import struct
import tracemalloc
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from gguf_material import Kind, finished, gguf_model

from workbench.errors import BadInput
from workbench.file_formats.gguf_header import read_gguf_header
from workbench.models.build import build_empty
from workbench.models.hub.gguf.config import gguf_config, llama3_factors
from workbench.models.hub.gguf.reading import read_gguf_model
from workbench.models.hub.gguf.weights import opened_gguf
from workbench.models.load import as_decoder, fill


def logits(path: Path, ids_bt: torch.Tensor) -> torch.Tensor:
    read = read_gguf_model(path)
    model = build_empty(read.spec, read.vocabulary_size)
    fill(model, read.weights, path)
    with torch.no_grad():
        return as_decoder(model.eval())(ids_bt)


@pytest.mark.parametrize(
    ("architecture", "changes"),
    [
        ("llama", {}),
        ("llama", {"tie_word_embeddings": True, "num_key_value_heads": 6}),
        ("qwen2", {"num_attention_heads": 4, "num_key_value_heads": 1}),
    ],
)
def test_that_a_file_computes_what_transformers_does(
    architecture: str, changes: dict, tmp_path: Path
) -> None:
    theirs = gguf_model(tmp_path / "model.gguf", architecture, **changes)
    ids_bt = torch.randint(0, 404, (2, 30), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = theirs(ids_bt).logits
    torch.testing.assert_close(logits(tmp_path / "model.gguf", ids_bt), expected, atol=1e-5, rtol=0)


def test_that_rounded_weights_are_near_and_which_they_are_is_said(tmp_path: Path) -> None:
    theirs = gguf_model(tmp_path / "model.gguf", kind=Kind.Q8_0, tie_word_embeddings=False)
    read = read_gguf_model(tmp_path / "model.gguf")
    assert "Q8_0 (16)" in str(read.notes[0])
    torch.testing.assert_close(
        read.weights["token_embedding.weight"],
        theirs.model.embed_tokens.weight.detach(),
        atol=5e-3,
        rtol=0,
    )
    assert all(weight.dtype == torch.float32 for weight in read.weights.values())


@pytest.mark.parametrize(
    "kind",
    [
        *(Kind.F32, Kind.F16, Kind.BF16, Kind.Q8_0, Kind.Q4_0, Kind.Q4_1, Kind.Q5_0, Kind.Q5_1),
        *(Kind.Q2_K, Kind.Q3_K, Kind.Q4_K, Kind.Q5_K, Kind.Q6_K, Kind.IQ4_NL, Kind.MXFP4),
    ],
)
def test_that_every_way_to_store_numbers_is_read(kind: Kind, tmp_path: Path) -> None:
    block, num_bytes = gguf.GGML_QUANT_SIZES[kind]
    rng = np.random.default_rng(5)
    # Small bytes are finite numbers in every form.
    stored = rng.integers(0, 60, (6, 2 * num_bytes), dtype=np.uint8)
    if block == 1:
        stored = rng.integers(0, 60, (6, 256 * num_bytes), dtype=np.uint8)
    writer = gguf.GGUFWriter(tmp_path / "one.gguf", "llama")
    writer.add_tensor("odd", np.zeros(3, dtype=np.float32))
    writer.add_tensor("one", stored, raw_dtype=kind)
    finished(writer)
    header = read_gguf_header(tmp_path / "one.gguf")
    with opened_gguf(header) as weights:
        assert weights.tensor("odd").tolist() == [0, 0, 0]
        tensor = weights.tensor("one")
    assert tensor.shape == (6, stored.shape[1] // num_bytes * block)
    np.testing.assert_array_equal(tensor.numpy(), gguf.dequantize(stored, kind))


# -- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"llama.expert_count": 8}, "a mixture of 8 experts"),
        ({"split.count": 3}, "one of 3 parts of a model; join them"),
        ({"general.type": "adapter"}, "no whole model but 'adapter'"),
        ({"llama.attention.sliding_window": 16}, "attention.sliding_window = 16, which would"),
        ({"llama.attention.key_length": 32}, "rope.dimension_count = 16, which would"),
        ({"llama.logit_scale": 0.5}, "llama.logit_scale = 0.5, which would change"),
        ({"llama.rope.scaling.type": "longrope"}, "rope.scaling.type = longrope"),
    ],
)
def test_that_what_would_be_computed_otherwise_is_refused_by_name(
    settings: dict, sentence: str, tmp_path: Path
) -> None:
    gguf_model(tmp_path / "model.gguf", settings=settings)
    with pytest.raises(BadInput, match=sentence):
        read_gguf_model(tmp_path / "model.gguf")


def test_that_an_unknown_architecture_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    writer = gguf.GGUFWriter(tmp_path / "model.gguf", "rwkv6")
    finished(writer)
    with pytest.raises(BadInput, match=r"architecture 'rwkv6'.*known are llama, qwen2"):
        read_gguf_model(tmp_path / "model.gguf")


def test_that_an_unsaid_size_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    gguf_model(path)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"layer_norm_rms_epsilon", b"layer_norm_rms_epsilom"))
    with pytest.raises(BadInput, match=r"does not say llama[.]attention[.]layer_norm_rms_epsilon,"):
        read_gguf_model(path)


def test_that_settings_without_a_meaning_here_are_named(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    gguf_model(path, settings={"llama.unheard_of": 1, "llama.vocab_size": 404})
    assert read_gguf_model(path).ignored == ("llama.unheard_of",)


@pytest.mark.parametrize(("factor", "context"), [(8.0, 8192), (32.0, 8192), (4.0, 32768)])
def test_that_llama_3s_scaling_is_found_by_what_it_makes_of_the_frequencies(
    factor: float, context: int, tmp_path: Path
) -> None:
    from transformers import LlamaConfig
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

    scaling = {
        "rope_type": "llama3",
        "factor": factor,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": context,
    }
    gguf_model(tmp_path / "model.gguf", hidden_size=384)
    header = read_gguf_header(tmp_path / "model.gguf")
    config = LlamaConfig(
        hidden_size=384,
        num_attention_heads=6,
        max_position_embeddings=131072,
        rope_parameters={**scaling, "rope_theta": 5e5},
    )
    frequencies, _ = ROPE_INIT_FUNCTIONS["llama3"](config, torch.device("cpu"))
    plain = 5e5 ** -(torch.arange(0, 64, 2, dtype=torch.float64) / 64)
    factors = (plain / frequencies.double()).float()
    np.testing.assert_allclose(llama3_factors(64, 5e5, factor, context), factors, rtol=1e-4)
    assert gguf_config(header, factors)["rope_scaling"] == scaling
    with pytest.raises(BadInput, match=r"rope_freqs.weight\) in a way that is not Llama 3's"):
        gguf_config(header, factors * torch.linspace(1, 3, 32))


# -- hostile files ----------------------------------------------------------------------------


def text(data: str) -> bytes:
    return struct.pack("<Q", len(data)) + data.encode()


def header_of(settings: bytes = b"", count: int = 0, table: bytes = b"", tensors: int = 0) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, tensors, count) + settings + table


def entry(name: str, sizes: tuple[int, ...], kind: int = 0, begin: int = 0) -> bytes:
    packed = struct.pack(f"<I{len(sizes)}Q", len(sizes), *sizes)
    return text(name) + packed + struct.pack("<IQ", kind, begin)


LLAMA = text("general.architecture") + struct.pack("<I", 8) + text("llama")
HUGE = 1 << 60

FORGED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "does not begin as a GGUF file"),
    "another file": (b"PK\x03\x04" + bytes(100), "does not begin as a GGUF file"),
    "version 1": (b"GGUF" + struct.pack("<I", 1) + bytes(16), "GGUF file of version 1"),
    "other byte order": (b"GGUF" + struct.pack(">I", 3) + bytes(16), "big-endian"),
    "count of settings": (header_of(count=HUGE), "claims 1152921504606846976 settings"),
    "count of tensors": (header_of(tensors=HUGE), "claims 1152921504606846976 tensors"),
    "length of a name": (header_of(struct.pack("<Q", HUGE) + bytes(20), 1), "a name of"),
    "length of a text": (
        header_of(text("a") + struct.pack("<IQ", 8, HUGE) + bytes(20), 1),
        "ends in the middle",
    ),
    "list of numbers": (
        header_of(text("a") + struct.pack("<IIQ", 9, 5, HUGE) + bytes(20), 1),
        "ends in the middle",
    ),
    "list of texts": (
        header_of(text("a") + struct.pack("<IIQ", 9, 8, HUGE) + bytes(20), 1),
        "claims 1152921504606846976 texts",
    ),
    "list of lists": (
        header_of(text("a") + struct.pack("<IIQ", 9, 9, 1) + bytes(20), 1),
        r"of a sort \(9\)",
    ),
    "sort of a value": (header_of(text("a") + struct.pack("<I", 77) + bytes(20), 1), "sort"),
    "no UTF-8": (header_of(struct.pack("<Q", 2) + b"\xff\xfe" + bytes(20), 1), "not UTF-8"),
    "twice": (
        header_of(2 * (text("a") + struct.pack("<IB", 0, 1)), 2),
        "has 'a' twice",
    ),
    "dimensions": (
        header_of(LLAMA, 1, text("t") + struct.pack("<I", 9) + bytes(99), 1),
        "9 dimensions",
    ),
    "numbers": (header_of(LLAMA, 1, entry("t", (HUGE, HUGE)), 1), "claims 13292279957849158"),
    "no numbers": (header_of(LLAMA, 1, entry("t", (0, 4)), 1), "claims 0 numbers"),
    "beyond the end": (header_of(LLAMA, 1, entry("t", (64, 64)), 1), "would end at byte"),
    "far beyond": (header_of(LLAMA, 1, entry("t", (4,), 0, HUGE), 1), "would end at byte"),
    "overlap": (
        header_of(LLAMA, 1, entry("t", (4,)) + entry("u", (4,)), 2) + bytes(99),
        "overlap",
    ),
    "unknown kind": (header_of(LLAMA, 1, entry("t", (4,), 999), 1), "stored as type 999"),
    "no floats": (header_of(LLAMA, 1, entry("t", (4,), 26), 1), "stored as I32"),
    "half a block": (header_of(LLAMA, 1, entry("t", (40,), 8), 1), "stores 32 together"),
    "alignment": (
        header_of(LLAMA + text("general.alignment") + struct.pack("<II", 4, 3), 2),
        "aligns its weights to 3",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_that_a_forged_file_ends_in_a_sentence_and_takes_no_memory(
    name: str, tmp_path: Path
) -> None:
    data, sentence = FORGED[name]
    path = tmp_path / "forged.gguf"
    path.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(BadInput, match=sentence) as caught:
        read_gguf_model(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(path) in str(caught.value)
    assert most < 2_000_000


def test_that_a_file_cut_anywhere_ends_in_a_sentence(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.gguf", tmp_path / "cut.gguf"
    gguf_model(whole)
    data = whole.read_bytes()
    for length in [*range(0, 400, 7), *range(400, len(data), len(data) // 40)]:
        cut.write_bytes(data[:length])
        with pytest.raises(BadInput, match=r"cut\.gguf"):
            read_gguf_model(cut)


def test_that_a_changed_byte_of_the_header_never_ends_otherwise(tmp_path: Path) -> None:
    whole, changed = tmp_path / "whole.gguf", tmp_path / "changed.gguf"
    gguf_model(whole)
    data = whole.read_bytes()
    ends = data.index(b"tokenizer.ggml.tokens")
    table = data.index(b"token_embd.weight")
    rng = np.random.default_rng(2)
    for at in [*rng.integers(0, ends, 60), *rng.integers(table, table + 1000, 60)]:
        damaged = bytearray(data)
        damaged[at] ^= int(rng.integers(1, 256))
        changed.write_bytes(damaged)
        with contextlib.suppress(BadInput):
            read_gguf_model(changed)


def test_that_nan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    gguf_model(path)
    data = bytearray(path.read_bytes())
    data[-4:] = struct.pack("<f", float("nan"))
    path.write_bytes(data)
    with pytest.raises(BadInput, match="NaN or infinite"):
        read_gguf_model(path)


def test_that_without_the_library_its_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gguf_model(tmp_path / "model.gguf")
    hidden: Any = None
    monkeypatch.setitem(__import__("sys").modules, "gguf", hidden)
    with pytest.raises(BadInput, match=r"distill-workbench\[export\]"):
        read_gguf_model(tmp_path / "model.gguf")
