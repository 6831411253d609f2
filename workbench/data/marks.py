"""The special tokens of an encoder's input, by id."""

from dataclasses import dataclass

from workbench.tokenizers.special import BOS, CLS, EOS, MASK, PAD, SEP, UNK


@dataclass(frozen=True)
class Marks:
    """Our tokenizers' by default; `others` are further ids that stand for no text of their own."""

    pad: int = PAD
    cls: int = CLS
    sep: int = SEP
    mask: int = MASK
    others: tuple[int, ...] = (UNK, BOS, EOS)

    @property
    def all(self) -> tuple[int, ...]:
        return (self.pad, self.cls, self.sep, self.mask, *self.others)


OUR_MARKS = Marks()
