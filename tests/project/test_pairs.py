"""Minimal pairs of a corpus, scored by a model and at each checkpoint of its run."""

import math
from pathlib import Path

import pytest
import torch
import transformers
from tiny_project import CORPUS, TEACHER, perform, pretrain_spec

from workbench.errors import BadInput
from workbench.intervals import wilson
from workbench.project import Project


def test_that_a_text_is_scored_as_torch_scores_it_and_shares_have_wilson_intervals(
    tiny: Project,
) -> None:
    model = tiny.model(TEACHER)
    *_, found = model.pairs(CORPUS, most=6)
    assert (found.done, found.count()) == (found.total, len(found.scored))
    assert list(found.kinds) == [one.kind for one in found.found.counts if one.used]
    for one in found.scored[:4]:
        ids = model.framing().around(model.tokenizer.encode(one.pair.good))
        context, expected = model.spec.context, 0.0
        for begin in range(0, len(ids) - 1, context):
            window = torch.tensor(ids[begin : begin + context + 1])
            with torch.no_grad():
                logits_tv = model.network()(window[None, :-1])[0]
            loss = torch.nn.functional.cross_entropy(logits_tv, window[1:], reduction="sum")
            expected -= loss.item()
        assert math.isclose(one.good, expected, rel_tol=1e-4)
    right = sum(one.is_right for one in found.scored)
    assert found.accuracy() == wilson(right, found.count())
    assert "95 % interval" in found._repr_html_()
    encoded = model.tokenizer.encode
    longer = [p for p in found.scored if len(encoded(p.pair.bad)) > len(encoded(p.pair.good))]
    assert found.num_longer() == len(longer)
    assert sum(found.num_longer(kind) for kind in found.kinds) == len(longer)
    assert "wrong is longer" in found._repr_html_()


@pytest.mark.slow
def test_that_a_trained_model_knows_more_than_an_untrained_one(tiny: Project) -> None:
    perform(tiny, pretrain_spec(name="kept", loop={"steps": 60, "keep_every": 60}))
    found = {one.step: one for one in tiny.model("kept").pairs_over_checkpoints(CORPUS, most=20)}
    assert list(found) == [0, 60]
    before, after = found[0].accuracy("order"), found[60].accuracy("order")
    assert before is not None
    assert after is not None
    assert after.value > before.value


def test_that_a_bert_is_refused(tiny: Project) -> None:
    model = {"family": "bert", "dropout": 0}
    perform(tiny, pretrain_spec(name="bert", model=model, loop={"steps": 2}))
    with pytest.raises(BadInput, match="BERT"):
        list(tiny.model("bert").pairs(CORPUS, most=2))


def test_that_pairs_are_scored_as_transformers_scores_the_exported_model(
    tiny: Project, tmp_path: Path
) -> None:
    model = tiny.model(TEACHER)
    *_, found = model.pairs(CORPUS, most=3)
    model.export("hf", tmp_path / "hf")
    twin = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "hf").eval()
    compared = 0
    for one in found.scored:
        for text, ours in ((one.pair.good, one.good), (one.pair.bad, one.bad)):
            ids = torch.tensor([model.framing().around(model.tokenizer.encode(text))])
            if ids.shape[1] > model.spec.context:
                continue
            with torch.no_grad():
                theirs_tv = twin(ids).logits[0, :-1].double().log_softmax(-1)
            expected = theirs_tv.gather(1, ids[0, 1:, None]).sum().item()
            assert math.isclose(ours, expected, abs_tol=1e-4), text
            compared += 1
    assert compared >= 8
