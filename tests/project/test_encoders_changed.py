"""Interventions and importance of heads on models that fill in masks, or tell classes."""

import pytest
import torch
from tiny_project import CORPUS, TEACHER, finetune_spec, perform, pretrain_spec

from workbench.errors import BadInput
from workbench.inspection.heads.table import HeadMeasurements
from workbench.project import Project

TEXT = "Ada had a kite."
BRIEF = {"evaluate_every": 2, "sample_prompt": "", "steps": 2}
BERT = {"num_layers": 1, "hidden_size": 16, "num_heads": 2, "family": "bert", "dropout": 0}
OFF = ["head(layer=0,head=1)"]


@pytest.fixture(scope="module")
def others(lab: Project) -> Project:
    """The project with a BERT, and a classifier of either kind."""
    perform(lab, pretrain_spec(name="bert", model=BERT, loop=BRIEF))
    for model, name in ((TEACHER, "tuned"), ("bert", "tuned bert")):
        spec = finetune_spec(loop={"steps": 2, "evaluate_every": 2})
        perform(lab, spec.model_copy(update={"model": model, "name": name}))
    return lab


def test_that_an_encoder_is_scored_on_each_token_where_it_is_masked(others: Project) -> None:
    bert = others.model("bert")
    effect = bert.changed(OFF).effect("Ada had a [MASK].")
    ids = bert.inspected_ids("Ada had a [MASK].")
    special = bert.tokenizer.special.known
    assert [one.id for one in effect.losses] == [token for token in ids if token not in special]
    assert effect.kind == "masked_token"
    assert effect.candidates
    assert effect.loss != effect.changed_loss
    without = bert.changed(OFF).effect(TEXT)
    assert (without.candidates, without.kl) == ((), None)
    assert without.loss is not None
    assert "KL" not in without._repr_html_()
    same = bert.changed(["head(layer=0,head=1,scale=1.0)"]).effect(TEXT)
    assert same.loss == pytest.approx(same.changed_loss)


@pytest.mark.parametrize("name", ["tuned", "tuned bert"])
def test_that_a_classifier_is_asked_for_its_classes(others: Project, name: str) -> None:
    model = others.model(name)
    shares = model.classify(TEXT)
    effect = model.changed(OFF).effect(TEXT, top=len(shares))
    found = {one.text: one.probability for one in effect.candidates}
    assert found == pytest.approx(shares, rel=1e-5)
    likeliest, *_ = shares
    (loss,) = effect.losses
    assert (loss.text, effect.kind, effect.text) == (likeliest, "class", "")
    assert loss.loss == pytest.approx(-float(torch.tensor(shares[likeliest]).log()), rel=1e-4)
    assert loss.changed_loss != loss.loss
    with pytest.raises(BadInput, match="tells the class of a text and predicts no token"):
        list(model.patched(TEXT, TEXT))


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("bert", "masked_token", "masked tokens"),
        ("tuned", "class", "finds likeliest"),
        ("tuned bert", "class", "finds likeliest"),
    ],
)
def test_that_importance_says_what_its_loss_is_of(
    others: Project, name: str, kind: str, said: str
) -> None:
    model = others.model(name)
    *_, of_text = model.importance(TEXT)
    *_, of_corpus = model.importance(corpus=CORPUS, passages=3, passage_tokens=16)
    for found in (of_text, of_corpus):
        assert found.kind == kind
        assert said in str(found.notes[-1])
        assert said in found._repr_html_()
        assert found.as_plain()["scored"] == kind
    assert (of_text.passages, of_corpus.passages) == (1, 3)
    measured = list(model.heads(TEXT, measures=["ablation"]))[-1]
    assert isinstance(measured, HeadMeasurements)
    assert said in str(measured.notes[-1])
    assert measured.loss == pytest.approx(of_text.loss, abs=1e-5)
    for head in measured.heads:
        increase = of_text.increase_lh[head.layer, head.head]
        assert head.values["ablation"] == pytest.approx(increase, abs=1e-5)


def test_that_a_text_without_a_token_to_mask_is_a_sentence(others: Project) -> None:
    with pytest.raises(BadInput, match="no token"):
        list(others.model("bert").importance("[MASK]"))


@pytest.mark.parametrize("name", ["tuned", "tuned bert"])
def test_that_a_classifiers_text_is_read_as_it_is_classified_wherever_it_is_looked_into(
    others: Project, name: str
):
    model = others.model(name)
    pieces = model.attribution(TEXT).tokens
    assert len(model.attention(TEXT).tokens) == len(pieces)
    assert len(model.neurons(TEXT, 0).tokens) == len(pieces)


@pytest.mark.parametrize("name", ["tuned", "tuned bert"])
def test_that_a_classifier_has_no_lens_and_its_neurons_promote_no_tokens(
    others: Project, name: str
):
    model = others.model(name)
    with pytest.raises(BadInput, match="predicts no token"):
        model.lens(TEXT)
    with pytest.raises(BadInput, match="predicts no token"):
        model.neuron(0, 0)
