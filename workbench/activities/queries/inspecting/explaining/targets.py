"""Which place of a text is explained, and which of the tokens or classes that may stand there.

Shapes: x tokens of the vocabulary, or classes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.penalties.spec import ids_meant
from workbench.inspection.attribution.parts import TargetToken
from workbench.tokenizers.seen import seen_text
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.words import listed

MOST_CANDIDATES = 20

Meant = Callable[[int | str], int]
"""From how a person names a token or a class to its number."""


@dataclass(frozen=True)
class ChosenTargets:
    """What is explained, what it is compared with, and what else is likely there."""

    target: TargetToken
    versus: TargetToken | None
    candidates: tuple[TargetToken, ...]

    @property
    def numbers(self) -> tuple[int, int | None]:
        return self.target.id, None if self.versus is None else self.versus.id


def chosen_targets(
    logits_x: Tensor,
    token: int | str | None,
    versus: int | str | None,
    meant: Meant,
    named: Callable[[int], str],
) -> ChosenTargets:
    """The target, by default the likeliest; raises BadInput for two that are the same."""
    likeliest = logits_x.topk(min(MOST_CANDIDATES, len(logits_x))).indices.tolist()
    number = likeliest[0] if token is None else meant(token)
    other = None if versus is None else meant(versus)
    if number == other:
        raise BadInput(
            "'{token}' cannot be compared with itself; name another one", token=named(number)
        )
    told = _Told(logits_x, named)
    return ChosenTargets(
        told(number), None if other is None else told(other), tuple(map(told, likeliest))
    )


class _Told:
    """What there is to say of a token or class by its number."""

    def __init__(self, logits_x: Tensor, named: Callable[[int], str]) -> None:
        self._logits_x, self._named = logits_x.float(), named
        self._shares_x = self._logits_x.softmax(-1)

    def __call__(self, number: int) -> TargetToken:
        logit = self._logits_x[number]
        return TargetToken(
            number,
            self._named(number),
            float(logit),
            float(self._shares_x[number]),
            1 + int((self._logits_x > logit).sum()),
        )


def position_in(ids: Sequence[int], position: int) -> int:
    """A position counted from 0; negative ones count from the text's end."""
    if not -len(ids) <= position < len(ids):
        raise BadInput(
            "there is no position {position}: the text has {count} tokens; name one from 0 to "
            "{last}, or one from -1 backwards",
            position=position,
            count=len(ids),
            last=len(ids) - 1,
        )
    return position % len(ids)


def token_names(tokenizer: Tokenizer, before: Sequence[int]) -> Callable[[int], str]:
    """How tokens read behind others."""
    return lambda token: seen_text(tokenizer, token, before)


def token_meant(tokenizer: Tokenizer, logits_x: Tensor) -> Meant:
    """Tokens by id, as #17, as the vocabulary spells them, or as a text that is one token.

    Of a text with and without a space before, the likelier here is meant.
    """

    def meant(named: int | str) -> int:
        ids = [named] if isinstance(named, int) else _spelled_so(tokenizer, named)
        if unknown := [one for one in ids if not 0 <= one < len(logits_x)]:
            raise BadInput(
                "there is no token {token}: this model's tokenizer has {size}, from 0 on",
                token=unknown[0],
                size=len(logits_x),
            )
        return max(ids, key=lambda one: float(logits_x[one]))

    return meant


def _spelled_so(tokenizer: Tokenizer, text: str) -> list[int]:
    """The tokens that a text may stand for; raises BadInput where there is none."""
    if not text:
        raise BadInput("an empty text is no token; name one, or an id such as #17")
    if ids := ids_meant(text):
        sequences = [list(ids)]
    else:
        sequences = [tokenizer.encode(one) for one in (text, f" {text.lstrip()}")]
    # An unknown text is the token for unknown text, which is not what was meant.
    single = {ids[0] for ids in sequences if len(ids) == 1} - {tokenizer.special.unk}
    for piece in (text, text.replace(" ", "▁")):
        own = tokenizer.id_of(piece)
        if own is not None and tokenizer.piece(own) == piece:
            single.add(own)
    if not single:
        pieces = [tokenizer.piece(one) for one in sequences[0]]
        raise BadInput(
            "'{text}' is not one token of this model but {count} ({tokens}); name one of them, or "
            "an id such as #17",
            text=text,
            count=len(pieces),
            tokens=listed(pieces),
        )
    return sorted(single)


def class_meant(labels: Sequence[str]) -> Meant:
    """Classes by their names or numbers."""

    def meant(named: int | str) -> int:
        number = labels.index(named) if named in labels else named
        if not isinstance(number, int) or not 0 <= number < len(labels):
            raise BadInput(
                "'{named}' is no class of this model; it tells {labels}",
                named=named,
                labels=listed(labels),
            )
        return number

    return meant
