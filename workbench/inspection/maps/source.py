"""What a model read, and which model: what stands in every export beside its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class AttentionSource:
    """A text, perhaps a pair, as a model of a project read it.

    `model` is what it was asked for by; `digest` is that of its checkpoint, at `step`. `special`
    are the positions of each special token around the text, by its piece. Words begin at
    `word_starts`; `follower` (##) marks pieces that begin none, if the tokenizer has such a mark.
    So many of the first
    tokens are of the first text of a pair (`num_first`; all of them where there is one text); so
    many of all are unknown to the tokenizer, and so many at the end were left out.
    """

    model: str = ""
    digest: str = ""
    step: int = 0
    text: str = ""
    second: str = ""
    special: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    word_starts: tuple[int, ...] = ()
    follower: str = ""
    num_first: int = 0
    unknown: int = 0
    left_out: int = 0

    @property
    def special_positions(self) -> tuple[int, ...]:
        """Where the special tokens stand, in order."""
        return tuple(sorted(position for some in self.special.values() for position in some))
