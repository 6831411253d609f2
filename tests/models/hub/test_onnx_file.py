"""ONNX files run by onnxruntime: the same numbers, for any batch and length."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hugging_face import lively
from typed_keywords import Sizes

from workbench.data.labelled.batches import Encoded, labelled
from workbench.models.build import build
from workbench.models.hub.onnx_file import write_onnx
from workbench.models.rotary_spec import YarnScaling
from workbench.models.spec import (
    BertSpec,
    DecoderSpec,
    GemmaSpec,
    GPTSpec,
    LlamaSpec,
    ModernBertSpec,
    NeoXSpec,
)
from workbench.training.objectives.classification import class_logits

SIZES: Sizes = {"num_layers": 2, "hidden_size": 32, "num_heads": 4, "context": 24}
ONE_LAYER: Sizes = {**SIZES, "num_layers": 1}
"""A layer more costs half a second; that they follow each other is seen where there are two."""
SHAPES = ((1, 2), (3, 5), (2, 24), (1, 13))


def session_of(path: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [
        GPTSpec(**ONE_LAYER),
        LlamaSpec(**SIZES, num_kv_heads=2, qkv_bias=True),
        LlamaSpec(
            **ONE_LAYER,
            head_width=12,
            sliding_window=5,
            rope_scaling=YarnScaling(original_context=8),
        ),
        NeoXSpec(**ONE_LAYER),
        GemmaSpec(**SIZES, sliding_window=5, global_every=2, query_width=3),
    ],
    ids=["gpt", "llama", "yarn", "neox", "gemma"],
)
def test_that_a_decoders_logits_agree(spec: DecoderSpec, tmp_path: Path) -> None:
    model = lively(build(spec, 50, seed=1)).eval()
    write_onnx(model, tmp_path / "model.onnx")
    session = session_of(tmp_path / "model.onnx")
    for batch, length in SHAPES:
        ids = np.random.default_rng(length).integers(0, 50, (batch, length))
        (actual,) = session.run(["logits"], {"input_ids": ids})
        with torch.no_grad():
            expected = model(torch.from_numpy(ids)).numpy()
        np.testing.assert_allclose(actual, expected, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spec", "names"),
    [
        (BertSpec(**SIZES), ["logits", "seq_relationship_logits"]),
        (BertSpec(**ONE_LAYER, pooler=False, num_segments=0), ["logits"]),
        (BertSpec(**ONE_LAYER, pooler=False, masked_head=False), ["last_hidden_state"]),
        (ModernBertSpec(**SIZES, local_attention=6), ["logits"]),
    ],
    ids=["both heads", "masked head", "encoder", "modernbert"],
)
def test_that_a_berts_outputs_agree_with_padding(
    spec: BertSpec | ModernBertSpec, names: list[str], tmp_path: Path
) -> None:
    model = lively(build(spec, 50, seed=1)).eval()
    write_onnx(model, tmp_path / "model.onnx")
    session = session_of(tmp_path / "model.onnx")
    assert [output.name for output in session.get_outputs()] == names
    for batch, length in SHAPES:
        rng = np.random.default_rng(length)
        ids = rng.integers(0, 50, (batch, length))
        segments = rng.integers(0, 2, (batch, length)) if spec.reads_pairs else np.zeros_like(ids)
        mask = np.ones_like(ids)
        mask[-1, length // 2 + 1 :] = 0
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
        wanted = {one.name for one in session.get_inputs()}
        outputs = session.run(None, {name: inputs[name] for name in inputs if name in wanted})
        with torch.no_grad():
            hidden = model.hidden(
                torch.from_numpy(ids),
                segments_bt=torch.from_numpy(segments),
                seen_bt=torch.from_numpy(mask).bool(),
            )
            expected = {"last_hidden_state": hidden}
            if model.masked_head is not None:
                expected["logits"] = model.masked_logits(hidden)
            if model.pooler is not None:
                pair = model.next_sentence_logits(model.pooled(hidden[:, 0]))
                expected["seq_relationship_logits"] = pair
        seen = mask.astype(bool)
        for name, array in zip(names, outputs, strict=True):
            theirs = expected[name].numpy()
            if array.ndim == 3:
                array, theirs = array[seen], theirs[seen]
            np.testing.assert_allclose(array, theirs, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("spec", [BertSpec(**ONE_LAYER), GPTSpec(**ONE_LAYER)], ids=["bert", "gpt"])
def test_that_a_classifier_gives_the_logits_of_its_classes(
    spec: BertSpec | GPTSpec, tmp_path: Path
) -> None:
    model = lively(build(spec, 50, seed=1, num_classes=3)).eval()
    write_onnx(model, tmp_path / "model.onnx")
    session = session_of(tmp_path / "model.onnx")
    for batch, length in SHAPES:
        ids = np.random.default_rng(length).integers(0, 50, (batch, length))
        more = {"attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        inputs = {"input_ids": ids, **(more if isinstance(spec, BertSpec) else {})}
        (actual,) = session.run(["logits"], inputs)
        texts = [Encoded(row, begins=length) for row in ids]
        with torch.no_grad():
            expected = class_logits(model, labelled(texts), torch.device("cpu")).numpy()
        np.testing.assert_allclose(actual, expected, atol=1e-4)
