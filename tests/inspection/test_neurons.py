import numpy as np
import pytest
import torch
import torch.nn.functional as F
from family_specs import SPECS, named
from hugging_face import gpt2_twin, lively, llama_twin
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.hooks import Site, changed
from workbench.inspection.lens.logit_lens import streams
from workbench.inspection.neurons.activations import neuron_activations
from workbench.inspection.neurons.passages import BEFORE, BEHIND, strongest_passages
from workbench.inspection.neurons.promoted import (
    added_row,
    promoted_logits,
    strongest_tokens,
)
from workbench.inspection.neurons.reading import NeuronActivations
from workbench.models.build import build
from workbench.models.spec import BertSpec, GPTSpec, LlamaSpec

VOCABULARY = 40
IDS = [9, 31, 14, 31, 25, 9, 12, 36]
GPT = GPTSpec(num_layers=2, hidden_size=24, num_heads=2, context=12)
LLAMA = LlamaSpec(num_layers=2, hidden_size=24, num_heads=2, context=12)


def model_of(spec):
    return lively(build(spec, VOCABULARY, seed=3)).eval().requires_grad_(False)


@pytest.mark.parametrize("layer", [0, 1])
def test_that_activations_are_what_hugging_faces_last_matrix_reads(layer):
    gpt, llama, seen = model_of(GPT), model_of(LLAMA), []
    twins = gpt2_twin(GPT, gpt), llama_twin(LLAMA, llama)
    matrices = twins[0].transformer.h[layer].mlp.c_proj, twins[1].model.layers[layer].mlp.down_proj
    for twin, matrix in zip(twins, matrices, strict=True):
        matrix.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0][0]))
        with torch.no_grad():
            twin(torch.tensor([IDS]))
    for model, expected_tn in zip((gpt, llama), seen, strict=True):
        np.testing.assert_allclose(
            neuron_activations(model, IDS, layer), expected_tn.numpy(), atol=1e-5
        )


def test_that_the_strongest_neurons_are_those_of_the_largest_size():
    activations_tn = np.array([[0.1, -3.0, 0.5], [0.2, 1.0, 0.4]], dtype=np.float32)
    found = NeuronActivations(("a", "b"), 0, activations_tn).strongest(2)
    assert [(one.neuron, one.peak, one.position) for one in found] == [(1, -3.0, 0), (2, 0.5, 0)]
    assert found[0].mean == pytest.approx(-1.0)


@pytest.mark.parametrize("spec", [one for one in SPECS if one.is_causal], ids=named)
def test_that_promoted_tokens_are_the_derivative_of_the_logits(spec):
    """Where the stream has length 1 and is orthogonal to the row, what norms divide by is 1, and
    stays so."""
    model = model_of(spec)
    block, row_c = model.blocks[1], added_row(model, 1, 5)
    if block.feed_forward_adds is not block.ffn_out:
        row_c = _derivative(block.feed_forward_adds, row_c)
    expected_v = _derivative(lambda x: F.linear(model.final_norm(x), model.head_weight), row_c)
    expected_v = expected_v - expected_v.mean()
    torch.testing.assert_close(promoted_logits(model, 1, 5), expected_v, atol=1e-4, rtol=1e-3)


def _derivative(function, along_c):
    """Of a function of a centred vector whose squares have the mean 1, orthogonal to `along_c`."""
    x_c = torch.randn(len(along_c), generator=torch.Generator().manual_seed(1))
    off = torch.stack([along_c, torch.ones_like(along_c)], dim=1)
    x_c = x_c - off @ torch.linalg.lstsq(off, x_c[:, None]).solution[:, 0]
    x_c = x_c / x_c.square().mean().sqrt()
    jacobian_vc: Tensor = torch.autograd.functional.jacobian(function, x_c)
    return jacobian_vc @ along_c


def test_that_the_row_is_what_one_more_of_a_neuron_adds():
    model = model_of(GPT)
    more = torch.zeros(model.blocks[0].ffn_out.in_features)
    more[7] = 1.0
    with changed(model, {Site("neurons", 0): lambda x: x + more}):
        changed_tc = streams(model, IDS)[2]
    added_tc = changed_tc - streams(model, IDS)[2]
    expected_tc = added_row(model, 0, 7).expand_as(added_tc)
    torch.testing.assert_close(added_tc, expected_tc, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("norm_position", ["pre", "post"])
def test_that_the_masked_head_of_a_bert_reads_the_row_through_the_norms(
    norm_position,
):
    model = model_of(
        BertSpec(num_layers=2, hidden_size=24, num_heads=2, norm_position=norm_position)
    )
    norm = model.final_norm if norm_position == "pre" else model.blocks[0].ffn_norm
    row_c = model.blocks[0].ffn_out.weight[:, 3]
    logits_v = model.masked_logits(norm.weight * (row_c - row_c.mean())) - model.masked_head.bias
    torch.testing.assert_close(promoted_logits(model, 0, 3), logits_v - logits_v.mean())


def test_that_the_strongest_tokens_come_from_both_ends():
    assert strongest_tokens(torch.tensor([0.5, -2.0, 3.0, 0.0]), 2) == ([2, 0], [1, 3])
    assert strongest_tokens(torch.tensor([0.5, -2.0]), 9) == ([0, 1], [1, 0])


def test_that_passages_stand_around_the_strongest_activations_of_all_windows():
    model = model_of(GPT)
    tokens = np.random.default_rng(1).integers(7, VOCABULARY, 30).astype(np.uint16)
    *_, search = strongest_passages(model, tokens, 1, 5, most_passages=4)
    assert (search.done, search.total) == (30, 30)
    windows = [tokens[t : t + 12].tolist() for t in range(0, 30, 12)]
    activations_t = np.concatenate([neuron_activations(model, w, 1)[:, 5] for w in windows])
    assert abs(activations_t).argmax() == search.passages[0].begin + search.passages[0].peak
    sizes = [one.size for one in search.passages]
    assert sizes == sorted(sizes, reverse=True)
    seen: list[int] = []
    for one in search.passages:
        places = range(one.begin, one.begin + len(one.ids))
        assert tokens[places].tolist() == list(one.ids)
        np.testing.assert_allclose(activations_t[places], one.activations, atol=1e-6)
        assert one.peak <= BEFORE
        assert len(one.ids) - one.peak - 1 <= BEHIND
        seen += places
    assert len(seen) == len(set(seen))


def test_that_a_bert_reads_each_window_between_its_marks():
    model = model_of(BertSpec(num_layers=2, hidden_size=24, num_heads=2, context=12))
    tokens = np.arange(10, 30, dtype=np.uint16)
    *_, search = strongest_passages(model, tokens, 0, 3, around=((1,), (2,)), most_passages=50)
    framed = [[1, *tokens[t : t + 10].tolist(), 2] for t in (0, 10)]
    expected = [neuron_activations(model, one, 0)[1:-1, 3] for one in framed]
    found = {
        one.begin + place: activation
        for one in search.passages
        for place, activation in enumerate(one.activations)
    }
    np.testing.assert_allclose(
        [found[place] for place in range(20)], np.concatenate(expected), atol=1e-6
    )


def test_that_what_is_not_there_is_refused():
    model = model_of(GPT)
    with pytest.raises(BadInput, match="no layer 2; this model has 2"):
        neuron_activations(model, IDS, 2)
    with pytest.raises(BadInput, match="no neuron 96; each layer of this model has 96"):
        added_row(model, 0, 96)
    with pytest.raises(BadInput, match="at most 12"):
        neuron_activations(model, IDS * 2, 0)
