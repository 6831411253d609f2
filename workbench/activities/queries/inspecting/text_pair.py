"""A pair of texts as an encoder reads it; importing this imports torch."""

from dataclasses import dataclass

from workbench.activities.queries.fill_mask import masked_ids
from workbench.activities.queries.inspecting.inspected_text import require_words
from workbench.data.labelled.ids import ExampleFrame
from workbench.errors import BadInput
from workbench.models.build import Model
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class ReadPair:
    """Ids as a model reads them; those of the second text begin at `num_first`, of one text at 0.

    `left_out` tokens are not read.
    """

    ids: list[int]
    num_first: int = 0
    left_out: int = 0

    def segments(self, model: Model, framing: Framing) -> list[int] | None:
        """None for one text, and for a model that knows one segment alone."""
        table = None if model.is_causal else model.segment_embedding
        if not self.num_first or table is None or table.num_embeddings == 1:
            return None
        one, other = framing.segments
        return [one] * self.num_first + [other] * (len(self.ids) - self.num_first)


def read_pair(
    model: Model,
    tokenizer: Tokenizer,
    first: str,
    second: str,
    framing: Framing,
    most_tokens: int | None,
) -> ReadPair:
    """Two texts with what stands around and between them; [MASK] is read in both.

    Where they have more than `most_tokens` together, the longer one gives way. Raises BadInput for
    a model that reads one text alone.
    """
    if model.is_causal:
        raise BadInput(
            "a model that writes from left to right reads one text; leave the second one out, or "
            "choose a BERT"
        )
    bare = framing.bare()
    first_ids, second_ids = (masked_ids(tokenizer, text, bare) for text in (first, second))
    require_words(first_ids)
    require_words(second_ids)
    around = len(framing.begin) + len(framing.between) + len(framing.end)
    whole = around + len(first_ids) + len(second_ids)
    most = whole if most_tokens is None else min(most_tokens, whole)
    frame = ExampleFrame(framing.begin, framing.between, framing.end, max(most, around + 2))
    encoded = frame.around(first_ids, second_ids)
    return ReadPair(encoded.ids.tolist(), encoded.begins, whole - len(encoded.ids))
