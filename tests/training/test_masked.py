"""Masked language modelling and next-sentence prediction against Hugging Face's own losses."""

import numpy as np
import pytest
import torch
from hugging_face import bert_twin, lively

from workbench.data.causal.layout import Tokens
from workbench.data.masked.batches import MaskedBatch, assembled
from workbench.data.masked.masking import Masking
from workbench.data.masked.next_sentence import SentencePair
from workbench.models.architectures.bert import Bert
from workbench.models.build import build
from workbench.models.spec import BertSpec
from workbench.training.objectives.masked import (
    MaskedLanguageModelling,
    MaskedTasks,
    masked_metrics,
    share_margin,
)

VOCABULARY_SIZE = 61
SPEC = BertSpec(num_layers=2, hidden_size=24, num_heads=2, context=32)
CPU = torch.device("cpu")


def model_of(spec: BertSpec = SPEC) -> Bert:
    return lively(build(spec, VOCABULARY_SIZE, seed=3))


def batch_of(lengths: list[tuple[int, int]], seed: int = 0) -> MaskedBatch:
    rng = np.random.default_rng(seed)

    def tokens(count: int) -> Tokens:
        return rng.integers(7, VOCABULARY_SIZE, count).astype(np.uint16)

    pairs = [SentencePair(tokens(a), tokens(b), i % 2) for i, (a, b) in enumerate(lengths)]
    return assembled(pairs, Masking(VOCABULARY_SIZE, rate=0.3), rng)


def expected_of(model: Bert, batch: MaskedBatch):
    labels = np.full(batch.ids_bt.size, -100)
    labels[batch.chosen_n] = batch.targets_n
    return bert_twin(SPEC, model)(
        torch.from_numpy(batch.ids_bt),
        attention_mask=torch.from_numpy(batch.seen_bt).long(),
        token_type_ids=torch.from_numpy(batch.segments_bt),
        labels=torch.from_numpy(labels.reshape(batch.ids_bt.shape)),
        next_sentence_label=torch.from_numpy(batch.labels_b),
    )


@pytest.mark.parametrize("lengths", [[(5, 7), (9, 3), (2, 2)], [(6, 6), (6, 6)]])
def test_that_the_loss_and_its_gradient_equal_hugging_faces(lengths: list) -> None:
    model, batch = model_of().eval(), batch_of(lengths)
    loss = MaskedLanguageModelling(model, CPU, MaskedTasks())(batch, 0)
    expected = expected_of(model, batch)
    torch.testing.assert_close(loss.total, expected.loss, atol=1e-5, rtol=1e-5)
    loss.total.backward()
    ours = model.token_embedding.weight.grad
    twin = bert_twin(SPEC, model)
    labels = np.full(batch.ids_bt.size, -100)
    labels[batch.chosen_n] = batch.targets_n
    twin(
        torch.from_numpy(batch.ids_bt),
        attention_mask=torch.from_numpy(batch.seen_bt).long(),
        token_type_ids=torch.from_numpy(batch.segments_bt),
        labels=torch.from_numpy(labels.reshape(batch.ids_bt.shape)),
        next_sentence_label=torch.from_numpy(batch.labels_b),
    ).loss.backward()
    theirs = twin.bert.embeddings.word_embeddings.weight.grad
    assert ours is not None
    assert theirs is not None
    # Hugging Face leaves the padding's row of the embedding without a gradient.
    torch.testing.assert_close(ours[1:], theirs[1:], atol=1e-5, rtol=1e-4)


def test_that_padding_changes_no_loss() -> None:
    """Examples of different lengths together weigh as they do alone."""
    model = model_of().eval()
    batch = batch_of([(9, 9), (6, 5)])
    together = masked_metrics(model, [batch], CPU, MaskedTasks())
    alone = [_row(batch, row) for row in range(2)]
    apart = masked_metrics(model, alone, CPU, MaskedTasks())
    assert together == pytest.approx(apart, rel=1e-5)


def _row(batch: MaskedBatch, row: int) -> MaskedBatch:
    assert batch.labels_b is not None
    width = batch.ids_bt.shape[1]
    length = int(batch.seen_bt[row].sum())
    own = batch.chosen_n // width == row
    return MaskedBatch(
        ids_bt=batch.ids_bt[row : row + 1, :length],
        segments_bt=batch.segments_bt[row : row + 1, :length],
        seen_bt=batch.seen_bt[row : row + 1, :length],
        chosen_n=batch.chosen_n[own] % width,
        targets_n=batch.targets_n[own],
        labels_b=batch.labels_b[row : row + 1],
    )


def test_that_each_task_alone_is_its_part_of_the_whole() -> None:
    model, batch = model_of().eval(), batch_of([(5, 7), (9, 3)])
    both = MaskedLanguageModelling(model, CPU, MaskedTasks())(batch, 0)
    masked = MaskedLanguageModelling(model, CPU, MaskedTasks(next_sentence=False))(batch, 0)
    pairs = MaskedLanguageModelling(model, CPU, MaskedTasks(masked=False))(batch, 0)
    assert set(masked.parts) == {"mlm"}
    assert set(pairs.parts) == {"nsp"}
    torch.testing.assert_close(masked.total + pairs.total, both.total)


def test_that_accuracies_are_counted_over_chosen_tokens_and_pairs() -> None:
    model, batch = model_of().eval(), batch_of([(5, 7), (9, 3), (4, 4)])
    values = masked_metrics(model, [batch], CPU, MaskedTasks())
    expected = expected_of(model, batch)
    best = expected.prediction_logits.argmax(-1).numpy().reshape(-1)[batch.chosen_n]
    assert values["validation_masked_accuracy"] == pytest.approx((best == batch.targets_n).mean())
    pairs = expected.seq_relationship_logits.argmax(-1).numpy()
    accuracy = (pairs == batch.labels_b).mean()
    assert values["validation_next_sentence_accuracy"] == pytest.approx(accuracy)
    assert values["validation_loss"] == pytest.approx(expected.loss.item(), rel=1e-5)


def test_that_a_margin_is_the_normal_one() -> None:
    assert share_margin(0.5, 100) == pytest.approx(0.098)
    assert share_margin(1.0, 100) == 0.0
