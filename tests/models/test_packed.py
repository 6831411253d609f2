"""Models packed for writing: the same numbers in fp32, near ones in fewer bits, in every family."""

import pytest
import torch
from hugging_face import lively

from workbench.generation.decode import generate
from workbench.generation.spec import Greedy, Sample
from workbench.models.build import Decoder, build
from workbench.models.packed.linear import MOST_ROWS_OF_INT8, Int8Linear
from workbench.models.packed.packing import packed
from workbench.models.packed.precision import QUERY_PRECISIONS, QueryPrecision
from workbench.models.spec import DecoderSpec, GemmaSpec, GPTSpec, LlamaSpec, NeoXSpec

ROWS = 64
SIZES = {"num_layers": 2, "hidden_size": 32, "num_heads": 4, "context": 48}
SPECS: list[DecoderSpec] = [
    GPTSpec.model_validate(SIZES),
    LlamaSpec.model_validate({**SIZES, "num_kv_heads": 2, "qk_norm": True}),
    NeoXSpec.model_validate(SIZES),
    GemmaSpec.model_validate({**SIZES, "num_kv_heads": 2}),
]
NEAR = {"fp32": 1e-5, "bf16": 0.02, "int8": 0.04}


@pytest.fixture(params=SPECS, ids=lambda spec: spec.family)
def model(request: pytest.FixtureRequest) -> Decoder:
    made = lively(build(request.param, ROWS, seed=3), amount=0.1)
    return made.eval().requires_grad_(False)


@pytest.mark.parametrize("precision", QUERY_PRECISIONS)
def test_that_a_packed_model_reads_as_the_model_it_was_made_from(
    model: Decoder, precision: QueryPrecision
) -> None:
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    ready = packed(model, precision)
    assert ready.packed_head is not None
    assert model.packed_head is None
    ids_bt = torch.randint(ROWS, (2, 20), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        expected_bv = model(ids_bt)[:, -1]
        cache = ready.new_cache(2)
        ready.hidden(ids_bt[:, :-1], cache=cache)
        given_bv = ready.next_logits(ready.hidden(ids_bt[:, -1:], cache=cache)[:, -1])
    assert given_bv.dtype == torch.float32
    spread = float(expected_bv.std())
    assert float((given_bv - expected_bv).abs().max()) < NEAR[precision] * spread * 5
    assert all(torch.equal(before[name], weight) for name, weight in model.state_dict().items())


@pytest.mark.slow
def test_that_a_model_packed_in_fp32_writes_what_the_model_writes(model: Decoder) -> None:
    ready = packed(model, "fp32")
    for strategy in (Greedy(), Sample(top_p=0.9, repetition_penalty=1.2)):
        texts = [
            [t.id for t in generate(one, [3, 5], strategy, seed=4, max_new_tokens=60)]
            for one in (model, ready)
        ]
        assert texts[0] == texts[1]


@pytest.mark.parametrize("inputs", [64, 43])
@pytest.mark.parametrize("rows", [1, MOST_ROWS_OF_INT8, MOST_ROWS_OF_INT8 + 1])
def test_that_eight_bits_are_the_nearest_of_255_steps_of_each_row(rows: int, inputs: int) -> None:
    generator = torch.Generator().manual_seed(2)
    weight_oi = torch.randn(48, inputs, generator=generator) * torch.logspace(-3, 2, 48)[:, None]
    weight_oi[7] = 0.0
    bias_o = torch.randn(48, generator=generator)
    x_ni = torch.eye(inputs)[:rows]  # the weights themselves come out
    given_no = Int8Linear(weight_oi, bias_o)(x_ni) - bias_o
    half_a_step_o = 0.5 * weight_oi.abs().amax(1) / 127
    rounding_no = 2**-8 * weight_oi.T[:rows].abs() + 1e-6
    assert bool(((given_no - weight_oi.T[:rows]).abs() <= 1.02 * half_a_step_o + rounding_no).all())
