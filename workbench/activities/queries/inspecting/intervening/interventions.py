"""What a model makes of a text without and with interventions; importing this imports torch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench.activities.queries.inspecting.inspected_text import inspected_text
from workbench.activities.queries.inspecting.intervening.changed_predictions import (
    changed_losses,
    changed_prediction,
)
from workbench.activities.queries.inspecting.predictions import require_predictions
from workbench.activities.queries.model_queries import write
from workbench.activities.queries.prompts import Prompt
from workbench.errors import BadInput
from workbench.generation.spec import Strategy, format_strategy
from workbench.inspection.hooks import Change, Site
from workbench.inspection.interventions.apply import changes_of, while_changed
from workbench.inspection.interventions.spec import Intervention, format_intervention
from workbench.inspection.interventions.tables import InterventionEffect
from workbench.models.build import Model
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


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
    labels: Sequence[str] = (),
) -> Iterator[InterventionEffect]:
    """Loss, candidates and text without and with interventions; yields with each written token.

    Both texts are drawn from the same seed. An encoder has candidates for its first [MASK] alone, a
    model that tells classes its `labels`. Raises BadInput for interventions the model has no place
    for.
    """
    if not labels:
        require_predictions(model)
    causal, writes = model.is_causal, model.is_causal and not labels
    _require_unchanged(model, writing)
    changes = changes_of(
        model,
        interventions,
        lambda text: inspected_text(tokenizer, text, framing, is_causal=causal).ids,
    )
    left_out = max(len(prompt.ids) - model.context, 0)
    if left_out and not writes:
        raise BadInput(
            "the text has {count} tokens, and this model reads at most {context}; shorten it",
            count=len(prompt.ids),
            context=model.context,
        )
    candidates, kl = changed_prediction(
        model, tokenizer, prompt.ids[left_out:], changes, top, labels
    )
    effect = InterventionEffect(
        interventions=tuple(map(format_intervention, interventions)),
        tokens=len(prompt.ids),
        left_out=left_out,
        losses=changed_losses(model, tokenizer, prompt.ids, changes, labels),
        candidates=candidates,
        kl=kl,
        kind="class" if labels else "next_token" if causal else "masked_token",
    )
    if not writes or not writing.max_new_tokens:
        yield replace(effect, is_over=True)
        return
    effect = replace(effect, strategy=format_strategy(writing.strategy), seed=writing.seed)
    yield effect
    yield from _written(effect, model, tokenizer, prompt, changes, writing)


def _require_unchanged(model: Model, writing: WritingSettings) -> None:
    """Raise BadInput where a strategy names the very model that is changed."""
    for name, other in writing.others.items():
        if other is model:
            raise BadInput(
                "the strategy names {model}, which is the model that is changed; name another one",
                model=name,
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
