import tempfile
from pathlib import Path
from typing import Any

import foreign_folders as folders
import pytest
import torch
from hugging_face import loaded
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import (
    AutoConfig,
    BertForMaskedLM,
    BertForNextSentencePrediction,
    BertModel,
    PreTrainedModel,
)
from typed_keywords import Close

from workbench.models.architectures.bert import Bert
from workbench.models.architectures.gpt import GPT
from workbench.models.architectures.llama import Llama
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model

pytestmark = pytest.mark.slow

DECODERS = ("gpt2", "llama", "qwen2")
ENCODERS = ("bert", "distilbert")

few = settings(max_examples=6, deadline=None, derandomize=True)
close: Close = {"rtol": 1e-5, "atol": 1e-5}


def assert_same_insides(trace: Trace, out: Any, rows: torch.Tensor | None = None) -> None:
    """Hidden states and attention maps agree, at the queries that `rows` (b, t) marks."""
    assert len(trace.hidden_btc) == len(out.hidden_states)
    for ours, theirs in zip(trace.hidden_btc, out.hidden_states, strict=True):
        chosen = torch.ones(ours.shape[:2], dtype=torch.bool) if rows is None else rows
        torch.testing.assert_close(ours[chosen], theirs[chosen], **close)
    for layer, theirs in enumerate(out.attentions):
        ours = trace.attention_bhqk[layer]
        chosen = torch.ones(ours.shape[0], ours.shape[2], dtype=torch.bool)
        chosen = chosen if rows is None else rows
        ours, theirs = ours.transpose(1, 2)[chosen], theirs.transpose(1, 2)[chosen]
        torch.testing.assert_close(ours, theirs, **close)


def full_trace(model: Model) -> Trace:
    return Trace(range(model.num_layers), hidden=True)


def reopened(theirs: PreTrainedModel, folder: Path) -> tuple[PreTrainedModel, dict[str, Any]]:
    """What transformers makes of our folder, and what it says while doing so."""
    reopened_model, info = loaded(type(theirs), folder, attn_implementation="eager")
    return reopened_model.eval(), info


def assert_comes_back(theirs: PreTrainedModel, folder: Path) -> None:
    back, info = reopened(theirs, folder)
    assert not any(info[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    assert AutoConfig.from_pretrained(folder).architectures == [type(theirs).__name__]
    expected, actual = theirs.state_dict(), back.state_dict()
    assert expected.keys() == actual.keys()
    for name, tensor in expected.items():
        if name != "cls.predictions.bias":  # unused when untied: the decoder's is
            torch.testing.assert_close(actual[name], tensor, rtol=0, atol=0)


@pytest.mark.parametrize("kind", DECODERS)
@few
@given(size=folders.sizes())
def test_that_an_imported_decoder_computes_what_transformers_does(
    kind: str, size: folders.Size
) -> None:
    theirs = folders.foreign(kind, size)
    with tempfile.TemporaryDirectory() as folder:
        foreign, model, _ = folders.imported(theirs, Path(folder))
    assert isinstance(model, GPT | Llama)
    assert foreign.architecture == kind
    assert not foreign.ignored
    ids_bt = folders.tokens(size["seed"])
    out = theirs(ids_bt, output_hidden_states=True, output_attentions=True)
    torch.testing.assert_close(model(ids_bt), out.logits, **close)
    trace = full_trace(model)
    model.hidden(ids_bt, trace=trace)
    assert_same_insides(trace, out)


@few
@given(size=folders.sizes(), padding=st.integers(0, 4))
def test_that_an_imported_bert_computes_what_transformers_does(
    size: folders.Size, padding: int
) -> None:
    theirs = folders.foreign("bert", size)
    with tempfile.TemporaryDirectory() as folder:
        foreign, model, _ = folders.imported(theirs, Path(folder))
    assert isinstance(model, Bert)
    assert not foreign.ignored
    ids_bt, segments_bt = folders.tokens(size["seed"]), folders.tokens(size["seed"] + 1) % 2
    seen_bt = torch.ones_like(ids_bt, dtype=torch.bool)
    seen_bt[1, ids_bt.shape[1] - padding :] = False
    out = theirs(
        ids_bt,
        token_type_ids=segments_bt,
        attention_mask=seen_bt.long(),
        output_hidden_states=True,
        output_attentions=True,
    )
    trace = full_trace(model)
    hidden_btc = model.hidden(ids_bt, segments_bt=segments_bt, seen_bt=seen_bt, trace=trace)
    assert_same_insides(trace, out, seen_bt)
    logits_nv = model.masked_logits(hidden_btc[seen_bt])
    torch.testing.assert_close(logits_nv, out.prediction_logits[seen_bt], **close)
    logits_b2 = model.next_sentence_logits(model.pooled(hidden_btc[:, 0]))
    torch.testing.assert_close(logits_b2, out.seq_relationship_logits, **close)


@few
@given(size=folders.sizes(), padding=st.integers(0, 4))
def test_that_an_imported_distilbert_computes_what_transformers_does(
    size: folders.Size, padding: int
) -> None:
    theirs = folders.foreign("distilbert", size)
    with tempfile.TemporaryDirectory() as folder:
        foreign, model, _ = folders.imported(theirs, Path(folder))
    assert isinstance(model, Bert)
    assert not foreign.ignored
    ids_bt = folders.tokens(size["seed"])
    seen_bt = torch.ones_like(ids_bt, dtype=torch.bool)
    seen_bt[1, ids_bt.shape[1] - padding :] = False
    out = theirs(
        ids_bt, attention_mask=seen_bt.long(), output_hidden_states=True, output_attentions=True
    )
    trace = full_trace(model)
    hidden_btc = model.hidden(ids_bt, seen_bt=seen_bt, trace=trace)
    assert_same_insides(trace, out, seen_bt)
    torch.testing.assert_close(
        model.masked_logits(hidden_btc[seen_bt]), out.logits[seen_bt], **close
    )


@pytest.mark.parametrize("kind", [*DECODERS, *ENCODERS])
@few
@given(size=folders.sizes())
def test_that_an_exported_model_is_the_one_imported(kind: str, size: folders.Size) -> None:
    theirs = folders.foreign(kind, size)
    with tempfile.TemporaryDirectory() as scratch:
        _, model, model_file = folders.imported(theirs, Path(scratch, "theirs"))
        folders.exported(model, model_file, Path(scratch, "ours"))
        assert_comes_back(theirs, Path(scratch, "ours"))


@pytest.mark.parametrize("kind", [BertForMaskedLM, BertForNextSentencePrediction])
def test_that_a_bert_with_one_head_comes_and_goes_with_it_alone(
    kind: type[PreTrainedModel], tmp_path: Path
) -> None:
    theirs = folders.lively(kind(folders.bert_config(folders.USUAL)), seed=3)
    foreign, model, model_file = folders.imported(theirs, tmp_path / "theirs")
    assert isinstance(model, Bert)
    assert (model.masked_head is None) == (kind is BertForNextSentencePrediction)
    assert (model.pooler is None) == (kind is BertForMaskedLM)
    assert not foreign.ignored
    folders.exported(model, model_file, tmp_path / "ours")
    assert_comes_back(theirs, tmp_path / "ours")


def test_that_an_encoder_without_heads_comes_and_goes_without_its_pooler(tmp_path: Path) -> None:
    theirs = folders.lively(BertModel(folders.bert_config(folders.USUAL)), seed=3)
    foreign, model, model_file = folders.imported(theirs, tmp_path / "theirs")
    assert foreign.ignored == ("bert.pooler.dense.bias", "bert.pooler.dense.weight")
    folders.exported(model, model_file, tmp_path / "ours")
    back, info = loaded(BertModel, tmp_path / "ours", add_pooling_layer=False)
    assert not info["missing_keys"]
    assert not info["unexpected_keys"]
    ids_bt = folders.tokens(5)
    torch.testing.assert_close(back(ids_bt)[0], theirs(ids_bt)[0], **close)
