"""What a model makes of a text without and with interventions; importing this imports torch.

Shapes: t tokens, v vocabulary.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from workbench.activities.queries.inspecting.inspected_text import inspected_text
from workbench.activities.queries.inspecting.predictions import (
    predicted_position,
    require_predictions,
)
from workbench.activities.queries.model_queries import write
from workbench.activities.queries.prompts import Prompt
from workbench.activities.queries.token_queries import validation_tokens
from workbench.errors import BadInput
from workbench.generation.scoring import score, windows
from workbench.generation.spec import Strategy, format_strategy
from workbench.inspection.hooks import Change, Site, changed
from workbench.inspection.interventions.apply import changes_of, while_changed
from workbench.inspection.interventions.importance import head_importance
from workbench.inspection.interventions.spec import Intervention, format_intervention
from workbench.inspection.interventions.tables import (
    ChangedLoss,
    ChangedProbability,
    HeadImportance,
    InterventionEffect,
)
from workbench.inspection.readout import logits_at
from workbench.models.build import Model
from workbench.models.inference import inference_context
from workbench.models.load import as_decoder
from workbench.store.folders import ProjectFolder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.seen import seen_text, seen_tokens
from workbench.tokenizers.tokenizer import Tokenizer

LEAST_PASSAGE = 2
MOST_PASSAGE = 512
"""A text of more tokens is read in passages of so many: a gradient holds the logits of all."""


@dataclass(frozen=True)
class WritingSettings:
    """How the text is written behind the prompt; without new tokens none is.

    `others` are the further models that the strategy names, which stay as they are.
    """

    strategy: Strategy
    seed: int
    max_new_tokens: int
    others: Mapping[str, Model] = field(default_factory=dict)


def intervention_effect(
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    interventions: Sequence[Intervention],
    framing: Framing,
    top: int,
    writing: WritingSettings,
) -> Iterator[InterventionEffect]:
    """Loss, candidates and text without and with interventions; yields with each written token.

    Both texts are drawn from the same seed. An encoder has candidates for its first [MASK] alone.
    Raises BadInput for interventions the model has no place for.
    """
    require_predictions(model)
    causal = model.is_causal
    _require_unchanged(model, writing)
    changes = changes_of(
        model,
        interventions,
        lambda text: inspected_text(tokenizer, text, framing, is_causal=causal).ids,
    )
    left_out = max(len(prompt.ids) - model.context, 0)
    if left_out and not causal:
        raise BadInput(
            "the text has {count} tokens, and this model reads at most {context}; shorten it",
            count=len(prompt.ids),
            context=model.context,
        )
    read = prompt.ids[left_out:]
    position = predicted_position(tokenizer, read, is_causal=causal)
    own_v = _log_probabilities(model, read, position, {})
    changed_v = _log_probabilities(model, read, position, changes)
    effect = InterventionEffect(
        interventions=tuple(map(format_intervention, interventions)),
        tokens=len(prompt.ids),
        left_out=left_out,
        losses=_losses(model, tokenizer, prompt.ids, changes) if causal else (),
        candidates=_candidates(tokenizer, read[: position + causal], own_v, changed_v, top),
        kl=float((own_v.exp() * (own_v - changed_v)).nansum()),
    )
    if not causal or not writing.max_new_tokens:
        yield replace(effect, is_over=True)
        return
    effect = replace(effect, strategy=format_strategy(writing.strategy), seed=writing.seed)
    yield effect
    yield from _written(effect, model, tokenizer, prompt, changes, writing)


def importance(
    model: Model, tokenizer: Tokenizer, passages: Sequence[Sequence[int]]
) -> Iterator[HeadImportance]:
    """Every head's importance by ablation and by gradient; raises BadInput without passages."""
    usable = [ids for ids in passages if len(ids) >= LEAST_PASSAGE]
    if not usable:
        raise BadInput("a text needs at least two tokens to be scored; this one has {n}", n=1)
    yield from head_importance(as_decoder(model), usable)


def text_passages(
    tokenizer: Tokenizer, text: str, framing: Framing, context: int
) -> list[Sequence[int]]:
    """A text in passages that a model reads at once; each begins with the last one's end."""
    ids = inspected_text(tokenizer, text, framing, is_causal=True).ids
    return list(windows(ids, min(context, MOST_PASSAGE)))


def corpus_passages(
    project: ProjectFolder, corpus: str, tokenizer: Tokenizer, count: int, size: int
) -> list[Sequence[int]]:
    """The first `count` passages of `size` tokens of a corpus's validation part, or all it has."""
    tokens = validation_tokens(project, corpus, tokenizer, count * size)
    return list(windows([int(token) for token in tokens], size))


def _require_unchanged(model: Model, writing: WritingSettings) -> None:
    """Raise BadInput where a strategy names the very model that is changed."""
    for name, other in writing.others.items():
        if other is model:
            raise BadInput(
                "the strategy names {model}, which is the model that is changed; name another one",
                model=name,
            )


def _log_probabilities(
    model: Model, ids: Sequence[int], position: int, changes: Mapping[Site, Change]
) -> Tensor:
    ids_bt = torch.tensor([ids], device=model.head_weight.device)
    with inference_context(), changed(model, changes):
        return logits_at(model, ids_bt, position)[0].double().log_softmax(dim=-1)


def _losses(
    model: Model, tokenizer: Tokenizer, ids: Sequence[int], changes: Mapping[Site, Change]
) -> tuple[ChangedLoss, ...]:
    """The surprisal of each token but the first; of a longer text in windows."""
    if len(ids) < LEAST_PASSAGE:
        return ()
    decoder = as_decoder(model)
    own = score(decoder, ids)
    with changed(model, changes):
        other = score(decoder, ids)
    return tuple(
        ChangedLoss(token, text, -float(one), -float(two))
        for token, text, one, two in zip(
            ids[1:],
            seen_tokens(tokenizer, ids)[1:],
            own.log_probabilities_t,
            other.log_probabilities_t,
            strict=True,
        )
    )


def _candidates(
    tokenizer: Tokenizer, before: Sequence[int], own_v: Tensor, changed_v: Tensor, top: int
) -> tuple[ChangedProbability, ...]:
    """The `top` likeliest of each behind some tokens, by the larger of both probabilities."""
    pieces = min(len(own_v), tokenizer.vocabulary_size)  # models may have more rows
    own_v, changed_v = own_v[:pieces], changed_v[:pieces]
    count = min(top, pieces)
    likely = {int(token) for v in (own_v, changed_v) for token in v.topk(count).indices}
    order = sorted(likely, key=lambda token: -max(float(own_v[token]), float(changed_v[token])))
    return tuple(
        ChangedProbability(
            id=token,
            text=seen_text(tokenizer, token, before),
            probability=float(own_v[token].exp()),
            changed_probability=float(changed_v[token].exp()),
            rank=1 + int((own_v > own_v[token]).sum()),
            changed_rank=1 + int((changed_v > changed_v[token]).sum()),
        )
        for token in order
    )


def _written(
    effect: InterventionEffect,
    model: Model,
    tokenizer: Tokenizer,
    prompt: Prompt,
    changes: Mapping[Site, Change],
    writing: WritingSettings,
) -> Iterator[InterventionEffect]:
    """Both texts, the one without interventions first."""

    def tokens() -> Iterator[str]:
        for token in write(
            model,
            tokenizer,
            prompt,
            writing.strategy,
            seed=writing.seed,
            max_new_tokens=writing.max_new_tokens,
            others=writing.others,
        ):
            yield token.text

    for text in tokens():
        effect = replace(effect, text=effect.text + text)
        yield effect
    for text in while_changed(model, changes, tokens()):
        effect = replace(effect, changed_text=effect.changed_text + text)
        yield effect
    yield replace(effect, is_over=True)
