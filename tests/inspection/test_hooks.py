import pytest
import torch
from family_specs import specs_of
from hugging_face import lively
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from workbench.inspection.hooks import Recorder, Site, changed
from workbench.models.blocks.block import TransformerBlock
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model, build
from workbench.models.spec import FAMILIES, AnyModelSpec

VOCABULARY = 40


def model_and_ids(spec: AnyModelSpec) -> tuple[Model, Tensor]:
    model = lively(build(spec, VOCABULARY, seed=3)).eval().requires_grad_(False)
    return model, torch.randint(7, VOCABULARY, (2, min(spec.context, 9)))


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_that_a_site_holds_what_the_trace_says_of_it(family: str, data: st.DataObject) -> None:
    model, ids_bt = model_and_ids(data.draw(specs_of(family)))
    layers = range(model.num_layers)
    trace = Trace(outputs_of=layers, hidden=True)
    plain_btc = model.hidden(ids_bt, trace=trace)
    recorder = Recorder(
        [Site("stream", layer) for layer in range(model.num_layers + 1)]
        + [Site(place, layer) for place in ("attention", "feed_forward") for layer in layers]
    )
    with changed(model, recorder.changes()):
        recorded_btc = model.hidden(ids_bt)
    assert torch.equal(plain_btc, recorded_btc)
    for layer in layers:
        outputs = trace.outputs[layer]
        assert torch.equal(recorder[Site("stream", layer)], trace.hidden_btc[layer])
        assert torch.equal(recorder[Site("attention", layer)], outputs.attention_btc)
        assert torch.equal(recorder[Site("feed_forward", layer)], outputs.feed_forward_btc)
        assert torch.equal(recorder[Site("stream", layer + 1)], outputs.block_btc)


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_that_heads_and_neurons_are_what_the_last_matrices_read(
    family: str, data: st.DataObject
) -> None:
    model, ids_bt = model_and_ids(data.draw(specs_of(family)))
    block = model.blocks[0]
    assert isinstance(block, TransformerBlock)
    head_size = block.attention_out.in_features // model.num_heads
    halves = {
        Site("heads", 0): lambda x: torch.cat([x[..., :head_size] * 0, x[..., head_size:]], -1),
        Site("neurons", 0): lambda x: torch.cat([x[..., :1] * 0, x[..., 1:]], -1),
    }
    with changed(model, halves):
        changed_btc = model.hidden(ids_bt)
    unhooked_btc = model.hidden(ids_bt)
    block.attention_out.weight[:, :head_size] = 0
    block.ffn_out.weight[:, 0] = 0
    torch.testing.assert_close(changed_btc, model.hidden(ids_bt), atol=1e-5, rtol=1e-5)
    assert not torch.equal(changed_btc, unhooked_btc)


def test_that_a_model_is_as_before_where_a_changed_pass_failed() -> None:
    model, ids_bt = model_and_ids(FAMILIES["gpt"](num_layers=2, hidden_size=8, num_heads=2))
    before_btc = model.hidden(ids_bt)

    def fail(_: Tensor) -> Tensor:
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"), changed(model, {Site("heads", 1): fail}):
        model.hidden(ids_bt)
    assert torch.equal(before_btc, model.hidden(ids_bt))
