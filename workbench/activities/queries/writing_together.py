"""Several texts of one model behind one prompt, as the facade gives them."""

from collections.abc import Iterator, Mapping, Sequence

from workbench.activities.queries.model_queries import GeneratedToken, generated_token
from workbench.activities.queries.prompts import Prompt
from workbench.activities.text.samples import SpelledText
from workbench.generation.together import AskedRow, generate_together
from workbench.models.build import Decoder, Model
from workbench.models.inference import query_threads
from workbench.models.load import as_decoder
from workbench.tokenizers.tokenizer import Tokenizer


def write_together(
    model: Decoder,
    tokenizer: Tokenizer,
    prompt: Prompt,
    rows: Sequence[AskedRow],
    *,
    max_new_tokens: int,
    others: Mapping[str, Model],
) -> Iterator[tuple[int, GeneratedToken]]:
    """The tokens of all rows as they come, each with its row's number."""
    threads = query_threads()
    spelled = [SpelledText(tokenizer, prompt) for _ in rows]
    for row, token in generate_together(
        model,
        prompt.ids,
        rows,
        max_new_tokens=max_new_tokens,
        eos=prompt.ends,
        num_pieces=tokenizer.vocabulary_size,
        spelling=tokenizer,
        others={name: as_decoder(other) for name, other in others.items()},
        num_written=prompt.num_written,
        num_kept=prompt.num_kept,
        threads=threads,
    ):
        yield row, generated_token(spelled[row].written(token), tokenizer, threads)
