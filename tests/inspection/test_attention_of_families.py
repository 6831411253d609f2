"""Maps and hidden states of every family are those of transformers' own class."""

from pathlib import Path
from typing import Any

import foreign_folders as folders
import numpy as np
import pytest
import torch
from foreign_families import DECODERS, ENCODERS, Case, tokens
from hugging_face import bert_twin, lively
from torch import Tensor
from typed_keywords import Close

from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.maps.reading import attention_maps
from workbench.models.architectures.bert import Bert
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model, build
from workbench.models.spec import BertSpec

every_case = pytest.mark.parametrize("case", [*DECODERS, *ENCODERS], ids=lambda case: case.name)
CLOSE: Close = {"rtol": 1e-5, "atol": 1e-5}


def states(model: Model, ids_bt: Tensor) -> tuple[Tensor, list[Tensor]]:
    """What leaves the model as it is trained, and the states that a traced pass records."""
    trace = Trace(hidden=True, parts_of=range(model.num_layers))
    with torch.no_grad():
        traced_btc = model.hidden(ids_bt, trace=trace)
        fused_btc = model.hidden(ids_bt)
    torch.testing.assert_close(traced_btc, fused_btc, **CLOSE)
    return fused_btc, trace.hidden_btc


@every_case
def test_that_maps_and_hidden_states_equal_transformers(case: Case, tmp_path: Path) -> None:
    theirs = case.build()
    _, model, _ = folders.imported(theirs, tmp_path)
    ids_bt = tokens()[:1]
    with torch.no_grad():
        expected = theirs(ids_bt, output_attentions=True, output_hidden_states=True)
    maps = attention_maps(model, ids_bt[0].tolist(), ["t"] * ids_bt.shape[1])
    np.testing.assert_allclose(maps.attention_lhqk, torch.cat(expected.attentions).numpy(), **CLOSE)
    _, hidden_btc = states(model, ids_bt)
    assert len(hidden_btc) == len(expected.hidden_states)
    for ours, state in zip(hidden_btc, expected.hidden_states, strict=True):
        torch.testing.assert_close(ours, state, rtol=1e-4, atol=1e-5)


# -- a BERT, and how large what it takes is

SPEC = BertSpec(num_layers=2, hidden_size=24, num_heads=3, context=12)
FIRST, SECOND = [2, 7, 9, 3], [8, 5, 3]


@pytest.fixture(scope="module")
def bert() -> Bert:
    return lively(build(SPEC, 40, seed=1)).eval()


def test_that_a_pair_is_read_with_its_segments_as_hugging_faces_bert_does(bert: Bert) -> None:
    ids, segments = FIRST + SECOND, [0] * len(FIRST) + [1] * len(SECOND)
    with torch.no_grad():
        expected = bert_twin(SPEC, bert)(
            torch.tensor([ids]), token_type_ids=torch.tensor([segments]), output_attentions=True
        ).attentions
    maps = attention_maps(bert, ids, ["t"] * 7, segments=segments)
    np.testing.assert_allclose(maps.attention_lhqk, torch.cat(expected).numpy(), atol=1e-5)
    alike = attention_maps(bert, ids, ["t"] * 7)
    assert not np.allclose(alike.attention_lhqk, maps.attention_lhqk, atol=1e-3)


def test_that_weighted_maps_are_the_sizes_of_the_values_that_are_taken(bert: Bert) -> None:
    """‖a v‖ and ‖a v W‖ (Kobayashi et al. 2020) from the weights of Hugging Face's own module."""
    ids: list[int] = FIRST + SECOND
    twin: Any = bert_twin(SPEC, bert)
    maps = attention_maps(bert, ids, ["t"] * 7)
    with torch.no_grad():
        found = twin(torch.tensor([ids]), output_attentions=True, output_hidden_states=True)
        for layer, module in enumerate(twin.bert.encoder.layer):
            values_tc = module.attention.self.value(found.hidden_states[layer])[0]
            output_cc = module.attention.output.dense.weight
            for head in range(SPEC.num_heads):
                part = slice(8 * head, 8 * head + 8)
                of_value = values_tc[:, part].norm(dim=-1)
                of_output = (values_tc[:, part] @ output_cc[:, part].T).norm(dim=-1)
                weights_qk = found.attentions[layer][0, head]
                assert_close(maps.weighted("value").head_qk(layer, head), weights_qk * of_value)
                assert_close(maps.weighted("output").head_qk(layer, head), weights_qk * of_output)


def assert_close(ours: Floats, expected: Tensor) -> None:
    np.testing.assert_allclose(ours, expected.numpy(), rtol=1e-4, atol=1e-5)


def test_that_statistics_of_weighted_maps_are_those_of_their_shares(bert: Bert) -> None:
    maps = attention_maps(bert, FIRST, ["t"] * 4, weighting="output")
    shares_hqk = maps.attention_hqk(1) / maps.attention_hqk(1).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(
        maps.statistics.first_share_lh[1], shares_hqk[:, :, 0].mean(axis=-1), atol=1e-5
    )
    entropies_hq = -(shares_hqk * np.log(shares_hqk)).sum(axis=-1)
    np.testing.assert_allclose(maps.statistics.entropy_lh[1], entropies_hq.mean(-1), atol=1e-5)
    again = maps.weighted("none").weighted("output")
    np.testing.assert_array_equal(again.statistics.entropy_lh, maps.statistics.entropy_lh)
