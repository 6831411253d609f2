"""Contrastive search: likely tokens that do not say again what was said.

Su et al. 2022, "A Contrastive Framework for Neural Text Generation" (arXiv 2202.06417). Shapes:
k candidates, t tokens, c hidden size, v vocabulary.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.generation.decoding import DecodingInput, NewToken, new_tokens
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.spec import ContrastiveSearch


def decode(inputs: DecodingInput, strategy: ContrastiveSearch) -> Iterator[NewToken]:
    """The tokens of one text; every candidate is read before one is chosen."""
    penalties, ids_1t = penalties_of(strategy, inputs), inputs.prompt_row()
    sequences = inputs.prompt()
    hidden_tc = sequences.next_hidden()[0]
    logits_1v = sequences.logits(hidden_tc[None, -1])
    earlier_tc = F.normalize(hidden_tc, dim=-1)
    for _ in range(inputs.max_new_tokens):
        scores_1v = penalised(logits_1v[:, : inputs.num_pieces], ids_1t, penalties)
        count = min(strategy.top_k, scores_1v.shape[-1])
        best = scores_1v.softmax(dim=-1)[0].topk(count)
        sequences.select(best.indices.new_zeros(count))
        sequences.append(best.indices)
        hidden_kc = sequences.next_hidden()[:, -1]
        scores_k = contrastive_scores(best.values, hidden_kc, earlier_tc, strategy.penalty_alpha)
        is_banned_k = scores_1v[0, best.indices].isneginf()
        place_1 = scores_k.masked_fill(is_banned_k, float("-inf")).argmax()[None]
        yield from new_tokens(logits_1v, best.indices[place_1], inputs.elapsed_s)
        sequences.select(place_1)
        ids_1t = torch.cat([ids_1t, best.indices[place_1][:, None]], dim=1)
        logits_1v = sequences.logits(hidden_kc[place_1])
        earlier_tc = torch.cat([earlier_tc, F.normalize(hidden_kc[place_1], dim=-1)])


def contrastive_scores(
    probabilities_k: Tensor, hidden_kc: Tensor, earlier_tc: Tensor, penalty_alpha: float
) -> Tensor:
    """(1 − α)·p − α·(the largest cosine to an earlier state); `earlier_tc` are of length 1."""
    cosines_kt = F.normalize(hidden_kc, dim=-1) @ earlier_tc.T
    return (1 - penalty_alpha) * probabilities_k - penalty_alpha * cosines_kt.amax(dim=-1)
