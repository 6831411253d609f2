"""A text's loss, and what is likely, without and with changes of the forward pass.

Importing this imports torch. Shapes: t tokens, m maskings, k classes, x tokens of the vocabulary
or classes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress

import torch
from torch import Tensor

from workbench.activities.queries.inspecting.inspected_text import piece_namer
from workbench.activities.queries.inspecting.predictions import predicted_position
from workbench.generation.scoring import score
from workbench.inspection.hooks import Change, Site, changed
from workbench.inspection.interventions.tables import ChangedLoss, ChangedProbability
from workbench.inspection.readout import class_logits, logits_at
from workbench.inspection.scored import scored_once
from workbench.models.build import Model
from workbench.models.inference import inference_context
from workbench.models.load import as_decoder
from workbench.tokenizers.seen import seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer

MASKING_SEED = 0


def changed_losses(
    model: Model,
    tokenizer: Tokenizer,
    ids: Sequence[int],
    changes: Mapping[Site, Change],
    labels: Sequence[str] = (),
) -> tuple[ChangedLoss, ...]:
    """The surprisal of each token but the first (of a longer text in windows), of each token where
    an encoder has it masked, or of the class that the unchanged model finds likeliest."""
    if labels:
        return _of_class(model, ids, changes, labels)
    if model.is_causal:
        return _of_next_tokens(model, tokenizer, ids, changes)
    return _of_masked_tokens(model, tokenizer, ids, changes)


def changed_prediction(
    model: Model,
    tokenizer: Tokenizer,
    ids: Sequence[int],
    changes: Mapping[Site, Change],
    top: int,
    labels: Sequence[str] = (),
) -> tuple[tuple[ChangedProbability, ...], float | None]:
    """The likeliest tokens behind a text or at its first [MASK], or the classes, and
    KL(without ‖ with) in nats; neither for an encoder's text without a [MASK]."""
    if not (labels or model.is_causal or tokenizer.special.mask in ids):
        return (), None
    ids_bt = torch.tensor([list(ids)], device=model.head_weight.device)

    def log_probabilities() -> Tensor:
        if labels:
            logits_x = class_logits(model, ids_bt)[0]
        else:
            position = predicted_position(tokenizer, ids, is_causal=model.is_causal)
            logits_x = logits_at(model, ids_bt, position)[0]
        return logits_x.double().log_softmax(dim=-1)

    with inference_context():
        own_x = log_probabilities()
        with changed(model, changes):
            changed_x = log_probabilities()
    kl = float((own_x.exp() * (own_x - changed_x)).nansum())
    if labels:
        return _candidates(labels.__getitem__, own_x, changed_x, top), kl
    pieces = min(len(own_x), tokenizer.vocabulary_size)  # models may have more rows
    named = piece_namer(tokenizer)
    return _candidates(named, own_x[:pieces], changed_x[:pieces], top), kl


def _candidates(
    named: Callable[[int], str], own_x: Tensor, changed_x: Tensor, top: int
) -> tuple[ChangedProbability, ...]:
    """The `top` likeliest of each, by the larger of both probabilities."""
    count = min(top, len(own_x))
    likely = {int(number) for x in (own_x, changed_x) for number in x.topk(count).indices}
    order = sorted(likely, key=lambda one: -max(float(own_x[one]), float(changed_x[one])))
    return tuple(
        ChangedProbability(
            id=number,
            text=named(number),
            probability=float(own_x[number].exp()),
            changed_probability=float(changed_x[number].exp()),
            rank=1 + int((own_x > own_x[number]).sum()),
            changed_rank=1 + int((changed_x > changed_x[number]).sum()),
        )
        for number in order
    )


def _of_next_tokens(
    model: Model, tokenizer: Tokenizer, ids: Sequence[int], changes: Mapping[Site, Change]
) -> tuple[ChangedLoss, ...]:
    if len(ids) < 2:
        return ()
    decoder = as_decoder(model)
    own_t = -score(decoder, ids).log_probabilities_t
    with changed(model, changes):
        changed_t = -score(decoder, ids).log_probabilities_t
    return _told(ids[1:], seen_tokens(tokenizer, ids)[1:], own_t, changed_t)


def _of_masked_tokens(
    model: Model, tokenizer: Tokenizer, ids: Sequence[int], changes: Mapping[Site, Change]
) -> tuple[ChangedLoss, ...]:
    """Every ordinary token is masked in one of several maskings."""
    special = tokenizer.special
    assert special.mask is not None
    ids_t = torch.tensor(ids, device=model.head_weight.device)
    scored = scored_once(ids_t, special.mask, special.known, MASKING_SEED)
    with inference_context():
        own_mt = scored.losses(model)
        with changed(model, changes):
            changed_mt = scored.losses(model)
    is_scored_t = scored.scored_bt.any(0)
    losses = (losses_mt.sum(0)[is_scored_t].tolist() for losses_mt in (own_mt, changed_mt))
    texts = compress(seen_tokens(tokenizer, ids), is_scored_t.tolist())
    return _told(ids_t[is_scored_t].tolist(), texts, *losses)


def _of_class(
    model: Model, ids: Sequence[int], changes: Mapping[Site, Change], labels: Sequence[str]
) -> tuple[ChangedLoss, ...]:
    ids_bt = torch.tensor([list(ids)], device=model.head_weight.device)
    with inference_context():
        own_k = -class_logits(model, ids_bt)[0].double().log_softmax(-1)
        with changed(model, changes):
            changed_k = -class_logits(model, ids_bt)[0].double().log_softmax(-1)
    likeliest = int(own_k.argmin())
    losses = float(own_k[likeliest]), float(changed_k[likeliest])
    return (ChangedLoss(likeliest, labels[likeliest], *losses),)


def _told(
    ids: Sequence[int], texts: Iterable[str], own_t: Iterable[float], changed_t: Iterable[float]
) -> tuple[ChangedLoss, ...]:
    return tuple(
        ChangedLoss(token, text, float(own), float(other))
        for token, text, own, other in zip(ids, texts, own_t, changed_t, strict=True)
    )
