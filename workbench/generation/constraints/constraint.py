"""Which tokens may come next where a text as a whole must be of some form.

The form is followed by llguidance, byte by byte: any way to cut an allowed text into tokens is
allowed. Shapes: b rows, t tokens, v vocabulary.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.constraints.grammar import (
    CONSTRAINTS,
    LIBRARY,
    grammar,
    is_installed,
)
from workbench.generation.constraints.token_bytes import Same, token_bytes
from workbench.generation.penalties.spec import Penalties, meant
from workbench.generation.spelling import Spelling, needed

if TYPE_CHECKING:
    from llguidance import LLMatcher, LLTokenizer

MOST_STATES = 2048
"""So many texts that may be continued are remembered."""

_TOO_LARGE = ("TooComplex", "too many", "too large")
"""What the library's messages say where a form is beyond its bounds."""


def constraint_of(
    settings: Penalties,
    spelling: Spelling | None,
    ends: frozenset[int],
    prompt_ids: Sequence[int],
) -> "Constraint | None":
    """What the settings ask of a text behind a prompt; None where they ask for nothing.

    Raises BadInput without the library that follows it.
    """
    name = next((name for name in CONSTRAINTS if getattr(settings, name)), "")
    if not name:
        return None
    if not is_installed():
        raise BadInput(
            "a text can only be constrained with the package {library}; install it, or leave out "
            "{setting}",
            library=LIBRARY,
            setting=name,
        )
    vocabulary = needed(spelling)
    value = getattr(settings, name)
    form = tuple(map(meant, value)) if name == "choices" else value
    same = Same(vocabulary)
    matcher = _matcher(name, form, same, ends)
    return Constraint(name, matcher, token_bytes(same), ends, _first_bytes(same, tuple(prompt_ids)))


@lru_cache(maxsize=16)
def _matcher(
    name: str, value: str | tuple[str, ...], same: Same, ends: frozenset[int]
) -> "LLMatcher":
    from llguidance import LLMatcher

    matcher = LLMatcher(_tokenizer(same, ends), grammar(name, value), log_level=0)
    if matcher.is_error():
        raise _too_large(name)
    return matcher


@lru_cache(maxsize=8)
def _tokenizer(same: Same, ends: frozenset[int]) -> "LLTokenizer":
    """The vocabulary as the library takes it, with an end of its own where a model has none."""
    from llguidance import LLTokenizer, TokenizerWrapper

    tokens = [*token_bytes(same), b""]
    own_end = len(tokens) - 1
    silent = [token for token, text in enumerate(tokens) if not text or token in ends]
    for token in silent:
        tokens[token] = f"<{token}>".encode()
    known = sorted(token for token in ends if token < own_end) or [own_end]
    wrapped: Any = TokenizerWrapper(_Vocabulary(tokens, known[0], silent))
    return LLTokenizer(wrapped, eos_token=known, slices=[])


@dataclass
class _Vocabulary:
    """What TokenizerWrapper asks of a tokenizer; nothing is cut by it."""

    tokens: list[bytes]
    eos_token_id: int
    special_token_ids: list[int]
    bos_token_id: int | None = None

    def __call__(self, text: bytes) -> list[int]:
        return []


@dataclass
class _State:
    """Where a text stands: how it may go on, and whether it is complete and cannot go on."""

    matcher: "LLMatcher"
    allowed_v: NDArray[np.bool_]
    is_complete: bool


class Constraint:
    """Follows texts of one form, each from where it began; `name` is the setting's.

    `spelled` are the bytes of each token, `first` those of the tokens that stand for others where
    they come first: the space of a text's first token has none.
    """

    def __init__(
        self,
        name: str,
        matcher: "LLMatcher",
        spelled: Sequence[bytes],
        ends: frozenset[int],
        first: Mapping[int, bytes],
    ) -> None:
        self.name = name
        self._begin, self._spelled, self._ends = matcher, spelled, ends
        self._first = first
        self._ids = {text: token for token, text in reversed(list(enumerate(spelled))) if text}
        self._states: OrderedDict[tuple[int, ...], _State | None] = OrderedDict()

    def allowed(self, logits_bv: Tensor, ids_bt: Tensor, begin: int) -> Tensor:
        """The logits without the tokens with which no row's text, from `begin` on, may go on.

        Where a text is complete, or not of the form, nothing is dropped: it does not go on.
        """
        rows = [self._row(ids[begin:], logits_bv.shape[1]) for ids in ids_bt.tolist()]
        allowed_bv = torch.from_numpy(np.stack(rows)).to(logits_bv.device)
        return logits_bv.masked_fill(~allowed_bv, float("-inf"))

    def is_complete(self, written: Sequence[int]) -> bool:
        """Whether a text is of the form, and no longer one is."""
        state = self._state(tuple(written))
        return state is not None and state.is_complete

    def require_possible(self, written: Sequence[int]) -> None:
        """Raise BadInput where nothing can be written: behind these tokens, or at all."""
        state = self._state(tuple(written))
        if state is None:
            raise BadInput(
                "the text that is continued does not begin as {setting} asks; leave that out, or "
                "begin anew",
                setting=self.name,
            )
        if state.is_complete:
            raise BadInput("the text is complete, as {setting} asks", setting=self.name)
        if not state.allowed_v.any():
            raise BadInput(
                "no text that this model can write is as {setting} asks; ease it", setting=self.name
            )

    def _row(self, written: Sequence[int], width: int) -> NDArray[np.bool_]:
        state = self._state(tuple(written))
        if state is None or state.is_complete:
            return np.ones(width, dtype=np.bool_)
        row = np.zeros(width, dtype=np.bool_)
        known = state.allowed_v[:width]
        row[: len(known)] = known
        return row

    def _state(self, written: tuple[int, ...]) -> _State | None:
        """Where a text stands; None for one that is not of the form."""
        if written in self._states:
            self._states.move_to_end(written)
            return self._states[written]
        state = self._new_state(written)
        self._states[written] = state
        if len(self._states) > MOST_STATES:
            self._states.popitem(last=False)
        return state

    def _new_state(self, written: tuple[int, ...]) -> _State | None:
        if not written:
            return self._looked_at(self._begin.deep_copy(), is_first=True)
        before = self._states.get(written[:-1])
        if before is None and written[:-1] in self._states:
            return None
        if before is None:
            before = self._replayed(written[:-1])
        if before is None or before.is_complete:
            return None
        matcher = before.matcher.deep_copy()
        if not self._consume(matcher, written[-1], is_first=len(written) == 1):
            return None
        return self._looked_at(matcher, is_first=False)

    def _replayed(self, written: tuple[int, ...]) -> _State | None:
        """A text's state from its beginning on, as it was begun elsewhere, or is forgotten."""
        matcher = self._begin.deep_copy()
        for place, token in enumerate(written):
            if not self._consume(matcher, token, is_first=place == 0):
                return None
        return self._looked_at(matcher, is_first=not written)

    def _consume(self, matcher: "LLMatcher", token: int, *, is_first: bool) -> bool:
        tokens: list[int] | None = [token]
        if is_first and token in self._first:
            tokens = self._tokens_of(self._first[token])
        if tokens is None or token in self._ends or matcher.is_stopped():
            return False
        is_of_the_form = bool(matcher.consume_tokens(tokens))
        self._require_small_enough(matcher)
        return is_of_the_form

    def _looked_at(self, matcher: "LLMatcher", *, is_first: bool) -> _State:
        width = len(self._spelled)
        if matcher.is_stopped():
            return _State(matcher, np.zeros(width, dtype=np.bool_), matcher.is_accepting())
        bits = np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8)
        allowed_v = np.unpackbits(bits, bitorder="little")[:width].astype(np.bool_)
        self._require_small_enough(matcher)
        if is_first:
            allowed_v = self._at_the_beginning(matcher, allowed_v)
        is_whole = not matcher.is_error() and matcher.is_accepting()
        goes_on_v = allowed_v.copy()
        goes_on_v[[token for token in self._ends if token < width]] = False
        is_complete = is_whole and not goes_on_v.any()
        # Where nothing can follow, the library offers the end even of a text that is not whole.
        return _State(matcher, allowed_v if is_whole else goes_on_v, is_complete)

    def _require_small_enough(self, matcher: "LLMatcher") -> None:
        sentence = matcher.get_error().partition("\n")[0]
        if any(told in sentence for told in _TOO_LARGE):
            raise _too_large(self.name)

    def _at_the_beginning(
        self, matcher: "LLMatcher", allowed_v: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """What may come first."""
        first_v = allowed_v.copy()
        for token, text in self._first.items():
            tokens = self._tokens_of(text)
            is_possible = tokens is not None and matcher.validate_tokens(tokens) == len(tokens)
            first_v[token] = is_possible
        return first_v

    def _tokens_of(self, text: bytes) -> list[int] | None:
        """Some tokens that spell these bytes; None where none do."""
        tokens: list[int] = []
        while text:
            length = next((n for n in range(len(text), 0, -1) if text[:n] in self._ids), 0)
            if not length:
                return None
            tokens.append(self._ids[text[:length]])
            text = text[length:]
        return tokens


@lru_cache(maxsize=8)
def _first_bytes(same: Same, prompt: tuple[int, ...]) -> dict[int, bytes]:
    """The tokens that lose a space where they come first behind a prompt, as where a text begins.

    What is left of them there.
    """
    vocabulary, spelled = same.vocabulary, token_bytes(same)
    begin = vocabulary.decode(prompt)

    def here(token: int) -> bytes:
        return vocabulary.decode([*prompt, token]).removeprefix(begin).encode()

    spaced = [token for token, text in enumerate(spelled) if text.startswith(b" ")]
    example = next((n for n in spaced if re.fullmatch(rb" [a-z]+", spelled[n])), None)
    if example is None or here(example) == spelled[example]:
        return {}
    return {token: text for token in spaced if (text := here(token)) != spelled[token]}


def _too_large(name: str) -> BadInput:
    return BadInput(
        "{setting} is too large to be followed while a text is written; make it smaller",
        setting=name,
    )
