import pytest
from tiny_project import CORPUS, TEACHER

from workbench.activities.queries.inspecting.intervening.patching import (
    AskedContrast,
    patched_models,
)
from workbench.errors import BadInput
from workbench.inspection.interventions.spec import ScaledHead
from workbench.inspection.patching.maps import PLACES
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.project import Project

TEXT = "Ada had a kite. Ada took the kite to the hill"


def test_that_an_effect_shows_loss_candidates_and_texts_in_a_notebook(tiny: Project):
    model = tiny.model(TEACHER)
    changed = model.changed(["head(layer=0,head=1)", "feed_forward(layer=1)"])
    effect = changed.effect(TEXT, max_new_tokens=5)
    assert effect.loss is not None
    assert effect.changed_loss != effect.loss
    assert effect.loss == pytest.approx(
        -sum(token.log_probability for token in model.score(TEXT)) / len(effect.losses), abs=1e-5
    )
    assert effect.text == model.generate(TEXT, max_new_tokens=5)
    assert changed.generate(TEXT, max_new_tokens=5) == effect.changed_text
    assert "loss" in effect._repr_html_()
    probabilities = [max(one.probability, one.changed_probability) for one in effect.candidates]
    assert probabilities == sorted(probabilities, reverse=True)


def test_that_a_scale_of_one_changes_nothing(tiny: Project):
    one = ScaledHead(layer=0, head=1, scale=1.0)
    effect = tiny.model(TEACHER).changed([one]).effect(TEXT, max_new_tokens=4)
    assert effect.kl == pytest.approx(0.0, abs=1e-9)
    assert effect.loss == pytest.approx(effect.changed_loss)
    assert effect.text == effect.changed_text


def test_that_both_texts_are_drawn_by_one_strategy_from_one_seed(tiny: Project):
    model = tiny.model(TEACHER)
    changed, drawn = model.changed([ScaledHead(layer=0, head=1)]), "sample(temperature=1.5)"
    effect = changed.effect(TEXT, drawn, seed=3, max_new_tokens=6)
    assert effect.text == model.generate(TEXT, drawn, seed=3, max_new_tokens=6)
    assert effect.changed_text == changed.generate(TEXT, drawn, seed=3, max_new_tokens=6)
    assert (effect.as_plain()["strategy"], effect.as_plain()["seed"]) == (drawn, 3)
    same = model.changed([ScaledHead(layer=0, head=1, scale=1.0)])
    assert (
        len({same.effect(TEXT, drawn, seed=s, max_new_tokens=6).changed_text for s in (3, 4)}) == 2
    )
    assert same.generate(TEXT, drawn, seed=3, max_new_tokens=6) == effect.text


def test_that_a_strategy_that_names_another_model_writes_with_it_unchanged(tiny: Project):
    model = tiny.model(TEACHER)
    contrast = f"contrastive_decoding(amateur={TEACHER}@{model.record.checkpoints[0].step})"
    same = model.changed([ScaledHead(layer=0, head=1, scale=1.0)])
    effect = same.effect(TEXT, contrast, max_new_tokens=5)
    assert effect.text == model.generate(TEXT, contrast, max_new_tokens=5) == effect.changed_text
    own = model.changed([ScaledHead(layer=0, head=1)]).effect(TEXT, "own", max_new_tokens=5)
    assert own.text == model.generate(TEXT, "own", max_new_tokens=5)


def test_that_a_text_longer_than_the_context_says_what_the_candidates_do_not_read(tiny: Project):
    model = tiny.model(TEACHER)
    text = " ".join([TEXT] * 4)
    effect = model.changed(["attention(layer=0)"]).effect(text, max_new_tokens=0)
    assert effect.left_out == effect.tokens - model.spec.context > 0
    assert len(effect.losses) == effect.tokens - 1  # the loss is of all of it, in windows
    assert not effect.text


def test_that_importance_is_of_a_text_or_of_passages(tiny: Project):
    model = tiny.model(TEACHER)
    *_, of_text = model.importance(TEXT)
    *_, of_corpus = model.importance(corpus=CORPUS, passages=3, passage_tokens=20)
    assert (of_text.passages, of_corpus.passages, of_corpus.tokens) == (1, 3, 60)
    assert "L0 H0" in of_text._repr_html_()
    for text, corpus in (("", ""), (TEXT, CORPUS)):
        with pytest.raises(BadInput, match="one of the two"):
            list(model.importance(text, corpus=corpus))


def test_that_a_pair_without_a_difference_or_of_other_names_gets_a_sentence(tiny: Project):
    model = tiny.model(TEACHER)
    with pytest.raises(BadInput, match="both tokens are"):
        list(model.patched(TEXT, TEXT))
    with pytest.raises(BadInput, match="there is nothing to recover"):
        list(model.patched(TEXT, TEXT, target="#20", other="#21"))
    with pytest.raises(BadInput, match="is no place to patch"):
        list(model.patched(TEXT, TEXT, places=["haeds"]))
    with pytest.raises(BadInput, match="tokens to this model"):
        list(model.patched(TEXT, TEXT, target="abracadabra", other="#21"))
    with pytest.raises(BadInput, match="there is no text to look at"):
        list(model.patched(TEXT, " "))


def test_that_a_line_end_named_in_a_sentence_breaks_no_line(tiny: Project):
    model = tiny.model(TEACHER)
    token = f"#{model.tokenizer.id_of('<0x0A>')}"
    with pytest.raises(BadInput, match="both tokens are '⏎', so that"):
        list(model.patched("Ada had", "Ada lad", target=token, other=token))


def test_that_a_model_patched_with_itself_as_its_teacher_has_nothing_to_recover(tiny: Project):
    pair = tiny.model(TEACHER).versus(TEACHER)
    with pytest.raises(BadInput, match="there is nothing to recover"):
        list(pair.patched(TEXT, target="#20", other="#21"))


def test_that_heads_are_left_out_of_a_pair_that_has_not_equally_many(tiny: Project):
    teacher, asked = tiny.model(TEACHER), AskedContrast("#20", "#21")
    spec = GPTSpec(num_layers=1, hidden_size=32, num_heads=4, context=32)
    student = build(spec, len(teacher.network().head_weight), seed=3).eval().requires_grad_(False)
    models = teacher.network(), student, teacher.tokenizer, teacher.inspected_ids(TEXT), asked
    *_, found = patched_models(*models, ((1, 0),), PLACES)
    assert [one.place for one in found.maps] == ["stream", "attention", "feed_forward"]
    assert "heads can only be patched between models" in found._repr_html_()
    assert "2 heads and each of the student's 4" in found.as_plain()["left_out"]
    with pytest.raises(BadInput, match="equally many; choose another place"):
        list(patched_models(*models, ((1, 0),), ["heads"]))
