import math

import numpy as np
import pytest
import torch
from family_specs import SPECS, named
from hugging_face import gpt2_twin, lively

from workbench.errors import BadInput
from workbench.inspection.maps.query_key import query_key
from workbench.models.blocks.trace import Trace
from workbench.models.build import build
from workbench.models.spec import GPTSpec

IDS = [9, 31, 14, 31, 25, 9, 12, 36]
PIECES = [str(token) for token in IDS]
GPT = GPTSpec(num_layers=2, hidden_size=24, num_heads=2, context=12)


def model_of(spec):
    return lively(build(spec, 40, seed=3)).eval().requires_grad_(False)


@pytest.mark.parametrize("spec", SPECS, ids=named)
def test_that_products_sum_to_the_score_before_the_softmax(spec):
    model = model_of(spec)
    trace = Trace([1], outputs_of=[1])
    model.hidden(torch.tensor([IDS]), trace=trace)
    pair = query_key(model, IDS, PIECES, layer=1, head=2, query=6, key=5)
    assert (pair.query_token, pair.key_token) == ("12", "9")
    assert pair.score == pytest.approx(float(trace.outputs[1].scores_bhqk[0, 2, 6, 5]), abs=1e-5)
    assert pair.attention == pytest.approx(float(trace.attention_bhqk[1][0, 2, 6, 5]), abs=1e-6)
    np.testing.assert_array_equal(pair.products_d, pair.query_d * pair.key_d)


def test_that_the_scores_of_all_keys_make_hugging_faces_attention():
    model = model_of(GPT)
    with torch.no_grad():
        maps = gpt2_twin(GPT, model)(torch.tensor([IDS]), output_attentions=True).attentions
    pairs = [query_key(model, IDS, PIECES, layer=0, head=1, query=4, key=k) for k in range(5)]
    weights = [math.exp(pair.score) for pair in pairs]
    for pair, weight in zip(pairs, weights, strict=True):
        expected = float(maps[0][0, 1, 4, pair.key])
        assert weight / sum(weights) == pytest.approx(expected, abs=1e-5)
        assert pair.attention == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"layer": 2}, "no layer 2"),
        ({"head": 2}, "no head 2"),
        ({"query": 8}, "no token at position 8; the text has 8"),
        ({"key": -1}, "no token at position -1"),
        ({"key": 5}, "position 4 does not see the one at 5"),
    ],
)
def test_that_a_pair_that_is_not_there_is_refused(changes, sentence):
    asked = {"layer": 0, "head": 0, "query": 4, "key": 4} | changes
    with pytest.raises(BadInput, match=sentence):
        query_key(model_of(GPT), IDS, PIECES, **asked)


def test_that_a_key_outside_the_window_is_refused():
    spec = next(one for one in SPECS if getattr(one, "sliding_window", 0) == 2)
    model = model_of(spec)
    windowed = [layer for layer, block in enumerate(model.blocks) if block.window]
    with pytest.raises(BadInput, match="sees less than 2 tokens away"):
        query_key(model, IDS, PIECES, layer=windowed[0], head=0, query=6, key=4)
