"""What every strategy can be told of the tokens it writes: penalties, words, and where to stop."""

import math
import re
from typing import Self

from pydantic import model_validator

from workbench.generation.constraints.grammar import CONSTRAINTS, MOST_CHARACTERS, problem_of
from workbench.spec import Impossible, Spec, setting
from workbench.words import listed

SEQUENCE_BREAKERS = ("\\n", ":", '"', "*")
"""Those of llama.cpp."""


MOST_BIAS = 10_000
"""Nothing beside such a logit counts; numbers that are far larger have no room in fp32."""


class Penalties(Spec):
    """Penalties, forbidden and favoured words, and ends; each stands where it changes nothing."""

    repetition_penalty: float = setting(
        1.0,
        title="Repetition penalty",
        help="Above 1 every token that stands in the text already, prompt included, becomes less "
        "likely; 1 changes nothing.",
        ge=0.01,
        le=100.0,
        advanced=True,
        group="Penalties",
    )
    presence_penalty: float = setting(
        0.0,
        title="Presence penalty",
        help="Is taken from the logit of every token that was written already, however often.",
        ge=-100.0,
        le=100.0,
        advanced=True,
        group="Penalties",
    )
    frequency_penalty: float = setting(
        0.0,
        title="Frequency penalty",
        help="Is taken from a token's logit once for each time that it was written already.",
        ge=-100.0,
        le=100.0,
        advanced=True,
        group="Penalties",
    )
    no_repeat_ngram_size: int = setting(
        0,
        title="No-repeat n-gram",
        help="So many tokens in a row never come twice, prompt included; 0 allows it.",
        unit="tokens",
        zero="off",
        ge=0,
        advanced=True,
        group="Penalties",
    )
    dry_multiplier: float = setting(
        0.0,
        title="DRY multiplier",
        help="Makes tokens less likely that would go on with a repetition, the more the longer it "
        "is (don't repeat yourself), such as 0.8; 0 turns it off.",
        zero="off",
        ge=0.0,
        le=100.0,
        advanced=True,
        group="Penalties",
    )
    dry_base: float = setting(
        1.75,
        title="DRY base",
        help="Each further repeated token makes the penalty of DRY so many times larger.",
        ge=1.0,
        le=100.0,
        advanced=True,
        group="Penalties",
    )
    dry_allowed_length: int = setting(
        2,
        title="DRY allowed length",
        help="DRY lets so many tokens less one be repeated freely.",
        unit="tokens",
        ge=1,
        advanced=True,
        group="Penalties",
    )
    dry_penalty_last_n: int = setting(
        -1,
        title="DRY range",
        help="DRY looks at so many tokens before; -1 at all.",
        unit="tokens",
        ge=-1,
        advanced=True,
        group="Penalties",
    )
    dry_sequence_breakers: tuple[str, ...] = setting(
        SEQUENCE_BREAKERS,
        title="DRY sequence breakers",
        help="A repetition ends for DRY at one of these texts, be it part of a token or several, "
        "as behind a speaker's name; \\n is a line's end.",
        text="lines",
        advanced=True,
        group="Penalties",
    )
    bad_words: tuple[str, ...] = setting(
        (),
        title="Bad words",
        help="Texts that are not written, as the tokenizer cuts them, with and without a space "
        "before; #17 is the token of that id, #17#20 two in a row.",
        text="lines",
        advanced=True,
        group="Words and forms",
    )
    token_bias: tuple[str, ...] = setting(
        (),
        title="Token bias",
        help="What is added to the logits of texts, such as cat=2 or #17=-1.5; they are read like "
        "bad words, and of several tokens the last one counts.",
        text="lines",
        advanced=True,
        group="Words and forms",
    )
    min_new_tokens: int = setting(
        0,
        title="Minimum new tokens",
        help="The text does not end before so many tokens are written.",
        unit="tokens",
        ge=0,
        advanced=True,
        group="Words and forms",
    )
    stop_strings: tuple[str, ...] = setting(
        (),
        title="Stop strings",
        help="The text ends behind the token that completes one of these; \\n is a line's end.",
        text="lines",
        advanced=True,
        group="Words and forms",
    )

    choices: tuple[str, ...] = setting(
        (),
        title="One of these texts",
        help="The text is one of these, with or without a space before it, and ends with it; \\n "
        "is a line's end.",
        text="lines",
        advanced=True,
        group="Words and forms",
    )
    regex: str = setting(
        "",
        title="Regular expression",
        help="The text as a whole, its spaces included, is one that this matches, such as "
        "[0-9]+; \\d is 0-9, and there is no look-around.",
        advanced=True,
        group="Words and forms",
    )
    json_schema: str = setting(
        "",
        title="JSON schema",
        help="The text is JSON of this shape, spaced as Python writes it: a JSON Schema, which "
        "says the type, the keys and the bounds of each value.",
        text="lines",
        advanced=True,
        group="Words and forms",
    )

    @model_validator(mode="after")
    def _has_a_form_that_can_be_followed(self) -> Self:
        given = [name for name in CONSTRAINTS if getattr(self, name)]
        if len(given) > 1:
            raise Impossible(
                "a text has one form; leave out all but one of {given}", given=listed(given)
            )
        for name in given:
            length = sum(map(len, getattr(self, name)))
            if length > MOST_CHARACTERS:
                raise Impossible(
                    "{setting} has {count} characters; at most {most} can be followed",
                    setting=name,
                    count=length,
                    most=MOST_CHARACTERS,
                )
            if problem := problem_of(name, getattr(self, name)):
                raise Impossible(
                    "{setting} cannot be followed: {problem}", setting=name, problem=problem
                )
        return self

    @model_validator(mode="after")
    def _has_texts_in_its_lists(self) -> Self:
        lists = (
            self.dry_sequence_breakers,
            self.bad_words,
            (biased_text(entry)[0] for entry in self.token_bias),
            self.stop_strings,
            self.choices,
        )
        if any(not text for texts in lists for text in texts):
            raise Impossible("an empty text stands everywhere; leave it out of the list")
        return self


def is_penalty_on(settings: Penalties, name: str) -> bool:
    """Whether a penalty, a ban or a constraint, by the name of its setting, changes anything."""
    return bool(getattr(settings, name) != Penalties.model_fields[name].default)


def biased_text(entry: str) -> tuple[str, float]:
    """The text of a line such as `cat=2`, and its bias; raises Impossible for any other line."""
    text, equals, number = entry.rpartition("=")
    try:
        bias = float(number)
    except ValueError:
        bias = math.nan
    if not equals or not math.isfinite(bias):
        raise Impossible(
            "'{entry}' is no bias; write the text, = and a number, such as cat=2", entry=entry
        )
    if abs(bias) > MOST_BIAS:
        raise Impossible(
            "the bias of '{entry}' is beyond ±{most}; to forbid a text, write it into bad_words",
            entry=entry,
            most=MOST_BIAS,
        )
    return text, bias


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "#": "#"}
_NAMED = {character: f"\\{letter}" for letter, character in _MEANT.items() if letter != "#"}


def meant(text: str) -> str:
    r"""What a text of a list stands for: \n, \t, \r, \\ and \# are one character each."""
    return _ESCAPED.sub(lambda escape: _MEANT.get(escape[1], escape[0]), text)


def escaped(text: str) -> str:
    r"""A text in one line, as a list names it: \n for a line's end."""
    return "".join(_NAMED.get(character, character) for character in text)


def ids_meant(text: str) -> tuple[int, ...]:
    """The ids of a text such as #17#20; none of any other."""
    if re.fullmatch(r"(#\d{1,12})+", text, re.ASCII) is None:
        return ()
    return tuple(map(int, text[1:].split("#")))
