"""One text from the predictions of several models: an average, or one against another.

Shapes: v vocabulary.
"""

import math
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.decoding import DecodingInput, NewToken, new_tokens
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.penalties.chain import under_penalties
from workbench.generation.spec import ContrastiveDecoding, ModelAverage, named_models
from workbench.generation.strategies.greedy import likeliest
from workbench.generation.strategies.stepwise import Choose
from workbench.models.build import Decoder
from workbench.named import named

Join = Callable[[Sequence[Tensor]], Tensor]
"""From the logits 1v of each model to those that a token is chosen by."""


def decode_contrastive(inputs: DecodingInput, strategy: ContrastiveDecoding) -> Iterator[NewToken]:
    """The tokens of a text that the expert finds likely and the amateur does not."""

    def against(logits: Sequence[Tensor]) -> Tensor:
        return expert_against_amateur(*logits, alpha=strategy.alpha, beta=strategy.beta)

    return _decode(
        inputs, others_of(inputs, strategy), against, under_penalties(likeliest, strategy, inputs)
    )


def decode_average(inputs: DecodingInput, strategy: ModelAverage) -> Iterator[NewToken]:
    """The tokens of a text drawn from the mean of all models' probabilities."""
    filters = filters_of(strategy, inputs.generator)

    def draw(logits_1v: Tensor) -> Tensor:
        probabilities_1v = filtered(logits_1v, filters).softmax(dim=-1)
        return torch.multinomial(probabilities_1v, 1, generator=inputs.generator)[:, 0]

    choose = under_penalties(draw, strategy, inputs)
    return _decode(inputs, others_of(inputs, strategy), log_mean_probability, choose)


def others_of(inputs: DecodingInput, strategy: ContrastiveDecoding | ModelAverage) -> list[Decoder]:
    """The models that a strategy names; raises BadInput where it names none."""
    names = named_models(strategy)
    if not names:
        raise BadInput(
            "{strategy} needs a second model; name one, such as {example}",
            strategy=named(strategy.kind),
            example="student@best",
        )
    return [inputs.others[name] for name in names]


def _decode(
    inputs: DecodingInput, others: Sequence[Decoder], join: Join, choose: Choose
) -> Iterator[NewToken]:
    """What is told of a token is the first model's own view."""
    models = [inputs.model, *others]
    texts = [inputs.prompt_of(model) for model in models]
    for _ in range(inputs.max_new_tokens):
        logits = [text.next_logits() for text in texts]
        chosen_1 = choose(join([one[:, : inputs.num_pieces] for one in logits]))
        yield from new_tokens(logits[0], chosen_1, inputs.elapsed_s)
        for text in texts:
            text.append(chosen_1)


def expert_against_amateur(
    expert_1v: Tensor, amateur_1v: Tensor, *, alpha: float, beta: float
) -> Tensor:
    """(1 + β)·expert − β·amateur, where the expert finds a token at least α as likely as its best.

    Logits, in the form of O'Brien & Lewis 2023, "Contrastive Decoding Improves Reasoning in Large
    Language Models" (arXiv 2309.09117), of Li et al. 2022 (arXiv 2210.15097).
    """
    expert_1v, amateur_1v = expert_1v.log_softmax(dim=-1), amateur_1v.log_softmax(dim=-1)
    is_implausible_1v = expert_1v.exp() < alpha * expert_1v.exp().amax(dim=-1, keepdim=True)
    return ((1 + beta) * expert_1v - beta * amateur_1v).masked_fill(
        is_implausible_1v, float("-inf")
    )


def log_mean_probability(logits: Sequence[Tensor]) -> Tensor:
    """The logarithm of the mean of the models' probabilities."""
    log_probabilities = torch.stack([one.log_softmax(dim=-1) for one in logits])
    return log_probabilities.logsumexp(dim=0) - math.log(len(logits))
