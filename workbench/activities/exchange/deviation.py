"""What is lost where a GGUF file keeps weights rounded: the logits of a short text, both ways."""

from dataclasses import dataclass
from pathlib import Path

import torch

from workbench.activities.exchange.sources import source_at
from workbench.models.build import Model, build_empty
from workbench.models.inference import inference_context
from workbench.models.load import as_decoder, fill
from workbench.models.model_file import ModelFile, framing_of
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import Words, words

_TEXT = "The old fox, née Reynard, ran over the hills in 1984. 床前明月光，疑是地上霜。"


@dataclass(frozen=True)
class GGUFDeviation:
    """Of logits, over all pieces at each of `tokens` positions; `same` have the same likeliest."""

    tokens: int
    largest: float
    mean: float
    same: int

    @property
    def words(self) -> Words:
        return words(
            "on a text of {tokens} tokens the file's logits differ from the model's by {largest} "
            "at most and by {mean} on average; the likeliest next token is the same at {same}",
            tokens=self.tokens,
            largest=f"{self.largest:.2g}",
            mean=f"{self.mean:.2g}",
            same=self.same,
        )


def gguf_deviation(
    model: Model, file: ModelFile, tokenizer: Tokenizer, path: Path
) -> GGUFDeviation:
    """Read the file back, and let both models read the same text; `path` may be its folder."""
    read = source_at(path).model()
    other = build_empty(read.spec, read.vocabulary_size)
    fill(other, read.weights, path)
    own = as_decoder(model)
    ids = framing_of(file, tokenizer).around(tokenizer.encode(_TEXT))[: file.spec.context]
    ids_bt = torch.tensor([ids], device=own.token_embedding.weight.device)
    with inference_context():
        expected_tv = own(ids_bt)[0].float().cpu()
        given_tv = as_decoder(other.eval())(ids_bt.cpu())[0]
    differences_tv = (given_tv - expected_tv).abs()
    same = (given_tv.argmax(-1) == expected_tv.argmax(-1)).sum()
    return GGUFDeviation(
        len(ids), float(differences_tv.max()), float(differences_tv.mean()), int(same)
    )
