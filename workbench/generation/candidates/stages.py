"""The candidates for the place behind a prompt, and how they fare behind each step.

A step that is taken at random makes two distributions of one, each with its chance; what a token
is drawn with is their mixture. Shapes: v vocabulary, k candidates.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.generation.candidates.funnel import (
    OWN,
    FunnelStage,
    TokenCandidate,
    TokenCandidates,
    notes_on,
)
from workbench.generation.candidates.steps import DecodingStep, scores_log_probabilities, steps_of
from workbench.generation.decoding import DecodingInput
from workbench.generation.spec import Sample, Strategy
from workbench.models.inference import inference_context

Part = tuple[float, Tensor]
"""Logits 1v, and the chance that it is they which a token is drawn from."""


@dataclass(frozen=True)
class _Mixture:
    """A distribution behind a step, by its name."""

    name: str
    parts: tuple[Part, ...]

    def probabilities(self) -> Tensor:
        """What each token has, v, in float64."""
        weighted = [chance * logits_1v[0].double().softmax(0) for chance, logits_1v in self.parts]
        return torch.stack(weighted).sum(dim=0)

    def kept(self) -> Tensor:
        """Which tokens are left in each part, pv."""
        return torch.stack([logits_1v[0] > float("-inf") for _, logits_1v in self.parts])


def candidates_for(
    inputs: DecodingInput,
    strategy: Strategy,
    top: int,
    text_of: Callable[[int], str],
    also: Collection[int] = (),
) -> TokenCandidates:
    """The `top` likeliest tokens of the model's own and of what is left at last, for one place.

    The tokens of `also` are told of, too. The model's own probabilities are those over all its
    rows, as told of tokens that are written.
    Raises BadInput where every token is forbidden, and as the strategy does.
    """
    with inference_context():
        logits_1v = inputs.prompt().next_logits()
        own_v = logits_1v[0].double().softmax(dim=0)
        log_own_v = logits_1v[0].double().log_softmax(dim=0)
        entropy = -(own_v * log_own_v).nansum()
        own_v = own_v[: inputs.num_pieces]
        mixtures = list(_mixtures(inputs, strategy, logits_1v))
        logits_1v = logits_1v[:, : inputs.num_pieces]
        probabilities = [own_v, *(one.probabilities() for one in mixtures[1:])]
        kept = [one.kept() for one in mixtures]
        return TokenCandidates(
            prompt_tokens=len(inputs.prompt_ids),
            entropy=float(entropy),
            stages=tuple(
                _stage(one.name, kept_pv, own_v)
                for one, kept_pv in zip(mixtures, kept, strict=True)
            ),
            candidates=tuple(
                _candidate(token, logits_1v[0], probabilities, mixtures, kept, inputs, text_of)
                for token in _best(own_v, probabilities[-1], top, also)
            ),
            logits_v=logits_1v[0].cpu().numpy(),
            final_v=probabilities[-1].float().cpu().numpy(),
            notes=tuple(notes_on(_kind(strategy), continues=inputs.num_written > 0)),
            num_ends=len(inputs.ends),
        )


def _kind(strategy: Strategy) -> str:
    return "mirostat" if isinstance(strategy, Sample) and strategy.mirostat_tau else strategy.kind


def _mixtures(inputs: DecodingInput, strategy: Strategy, logits_1v: Tensor) -> Iterator[_Mixture]:
    if scores_log_probabilities(strategy):
        logits_1v = logits_1v.log_softmax(dim=-1)
    logits_1v = logits_1v[:, : inputs.num_pieces]
    parts: tuple[Part, ...] = ((1.0, logits_1v),)
    yield _Mixture(OWN, parts)
    for step in steps_of(inputs, strategy, logits_1v):
        parts = tuple(part for before in parts for part in _behind(step, before))
        yield _Mixture(step.name, parts)


def _behind(step: DecodingStep, before: Part) -> Iterator[Part]:
    chance, logits_1v = before
    if step.chance < 1.0:
        yield (1.0 - step.chance) * chance, logits_1v
    yield step.chance * chance, step.change(logits_1v)


def _stage(name: str, kept_pv: Tensor, own_v: Tensor) -> FunnelStage:
    masses_p = (kept_pv * own_v).sum(dim=1)
    left_v = kept_pv.any(dim=0)
    return FunnelStage(
        name=name,
        left=int(left_v.sum()),
        mass=float((left_v * own_v).sum()),
        least_left=int(kept_pv.sum(dim=1).min()),
        least_mass=float(masses_p.min()),
    )


def _best(own_v: Tensor, final_v: Tensor, top: int, also: Collection[int]) -> list[int]:
    """The best of both and these, by the model's own probability."""
    count = min(top, len(own_v))
    ids = {*own_v.topk(count).indices.tolist(), *(one for one in also if one < len(own_v))}
    last = final_v.topk(count)
    ids |= {i for i, p in zip(last.indices.tolist(), last.values.tolist(), strict=True) if p > 0}
    return sorted(ids, key=lambda token: (-float(own_v[token]), token))


def _candidate(
    token: int,
    logits_v: Tensor,
    probabilities: Sequence[Tensor],
    mixtures: Sequence[_Mixture],
    kept: Sequence[Tensor],
    inputs: DecodingInput,
    text_of: Callable[[int], str],
) -> TokenCandidate:
    stays = [kept_pv[:, token] for kept_pv in kept]
    names = [one.name for one in mixtures]
    removed = (name for name, stays_p in zip(names, stays, strict=True) if not stays_p.any())
    at_times = (name for name, stays_p in zip(names, stays, strict=True) if not stays_p.all())
    removed_by, at_times_by = next(removed, ""), next(at_times, "")
    return TokenCandidate(
        id=token,
        text=text_of(token),
        logit=float(logits_v[token]),
        rank=int((logits_v > logits_v[token]).sum()) + 1,
        stages=tuple(float(one[token]) for one in probabilities),
        removed_by=removed_by,
        may_be_removed_by="" if removed_by else at_times_by,
        ends=token in inputs.ends,
    )
