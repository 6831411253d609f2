"""Models of the project opened by the tools they were exported for."""

import json
from pathlib import Path

import pytest
import torch
from hugging_face import loaded
from tiny_project import MODEL, RUNTIME, distill_spec, finetune_spec, perform, pretrain_spec
from transformers import (
    AutoModelForCausalLM,
    AutoModelForPreTraining,
    AutoModelForSequenceClassification,
    AutoTokenizer,
)

from workbench.activities.exchange.export_model import Format
from workbench.errors import BadInput
from workbench.models.load import load_model
from workbench.project import Project

TEXT = "Ada had a kite.  春 😀"


def test_that_transformers_opens_a_decoder_with_nothing_missing_and_equal_logits(
    tiny: Project, tmp_path: Path
) -> None:
    files = tiny.model("big").export("hf", tmp_path / "out")
    assert {"README.md", "config.json", "model.safetensors", "tokenizer.json"} <= {
        file.name for file in files
    }
    theirs, info = loaded(AutoModelForCausalLM, tmp_path / "out")
    assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "out")
    ids = tokenizer(TEXT, add_special_tokens=False).input_ids
    assert ids == tiny.model("big").prompt_tokens(TEXT)[1:]
    ours = load_model(tiny.model("big").checkpoint.folder)[0]
    with torch.no_grad():
        expected, actual = ours(torch.tensor([ids])), theirs(torch.tensor([ids])).logits
    torch.testing.assert_close(actual, expected, atol=1e-5, rtol=1e-5)


@pytest.mark.slow
def test_that_a_bert_goes_out_and_comes_back_the_same(tiny: Project, tmp_path: Path) -> None:
    from workbench.activities.spec import ImportModelSpec

    bert = {"family": "bert", "num_layers": 1, "hidden_size": 32, "num_heads": 2, "context": 32}
    loop = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
    perform(tiny, pretrain_spec(name="bert", model=bert | {"dropout": 0.0}, loop=loop))
    tiny.model("bert").export("hf", tmp_path / "out")
    _, info = loaded(AutoModelForPreTraining, tmp_path / "out")
    assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    perform(tiny, ImportModelSpec(name="again", folder=str(tmp_path / "out")))
    text = "Ada had a [MASK]."
    first, again = tiny.model("bert").fill_mask(text), tiny.model("again").fill_mask(text)
    for ours, theirs in zip(first[0].candidates, again[0].candidates, strict=True):
        assert ours.id == theirs.id
        assert ours.probability == pytest.approx(theirs.probability)


def test_that_a_tuned_model_goes_out_merged_and_with_its_classes(
    tiny: Project, tmp_path: Path
) -> None:
    perform(tiny, finetune_spec(lora={"rank": 2}))
    tiny.model("tuned").export("hf", tmp_path / "out")
    theirs, info = loaded(AutoModelForSequenceClassification, tmp_path / "out")
    assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    tokenizer = tiny.tokenizer(tiny.model("tuned").record.tokenizer)
    text = "Ada had a lamp. 3"
    ids = [*tokenizer.prompt_begin, *tokenizer.encode(text), *tokenizer.document_end]
    with torch.no_grad():
        shares = theirs(torch.tensor([ids])).logits.softmax(-1)[0]
    for label, share in tiny.model("tuned").classify(text).items():
        assert shares[theirs.config.label2id[label]].item() == pytest.approx(share, abs=1e-5)
    card = (tmp_path / "out" / "README.md").read_text()
    assert "fine-tuned from `big`" in card
    assert "AutoModelForSequenceClassification" in card
    assert "| classes | kite, lamp |" in card
    with pytest.raises(BadInput, match="no place for its classifier"):
        tiny.model("tuned").export("gguf", tmp_path / "gguf")


def test_that_the_card_tells_where_the_model_comes_from(tiny: Project, tmp_path: Path) -> None:
    perform(tiny, distill_spec(stages=[{"steps": 2}], loop={"evaluate_every": 2}))
    tiny.model("small").export("hf", tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text()
    assert "distilled from `big`" in card
    assert "| Corpus | tales |" in card
    assert 'kind = "distill"' in card
    assert "validation loss" in card
    config = json.loads((tmp_path / "out" / "config.json").read_text())
    assert (config["bos_token_id"], config["eos_token_id"], config["pad_token_id"]) == (5, 6, 0)


def test_that_gguf_and_onnx_stand_in_folders_of_their_own(tiny: Project, tmp_path: Path) -> None:
    assert "big.gguf" in {file.name for file in tiny.model("big").export("gguf", tmp_path / "gguf")}
    with pytest.raises(BadInput, match="is there already"):
        tiny.model("big").export("gguf", tmp_path / "gguf")
    tiny.model("big").export("gguf", tmp_path / "coarse", "q8_0")
    assert (tmp_path / "coarse" / "big.Q8_0.gguf").is_file()
    assert 0 < tiny.model("big").deviation(tmp_path / "coarse").mean < 0.1
    with pytest.raises(BadInput, match="the precision q8_0 is one of GGUF files"):
        tiny.model("big").export("hf", tmp_path / "hf", "q8_0")


def test_that_a_refused_export_leaves_nothing(tiny: Project, tmp_path: Path) -> None:
    bert = MODEL | {"family": "bert", "norm_position": "pre"}
    loop = {"steps": 1, "evaluate_every": 1, "sample_prompt": ""}
    perform(tiny, pretrain_spec(name="pre", model=bert, loop=loop, runtime=RUNTIME))
    refused: dict[Format, str] = {"hf": "normalises before each part", "gguf": "is a BERT"}
    for form, sentence in refused.items():
        with pytest.raises(BadInput, match=sentence):
            tiny.model("pre").export(form, tmp_path / form)
        assert not (tmp_path / form).exists()


def test_that_what_a_card_cannot_tell_is_said(tiny: Project) -> None:
    big = tiny.model("big")
    assert big.untold() == ()
    meta = tiny.folder / "corpora" / "0001-tales" / "meta.json"
    meta.write_bytes(meta.read_bytes()[:30])
    journal = big.record.folder / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-1])
    journal_told, corpus_told = big.untold()
    assert str(journal) in str(journal_told)
    assert str(meta) in str(corpus_told)
