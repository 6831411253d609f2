import pytest
import torch
from hugging_face import lively

from workbench.generation.decode import generate
from workbench.generation.sequences import TokenSequences
from workbench.generation.spec import Greedy
from workbench.models.build import Decoder, build
from workbench.models.spec import GPTSpec, LlamaSpec

VOCABULARY_SIZE = 31
CONTEXT = 8
SPECS = (
    GPTSpec(num_layers=2, hidden_size=16, num_heads=2, context=CONTEXT),
    LlamaSpec(num_layers=2, hidden_size=16, num_heads=4, num_kv_heads=2, context=CONTEXT),
)
BEGINNINGS = torch.tensor([[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]])


@pytest.fixture(params=SPECS, ids=["gpt", "llama"])
def model(request: pytest.FixtureRequest) -> Decoder:
    return lively(build(request.param, VOCABULARY_SIZE)).eval().requires_grad_(False)


def read_anew(model: Decoder, ids_bt: torch.Tensor) -> torch.Tensor:
    return model(ids_bt)[:, -1]


def test_that_sequences_grow_together_as_each_would_alone(model: Decoder) -> None:
    together = TokenSequences(model, BEGINNINGS)
    alone = [TokenSequences(model, row_t[None]) for row_t in BEGINNINGS]
    for _ in range(2 * CONTEXT):
        logits_bv = together.next_logits()
        rows = torch.cat([sequence.next_logits() for sequence in alone])
        torch.testing.assert_close(logits_bv, rows, atol=1e-5, rtol=1e-5)
        chosen_b = logits_bv.argmax(dim=-1)
        together.append(chosen_b)
        for sequence, chosen in zip(alone, chosen_b, strict=True):
            sequence.append(chosen[None])


@pytest.mark.parametrize("rows", [[1, 0], [1, 1], [0], [0, 1, 1, 0]])
def test_that_selected_sequences_go_on_as_if_they_had_been_read_anew(
    model: Decoder, rows: list[int]
) -> None:
    sequences = TokenSequences(model, BEGINNINGS)
    sequences.next_logits()
    sequences.select(torch.tensor(rows))
    ids_bt = BEGINNINGS[rows]
    for number in range(CONTEXT - BEGINNINGS.shape[1]):
        chosen_b = torch.arange(len(rows)) + number
        sequences.append(chosen_b)
        ids_bt = torch.cat([ids_bt, chosen_b[:, None]], dim=1)
        expected_bv = read_anew(model, ids_bt)
        torch.testing.assert_close(sequences.next_logits(), expected_bv, atol=1e-5, rtol=1e-5)


def test_that_selected_sequences_are_read_again_when_the_context_is_full(model: Decoder) -> None:
    sequences = TokenSequences(model, BEGINNINGS)
    ids_bt = BEGINNINGS
    for number in range(CONTEXT - BEGINNINGS.shape[1] + 1):
        sequences.next_logits()
        sequences.select(torch.tensor([1, 0]))
        sequences.append(torch.tensor([number, number + 1]))
        ids_bt = torch.cat([ids_bt[[1, 0]], torch.tensor([[number], [number + 1]])], dim=1)
    expected_bv = read_anew(model, ids_bt[:, -CONTEXT // 2 :])
    torch.testing.assert_close(sequences.next_logits(), expected_bv, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("num_kept", "stay"), [(2, 2), (7, 3)])
@pytest.mark.parametrize("num_prompt_tokens", [5, 21])
def test_that_what_begins_a_text_stays_in_front_and_the_place_is_told(
    model: Decoder, num_kept: int, stay: int, num_prompt_tokens: int
) -> None:
    prompt = torch.randint(VOCABULARY_SIZE, (num_prompt_tokens,)).tolist()
    written = list(generate(model, prompt, Greedy(), max_new_tokens=20, num_kept=num_kept))
    ids, window, slid = [*prompt, *(token.id for token in written)], prompt, []
    if len(window) > CONTEXT:
        window = [*prompt[:stay], *prompt[stay - CONTEXT :]]
    for place, token in enumerate(written):
        if len(window) > CONTEXT:
            window = [*prompt[:stay], *window[stay - CONTEXT // 2 :]]
            slid.append(place)
        with torch.no_grad():
            log_probabilities_v = model(torch.tensor([window]))[0, -1].log_softmax(0)
        assert token.log_probability == pytest.approx(
            log_probabilities_v[token.id].item(), abs=1e-4
        )
        window = [*window, ids[num_prompt_tokens + place]]
    assert [place for place, token in enumerate(written) if token.slid] == slid
    assert len(slid) > 2
