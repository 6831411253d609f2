"""The steps by which each strategy comes from a model's logits to what a token is drawn from.

Shapes: v vocabulary.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from torch import Tensor

from workbench.generation.decoding import DecodingInput
from workbench.generation.filters.chain import filters_of
from workbench.generation.filters.mirostat import keep_below_surprise
from workbench.generation.filters.spec import Filters
from workbench.generation.filters.xtc import exclude_top_choices
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.spec import (
    Beam,
    BeamSample,
    ContrastiveDecoding,
    ContrastiveSearch,
    DiverseBeam,
    Dola,
    Greedy,
    ModelAverage,
    Sample,
    Speculative,
    Strategy,
)
from workbench.generation.strategies import contrastive_search
from workbench.generation.strategies.dola import contrasted_steps
from workbench.generation.strategies.joint import (
    expert_against_amateur,
    log_mean_probability,
    others_of,
)

Change = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class DecodingStep:
    """One step, by its setting's name; it is taken with a probability of `chance`."""

    name: str
    change: Change
    chance: float = 1.0


def steps_of(
    inputs: DecodingInput, strategy: Strategy, logits_1v: Tensor
) -> Iterator[DecodingStep]:
    """What a strategy does to the logits of the place behind a prompt, in its order."""
    match strategy:
        case Greedy():
            yield from _penalties(inputs, strategy)
            yield DecodingStep("greedy", only_likeliest)
        case Sample():
            yield from _penalties(inputs, strategy)
            yield from _filters(inputs, strategy)
            if strategy.mirostat_tau:
                yield DecodingStep(
                    "mirostat_tau", partial(_begin_mirostat, tau=strategy.mirostat_tau)
                )
        case Beam() | DiverseBeam():
            yield from _penalties(inputs, strategy)
        case BeamSample():
            yield from _penalties(inputs, strategy)
            yield from _filters(inputs, strategy, least_kept=max(2, 1 + len(inputs.ends)))
        case ContrastiveSearch():
            yield from _penalties(inputs, strategy)
            yield DecodingStep("top_k", partial(_best, count=strategy.top_k))
            chosen = next(contrastive_search.decode(replace(inputs, max_new_tokens=1), strategy))
            yield DecodingStep("penalty_alpha", partial(_only, token=chosen.id))
        case ContrastiveDecoding():
            yield from _contrast(inputs, strategy, logits_1v)
            yield from _penalties(inputs, strategy)
            yield DecodingStep("greedy", only_likeliest)
        case ModelAverage():
            yield from _average(inputs, strategy, logits_1v)
            yield from _penalties(inputs, strategy)
            yield from _filters(inputs, strategy)
        case Speculative():
            yield from _penalties(inputs, strategy)
            if strategy.do_sample:
                yield from _filters(inputs, strategy)
            else:
                yield DecodingStep("greedy", only_likeliest)
        case Dola():
            _, contrasted_1v = next(contrasted_steps(inputs, strategy))
            yield DecodingStep("dola_layers", partial(_instead, joined_1v=contrasted_1v))
            yield from _penalties(inputs, strategy)
            if strategy.do_sample:
                yield from _filters(inputs, strategy)
            else:
                yield DecodingStep("greedy", only_likeliest)
        case _:
            assert_never(strategy)


def scores_log_probabilities(strategy: Strategy) -> bool:
    """Whether penalties and filters see log-probabilities in the place of logits."""
    return isinstance(strategy, Beam | DiverseBeam | BeamSample)


def only_likeliest(logits_1v: Tensor) -> Tensor:
    """All but the first of the largest logits dropped."""
    return _only(logits_1v, int(logits_1v.argmax(dim=-1)))


def _only(logits_1v: Tensor, token: int) -> Tensor:
    kept_1v = logits_1v.new_full(logits_1v.shape, float("-inf"))
    kept_1v[:, token] = logits_1v[:, token]
    return kept_1v


def _best(logits_1v: Tensor, count: int) -> Tensor:
    """So many of the likeliest, whatever is as likely as the last."""
    best_1k = logits_1v.topk(min(count, logits_1v.shape[-1]), dim=-1)
    dropped_1v = logits_1v.new_full(logits_1v.shape, float("-inf"))
    return dropped_1v.scatter(-1, best_1k.indices, best_1k.values)


def _penalties(inputs: DecodingInput, strategy: Strategy) -> Iterator[DecodingStep]:
    ids_1t = inputs.prompt_row()
    for step in penalties_of(strategy, inputs):
        yield DecodingStep(step.name, partial(penalised, ids_bt=ids_1t, penalties=(step,)))


def _filters(
    inputs: DecodingInput, strategy: Strategy, least_kept: int = 1
) -> Iterator[DecodingStep]:
    assert isinstance(strategy, Filters)
    for step in filters_of(strategy, inputs.generator, least_kept):
        if step.name == "xtc_probability":
            due = partial(_exclude, threshold=strategy.xtc_threshold)
            yield DecodingStep(step.name, due, chance=strategy.xtc_probability)
        else:
            yield DecodingStep(step.name, step)


def _exclude(logits_1v: Tensor, threshold: float) -> Tensor:
    """XTC where it is due."""
    return exclude_top_choices(logits_1v, threshold, logits_1v.new_ones((1, 1)).bool())


def _begin_mirostat(logits_1v: Tensor, tau: float) -> Tensor:
    return keep_below_surprise(logits_1v, logits_1v.new_full((1, 1), 2 * tau))


def _contrast(
    inputs: DecodingInput, strategy: ContrastiveDecoding, expert_1v: Tensor
) -> Iterator[DecodingStep]:
    """What is implausible is dropped; then the rest is weighed against the amateur."""
    (amateur_1v,) = _others_logits(inputs, strategy)
    for name, beta in (("alpha", 0.0), ("beta", strategy.beta)):
        joined_1v = expert_against_amateur(expert_1v, amateur_1v, alpha=strategy.alpha, beta=beta)
        yield DecodingStep(name, partial(_instead, joined_1v=joined_1v))


def _average(
    inputs: DecodingInput, strategy: ModelAverage, logits_1v: Tensor
) -> Iterator[DecodingStep]:
    joined_1v = log_mean_probability([logits_1v, *_others_logits(inputs, strategy)])
    yield DecodingStep("models", partial(_instead, joined_1v=joined_1v))


def _instead(_: Tensor, joined_1v: Tensor) -> Tensor:
    """Several models' logits in the place of one's own."""
    return joined_1v


def _others_logits(
    inputs: DecodingInput, strategy: ContrastiveDecoding | ModelAverage
) -> list[Tensor]:
    texts = [inputs.prompt_of(model) for model in others_of(inputs, strategy)]
    return [text.next_logits()[:, : inputs.num_pieces] for text in texts]
