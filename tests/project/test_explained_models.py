"""Why a model of a project says what it says: targets, places, and what cannot be asked."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_project import TEACHER, finetune_spec, perform, pretrain_spec

from workbench.errors import BadInput
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.attribution.written import ExplainedModel, Explanations
from workbench.inspection.result_file import AboutResult, AskedModel, write_result
from workbench.project import Project

TEXT = "Ada had a kite."
BRIEF = {"evaluate_every": 2, "sample_prompt": "", "steps": 2}
BERT = {"num_layers": 1, "hidden_size": 16, "num_heads": 2, "family": "bert", "dropout": 0}


@pytest.fixture(scope="module")
def explained(lab: Project) -> Project:
    """The project with a classifier and a model that fills in masks."""
    perform(lab, finetune_spec(loop={"steps": 2, "evaluate_every": 2}))
    perform(lab, pretrain_spec(name="bert", model=BERT, loop=BRIEF))
    return lab


def test_that_the_next_token_of_the_text_is_explained_and_at_its_end_the_likeliest(
    lab: Project,
) -> None:
    model = lab.model(TEACHER)
    found = model.attribution(TEXT)
    assert found.position == len(found.tokens) - 1
    assert found.target == found.candidates[0]
    assert found.target.rank == 1
    ids = model.prompt_tokens(TEXT)
    logits_v = model.network()(torch.tensor([ids]))[0, -1]
    assert found.target.id == int(logits_v.argmax())
    assert found.target.probability == pytest.approx(float(logits_v.softmax(-1).max()), rel=1e-5)
    earlier = model.attribution(TEXT, position=2)
    assert earlier.target.id == ids[3]
    assert earlier.parts.sources_lhk.shape[-1] == 3
    assert earlier.parts.total == pytest.approx(earlier.target.logit, abs=1e-4)
    assert model.saliency(TEXT, position=-3).target.id == ids[-2]


def test_that_tokens_are_named_by_id_piece_or_text(lab: Project) -> None:
    model = lab.model(TEACHER)
    tokenizer = model.tokenizer
    token, within = tokenizer.id_of("▁t"), tokenizer.id_of("t")
    for name in (token, f"#{token}", "▁t", " t"):
        assert model.attribution(TEXT, token=name).target.id == token
    both = [model.attribution(TEXT, token=one).target for one in (token, within)]
    likelier = max(both, key=lambda one: one.logit)
    assert model.attribution(TEXT, token="t").target == likelier
    difference = model.attribution(TEXT, token=token, versus="#9")
    assert difference.versus is not None
    expected = difference.target.logit - difference.versus.logit
    assert difference.parts.total == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"token": "kites and boats"}, "is not one token of this model but"),
        ({"token": "\N{SNOWMAN}"}, "is not one token of this model but"),
        ({"token": 70_000}, "there is no token 70000"),
        ({"token": "#-1"}, "is not one token"),
        ({"token": 9, "versus": 9}, "cannot be compared with itself"),
        ({"position": 99}, "there is no position 99: the text has"),
    ],
)
def test_that_what_cannot_be_meant_is_a_sentence(
    lab: Project, asked: dict[str, Any], sentence: str
) -> None:
    model = lab.model(TEACHER)
    for explain in (model.attribution, model.saliency):
        with pytest.raises(BadInput, match=sentence):
            explain(TEXT, **asked)


def test_that_a_text_that_is_too_long_is_refused_or_cut_and_counted(lab: Project) -> None:
    model = lab.model(TEACHER)
    long = TEXT * 30
    for explain in (model.attribution, model.saliency):
        with pytest.raises(BadInput, match="this model reads at most 32"):
            explain(long)
        found = explain(long, most_tokens=32)
        assert len(found.tokens) == 32
        assert found.left_out == len(model.prompt_tokens(long)) - 32
        assert explain(long, position=7).position == 7


def test_that_a_model_that_fills_in_masks_is_explained_at_its_mask(explained: Project) -> None:
    bert = explained.model("bert")
    found = bert.saliency("Ada had a [MASK].")
    assert found.position is not None
    assert found.tokens[found.position] == "[MASK]"
    assert found.tokens[0] == "[CLS]"
    assert found.relative_gap is not None
    assert found.relative_gap < 0.01
    with pytest.raises(BadInput, match=r"there is no \[MASK\] in the text"):
        bert.saliency("Ada had a kite.")
    assert bert.saliency("Ada had a kite.", position=2).position == 2
    parts = bert.attribution("Ada had a [MASK].")
    assert (parts.position, parts.target) == (found.position, found.target)
    assert parts.parts.total == pytest.approx(parts.target.logit, abs=1e-3)
    assert "integrated gradients" in parts._repr_html_()
    pair = bert.attribution("Ada had a [MASK].", second="Bo had a lamp.")
    assert pair.tokens.count("[SEP]") == 2
    assert pair.parts.total == pytest.approx(pair.target.logit, abs=1e-3)
    assert bert.saliency("Ada had a [MASK].", second="Bo had a lamp.").tokens == pair.tokens
    cut = bert.saliency("Ada had a [MASK]. " * 9, most_tokens=12)
    assert (len(cut.tokens), cut.tokens[-1]) == (12, "[SEP]")


def test_that_a_class_is_explained_of_the_whole_text(explained: Project) -> None:
    tuned = explained.model("tuned")
    shares = tuned.classify(TEXT)
    likeliest, other, *_ = shares
    found = tuned.saliency(TEXT)
    assert (found.target.piece, found.position) == (likeliest, None)
    assert found.target.probability == pytest.approx(shares[likeliest], rel=1e-5)
    difference = tuned.saliency(TEXT, token=other, versus=likeliest)
    assert difference.score < 0
    settings = SaliencySettings(explained="probability")
    assert tuned.saliency(TEXT, settings=settings).score == pytest.approx(shares[likeliest])
    for asked, sentence in (
        ({"token": "nothing"}, "'nothing' is no class of this model; it tells"),
        ({"position": 3}, "name no position"),
    ):
        with pytest.raises(BadInput, match=sentence):
            tuned.saliency(TEXT, **asked)
    with pytest.raises(BadInput, match="reads one text; leave the second one out"):
        explained.model(TEACHER).saliency(TEXT, second="Bo had a lamp.")
    parts = tuned.attribution(TEXT, token=other, versus=likeliest)
    assert (parts.position, parts.target.piece) == (None, other)
    assert parts.parts.total == pytest.approx(difference.score, abs=1e-4)
    assert tuned.attribution(TEXT, second="Bo had a lamp.").tokens != parts.tokens


def test_that_answers_show_themselves_and_are_exported(lab: Project, tmp_path: Path) -> None:
    model = lab.model(TEACHER)
    of = ExplainedModel(model.name, model.checkpoint.step, model.checkpoint.digest)
    parts, saliency = model.attribution(TEXT), model.saliency(TEXT)
    assert f"sum of the parts {parts.parts.total:.4f}" in parts._repr_html_()
    assert "completeness gap" in saliency._repr_html_()
    about = AboutResult(TEXT, {"model": AskedModel(of.model, of.step, of.digest)}, {})
    for name, one in (("parts", parts), ("saliency", saliency)):
        for suffix in (".json", ".csv"):
            write_result(Explanations(((of, one),)), tmp_path / f"{name}{suffix}", about)
    (plain,) = json.loads((tmp_path / "parts.json").read_text())["explanations"]
    assert (plain["digest"], plain["tokens"]) == (of.digest, list(parts.tokens))
    assert sum(part["value"] for part in plain["parts"]) == pytest.approx(plain["sum"])
    lines = list(csv.DictReader((tmp_path / "parts.csv").read_text("utf-8-sig").splitlines()))
    whole = sum(float(line["value"]) for line in lines if line["kind"] != "head source")
    assert whole == pytest.approx(parts.parts.total)
    of_head = [line for line in lines if (line["layer"], line["head"]) == ("1", "0")]
    head, *sources = (float(line["value"]) for line in of_head)
    assert head == pytest.approx(sum(sources))
    lines = list(csv.DictReader((tmp_path / "saliency.csv").read_text("utf-8-sig").splitlines()))
    values = [float(line["value"]) for line in lines]
    assert values == pytest.approx(list(saliency.values))
    model.write_result(saliency, tmp_path / "own.json", text=TEXT, steps=32)
    about = json.loads((tmp_path / "own.json").read_text("utf-8"))["about"]
    assert about["models"]["model"]["digest"] == of.digest
    assert (about["text"], about["settings"]) == (TEXT, {"steps": 32})
    with pytest.raises(BadInput, match="names no format"):
        write_result(Explanations(((of, parts),)), tmp_path / "parts.txt", about)


def test_that_half_a_character_is_no_prompt(explained: Project) -> None:
    for ask in (explained.model(TEACHER).attribution, explained.model(TEACHER).saliency):
        with pytest.raises(BadInput, match="is no text in UTF-8"):
            ask("a\ud83db")
