"""The special tokens: never read from text, only put in by id.

Every tokenizer trained here has the same seven; one that was imported has its own.
"""

from dataclasses import dataclass, fields

PAD, UNK, CLS, SEP, MASK, BOS, EOS = range(7)

SPECIAL_PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<s>", "</s>")

NUM_SPECIAL = len(SPECIAL_PIECES)


@dataclass(frozen=True)
class SpecialIds:
    """A tokenizer's special tokens by what they are for; None where it has none for it."""

    pad: int | None = None
    unk: int | None = None
    cls: int | None = None
    sep: int | None = None
    mask: int | None = None
    bos: int | None = None
    eos: int | None = None

    @property
    def known(self) -> frozenset[int]:
        """The ids that are there; one may have several purposes."""
        ids = (getattr(self, role) for role in ROLES)
        return frozenset(i for i in ids if i is not None)

    @property
    def document_begin(self) -> tuple[int, ...]:
        """What a document begins with where many follow each other: bos, or else cls.

        Nothing where that is the token that also ends one (GPT-2's <|endoftext|>): the end of
        the document before would double it.
        """
        begin = self.cls if self.bos is None else self.bos
        return () if begin is None or (begin,) == self.document_end else (begin,)

    @property
    def document_end(self) -> tuple[int, ...]:
        """What a document ends with: eos, or else sep."""
        end = self.sep if self.eos is None else self.eos
        return () if end is None else (end,)

    @property
    def prompt_begin(self) -> tuple[int, ...]:
        """What stands before a prompt, and always before a document in training.

        The document's beginning; where it has none, the end of the document before.
        """
        return self.document_begin or self.document_end

    @property
    def boundary(self) -> int | None:
        """The one token behind which a text is over."""
        return self.document_end[-1] if self.document_end else None


ROLES = tuple(field.name for field in fields(SpecialIds))

OURS = SpecialIds(PAD, UNK, CLS, SEP, MASK, BOS, EOS)
