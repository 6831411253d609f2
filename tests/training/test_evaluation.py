"""Validation figures against plain ones."""

import pytest
import torch

from workbench.training.measuring.evaluation import loss_and_hits, top_hits


@pytest.mark.parametrize("vocabulary_size", [3, 5, 50])
def test_that_top5_accuracy_is_what_topk_finds(vocabulary_size: int) -> None:
    torch.manual_seed(0)
    hidden_nc, head_vc = torch.randn(300, 8), torch.randn(vocabulary_size, 8)
    targets_n = torch.randint(vocabulary_size, (300,))
    likeliest_nj = (hidden_nc @ head_vc.T).topk(min(5, vocabulary_size)).indices
    expected = (likeliest_nj == targets_n[:, None]).any(-1).sum()
    assert loss_and_hits(hidden_nc, head_vc, targets_n)[2] == expected


def test_that_the_likeliest_token_is_the_only_one_of_the_first_one() -> None:
    logits_kv = torch.tensor([[0.0, 2.0, 1.0], [0.0, 2.0, 1.0]])
    assert top_hits(logits_kv, torch.tensor([1, 2]), 1).tolist() == [True, False]
