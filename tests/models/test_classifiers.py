"""Classifiers against those of transformers, with the same random weights."""

import json
from pathlib import Path
from typing import Any

import foreign_folders
import hub_material as hub
import pytest
import torch
from hugging_face import lively, loaded
from tokenizers import processors
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    GPTNeoXConfig,
    GPTNeoXForSequenceClassification,
    LlamaConfig,
    LlamaForSequenceClassification,
    PreTrainedModel,
    RobertaConfig,
    RobertaForSequenceClassification,
)
from typed_keywords import Sizes

from workbench.activities.exchange.sources import source_at
from workbench.activities.queries.model_queries import classify
from workbench.data.labelled.batches import Encoded, labelled
from workbench.errors import BadInput
from workbench.models.build import build
from workbench.models.hub.importing import read_foreign_model
from workbench.models.model_file import ModelFile
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign
from workbench.tokenizers.opening import open_tokenizer
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
    with pytest.raises(BadInput, match="pooler applies ReLU"):
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


def saved_classifier(kind: str, folder: Path, **changes: Any) -> PreTrainedModel:
    """A small classifier of three classes as transformers saves it; `changes` are of its config."""
    sizes = {"vocab_size": 30, "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3}
    make, config = {
        "bert": (BertForSequenceClassification, BertConfig),
        "llama": (LlamaForSequenceClassification, LlamaConfig),
        "neox": (GPTNeoXForSequenceClassification, GPTNeoXConfig),
    }[kind]
    settings = sizes | {"intermediate_size": 20, "max_position_embeddings": 12, "num_labels": 3}
    theirs: PreTrainedModel = lively(make(config(**settings, rotary_pct=0.5))).eval()
    theirs.save_pretrained(folder)
    path = folder / "config.json"
    plain = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in plain.items() if value is not None}))
    return theirs


NO_CLASSES: dict[str, dict[str, Any]] = {
    "a single class": {"id2label": {"0": "how good"}},
    "multi_label_classification": {"problem_type": "multi_label_classification"},
    "same name": {"id2label": {"0": "a", "1": "b", "2": "a"}},
    "not numbered from 0": {"id2label": {"1": "a", "2": "b", "3": "c"}},
}


@pytest.mark.parametrize("said", NO_CLASSES)
def test_that_what_tells_no_class_is_no_classifier_and_the_reason_is_said(
    said: str, tmp_path: Path
) -> None:
    saved_classifier("bert", tmp_path / "bert", **NO_CLASSES[said])
    foreign = read_foreign_model(tmp_path / "bert")
    assert foreign.labels == ()
    assert "classifier.weight" in foreign.ignored
    assert said in "\n".join(map(str, foreign.notes))
    for kind in ("llama", "neox"):
        saved_classifier(kind, tmp_path / kind, **NO_CLASSES[said])
        with pytest.raises(BadInput, match=said) as refused:
            read_foreign_model(tmp_path / kind)
        assert "tuned from" in str(refused.value)


def test_that_another_tasks_layer_is_told_from_a_missing_output(tmp_path: Path) -> None:
    saved_classifier("llama", tmp_path, architectures=["LlamaForTokenClassification"])
    with pytest.raises(BadInput, match=r"layer of a task \(score.weight\)"):
        read_foreign_model(tmp_path)


def test_that_the_number_of_classes_alone_names_them_as_transformers_does(tmp_path: Path) -> None:
    saved_classifier("llama", tmp_path, id2label=None, label2id=None, num_labels=3)
    foreign = read_foreign_model(tmp_path)
    assert foreign.labels == tuple(loaded_labels(tmp_path))
    assert "num_labels" not in foreign.ignored


def loaded_labels(folder: Path) -> list[str]:
    theirs, _ = loaded(AutoModelForSequenceClassification, folder)
    return [theirs.config.id2label[number] for number in range(theirs.config.num_labels)]


@pytest.mark.slow
@pytest.mark.parametrize("end", [("</s>",), ("</s>", "</s>")], ids=len)
def test_that_an_end_that_is_the_pad_token_tells_no_class(
    end: tuple[str, ...], tmp_path: Path
) -> None:
    """transformers tells a decoder's class from the last token that is no pad token."""
    made = hub.llama_bpe()
    made.post_processor = processors.TemplateProcessing(
        single=" ".join(["<s> $A", *end]),
        pair=" ".join(["<s> $A $B", *end]),
        special_tokens=[("<s>", 1), ("</s>", 2)],
    )
    hub.saved(tmp_path, made, unk_token="<unk>", bos_token="<s>", eos_token="</s>")
    config = LlamaConfig(
        vocab_size=made.get_vocab_size(),
        hidden_size=24,
        intermediate_size=20,
        num_hidden_layers=2,
        num_attention_heads=3,
        pad_token_id=2,
        id2label={0: "a", 1: "b", 2: "c"},
    )
    theirs = lively(LlamaForSequenceClassification(config), amount=0.5).eval()
    theirs.save_pretrained(tmp_path)
    text = "The old fox ran over a hill."
    read = AutoTokenizer.from_pretrained(tmp_path)(text, return_tensors="pt")
    assert read["input_ids"][0, -1] == 2
    with torch.no_grad():
        expected = theirs(**read).logits.softmax(-1)[0].tolist()
    assert told_of(tmp_path, text, "") == pytest.approx(expected, abs=1e-5)


def told_of(folder: Path, first: str, second: str) -> list[float]:
    """What the classifier of a folder tells here of two texts, in the order of its classes."""
    source = source_at(folder)
    foreign, tokenizer = source.model(), source.tokenizer()
    store_foreign(tokenizer, "ours", folder / "ours")
    file = ModelFile(
        spec=foreign.spec,
        vocabulary_size=foreign.vocabulary_size,
        labels=foreign.labels,
        framing=source.framing(tokenizer, foreign),
    )
    ours = build(foreign.spec, foreign.vocabulary_size, num_classes=len(foreign.labels)).eval()
    ours.load_state_dict(foreign.weights)
    told = classify(ours, open_tokenizer(folder / "ours"), file, first, second)
    return [told[label] for label in foreign.labels]


ENCODERS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "BERT's class": (
        BertForSequenceClassification,
        BertConfig,
        {"tokenizer_class": "BertTokenizer"},
    ),
    "a file alone": (BertForSequenceClassification, BertConfig, {}),
    "a file alone that tells segments": (
        BertForSequenceClassification,
        BertConfig,
        {"model_input_names": ["input_ids", "token_type_ids", "attention_mask"]},
    ),
    "RoBERTa with two segments": (RobertaForSequenceClassification, RobertaConfig, {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENCODERS)
def test_that_a_second_text_is_of_the_segment_that_its_tokenizer_tells(
    name: str, tmp_path: Path
) -> None:
    make, config, settings = ENCODERS[name]
    made = hub.word_piece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    roles = {f"{role}_token": f"[{role.upper()}]" for role in ("pad", "unk", "cls", "sep", "mask")}
    hub.saved(tmp_path, made, **roles)
    path = tmp_path / "tokenizer_config.json"
    said = {"tokenizer_class": "PreTrainedTokenizerFast"} | settings
    path.write_text(json.dumps(json.loads(path.read_text()) | said))
    sizes = {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3}
    theirs = lively(
        make(
            config(
                **sizes,
                vocab_size=made.get_vocab_size(),
                intermediate_size=20,
                max_position_embeddings=64,
                pad_token_id=0,
                type_vocab_size=2,
            )
        ),
        amount=0.5,
    ).eval()
    theirs.save_pretrained(tmp_path)
    texts = ("The old fox ran.", "A green hill was there.")
    read = AutoTokenizer.from_pretrained(tmp_path)(*texts, return_tensors="pt")
    with torch.no_grad():
        expected = theirs(**read).logits.softmax(-1)[0].tolist()
    assert told_of(tmp_path, *texts) == pytest.approx(expected, abs=1e-5)


def test_that_a_model_of_one_segment_reads_two_texts(tmp_path: Path) -> None:
    hub.MAKERS["bert"](tmp_path / "there")
    store_foreign(convert_folder(tmp_path / "there"), "ours", tmp_path / "ours")
    spec = BertSpec(**SIZES | {"context": 64}, num_segments=1)
    model = build(spec, 300, num_classes=2).eval()
    file = ModelFile(spec=spec, vocabulary_size=300, labels=("a", "b"))
    told = classify(model, open_tokenizer(tmp_path / "ours"), file, "a fox", "a hill")
    assert sum(told.values()) == pytest.approx(1.0)
