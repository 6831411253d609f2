"""Two models compared through the project: the same figures from text, corpus and window."""

import shutil

import numpy as np
import pytest
from tiny_project import CORPUS, TEACHER, TOKENIZER, distill_spec, perform, pretrain_spec

from workbench.data.causal.encoding import first_tokens
from workbench.data.causal.shards import Shards
from workbench.errors import BadInput
from workbench.project import Project
from workbench.tokenizers.spec import TrainTokenizerSpec

TEXT = "Ada had a kite. Ada took the kite to the hill, and lost it there. Bo had a lamp."


@pytest.fixture(scope="module")
def lab(tiny_template, tmp_path_factory):
    """The tiny project with a student of the teacher."""

    folder = shutil.copytree(tiny_template, tmp_path_factory.mktemp("pair") / "lab")
    with Project.open(folder, create=False) as project:
        perform(project, distill_spec())
        yield project


def test_that_losses_and_ranks_are_those_of_scoring(lab):
    comparison = lab.model(TEACHER).versus(lab.model("small")).tokens(TEXT)
    scored = {name: lab.model(name).score(TEXT) for name in (TEACHER, "small")}
    assert [token.id for token in comparison.tokens] == [token.id for token in scored[TEACHER]]
    assert [token.text for token in comparison.tokens] == [token.text for token in scored["small"]]
    assert [token.student_rank for token in comparison.tokens] == [t.rank for t in scored["small"]]
    assert comparison.teacher_loss == pytest.approx(
        np.mean([-token.log_probability for token in scored[TEACHER]]), abs=1e-5
    )
    assert comparison.student_loss == pytest.approx(
        np.mean([token.student_surprisal for token in comparison.tokens]), abs=1e-5
    )
    assert comparison.kl > 0


def test_that_the_distributions_of_a_token_hold_its_probability(lab):
    comparison = lab.model(TEACHER).versus(lab.model("small")).tokens(TEXT)
    for position in (0, len(comparison.tokens) - 1):
        token = comparison.tokens[position]
        expected = (
            lab.model(TEACHER)
            .versus(lab.model("small"))
            .distributions(comparison.ids_to(position), top_k=3)
        )
        (true,) = [one for one in expected.tokens if one.is_true]
        assert (true.id, true.text) == (token.id, token.text)
        assert -np.log(true.student) == pytest.approx(token.student_surprisal, abs=1e-4)
        assert expected.teacher_entropy == pytest.approx(token.teacher_entropy, abs=1e-4)


def test_that_passages_are_the_same_with_and_without_shards(lab, monkeypatch):
    *_, search = (
        lab.model(TEACHER)
        .versus(lab.model("small"))
        .worst_passages(CORPUS, most_passages=4, most_tokens=500)
    )
    assert 500 - 64 < search.done == search.total <= 500
    (mark,) = [path for path in (lab.folder / "shards").iterdir() if path.is_dir()]
    stream = Shards.open(mark).tokens("validation")
    tokens = first_tokens(lab.corpus(CORPUS), lab.tokenizer(TOKENIZER), "validation", 501)
    assert np.array_equal(tokens, stream[:501])
    assert tokens.dtype == stream.dtype
    monkeypatch.setattr("workbench.data.causal.shards.FORMAT", -1)
    *_, again = (
        lab.model(TEACHER)
        .versus(lab.model("small"))
        .worst_passages(CORPUS, most_passages=4, most_tokens=500)
    )
    assert again == search
    for passage in search.passages:
        ids = [token.id for token in passage.compared.tokens]
        assert stream[passage.begin : passage.begin + len(ids)].tolist() == ids
        expected = (
            lab.model(TEACHER).versus(lab.model("small")).distributions(passage.compared.ids_to(0))
        )
        (true,) = [one for one in expected.tokens if one.is_true]
        surprisal = passage.compared.tokens[0].teacher_surprisal
        assert -np.log(true.teacher) == pytest.approx(surprisal, abs=1e-4)


def test_that_a_query_about_settings_knows_the_tokens(lab):
    what_if = lab.model(TEACHER).versus(lab.model("small")).what_if(TEXT)
    compared = lab.model(TEACHER).versus(lab.model("small")).tokens(TEXT)
    context = 32
    assert what_if.tokens == tuple(token.text for token in compared.tokens)[:context]
    answer = what_if.answer(alpha=1.0, temperature=1.0, squared=True, position=2, top_k=3)
    kl = np.mean([token.kl for token in compared.tokens[:context]])
    assert answer.total == pytest.approx(kl, abs=1e-5)
    (true,) = [one for one in answer.distributions.tokens if one.is_true]
    assert true.text == what_if.tokens[2]


def test_that_models_with_other_tokenizers_are_refused_by_name(lab):
    lab.run(TrainTokenizerSpec(name="others", corpus=CORPUS, vocabulary_size=290, threads=1))
    lab.run(pretrain_spec(name="stranger", tokenizer="others", loop={"steps": 1}))
    with pytest.raises(BadInput, match=rf"'{TOKENIZER}'.*'stranger'.*'others'"):
        lab.model(TEACHER).versus(lab.model("stranger")).tokens(TEXT)


def test_that_a_text_without_words_is_refused(lab):
    pair = lab.model(TEACHER).versus(lab.model("small"))
    for query in (pair.tokens, pair.what_if):
        with pytest.raises(BadInput, match="no text"):
            query("  ")
