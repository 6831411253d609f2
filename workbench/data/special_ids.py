"""The special tokens of an encoder's input, by id."""

from dataclasses import dataclass

from workbench.errors import BadInput
from workbench.tokenizers.special import OURS, SpecialIds


@dataclass(frozen=True)
class EncoderIds:
    """What frames, fills up and hides text; `others` are further ids that stand for no text."""

    pad: int
    cls: int
    sep: int
    mask: int
    others: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        return (self.pad, self.cls, self.sep, self.mask, *self.others)


def encoder_ids(special: SpecialIds) -> EncoderIds:
    """A tokenizer's special ids; raises BadInput when it lacks one that an encoder needs."""
    pad, cls, sep, mask = special.pad, special.cls, special.sep, special.mask
    if pad is None or cls is None or sep is None or mask is None:
        raise BadInput(
            "the tokenizer has no {missing} token, which a BERT needs; "
            "choose a tokenizer trained here, or one that came with a BERT",
            missing=next(n for n in ("pad", "cls", "sep", "mask") if getattr(special, n) is None),
        )
    others = special.known - {pad, cls, sep, mask}
    return EncoderIds(pad, cls, sep, mask, tuple(sorted(others)))


OUR_MARKS = encoder_ids(OURS)
