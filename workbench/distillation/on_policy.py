"""What a student writes while it learns: the texts of on-policy distillation (arXiv 2306.13649).

Shapes: b texts, t tokens, v vocabulary.
"""

import numpy as np
import torch

from workbench.data.causal.batches import CausalBatch, Ids
from workbench.data.seeds import derived_seed
from workbench.distillation.stages import OnPolicySpec
from workbench.models.build import Decoder
from workbench.training.evaluation import evaluating


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
    generator = torch.Generator(device).manual_seed(seed)
    with evaluating(model), torch.autocast(device.type, enabled=False):
        cache = model.new_cache(len(prompts_bt))
        ids_bt = torch.from_numpy(prompts_bt).to(device)
        written = [ids_bt]
        for _ in range(num_new):
            last_bc = model.hidden(written[-1], cache=cache)[:, -1]
            logits_bv = (last_bc @ model.head_weight[:num_pieces].T).float() / temperature
            chosen_b1 = torch.multinomial(logits_bv.softmax(-1), 1, generator=generator)
            written.append(chosen_b1)
        return torch.cat(written, dim=1).cpu().numpy()
