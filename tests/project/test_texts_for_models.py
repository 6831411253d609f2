"""The text that a person gives to models: passages of their corpus, and what is cut is counted."""

import pytest
from tiny_project import CORPUS, MODEL, TEACHER

from workbench.errors import BadInput, NotFound
from workbench.project import Project

LONG = "Ada had a kite. " * 60


def test_that_passages_are_those_of_the_models_own_corpus(tiny: Project) -> None:
    found = tiny.model(TEACHER).passages()
    held_out = list(tiny.corpus(CORPUS).documents("validation"))
    assert {one.corpus for one in found} == {CORPUS}
    assert [held_out[one.document - 1] for one in found] == [one.text for one in found]


def test_that_a_deleted_corpus_is_a_sentence(tiny: Project) -> None:
    (record,) = tiny.corpora
    tiny.catalogue.delete(record)
    with pytest.raises(NotFound, match="'tales', which 'big' was trained on, is in the bin"):
        tiny.model(TEACHER).passages()
    (item,) = tiny.catalogue.bin()
    tiny.catalogue.erase(item)
    with pytest.raises(NotFound, match="not there any more"):
        tiny.model(TEACHER).passages(otherwise="another")


def test_that_what_a_model_does_not_read_is_counted(tiny: Project) -> None:
    model, context = tiny.model(TEACHER), MODEL["context"]
    total = len(model.prompt_tokens(LONG))
    maps = model.attention(LONG, most_tokens=context)
    assert (len(maps.tokens), maps.left_out) == (context, total - context)
    assert maps.tokens == model.attention(LONG, most_tokens=context - 1).tokens + maps.tokens[-1:]
    with pytest.raises(BadInput, match="reads at most 32"):
        model.attention(LONG)
    pair = model.versus(model)
    what_if = pair.what_if(LONG)
    assert len(what_if.tokens) + what_if.left_out == total - 1
    compared = pair.tokens(LONG)
    assert compared.context == context
    assert compared.num_windows == -(-(total - 1) // context)
    assert pair.tokens("Ada").num_windows == 1


def test_that_every_token_has_its_soft_loss(tiny: Project) -> None:
    model = tiny.model(TEACHER)
    what_if = model.versus(model).what_if("Ada had a kite.")
    answer = what_if.answer(alpha=0.5, temperature=2.0, squared=True, position=0)
    assert len(answer.soft_k) == len(what_if.tokens)
    assert answer.soft == pytest.approx(sum(answer.soft_k) / len(answer.soft_k))
