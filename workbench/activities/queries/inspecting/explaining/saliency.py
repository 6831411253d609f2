"""Which tokens of a text speak for what a saved model says of it; importing this imports torch."""

from collections.abc import Iterator, Sequence

import torch

from workbench.activities.queries.inspecting.explaining.explained_text import ExplainedText
from workbench.activities.queries.inspecting.explaining.targets import chosen_targets
from workbench.inspection.attribution.gradients import EmbeddingSaliency, saliency
from workbench.inspection.attribution.scores import score_of
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.attribution.token_saliency import SaliencyProgress, TokenSaliency
from workbench.inspection.bounds import require_readable
from workbench.models.build import Model
from workbench.models.inference import inference_context, query_threads
from workbench.tokenizers.tokenizer import Tokenizer


def token_saliency(
    model: Model,
    tokenizer: Tokenizer,
    text: ExplainedText,
    settings: SaliencySettings,
    *,
    token: int | str | None = None,
    versus: int | str | None = None,
) -> Iterator[SaliencyProgress | TokenSaliency]:
    """Tells how far it is, and in the end the answer."""
    require_readable(model, len(text.ids))
    threads = query_threads()
    with inference_context(threads):
        ids_bt = torch.tensor([text.ids], device=model.head_weight.device)
        logits_x = text.head.logits(ids_bt)[0]
    wanted = text.usual if token is None else token
    chosen = chosen_targets(logits_x, wanted, versus, text.meant(logits_x), text.named)
    score = score_of(text.head.logits, settings.explained, *chosen.numbers)
    reference = _reference(tokenizer)
    for found in saliency(model, text.ids, score, settings, threads, reference):
        if isinstance(found, EmbeddingSaliency):
            yield TokenSaliency(
                tokens=text.shown,
                values=_beside(found.values_t.tolist(), text.shown),
                position=text.position,
                target=chosen.target,
                versus=chosen.versus,
                candidates=chosen.candidates,
                score=found.score,
                baseline_score=found.baseline_score,
                settings=settings,
                steps=found.steps,
                baseline=_baseline(tokenizer, settings, reference),
                threads=threads,
                left_out=text.left_out,
            )
        else:
            yield found


def _beside(values: Sequence[float], tokens: Sequence[str]) -> tuple[float, ...]:
    """Tokens behind those that are read have nothing to do with it."""
    return (*values, *(0.0 for _ in range(len(tokens) - len(values))))


def _reference(tokenizer: Tokenizer) -> int | None:
    """A token that says nothing: for unknown text, else for padding, else for a mask."""
    special = tokenizer.special
    tokens = (special.unk, special.pad, special.mask, special.boundary)
    return next((token for token in tokens if token is not None), None)


def _baseline(tokenizer: Tokenizer, settings: SaliencySettings, reference: int | None) -> str:
    """What the baseline is, as people see it."""
    if settings.method == "gradient_x_input" or settings.baseline == "zero":
        return "zero"
    if settings.baseline == "mean" or reference is None:
        return "mean"
    return tokenizer.piece(reference)
