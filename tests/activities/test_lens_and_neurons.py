"""The logit lens and neurons through the project: what the window, terminal and notebook ask."""

import shutil

import numpy as np
import pytest
from tiny_project import CORPUS, TEACHER, distill_spec, perform, pretrain_spec

from workbench.corpora.corpus import Corpus
from workbench.data.causal.encoding import first_tokens
from workbench.errors import BadInput
from workbench.inspection.lens.reading import LensProgress
from workbench.inspection.neurons.activations import neuron_activations
from workbench.inspection.neurons.written import NeuronFacts
from workbench.project import Project

TEXT = "Ada had a kite. Ada took the kite."
BERT = {"family": "bert", "num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}


@pytest.fixture(scope="module")
def lab(tiny_template, tmp_path_factory):
    """The tiny project with a student of the teacher, and a BERT."""
    folder = shutil.copytree(tiny_template, tmp_path_factory.mktemp("lens") / "lab")
    with Project.open(folder, create=False) as project:
        perform(project, distill_spec())
        loop = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
        perform(project, pretrain_spec(name="bert", model=BERT | {"dropout": 0}, loop=loop))
        yield project


def test_that_the_last_reading_finds_each_token_as_scoring_does(lab):
    model = lab.model(TEACHER)
    lens, scored = model.lens(TEXT), model.score(TEXT)
    assert lens.target == "next"
    assert len(lens.tokens) == len(scored) + 1
    own = lens.true_probabilities_rt[-1, :-1]
    np.testing.assert_allclose(np.log(own), [one.log_probability for one in scored], atol=1e-5)
    assert lens.true_ranks_rt[-1, :-1].tolist() == [one.rank for one in scored]
    np.testing.assert_allclose(
        lens.entropies_rt[-1, :-1], [one.entropy for one in scored], atol=1e-5
    )
    assert [lens.true_token(t) for t in range(len(scored))] == list(lens.tokens[1:])


def test_that_a_bert_at_a_masked_token_finds_what_filling_the_mask_does(lab):
    model = lab.model("bert")
    tokens = model.lens(TEXT).tokens
    lens = model.lens(TEXT, masked=(2,), top_k=500)
    assert (lens.target, lens.masked) == ("own", (2,))
    assert lens.tokens[2] == model.tokenizer.piece(model.tokenizer.special.mask)
    assert lens.true_token(2) == tokens[2]
    assert (lens.tokens[:2], lens.tokens[3:]) == (tokens[:2], tokens[3:])
    (filled,) = model.fill_mask(TEXT.replace("had", "[MASK]"), top_k=3)
    masked = model.lens(TEXT.replace("had", "[MASK]"), top_k=500)
    given = {one.id: one.probability for one in masked.top(-1, filled.position)}
    for one in filled.candidates:
        assert given[one.id] == pytest.approx(one.probability, rel=1e-4)
    assert masked.true_token(filled.position) is None


def test_that_the_steps_tell_how_far_the_lens_is(lab):
    *steps, lens = lab.model(TEACHER).lens_steps(TEXT)
    assert steps == [LensProgress(n, 5) for n in range(1, 6)]
    assert len(lens.readings) == 5


def test_that_of_a_longer_text_the_beginning_is_read_and_the_rest_counted(lab):
    model = lab.model(TEACHER)
    lens = model.lens(TEXT * 9, most_tokens=8)
    assert len(lens.tokens) == 8
    assert lens.left_out > 0
    assert model.neurons(TEXT * 9, 0, most_tokens=8).left_out == lens.left_out
    with pytest.raises(BadInput, match="at most 32"):
        model.lens(TEXT * 9)


def test_that_teacher_and_student_stand_side_by_side(lab):
    pair = lab.model(TEACHER).versus("small").lens(TEXT)
    assert len(pair.teacher.readings) > len(pair.student.readings)
    np.testing.assert_array_equal(
        pair.student.true_ranks_rt, lab.model("small").lens(TEXT).true_ranks_rt
    )
    assert pair._repr_html_().count("<table>") == 2
    with pytest.raises(BadInput, match="the other is a BERT"):
        lab.model(TEACHER).versus("bert").lens(TEXT)


def test_that_what_cannot_be_asked_is_refused(lab):
    with pytest.raises(BadInput, match="has no mask"):
        lab.model(TEACHER).lens(TEXT, masked=(1,))
    with pytest.raises(BadInput, match="no token at position 99"):
        lab.model("bert").lens(TEXT, masked=(99,))
    with pytest.raises(BadInput, match="no text"):
        lab.model(TEACHER).lens(" ")
    with pytest.raises(BadInput, match="at least one"):
        lab.model(TEACHER).lens(TEXT, top_k=0)
    with pytest.raises(BadInput, match="no neuron 999"):
        lab.model(TEACHER).neuron(0, 999)
    with pytest.raises(BadInput, match="no layer 9"):
        next(lab.model(TEACHER).neuron_passages(9, 0, CORPUS))


def test_that_neurons_of_a_text_are_told_with_their_tokens(lab):
    read = lab.model(TEACHER).neurons(TEXT, 1)
    first = read.strongest(1)[0]
    assert abs(first.peak) == np.abs(read.activations_tn).max()
    lines = list(read.table())
    assert lines[0] == ("neuron", "peak", "position", "token", "mean")
    assert len(lines) == 1 + read.activations_tn.shape[1]
    assert lines[1][0] == first.neuron
    assert "<table>" in read._repr_html_()


def test_that_passages_are_of_the_validation_part_and_its_strongest(lab):
    model = lab.model(TEACHER)
    *steps, last = model.neuron_passages(1, 5, CORPUS, most_passages=3, most_tokens=100)
    assert [one.done for one in (*steps, last)] == [32, 64, 96, 100]
    tokens = first_tokens(
        Corpus.open(lab.corpus(CORPUS).folder), model.tokenizer, "validation", 100
    )
    activations = np.concatenate(
        [
            neuron_activations(model.network(), tokens[t : t + 32].tolist(), 1)[:, 5]
            for t in range(0, 100, 32)
        ]
    )
    best = last.passages[0]
    assert best.activation == pytest.approx(activations[abs(activations).argmax()], abs=1e-5)
    assert best.begin + best.peak == abs(activations).argmax()
    facts = NeuronFacts(1, 5, model.neuron(1, 5, top_k=4), model.neurons(TEXT, 1), last.passages)
    kinds = [kind for kind, *_ in facts.table()]
    assert kinds.count("promoted") == kinds.count("suppressed") == 4
    assert kinds.count("passage") == 3
    assert kinds.count("activation") == len(facts.activations) > 4


def test_that_the_bytes_of_a_text_are_named_alike_wherever_it_is_looked_into(lab):
    model, text = lab.model(TEACHER), "Ada had 中"
    lens, named = model.lens(text), ("⟨E4⟩", "⟨B8⟩", "中")
    assert lens.tokens[-3:] == named
    assert [lens.true_token(len(lens.tokens) - n) for n in (4, 3, 2, 1)] == [*named, None]
    for tokens in (
        model.attribution(text).tokens,
        model.neurons(text, 0).tokens,
        [one.text for one in model.prompt_as_read(text).tokens],
    ):
        assert tuple(tokens[-3:]) == named


def test_that_an_encoder_without_its_head_has_activations_and_a_reason(lab, monkeypatch):
    model = lab.model("bert")
    monkeypatch.setattr(model.network(), "masked_head", None)
    facts = model.neuron_facts(0, 3, text=TEXT)
    assert facts.weighed == {}
    assert len(facts.activations) == len(model.neurons(TEXT, 0).tokens)
    assert "came without its masked-token head" in facts.as_plain()["reason"]
    assert "promoted" not in [kind for kind, *_ in facts.table()]
    assert "came without its masked-token head" in facts._repr_html_()
    with pytest.raises(BadInput, match="came without its masked-token head"):
        model.neuron(0, 3)
    with pytest.raises(BadInput, match="no neuron 999"):
        model.neuron_facts(0, 999, text=TEXT)


def test_that_a_query_and_a_key_are_told_with_their_tokens(lab):
    model = lab.model(TEACHER)
    pair = model.query_key(TEXT, 0, 1, 3, 1)
    maps = model.attention(TEXT)
    assert pair.attention == pytest.approx(float(maps.attention_lhqk[0, 1, 3, 1]), abs=1e-6)
    assert "score" in pair._repr_html_()
