"""What a student writes while it learns: the texts of on-policy distillation (arXiv 2306.13649).

Shapes: b texts, t tokens, v vocabulary.
"""

from itertools import islice

import numpy as np
import torch

from workbench.data.causal.batches import CausalBatch, Ids
from workbench.data.seeds import derived_seed
from workbench.distillation.stages import OnPolicySpec
from workbench.generation.sequences import TokenSequences
from workbench.generation.spec import Sample
from workbench.generation.strategies.sample import sampler
from workbench.generation.strategies.stepwise import decoding_steps
from workbench.models.build import Decoder
from workbench.models.on_device import on_device
from workbench.training.measuring.evaluation import evaluating


class OwnTexts:
    """Decides which steps learn from the student's own texts, and writes them.

    Both are functions of seed, step and weights, so that a resumed run writes the same.
    `num_pieces` are the ids that its tokenizer can spell; no other is written.
    """

    def __init__(self, student: Decoder, num_pieces: int, seed: int) -> None:
        self._student = student
        self._num_pieces = num_pieces
        self._seed = seed

    def is_due(self, spec: OnPolicySpec, step: int) -> bool:
        """Whether this step (from 0) learns from the student's own texts."""
        if not spec.share:
            return False
        chance = np.random.default_rng(derived_seed(self._seed, "on_policy", step))
        return bool(chance.random() < spec.share)

    def written(self, spec: OnPolicySpec, batch: CausalBatch, step: int) -> CausalBatch:
        """The beginnings of a batch's windows, continued by the student.

        Inputs and targets end with the last token written; the first target that the student
        wrote is number `prompt_tokens` - 1.
        """
        prompts_bt = batch.inputs_bt[:, : spec.prompt_tokens]
        seed = derived_seed(self._seed, "own_text", step, batch.micro_batch)
        texts_bt = continued(
            self._student,
            prompts_bt,
            spec.new_tokens,
            num_pieces=self._num_pieces,
            temperature=spec.sampling_temperature,
            seed=seed,
        )
        return CausalBatch(texts_bt[:, :-1], texts_bt[:, 1:], batch.micro_batch)


def continued(
    model: Decoder,
    prompts_bt: Ids,
    num_new: int,
    *,
    num_pieces: int,
    temperature: float,
    seed: int,
) -> Ids:
    """Prompts of equal length, each with `num_new` sampled tokens behind it.

    Without dropout, whatever mode the model is in; one pass of the cache a token.
    """
    device = model.head_weight.device
    draw = sampler(Sample(temperature=temperature), torch.Generator(device).manual_seed(seed))
    with evaluating(model), torch.autocast(device.type, enabled=False):
        sequences = TokenSequences(model, on_device(prompts_bt, device), num_pieces)
        steps = islice(decoding_steps(sequences, draw), num_new)
        new_bt = torch.stack([chosen_b for _, chosen_b in steps], dim=1)
        return np.concatenate([prompts_bt, new_bt.cpu().numpy()], axis=1)
