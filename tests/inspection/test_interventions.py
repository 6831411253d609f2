import json

import pytest
import torch
from family_specs import small_specs
from hugging_face import gpt2_twin, lively
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.spec import Greedy
from workbench.inspection.hooks import Site, changed
from workbench.inspection.interventions.apply import changes_of, head_size, while_changed
from workbench.inspection.interventions.importance import (
    ablated_losses,
    head_importance,
    mask_gradients,
    masked_heads,
)
from workbench.inspection.interventions.spec import (
    Intervention,
    ScaledHead,
    ScaledLayer,
    ScaledNeuron,
    Steering,
    format_intervention,
    parse_intervention,
)
from workbench.inspection.interventions.tables import rank_correlation
from workbench.inspection.scored import mean_loss, scored_next
from workbench.models.blocks.block import TransformerBlock
from workbench.models.build import Model, build
from workbench.models.spec import FAMILIES, GPTSpec
from workbench.spec import BadSpec

VOCABULARY = 40
GPT = GPTSpec(num_layers=2, hidden_size=16, num_heads=2, context=16, dropout=0.0)
TEXTS = {"one": [7, 9, 11, 20], "other": [8, 30, 12]}


def lively_model(family: str) -> Model:
    spec = next(small_specs(family))
    return lively(build(spec, VOCABULARY, seed=3)).eval().requires_grad_(False)


def block(model: Model, layer: int) -> TransformerBlock:
    found = model.blocks[layer]
    assert isinstance(found, TransformerBlock)
    return found


def some_ids(tokens: int = 9) -> Tensor:
    return torch.randint(7, VOCABULARY, (2, tokens), generator=torch.Generator().manual_seed(1))


def changed_hidden(model: Model, ids_bt: Tensor, *interventions: Intervention) -> Tensor:
    with changed(model, changes_of(model, interventions, TEXTS.__getitem__)):
        return model.hidden(ids_bt)


@pytest.mark.parametrize("family", FAMILIES)
def test_that_a_scaled_head_is_a_model_whose_output_matrix_is_scaled(family: str):
    model, ids_bt = lively_model(family), some_ids()
    both = (ScaledHead(layer=1, head=2, scale=0.5), ScaledHead(layer=1, head=0))
    found = changed_hidden(model, ids_bt, *both)
    width = head_size(model, 1)
    block(model, 1).attention_out.weight[:, 2 * width : 3 * width] *= 0.5
    block(model, 1).attention_out.weight[:, :width] = 0.0
    torch.testing.assert_close(found, model.hidden(ids_bt), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_that_a_neuron_that_is_off_is_a_column_of_zeros(family: str):
    model, ids_bt = lively_model(family), some_ids()
    found = changed_hidden(model, ids_bt, ScaledNeuron(layer=0, number=5))
    block(model, 0).ffn_out.weight[:, 5] = 0.0
    torch.testing.assert_close(found, model.hidden(ids_bt), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("family", [name for name in FAMILIES if FAMILIES[name].is_causal])
def test_that_a_decoder_without_a_layer_is_one_that_skips_it(family: str):
    model, ids_bt = lively_model(family), some_ids()
    found = changed_hidden(model, ids_bt, ScaledLayer(layer=1))
    streams: list[Tensor] = []
    with changed(model, {Site("stream", 2): lambda _: streams[0]}):
        handle = block(model, 1).register_forward_pre_hook(
            lambda _, given: streams.append(given[0])
        )
        skipped = model.hidden(ids_bt)
        handle.remove()
    torch.testing.assert_close(found, skipped, atol=1e-5, rtol=1e-5)


def test_that_steering_adds_the_difference_that_hugging_face_has():
    model = lively(build(GPT, VOCABULARY, seed=3)).eval().requires_grad_(False)
    twin, ids_bt = gpt2_twin(GPT, model).eval(), some_ids()
    for taken in ("last", "mean"):
        one_c, other_c = (
            states_tc[-1] if taken == "last" else states_tc.mean(dim=0)
            for states_tc in (
                twin(torch.tensor([ids]), output_hidden_states=True).hidden_states[1][0]
                for ids in TEXTS.values()
            )
        )
        direction_c = 3 * (one_c - other_c)
        handle = twin.transformer.h[1].register_forward_pre_hook(
            lambda _, given, by=direction_c: (given[0] + by, *given[1:])
        )
        expected = twin(ids_bt, output_hidden_states=True).hidden_states[-1]
        handle.remove()
        steering = Steering(layer=1, toward="one", away="other", strength=3, taken=taken)
        found = changed_hidden(model, ids_bt, steering)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


def test_that_two_texts_without_a_difference_steer_nowhere_and_say_so():
    model = lively(build(GPT, VOCABULARY, seed=3)).eval().requires_grad_(False)
    alike = Steering(layer=1, toward="one", away="one")
    with pytest.raises(BadInput, match="no direction between them"):
        changed_hidden(model, some_ids(), alike)


def test_that_a_text_written_with_a_cache_is_that_of_a_model_changed_in_its_weights():
    model = lively(build(GPT, VOCABULARY, seed=3)).eval().requires_grad_(False)
    changes = changes_of(model, [ScaledHead(layer=0, head=1)], TEXTS.__getitem__)

    def written() -> list[int]:
        tokens = generate(model, [7, 8], Greedy(), max_new_tokens=10, eos=(), seed=0)
        return [token.id for token in tokens]

    own = written()
    tokens = generate(model, [7, 8], Greedy(), max_new_tokens=10, eos=(), seed=0)
    found = []
    for token in while_changed(model, changes, tokens):
        found.append(token.id)
        assert not block(model, 0).attention_out._forward_pre_hooks  # nothing stays in between
    assert written() == own
    block(model, 0).attention_out.weight[:, 8:] = 0.0
    assert found == written() != own


def test_that_importance_by_ablation_is_the_loss_with_the_columns_zeroed():
    model, passage = (
        lively(build(GPT, VOCABULARY, seed=3)).eval().requires_grad_(False),
        scored_next(some_ids()[:1]),
    )
    found_h = ablated_losses(model, passage, layer=1)
    block(model, 1).attention_out.weight[:, 8:] = 0.0
    assert found_h[1] == pytest.approx(float(mean_loss(model, passage)), abs=1e-6)


def test_that_importance_by_gradient_agrees_with_finite_differences():
    model = lively(build(GPT, VOCABULARY, seed=3)).eval().requires_grad_(False).double()
    passage, step = scored_next(some_ids()[:1]), 1e-3
    gradient_lh = mask_gradients(model, passage)
    for layer in range(2):
        for head in range(2):
            losses = []
            for mask in (1 + step, 1 - step):
                mask_rh = torch.ones(1, 2, dtype=torch.float64)
                mask_rh[0, head] = mask
                with changed(model, {Site("heads", layer): masked_heads(mask_rh)}):
                    losses.append(float(mean_loss(model, passage)))
            slope = (losses[0] - losses[1]) / (2 * step)
            assert gradient_lh[layer, head] == pytest.approx(slope, abs=1e-3)


def test_that_importance_leaves_nothing_on_the_model_and_averages_over_passages():
    model = lively(build(GPT, VOCABULARY, seed=3)).eval().requires_grad_(False)
    one, other = (scored_next(ids_bt) for ids_bt in some_ids().split(1))
    *_, both = head_importance(model, [one, other])
    singles = [list(head_importance(model, [of]))[-1] for of in (one, other)]
    assert both.loss == pytest.approx(sum(s.loss for s in singles) / 2)
    for name in ("increase_lh", "gradient_lh"):
        mean_lh = sum(getattr(single, name) for single in singles) / 2
        assert getattr(both, name) == pytest.approx(mean_lh, abs=1e-6)
    assert (both.done, both.total, both.passages) == (4, 4, 2)
    assert not any(p.requires_grad or p.grad is not None for p in model.parameters())
    assert not any(module._forward_pre_hooks for module in model.modules())


def test_that_what_is_not_known_yet_is_json_all_the_same():
    first = next(head_importance(build(GPT, VOCABULARY).eval(), [scored_next(some_ids())]))
    plain = json.loads(json.dumps(first.as_plain(), allow_nan=False))
    assert (plain["loss"], plain["heads"][0]["loss_increase"]) == (None, None)


def test_that_the_rank_correlation_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    one, other = torch.rand(2, 30, generator=torch.Generator().manual_seed(0)).numpy().round(1)
    assert rank_correlation(one, other) == pytest.approx(stats.spearmanr(one, other).statistic)


@pytest.mark.parametrize(
    "text",
    [
        "head(layer=2,head=3)",
        "head(layer=2,head=3,scale=0.5)",
        "attention(layer=1)",
        "feed_forward(layer=1,scale=2.0)",
        "layer(layer=0)",
        "neuron(layer=0,number=17)",
        'steer(layer=3,toward="joy, and more",away=grief,strength=4.0,taken=mean)',
    ],
)
def test_that_a_short_form_gives_its_intervention_back(text: str):
    intervention = parse_intervention(text)
    assert format_intervention(intervention) == text
    assert parse_intervention(format_intervention(intervention)) == intervention


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hed(layer=0)", "'hed' is not an intervention; did you mean 'head'?"),
        ("head(layer=0,haed=1)", "did you mean 'head'?"),
        ("head(layer=0,number=1)", "these have it: neuron"),
        ("head(", "is not an intervention; write head(layer=0,head=1)"),
        ("head(layer=0)", "head: is missing"),
        ("head(layer=-1,head=0)", "layer"),
        ('steer(layer=0,toward="",away=b)', "toward"),
    ],
)
def test_that_a_misspelt_intervention_gets_a_sentence(text: str, said: str):
    with pytest.raises((BadInput, BadSpec)) as caught:
        parse_intervention(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("head(layer=2,head=0)", "there is no layer 2; they go from 0 to 1"),
        ("head(layer=0,head=2)", "there is no head 2; they go from 0 to 1"),
        ("neuron(layer=0,number=64)", "there is no neuron 64; they go from 0 to 63"),
        ("steer(layer=3,toward=a,away=b)", "there is no layer 3; they go from 0 to 2"),
    ],
)
def test_that_a_part_that_is_not_there_is_named(text: str, said: str):
    model = build(GPT, VOCABULARY)
    with pytest.raises(BadInput) as caught:
        changes_of(model, [parse_intervention(text)], TEXTS.__getitem__)
    assert said in str(caught.value)
