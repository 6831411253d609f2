"""Rendering chats by a foreign template, in a child process that is bounded in time and size."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.child_process import child_environment
from workbench.corpora.formats.records import Turn, with_usual_role
from workbench.errors import BadInput
from workbench.tokenizers.chat.spelled import broken
from workbench.tokenizers.special import ROLES
from workbench.tokenizers.tokenizer import Tokenizer, clean

_TOGETHER = 500
_START_S, _CHAT_S = 20.0, 0.2
_MOST_CHARACTERS = 200_000
_LARGEST_TEMPLATE = 500_000

Chat = Sequence[Turn]


@dataclass(frozen=True)
class Rendered:
    """A chat as a text with its special tokens spelled, and where in it the assistant speaks.

    `spans` count characters; each includes the token that ends the answer.
    """

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Refused:
    """Why a chat cannot be learnt from: the template's own words, or none where the assistant's
    words cannot be found in what it makes of the chat."""

    reason: str


@dataclass(frozen=True)
class Asked:
    """A chat up to where an answer begins, and the ids of the tokens that end one."""

    text: str
    ends: tuple[int, ...]


class ChatTemplate:
    """The template of a model with the tokenizer whose special tokens it names.

    `now` is the time that a template may ask for, in seconds. With `parse_special` special tokens
    that somebody spells in a chat are read as such.
    """

    def __init__(
        self, template: str, tokenizer: Tokenizer, now: float, *, parse_special: bool = False
    ) -> None:
        if len(template) > _LARGEST_TEMPLATE:
            raise BadInput(
                "the model's chat template has {count} characters; at most {most} are read, so "
                "choose a template of your own instead",
                count=len(template),
                most=_LARGEST_TEMPLATE,
            )
        self._template = template
        self.tokenizer = tokenizer
        self._now = now
        self._special = frozenset() if parse_special else tokenizer.special_pieces
        named = {role: getattr(tokenizer.special, role) for role in ROLES}
        self._names = {
            f"{role}_token": tokenizer.piece(i) for role, i in named.items() if i is not None
        }

    def learnt(self, chats: Sequence[Chat]) -> Iterator[Rendered | Refused]:
        """Each chat as it is learnt from; raises BadInput for a template that cannot be used."""
        for begin, end in _stretches(len(chats)):
            for found in self._rendered(chats[begin:end], to_be_answered=False):
                yield _learnt(found)

    def asked(self, chat: Chat) -> Asked:
        """A chat as a model reads it that is to answer.

        Raises BadInput where the template refuses the chat, or cannot be used.
        """
        (found,) = self._rendered([chat], to_be_answered=True)
        if "refused" in found:
            raise BadInput(
                "the model's chat template refuses this chat: {reason}", reason=found["refused"]
            )
        end = self.tokenizer.id_of(found["end"]) if found["end"] else None
        return Asked(clean(found["text"]), () if end is None else (end,))

    def _rendered(self, chats: Sequence[Chat], *, to_be_answered: bool) -> list[dict[str, Any]]:
        plain = [[self._plain(with_usual_role(turn)) for turn in chat] for chat in chats]
        longest = max(sum(len(one["content"]) for one in chat) for chat in plain)
        request = {
            "template": self._template,
            "names": self._names,
            "now": self._now,
            "controls": sorted(self.tokenizer.added_pieces),
            "most_characters": _MOST_CHARACTERS + 4 * longest,
            "chats": plain,
            "to_be_answered": to_be_answered,
        }
        rendered: list[dict[str, Any]] = json.loads(_of_child(request, len(chats)))
        return rendered

    def _plain(self, turn: Turn) -> dict[str, str]:
        return {
            "role": broken(turn.role, self._special),
            "content": broken(turn.text, self._special),
        }


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    """The first alone, so that a template which cannot be used costs little; then many a time."""
    begin, end = 0, 1
    while begin < count:
        yield begin, min(end, count)
        begin, end = end, end + _TOGETHER


def _learnt(found: dict[str, Any]) -> Rendered | Refused:
    if "refused" in found:
        return Refused(found["refused"])
    if found["spans"] is None:
        return Refused("")
    return Rendered(clean(found["text"]), tuple((begin, end) for begin, end in found["spans"]))


def _of_child(request: dict[str, Any], count: int) -> bytes:
    limit_s = _START_S + _CHAT_S * count
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "workbench.tokenizers.chat.child"],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=limit_s,
            check=False,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired:
        raise BadInput(
            "the model's chat template was given up after {seconds} seconds; choose a template of "
            "your own instead",
            seconds=round(limit_s),
        ) from None
    if ended.returncode:
        told = ended.stderr.decode(errors="replace").strip().splitlines()
        raise BadInput(
            "the model's chat template cannot be used: {reason}; choose a template of your own "
            "instead",
            reason=told[-1] if told else f"its reader ended with code {ended.returncode}",
        )
    return ended.stdout
