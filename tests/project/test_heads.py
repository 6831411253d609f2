"""Heads of saved models, on a text and over a corpus, as a notebook measures them."""

import shutil

import numpy as np
import pytest
from tiny_project import CORPUS, TEACHER, distill_spec, perform, pretrain_spec

from workbench.errors import BadInput
from workbench.inspection.heads.spec import HeadStage
from workbench.inspection.heads.table import HeadMeasurements, HeadsProgress
from workbench.project import Project
from workbench.project.models.comparing.model_comparison import ModelComparison

TEXT = "Ada had a kite."
BERT = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}


@pytest.fixture(scope="module")
def lab(tiny_template, tmp_path_factory):
    folder = shutil.copytree(tiny_template, tmp_path_factory.mktemp("heads") / "lab")
    brief = {"steps": 2, "evaluate_every": 2, "sample_prompt": ""}
    with Project.open(folder, create=False) as project:
        perform(project, distill_spec(stages=[{"steps": 2}], loop={"evaluate_every": 2}))
        perform(project, pretrain_spec(name="bert", model=BERT, loop=brief))
        yield project


def last(steps) -> HeadMeasurements:
    *progress, table = steps
    assert progress
    assert all(isinstance(one, HeadsProgress) for one in progress)
    return table


def test_that_heads_on_a_text_are_those_of_its_attention(lab):
    model = lab.model(TEACHER)
    table = last(model.heads(TEXT))
    maps = model.attention(TEXT)
    layers, heads = maps.attention_lhqk.shape[:2]
    assert [(one.layer, one.head) for one in table.heads] == list(np.ndindex(layers, heads))
    assert (table.num_passages, table.passage_tokens) == (1, len(maps.tokens))
    for one in table.heads:
        expected = float(maps.statistics.entropy_lh[one.layer, one.head])
        assert one.values["entropy"] == pytest.approx(expected, abs=1e-5)
        (hardest,) = one.strongest.passages
        assert hardest.tokens == maps.tokens
        assert hardest.text == TEXT
        weight = maps.attention_lhqk[one.layer, one.head, hardest.query, hardest.key]
        assert hardest.weight == pytest.approx(float(weight), abs=1e-5)
        assert weight == pytest.approx(maps.attention_lhqk[one.layer, one.head, 1:, 1:].max())


def test_that_fewer_passages_than_asked_for_are_said(lab):
    table = last(lab.model(TEACHER).heads(corpus=CORPUS, passages=100_000, tokens=16, measures=()))
    assert table.num_passages < 100_000
    assert table.passage_tokens == 16
    assert f"{table.num_passages} passages of 16 tokens" in str(table.notes[0])
    assert "induction" not in table.heads[0].values


def test_that_passages_are_no_longer_than_the_context(lab):
    model = lab.model(TEACHER)
    table = last(model.heads(corpus=CORPUS, passages=2, tokens=100_000, measures=()))
    assert table.passage_tokens == model.spec.context
    assert "no more can be read at once" in str(table.notes[0])


def test_that_a_student_is_measured_beside_its_teacher(lab):
    table = last(lab.model(TEACHER).versus("small").heads(corpus=CORPUS, passages=3, tokens=16))
    assert (table.model, table.teacher) == ("small", TEACHER)
    divergences = [one.values["divergence"] for one in table.heads]
    assert all(value is not None and 0 <= value < 0.694 for value in divergences)


def test_that_a_teacher_that_does_not_read_the_same_tokens_is_left_out_and_that_is_said(
    lab, monkeypatch
):
    alone = last(lab.model("small").heads(TEXT))
    of_another_kind = last(lab.model("bert").versus("small").heads(TEXT))
    assert "the other is a BERT" in str(of_another_kind.notes[0])
    monkeypatch.setattr(ModelComparison, "shares_tokenizer", False)
    of_other_tokens = last(lab.model(TEACHER).versus("small").heads(TEXT))
    assert "the teacher is left out: 'big' reads text with" in str(of_other_tokens.notes[0])
    for found in (of_another_kind, of_other_tokens):
        assert found.teacher == ""
        assert found.measures == alone.measures
        assert [one.values for one in found.heads] == [one.values for one in alone.heads]


def test_that_a_bert_reads_its_passages_framed_and_has_what_it_can_have(lab):
    model = lab.model("bert")
    measures = ("induction", "copying", "ablation")
    table = last(model.heads(corpus=CORPUS, passages=3, tokens=16, measures=measures))
    assert {"ablation", "next", "special"} < set(table.heads[0].values)
    assert not {"induction", "copying"} & set(table.heads[0].values)
    assert "a BERT does not predict the next token" in str(table.notes[0])
    tokens = table.heads[0].strongest.passages[0].tokens
    assert (len(tokens), tokens[0], tokens[-1]) == (16, "[CLS]", "[SEP]")
    assert not {"<s>", "</s>"} & set(tokens)
    assert table.loss is not None
    assert table.loss > 0


def test_that_a_table_shows_itself_and_sorts(lab):
    table = last(lab.model(TEACHER).heads(f"<b> {TEXT}"))
    page = table._repr_html_()
    assert page.count("<tr>") == 1 + len(table.heads)
    assert "Entropy" in page
    entropies = [one.values["entropy"] or 0.0 for one in table.by("entropy")]
    assert entropies == sorted(entropies, reverse=True)
    assert table.head(0, 1).head == 1


def test_that_a_measurement_can_be_given_up_at_any_step(lab):
    model = lab.model(TEACHER)
    steps = model.heads(TEXT, measures=("ablation",))
    assert next(steps) == HeadsProgress(HeadStage.ATTENTION, 0, 1)
    steps.close()
    network = model.network()
    assert not any(one._forward_hooks or one._forward_pre_hooks for one in network.modules())
    assert not any(one.requires_grad for one in network.parameters())


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "on a text or on a corpus"),
        ({"text": TEXT, "corpus": CORPUS}, "on a text or on a corpus"),
        ({"text": "  "}, "there is no text to look at"),
        ({"text": TEXT, "measures": ("copies",)}, "'copies' is no measure"),
        ({"corpus": CORPUS, "tokens": 1}, "passages of 1 tokens are too short"),
    ],
)
def test_that_what_cannot_be_measured_is_said(lab, asked, sentence):
    with pytest.raises(BadInput, match=sentence):
        list(lab.model(TEACHER).heads(**asked))
