"""Classifiers against those of transformers, with the same random weights."""

from pathlib import Path

import foreign_folders
import pytest
import torch
from hugging_face import lively, loaded
from transformers import (
    AutoModelForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
)
from typed_keywords import Sizes

from workbench.data.labelled.batches import Encoded, labelled
from workbench.errors import BadInput
from workbench.models.build import build
from workbench.models.hub.importing import read_foreign_model
from workbench.models.model_file import ModelFile
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec
from workbench.tokenizers.special import OURS
from workbench.training.objectives.classification import class_logits

SIZES: Sizes = {"num_layers": 2, "hidden_size": 24, "num_heads": 3, "context": 12}
SPECS: list[AnyModelSpec] = [
    BertSpec(**SIZES),
    BertSpec(**SIZES, pooler=False),
    BertSpec(**SIZES, pooler=False, num_segments=0),
    BertSpec(**SIZES, pooler_activation="relu", num_segments=0),
    GPTSpec(**SIZES),
    GPTSpec(**SIZES, tied_embeddings=False),
    LlamaSpec(**SIZES, num_kv_heads=1),
    LlamaSpec(**SIZES, qkv_bias=True),
]
LABELS = ("bad", "good", "so-so")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.family)
def test_that_transformers_opens_a_classifier_with_nothing_missing_and_equal_logits(
    spec: AnyModelSpec, tmp_path: Path
) -> None:
    model = build(spec, 30, seed=3, num_classes=len(LABELS)).eval()
    file = ModelFile(spec=spec, vocabulary_size=30, labels=LABELS)
    foreign_folders.exported(model, file, tmp_path / "out", OURS)
    theirs, info = loaded(AutoModelForSequenceClassification, tmp_path / "out")
    assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    assert theirs.config.id2label == dict(enumerate(LABELS))
    texts = [torch.randint(7, 30, (length,)).numpy() for length in (9, 4, 1)]
    batch = labelled([Encoded(ids, begins=len(ids)) for ids in texts])
    ids_bt = torch.from_numpy(batch.ids_bt)
    seen_bt = torch.arange(ids_bt.shape[1]) < torch.from_numpy(batch.lengths_b)[:, None]
    with torch.no_grad():
        expected = theirs(ids_bt, attention_mask=seen_bt.long()).logits
        actual = class_logits(model, batch, torch.device("cpu"))
    torch.testing.assert_close(actual, expected, atol=1e-5, rtol=1e-5)


def test_that_a_pooler_that_transformers_does_not_have_is_refused(tmp_path: Path) -> None:
    spec = BertSpec(**SIZES, pooler_activation="relu")
    model = build(spec, 30, num_classes=2)
    file = ModelFile(spec=spec, vocabulary_size=30, labels=("a", "b"))
    with pytest.raises(BadInput, match="pooler applies relu"):
        foreign_folders.exported(model, file, tmp_path / "out")


def test_that_a_classifier_of_distilbert_comes_with_its_classes(tmp_path: Path) -> None:
    config = DistilBertConfig(
        vocab_size=30, dim=24, n_layers=2, n_heads=3, hidden_dim=48, max_position_embeddings=12
    )
    theirs = lively(DistilBertForSequenceClassification(config)).eval()
    theirs.save_pretrained(tmp_path)
    foreign = read_foreign_model(tmp_path)
    assert foreign.labels == ("LABEL_0", "LABEL_1"), "as transformers where none are named"
    assert foreign.ignored == ()
    ours = build(foreign.spec, 30, num_classes=2).eval()
    ours.load_state_dict(foreign.weights)
    ids = torch.randint(7, 30, (9,))
    with torch.no_grad():
        expected = theirs(ids[None]).logits
        batch = labelled([Encoded(ids.numpy(), begins=9)])
        actual = class_logits(ours, batch, torch.device("cpu"))
    torch.testing.assert_close(actual, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.family)
def test_that_padding_changes_no_class(spec: AnyModelSpec) -> None:
    model = build(spec, 30, seed=3, num_classes=3).eval()
    texts = [torch.randint(7, 30, (length,)).numpy() for length in (11, 5, 2)]
    examples = [Encoded(ids, begins=len(ids) // 2) for ids in texts]
    device = torch.device("cpu")
    with torch.no_grad():
        together = class_logits(model, labelled(examples), device)
        alone = [class_logits(model, labelled([one]), device)[0] for one in examples]
    torch.testing.assert_close(together, torch.stack(alone), atol=1e-5, rtol=1e-5)
