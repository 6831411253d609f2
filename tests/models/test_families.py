"""What every family of models promises: a new one passes these tests as it is declared.

Shapes: b batch, t tokens, c hidden size, v vocabulary, h heads, q queries, k keys, d width of a
head.
"""

from collections import Counter
from pathlib import Path

import foreign_folders
import pytest
import torch
import torch.nn.functional as F
from family_specs import ALL, SPECS, named, small_specs, specs_of
from hugging_face import lively
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from torch import Tensor
from typed_keywords import Close

from workbench.distillation.students.spec import StudentModelSpec, shape_of
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.blocks.layers import join_heads
from workbench.models.blocks.trace import Trace
from workbench.models.build import Decoder, Model, build, build_empty
from workbench.models.hub.card import CardFacts, model_card
from workbench.models.hub.importing import read_foreign_model
from workbench.models.model_file import ModelFile
from workbench.models.size.estimate import count_parameters, parameters_by_part
from workbench.models.size.outline import outline
from workbench.models.spec import ALL_PRESETS, FAMILIES, AnyModelSpec

VOCABULARY_SIZE = 61
LAYERS = range(3)
CLOSE: Close = {"atol": 1e-5, "rtol": 1e-5}

every_family = pytest.mark.parametrize("family", ALL)
every_model = pytest.mark.parametrize("spec", SPECS, ids=named)
every_causal_model = pytest.mark.parametrize(
    "spec", [spec for spec in SPECS if spec.is_causal], ids=named
)
every_shape = given(spec=st.one_of([specs_of(family) for family in ALL]))


def model_of(spec: AnyModelSpec) -> Model:
    return lively(build(spec, VOCABULARY_SIZE, seed=1), amount=0.05).eval()


def decoder_of(spec: AnyModelSpec) -> Decoder:
    model = model_of(spec)
    assert not isinstance(model, EncoderModel)
    return model


def random_ids(batch: int, tokens: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randint(VOCABULARY_SIZE, (batch, tokens), generator=generator)


def traced(model: Model, ids_bt: Tensor) -> tuple[Tensor, Trace]:
    trace = Trace(LAYERS, hidden=True, parts_of=LAYERS, outputs_of=LAYERS)
    with torch.no_grad():
        return model.hidden(ids_bt, trace=trace), trace


def blocks_of(model: Model) -> list[TransformerBlock]:
    blocks: list[TransformerBlock] = []
    for block in model.blocks:
        assert isinstance(block, TransformerBlock)
        blocks.append(block)
    return blocks


# -- trace and cache --------------------------------------------------------------------------


@every_model
def test_that_a_trace_changes_nothing(spec: AnyModelSpec) -> None:
    model, ids_bt = model_of(spec), random_ids(2, 12)
    with torch.no_grad():
        assert torch.equal(traced(model, ids_bt)[0], model.hidden(ids_bt))


@every_model
def test_that_the_inspected_forward_equals_the_fused_one(
    spec: AnyModelSpec,
) -> None:
    model = model_of(spec)
    _, trace = traced(model, random_ids(2, 12))
    for layer, block in enumerate(blocks_of(model)):
        parts, outputs = trace.parts[layer], trace.outputs[layer]
        probabilities_bhqk = outputs.scores_bhqk.softmax(-1)
        torch.testing.assert_close(trace.attention_bhqk[layer], probabilities_bhqk, **CLOSE)
        products_bhqk = (
            parts.q_bhtd @ parts.k_bhtd.transpose(-1, -2) / parts.q_bhtd.shape[-1] ** 0.5
        )
        seen = outputs.scores_bhqk.isfinite()
        torch.testing.assert_close(outputs.scores_bhqk[seen], products_bhqk[seen], **CLOSE)
        with torch.no_grad():
            mixed_btc = join_heads(probabilities_bhqk @ parts.v_bhtd)
            added_btc = block.attention_out(mixed_btc)
            if spec.norm_offset:
                added_btc = block.get_submodule("attention_out_norm")(added_btc)
            torch.testing.assert_close(added_btc, outputs.attention_btc, **CLOSE)


@every_model
def test_that_a_query_sees_what_its_family_says(spec: AnyModelSpec) -> None:
    _, trace = traced(model_of(spec), random_ids(1, 12))
    every = torch.ones(12, 12, dtype=torch.bool)
    for layer in LAYERS:
        expected_qk = every.tril() if spec.is_causal else every
        if window := spec.window_of(layer):
            expected_qk = expected_qk.triu(1 - window).tril(window - 1)
        assert torch.equal(trace.outputs[layer].scores_bhqk.isfinite()[0, 0], expected_qk)


@every_model
def test_that_a_blocks_output_is_recomposed_from_its_parts(spec: AnyModelSpec) -> None:
    model = model_of(spec)
    _, trace = traced(model, random_ids(2, 12))
    for layer, block in enumerate(blocks_of(model)):
        outputs, x_btc = trace.outputs[layer], trace.hidden_btc[layer]
        with torch.no_grad():
            if block.pre_norm:
                expected_btc = x_btc + outputs.attention_btc + outputs.feed_forward_btc
            else:
                attended_btc = block.attention_norm(x_btc + outputs.attention_btc)
                expected_btc = block.ffn_norm(attended_btc + outputs.feed_forward_btc)
        torch.testing.assert_close(outputs.block_btc, expected_btc, **CLOSE)
        if layer + 1 in LAYERS:
            assert torch.equal(outputs.block_btc, trace.hidden_btc[layer + 1])


@every_model
def test_that_gradients_flow_through_what_is_traced(spec: AnyModelSpec) -> None:
    model = model_of(spec)
    trace = Trace(outputs_of=LAYERS)
    model.hidden(random_ids(2, 12), trace=trace)
    outputs = trace.outputs[0]
    (outputs.attention_btc.sum() + outputs.feed_forward_btc.sum()).backward()
    assert model.token_embedding.weight.grad is not None


@every_causal_model
@settings(max_examples=4, deadline=None)
@given(cuts=st.lists(st.integers(1, 8), min_size=2, max_size=3))
def test_that_decoding_with_a_cache_equals_the_full_forward(
    spec: AnyModelSpec, cuts: list[int]
) -> None:
    model, ids_bt = decoder_of(spec), random_ids(2, sum(cuts))
    cache = model.new_cache(batch=2)
    with torch.no_grad():
        parts = [model.hidden(part_bt, cache=cache) for part_bt in ids_bt.split(cuts, dim=1)]
        torch.testing.assert_close(torch.cat(parts, dim=1), model.hidden(ids_bt), **CLOSE)
    assert cache.length == sum(cuts)


@every_causal_model
def test_that_a_trace_behind_a_cache_is_the_end_of_the_whole_texts(spec: AnyModelSpec) -> None:
    model, ids_bt = decoder_of(spec), random_ids(2, 12)
    cache, trace = model.new_cache(batch=2), Trace(LAYERS, outputs_of=LAYERS)
    with torch.no_grad():
        model.hidden(ids_bt[:, :7], cache=cache)
        model.hidden(ids_bt[:, 7:], cache=cache, trace=trace)
    _, whole = traced(model, ids_bt)
    for layer in LAYERS:
        torch.testing.assert_close(
            trace.attention_bhqk[layer], whole.attention_bhqk[layer][:, :, 7:], **CLOSE
        )
        torch.testing.assert_close(
            trace.outputs[layer].block_btc, whole.outputs[layer].block_btc[:, 7:], **CLOSE
        )


@every_causal_model
def test_that_logits_are_the_states_times_the_output_layer(spec: AnyModelSpec) -> None:
    model, ids_bt = decoder_of(spec), random_ids(2, 12)
    with torch.no_grad():
        expected_btv = F.linear(model.hidden(ids_bt), model.head_weight)
        assert torch.equal(model(ids_bt), expected_btv)


# -- settings ---------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@every_shape
def test_that_the_shapes_are_those_of_the_real_module(spec: AnyModelSpec) -> None:
    module = build_empty(spec, VOCABULARY_SIZE)
    there = Counter(tuple(parameter.shape) for parameter in module.parameters())
    drawn = Counter(
        shape
        for stretch in outline(spec, VOCABULARY_SIZE)
        for part in stretch.parts
        for shape in part.shapes
        for _ in range(stretch.times)
    )
    assert drawn == there


@settings(max_examples=80, deadline=None)
@every_shape
def test_that_parameters_are_counted_as_the_module_has_them(spec: AnyModelSpec) -> None:
    module = build_empty(spec, VOCABULARY_SIZE)
    sums = dict.fromkeys(("embedding", "attention", "feed_forward", "norms", "head"), 0)
    for name, parameter in module.named_parameters():
        sums[_kind(name)] += parameter.numel()
    assert vars(parameters_by_part(spec, VOCABULARY_SIZE)) == sums
    assert count_parameters(spec, VOCABULARY_SIZE) == sum(sums.values())


def _kind(name: str) -> str:
    """Which part of the estimate's a parameter belongs to, by its name."""
    if "head." in name or name.startswith(("pooler.", "next_sentence.")):
        return "head"
    if "norm." in name:
        return "norms"
    if "embedding." in name:
        return "embedding"
    return "attention" if ".qkv." in name or ".attention_out." in name else "feed_forward"


@settings(max_examples=40, deadline=None)
@every_shape
def test_that_properties_tell_what_the_module_has(spec: AnyModelSpec) -> None:
    module = build_empty(spec, VOCABULARY_SIZE)
    assert module.is_causal is spec.is_causal
    assert spec.has_masked_head is (getattr(module, "masked_head", None) is not None)
    assert spec.has_pooler is (getattr(module, "pooler", None) is not None)
    if module.is_causal:
        cache = module.new_cache()
        key_bhtd = torch.zeros(1, spec.kv_heads, 1, spec.head_size, device="meta")
        assert cache.extend(0, key_bhtd, key_bhtd)[0].shape == key_bhtd.shape
    ffn_in = module.blocks[0].get_parameter("ffn_in.weight")
    assert len(ffn_in) == (2 if spec.has_gated_ffn else 1) * spec.inner_size
    is_rms = isinstance(module.blocks[0].get_submodule("ffn_norm"), torch.nn.RMSNorm)
    assert spec.has_centred_norms is not is_rms


@every_family
def test_that_a_family_has_presets_and_a_student(family: str) -> None:
    assert family in {preset.spec.family for preset in ALL_PRESETS}
    student = TypeAdapter(StudentModelSpec).validate_python({"family": family})
    assert isinstance(student, FAMILIES[family])
    assert shape_of(student) == FAMILIES[family]()


@every_family
def test_that_a_hugging_face_folder_gives_back_the_same_model(family: str, tmp_path: Path) -> None:
    spec = next(small_specs(family))
    model = lively(build(spec, VOCABULARY_SIZE))
    file = ModelFile(spec=spec, vocabulary_size=VOCABULARY_SIZE)
    foreign_folders.exported(model, file, tmp_path / "theirs")
    foreign = read_foreign_model(tmp_path / "theirs")
    assert foreign.ignored == ()
    assert foreign.spec == spec.model_copy(update={"ffn_size": spec.inner_size})
    expected = model.state_dict()
    assert all(torch.equal(expected[name], weight) for name, weight in foreign.weights.items())
    assert foreign.weights.keys() == expected.keys()


@every_family
def test_that_a_model_card_tells_how_to_load_it(family: str) -> None:
    card = model_card(CardFacts(name="mine", family=family, parameters=1_000))
    assert FAMILIES[family].title in card
    assert ("AutoModelForCausalLM" in card) is FAMILIES[family].is_causal
