"""What stands around a text that a model reads: the tokens in front, behind, and between two.

Ids are those of the tokenizer. A downloaded tokenizer brings its own framing (the post-processor
of its files); what is trained here has that of its training.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.tokenizers.special import SpecialIds

if TYPE_CHECKING:
    from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class Framing:
    """`begin` stands before a text, `end` behind it, `between` two texts that are read together.

    Each of `ends` ends what a model writes. `segments` are the segments of a text, and of a second.
    """

    begin: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    between: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    segments: tuple[int, ...] = (0, 1)

    def around(self, ids: Sequence[int]) -> list[int]:
        """A text's ids as a model reads them."""
        return [*self.begin, *ids, *self.end]

    @property
    def around_texts(self) -> "Framing":
        """The same of nothing but the tokens around and between texts."""
        return Framing(self.begin, self.end, self.between)

    def plain(self) -> dict[str, list[int]]:
        """Plain values for JSON."""
        return {name: list(ids) for name, ids in asdict(self).items()}

    def bare(self) -> "Framing":
        """The same without what stands around a text."""
        return replace(self, begin=(), end=())

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "Framing":
        """The framing that such values describe; raises TypeError or ValueError for others."""
        return cls(**{name: tuple(map(int, ids)) for name, ids in plain.items()})


@dataclass(frozen=True)
class DocumentFrame:
    """How a tokenizer frames documents that follow each other, and a prompt.

    `recorded` is what a downloaded tokenizer's files say; None for one that was trained here, or
    that was imported before it was recorded: its special tokens decide.
    """

    special: SpecialIds
    recorded: Framing | None = None

    @property
    def begin(self) -> tuple[int, ...]:
        """What a document begins with where many follow each other.

        Nothing where that is what also ends one: the end of the document before would double it.
        """
        if self.recorded is None:
            return self.special.document_begin
        return () if self.recorded.begin == self.end else self.recorded.begin

    @property
    def end(self) -> tuple[int, ...]:
        """What a document ends with: in a stream of documents one is needed where there is any."""
        recorded = () if self.recorded is None else self.recorded.end
        return recorded or self.special.document_end

    @property
    def prompt_begin(self) -> tuple[int, ...]:
        """What stands before a prompt."""
        return self.special.prompt_begin if self.recorded is None else self.recorded.begin

    @property
    def mark(self) -> str:
        """What a tokenizer's digest needs of it: where documents are framed in another way than
        the special tokens tell, that way."""
        own = DocumentFrame(self.special)
        if (self.begin, self.end) == (own.begin, own.end):
            return ""
        return repr((self.begin, self.end))


def decoder_framing(tokenizer: "Tokenizer") -> Framing:
    """What a model that was trained here, and predicts the next token, reads around a text.

    A text is the beginning of a document, whose end is for the model to write.
    """
    end = tokenizer.document_end
    return Framing(begin=tokenizer.prompt_begin, between=end, ends=end[-1:])


def classifier_framing(tokenizer: "Tokenizer") -> Framing:
    """What such a model reads where it tells classes: a whole document."""
    end = tokenizer.document_end
    return Framing(begin=tokenizer.prompt_begin, end=end, between=end)


def encoder_framing(tokenizer: "Tokenizer") -> Framing:
    """What a BERT reads around a text: [CLS] in front, [SEP] behind."""
    cls, sep = (() if i is None else (i,) for i in (tokenizer.special.cls, tokenizer.special.sep))
    return Framing(begin=cls, end=sep, between=sep)
