"""Texts written together: each as alone, wherever the others end."""

import pytest
import torch
from byte_spelling import ByteSpelling
from hugging_face import lively

from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.decoding import NewToken
from workbench.generation.spec import Beam, Greedy, Sample
from workbench.generation.together import AskedRow, generate_together
from workbench.models.architectures.gpt import GPT
from workbench.models.build import Decoder, build
from workbench.models.packed.packing import packed
from workbench.models.spec import GPTSpec

SPELLING = ByteSpelling()
SPEC = GPTSpec(num_layers=2, hidden_size=32, num_heads=4, context=32)
ROWS = [
    AskedRow(Greedy(), 0),
    AskedRow(Sample(), 1),
    AskedRow(Sample(), 2),
    AskedRow(Sample(mirostat_tau=3.0), 3),
    AskedRow(Beam(num_beams=2), 0),
    AskedRow(Sample(top_p=0.8, repetition_penalty=1.3, no_repeat_ngram_size=2), 4),
    AskedRow(Sample(xtc_probability=0.5, top_k=9, min_new_tokens=12), 5),
    AskedRow(Greedy(dry_multiplier=0.8, stop_strings=("e",)), 6),
]


@pytest.fixture(scope="module")
def model() -> GPT:
    made = lively(build(SPEC, SPELLING.vocabulary_size, seed=5), amount=0.25)
    return made.eval().requires_grad_(False)


def written(model: Decoder, rows: list[AskedRow], **settings: object) -> list[list[NewToken]]:
    texts: list[list[NewToken]] = [[] for _ in rows]
    tokens = generate_together(model, [7, 20, 31], rows, spelling=SPELLING, **settings)  # type: ignore[arg-type]
    for row, token in tokens:
        texts[row].append(token)
    return texts


@pytest.mark.parametrize("is_packed", [False, True])
def test_that_texts_written_together_are_those_written_alone(model: GPT, is_packed: bool) -> None:
    together = packed(model, "fp32") if is_packed else model
    ends = list(range(40))
    texts = written(together, ROWS, max_new_tokens=50, eos=ends)
    assert len({len(text) for text in texts}) > 3, "they should end at different places"
    for (strategy, seed), text in zip(ROWS, texts, strict=True):
        alone = list(
            generate(
                model,
                [7, 20, 31],
                strategy,
                seed=seed,
                max_new_tokens=50,
                eos=ends,
                spelling=SPELLING,
            )
        )
        assert [(t.id, t.rank, t.ending, t.loop) for t in text] == [
            (t.id, t.rank, t.ending, t.loop) for t in alone
        ]
        for one, other in zip(text, alone, strict=True):
            assert one.log_probability == pytest.approx(other.log_probability, abs=1e-4)
            assert one.entropy == pytest.approx(other.entropy, abs=1e-4)


def test_that_a_text_that_cannot_go_on_leaves_the_others_alone(model: GPT) -> None:
    stuck = AskedRow(Greedy(no_repeat_ngram_size=1), 0)
    texts: list[list[int]] = [[], []]
    width = 40  # so many tokens, and then each was written
    tokens = generate_together(model, [7], [stuck, ROWS[1]], max_new_tokens=60, num_pieces=width)

    def read() -> None:
        for row, token in tokens:
            texts[row].append(token.id)

    with pytest.raises(BadInput, match="every token is forbidden"):
        read()
    assert [len(text) for text in texts] == [width - 1, 60]


def test_that_no_random_state_or_threads_but_their_own_are_touched(model: GPT) -> None:
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    tokens = generate_together(model, [7], ROWS[1:4], max_new_tokens=9, threads=1)
    for _ in tokens:
        assert torch.is_grad_enabled()
        assert torch.get_num_threads() == threads
    assert torch.equal(before, torch.get_rng_state())


def test_that_nothing_asked_for_is_nothing_written(model: GPT) -> None:
    assert written(model, ROWS, max_new_tokens=0) == [[] for _ in ROWS]
    assert written(model, [], max_new_tokens=5) == []
