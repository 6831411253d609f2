"""What a BERT puts in place of masked tokens, and whether it thinks that sentences follow.

Shapes: t tokens, m masks, k candidates, v vocabulary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from workbench.errors import BadInput
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.inference import inference_context


@dataclass(frozen=True)
class MaskCandidate:
    """A token for a mask and its probability."""

    id: int
    probability: float


@dataclass(frozen=True)
class FilledMask:
    """One mask: where it stands in the ids, and the likeliest tokens, best first."""

    position: int
    candidates: tuple[MaskCandidate, ...]


def fill_masks(
    model: EncoderModel,
    ids: Sequence[int],
    mask_id: int,
    top_k: int,
    *,
    barred: Sequence[int] = (),
    segments: Sequence[int] | None = None,
) -> tuple[FilledMask, ...]:
    """The `top_k` likeliest tokens for every mask of a text, each mask by itself.

    `barred` ids, such as special tokens, are no candidates; their probability is not shared out.
    `model` must be in eval mode and have its masked-token head. Raises BadInput for a text without
    a mask or longer than the context.
    """
    positions = [position for position, token in enumerate(ids) if token == mask_id]
    if not positions:
        raise BadInput("there is no [MASK] in the text; put one where a word is to be filled in")
    if top_k < 1:
        raise BadInput("{count} cannot be shown; ask for at least one", count=top_k)
    _check_length(model, ids)
    with inference_context():
        device = model.head_weight.device
        segments_bt = None if segments is None else torch.tensor([segments], device=device)
        hidden_btc = model.hidden(torch.tensor([ids], device=device), segments_bt=segments_bt)
        logits_mv = model.masked_logits(hidden_btc[0, positions]).float()
        probabilities_mv = logits_mv.softmax(dim=-1)
        probabilities_mv[:, list(barred)] = 0.0
        best = probabilities_mv.topk(min(top_k, probabilities_mv.shape[1]), dim=-1)
        rows = zip(positions, best.indices.tolist(), best.values.tolist(), strict=True)
        return tuple(
            FilledMask(position, tuple(map(MaskCandidate, candidate_ids, shares)))
            for position, candidate_ids, shares in rows
        )


def follows_probability(model: EncoderModel, ids: Sequence[int], segments: Sequence[int]) -> float:
    """How sure the model is that the second sentence (segment 1) follows the first."""
    if model.pooler is None:
        raise BadInput(
            "this BERT came without its next-sentence head; choose one that was trained on pairs"
        )
    _check_length(model, ids)
    with inference_context():
        device = model.head_weight.device
        hidden_btc = model.hidden(
            torch.tensor([ids], device=device), segments_bt=torch.tensor([segments], device=device)
        )
        logits_b2 = model.next_sentence_logits(model.pooled(hidden_btc[:, 0])).float()
        return float(logits_b2.softmax(dim=-1)[0, 0])


def _check_length(model: EncoderModel, ids: Sequence[int]) -> None:
    if len(ids) > model.context:
        raise BadInput(
            "the text has {count} tokens, and this model reads at most {context}; shorten it",
            count=len(ids),
            context=model.context,
        )
