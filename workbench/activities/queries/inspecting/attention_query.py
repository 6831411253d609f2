"""From a text, or a pair of texts, to a model's attention on it; importing this imports torch."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workbench.activities.queries.inspecting.inspected_text import inspected_text
from workbench.activities.queries.inspecting.text_pair import ReadPair, read_pair
from workbench.data.masked.masking import word_beginnings
from workbench.inspection.maps.attention_maps import AttentionMaps
from workbench.inspection.maps.layer_heads import Weighting
from workbench.inspection.maps.progress import AttentionProgress, the_maps
from workbench.inspection.maps.reading import attention_steps as steps_of_maps
from workbench.inspection.maps.source import AttentionSource
from workbench.models.build import Model
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer


def attention_steps(
    model: Model,
    tokenizer: Tokenizer,
    source: AttentionSource,
    framing: Framing,
    *,
    most_tokens: int | None = None,
    weighting: Weighting = "none",
) -> Iterator[AttentionProgress | AttentionMaps]:
    """Every head's attention on the text of `source` at the beginning of a document, or on a pair.

    Says before how far it is. Of a longer text the first `most_tokens` are read, with what stands
    around it (of a pair the longer text gives way); without a bound one that is longer than the
    context raises BadInput.
    """
    read = _read(model, tokenizer, source, framing, most_tokens)
    tokens = [tokenizer.piece(i) for i in read.ids]
    segments, told = read.segments(model, framing), _told(source, read, tokens, tokenizer)
    yield from steps_of_maps(model, read.ids, tokens, segments, told, weighting)


def attention(
    model: Model,
    tokenizer: Tokenizer,
    source: AttentionSource,
    framing: Framing,
    most_tokens: int | None = None,
) -> AttentionMaps:
    """The same at once."""
    return the_maps(attention_steps(model, tokenizer, source, framing, most_tokens=most_tokens))


def _read(
    model: Model,
    tokenizer: Tokenizer,
    source: AttentionSource,
    framing: Framing,
    most_tokens: int | None,
) -> ReadPair:
    if source.text.strip() and source.second.strip():
        return read_pair(model, tokenizer, source.text, source.second, framing, most_tokens)
    read = inspected_text(
        tokenizer, source.text, framing, is_causal=model.is_causal, most_tokens=most_tokens
    )
    return ReadPair(list(read.ids), left_out=read.left_out)


def _told(
    source: AttentionSource, read: ReadPair, tokens: Sequence[str], tokenizer: Tokenizer
) -> AttentionSource:
    """What is known of the text now that it is read."""
    special = _special(read.ids, tokens, tokenizer)
    apart = {position for some in special.values() for position in some}
    follower = tokenizer.follower_mark
    begins = word_beginnings(tokens, follower)
    starts = (
        position
        for position in range(len(tokens))
        if begins[position] or position in apart or position - 1 in apart or not position
    )
    return replace(
        source,
        special=special,
        word_starts=tuple(starts),
        follower=follower,
        num_first=read.num_first,
        unknown=sum(i == tokenizer.special.unk for i in read.ids),
        left_out=read.left_out,
    )


def _special(
    ids: Sequence[int], tokens: Sequence[str], tokenizer: Tokenizer
) -> dict[str, tuple[int, ...]]:
    """Where tokens stand that are no part of a text's words, by their piece: no masks, and no
    unknown words."""
    known = tokenizer.special
    marks = known.known - {known.mask, known.unk}
    pieces = dict.fromkeys(tokens[at] for at, i in enumerate(ids) if i in marks)
    return {
        piece: tuple(at for at, i in enumerate(ids) if i in marks and tokens[at] == piece)
        for piece in pieces
    }
