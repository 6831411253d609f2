"""How well a model in training predicts a person's own sentences."""

from collections.abc import Sequence

import torch

from workbench.generation.scoring import score
from workbench.metrics import PROBE_LOSS
from workbench.models.build import Decoder
from workbench.tokenizers.framing import decoder_framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.measuring.evaluation import evaluating


def probe_losses(
    model: Decoder, tokenizer: Tokenizer, sentences: Sequence[str]
) -> dict[str, float]:
    """The loss of each sentence as a document of its own, in nats per token, counted from 1."""
    if not sentences:
        return {}
    framing = decoder_framing(tokenizer)
    with evaluating(model), torch.autocast(model.head_weight.device.type, enabled=False):
        return {
            f"{PROBE_LOSS}{number}": score(model, framing.around(tokenizer.encode(text))).loss
            for number, text in enumerate(sentences, start=1)
        }
