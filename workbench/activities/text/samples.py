"""What a model writes, as text: from a prompt's text to the continuation's, token by token."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch

from workbench.activities.queries.prompts import Prompt
from workbench.generation.decode import generate
from workbench.generation.decoding import NewToken
from workbench.generation.spec import Sample, Strategy
from workbench.models.build import Decoder
from workbench.tokenizers.decoder import Decoder as TextDecoder
from workbench.tokenizers.tokenizer import REPLACEMENT, Tokenizer
from workbench.training.measuring.evaluation import evaluating

SAMPLE_STRATEGY = Sample(temperature=0.8, top_p=0.95)


@dataclass(frozen=True)
class WrittenToken:
    """A new token, and the text that became complete with it (often a part of a word)."""

    token: NewToken
    text: str


class SpelledText:
    """The text that becomes complete with each token behind a prompt."""

    def __init__(self, tokenizer: Tokenizer, prompt: Prompt) -> None:
        self._decoder = TextDecoder(tokenizer)
        for token_id in prompt.ids:
            self._decoder.feed(token_id)
        self._decoder.flush()  # what is spelled in bytes may still wait, and is the prompt's

    def written(self, token: NewToken) -> WrittenToken:
        text = self._decoder.feed(token.id)
        if token.ending is not None:
            text += self._decoder.flush().rstrip(REPLACEMENT)  # an unfinished character
        return WrittenToken(token, text)


def continuation(
    model: Decoder,
    tokenizer: Tokenizer,
    prompt: Prompt,
    strategy: Strategy,
    *,
    seed: int,
    max_new_tokens: int,
    others: Mapping[str, Decoder] | None = None,
    threads: int | None = None,
) -> Iterator[WrittenToken]:
    """Continue a prompt until the text ends, or `max_new_tokens` are written.

    `others` are the further models that the strategy names.
    """
    spelled = SpelledText(tokenizer, prompt)
    new = generate(
        model,
        prompt.ids,
        strategy,
        seed=seed,
        max_new_tokens=max_new_tokens,
        eos=prompt.ends,
        num_pieces=tokenizer.vocabulary_size,
        spelling=tokenizer,
        others=others,
        num_written=prompt.num_written,
        num_kept=prompt.num_kept,
        threads=threads,
    )
    yield from map(spelled.written, new)


def write_sample(
    model: Decoder,
    tokenizer: Tokenizer,
    prompt: Prompt,
    num_tokens: int,
    seed: int,
) -> str:
    """What a model in training writes now; the same weights and seed write the same text."""
    with evaluating(model), torch.autocast(model.head_weight.device.type, enabled=False):
        written = continuation(
            model,
            tokenizer,
            prompt,
            SAMPLE_STRATEGY,
            seed=seed,
            max_new_tokens=num_tokens,
        )
        return "".join(one.text for one in written)
