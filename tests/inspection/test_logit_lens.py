import numpy as np
import pytest
import torch
import torch.nn.functional as F
from family_specs import SPECS, named, specs_of
from hugging_face import bert_twin, gpt2_twin, lively
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BadInput
from workbench.inspection.hooks import Site, changed
from workbench.inspection.lens import logit_lens as room
from workbench.inspection.lens.logit_lens import (
    LensInput,
    log_probabilities,
    logit_lens,
    stream_readings,
    streams,
)
from workbench.inspection.lens.reading import LensProgress, LogitLens
from workbench.models.build import build
from workbench.models.spec import FAMILIES, BertSpec, GPTSpec, LlamaSpec

VOCABULARY = 40
GPT = GPTSpec(num_layers=3, hidden_size=24, num_heads=2, context=12)
BERT = BertSpec(num_layers=3, hidden_size=24, num_heads=2, context=12)
IDS = [9, 31, 14, 31, 25, 9, 12, 36]


def model_of(spec):
    return lively(build(spec, VOCABULARY, seed=3)).eval().requires_grad_(False)


def lens_of(model, ids, true_ids, top_k=5):
    *steps, lens = logit_lens(model, LensInput(ids, true_ids), str, top_k=top_k)
    assert all(isinstance(step, LensProgress) for step in steps)
    assert isinstance(lens, LogitLens)
    return lens


READ = [spec for spec in SPECS if spec.is_causal or getattr(spec, "masked_head", True)]


def own_logits(model, ids):
    """The model's output as training has it, tv."""
    hidden_tc = model.hidden(torch.tensor([ids]))[0]
    if model.is_causal:
        return F.linear(hidden_tc, model.head_weight)
    return model.masked_logits(hidden_tc)


@pytest.mark.parametrize("spec", READ, ids=named)
def test_that_the_last_reading_of_every_family_is_the_models_output(spec):
    model = model_of(spec)
    expected_tv = own_logits(model, IDS).log_softmax(-1)
    last_tc = streams(model, IDS)[-1]
    torch.testing.assert_close(log_probabilities(model, last_tc), expected_tv, atol=1e-5, rtol=1e-5)
    lens = lens_of(model, IDS, IDS, top_k=VOCABULARY)
    probabilities_tv = np.zeros((len(IDS), VOCABULARY))
    np.put_along_axis(
        probabilities_tv, lens.top_ids_rtk[-1], lens.top_probabilities_rtk[-1].astype(float), 1
    )
    np.testing.assert_allclose(probabilities_tv, expected_tv.exp().numpy(), atol=1e-5)
    assert not lens.divergences_rt[-1].any()


def test_that_readings_of_gpt2_are_hugging_faces_states_through_its_norm_and_head():
    model = model_of(GPT)
    twin = gpt2_twin(GPT, model)
    with torch.no_grad():
        states = twin(torch.tensor([IDS]), output_hidden_states=True).hidden_states
        expected = [twin.lm_head(twin.transformer.ln_f(state))[0] for state in states[:-1]]
        expected.append(twin.lm_head(states[-1])[0])  # the last one is behind the norm already
    ours = [log_probabilities(model, x_tc) for x_tc in streams(model, IDS)]
    for mine, theirs in zip((ours[0], *ours[2::2]), expected, strict=True):
        torch.testing.assert_close(mine, theirs.log_softmax(-1), atol=1e-5, rtol=1e-5)


def test_that_readings_of_bert_are_hugging_faces_states_through_its_head():
    model = model_of(BERT)
    twin, seen = bert_twin(BERT, model), []
    for layer in twin.bert.encoder.layer:
        attention = layer.get_submodule("attention")
        attention.register_forward_hook(lambda _, __, output: seen.append(output[0]))
    with torch.no_grad():
        states = twin.bert(torch.tensor([IDS]), output_hidden_states=True).hidden_states
        behind = [state for pair in zip(seen, states[1:], strict=True) for state in pair]
        expected = [twin.cls.predictions(state)[0] for state in (states[0], *behind)]
    ours = [log_probabilities(model, x_tc) for x_tc in streams(model, IDS)]
    for mine, theirs in zip(ours, expected, strict=True):
        torch.testing.assert_close(mine, theirs.log_softmax(-1), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_that_behind_attention_is_a_layer_without_its_feed_forward_part(family, data):
    model = model_of(data.draw(specs_of(family)))
    ids = IDS[: model.context]
    for layer, block in enumerate(model.blocks):
        with changed(model, {Site("feed_forward", layer): torch.zeros_like}):
            expected_tc = streams(model, ids)[2 * layer + 2]
        stream_tc = streams(model, ids)[2 * layer + 1]
        behind_tc = stream_tc if block.pre_norm else block.ffn_norm(stream_tc)
        torch.testing.assert_close(behind_tc, expected_tc, atol=1e-5, rtol=1e-5)


def test_that_figures_are_those_of_the_distributions():
    model = model_of(LlamaSpec(num_layers=2, hidden_size=24, num_heads=2, context=12))
    lens = lens_of(model, IDS, [*IDS[1:], -1])
    own_tv = own_logits(model, IDS).double().softmax(-1)
    for reading, stream_tc in enumerate(streams(model, IDS)):
        p_tv = F.linear(model.final_norm(stream_tc), model.head_weight).double().softmax(-1)
        for t, true in enumerate(IDS[1:]):
            order = p_tv[t].argsort(descending=True).tolist()
            assert lens.true_ranks_rt[reading, t] == order.index(true) + 1
            assert lens.top_ids_rtk[reading, t].tolist() == order[:5]
            assert lens.true_probabilities_rt[reading, t] == pytest.approx(p_tv[t, true].item())
        entropies_t = -(p_tv * p_tv.log()).sum(-1)
        kl_t = (own_tv * (own_tv / p_tv).log()).sum(-1)
        np.testing.assert_allclose(lens.entropies_rt[reading], entropies_t, atol=1e-5)
        np.testing.assert_allclose(lens.divergences_rt[reading], kl_t, atol=1e-5)
    assert not lens.true_ranks_rt[:, -1].any()
    assert np.isnan(lens.true_probabilities_rt[:, -1]).all()
    assert lens.true_token(7) is None
    assert lens.true_token(0) == "31"
    assert [one.text for one in lens.top(0, 2)] == [str(i) for i in lens.top_ids_rtk[0, 2]]


def test_that_depths_of_readings_ascend_by_half_a_layer():
    assert [one.depth for one in stream_readings(2)] == [0, 0.5, 1, 1.5, 2]
    names = [one.name for one in stream_readings(1)]
    assert names == ["embeddings", "L0 attention", "L0 feed-forward"]


def test_that_no_more_than_a_part_of_the_logits_is_held_and_says_how_far_it_is(
    monkeypatch,
):
    model = model_of(GPT)
    whole = lens_of(model, IDS, IDS)
    sizes: list[int] = []

    def noted(model, stream_pc):
        log_pv = log_probabilities(model, stream_pc)
        sizes.append(log_pv.numel())
        return log_pv

    monkeypatch.setattr(room, "LOGITS_AT_ONCE", 3 * VOCABULARY + 1)
    monkeypatch.setattr(room, "log_probabilities", noted)
    *steps, lens = logit_lens(model, LensInput(IDS, IDS), str, top_k=5)
    assert max(sizes) == 3 * VOCABULARY
    assert steps == [LensProgress(done, 21) for done in range(1, 22)]
    assert isinstance(lens, LogitLens)
    np.testing.assert_array_equal(lens.top_ids_rtk, whole.top_ids_rtk)
    np.testing.assert_allclose(lens.divergences_rt, whole.divergences_rt, atol=1e-5)


@pytest.mark.parametrize("count", [0, 13])
def test_that_a_text_that_is_not_read_at_once_is_refused(count):
    ids = [5] * count
    with pytest.raises(BadInput, match=r"no text|at most 12"):
        list(logit_lens(model_of(GPT), LensInput(ids, ids), str, top_k=1))


def test_that_a_line_of_the_table_leaves_empty_what_is_not_known():
    lens = lens_of(model_of(GPT), IDS[:2], [IDS[1], -1])
    head, first, second, *others = lens.table()
    assert head[:4] == ("model", "reading", "position", "token")
    assert first[:4] == ("model", "embeddings", 0, "9")
    assert second[6:9] == (None, None, None)
    assert len(others) + 2 == 7 * 2
