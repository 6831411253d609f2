"""English words that do not agree: subject and verb, "this" and its noun, "a" and the next sound.

Rules, no parser: where they do not tell that the other form is wrong, nothing is made.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.words import Words, words

_VERBS = {"was": "were", "is": "are", "has": "have"}
_OTHER_VERB = _VERBS | {plural: singular for singular, plural in _VERBS.items()}
_VERB = re.compile(r"\b(was|were|is|are|has|have)\b")
_ONE, _SEVERAL = ("he", "she", "it"), ("they", "we", "you")
_PRONOUN = re.compile(r"(?:\b(\w+) )?\b(he|she|it|they|we|you) (was|were|is|are|has|have)\b", re.I)
_NOUN = re.compile(
    r"^[“\"‘']?(?:The|This|That|These|Those|My|Your|His|Her|Its|Our|Their) ([a-z]+) "
    r"(was|were|is|are|has|have)\b"
)
"""At the beginning, so that the word before the verb is its subject."""
_CONDITIONS = frozenset(
    ["if", "though", "as", "wish", "wished", "wishes", "suppose", "unless", "lest", "whether"]
)
_COLLECTIVE = frozenset(
    [
        "army",
        "band",
        "class",
        "club",
        "committee",
        "company",
        "council",
        "couple",
        "crew",
        "crowd",
        "family",
        "gang",
        "government",
        "group",
        "jury",
        "lot",
        "majority",
        "minority",
        "number",
        "pair",
        "party",
        "police",
        "press",
        "public",
        "rest",
        "staff",
        "team",
    ]
)
"""The plural is right behind these in British English."""
_THIS = re.compile(r"\b([Tt]his|[Tt]hese) ([a-z]+)\b")
_OTHER_THIS = {"this": "these", "these": "this", "This": "These", "These": "This"}
_SINGULAR = re.compile(r"\b(?i:a|an|every|each) ([a-z]+)\b")
_PLURAL = re.compile(
    r"\b(?i:the|these|those|many|several|some|few|two|three|four|five|all|my|our|their) ([a-z]+s)\b"
)
_ARTICLE = re.compile(r"\b(a|an) ([a-z])")
_LETTERS = {"a": frozenset("bcdfgjklmnpqrstvwyz"), "an": frozenset("aeio")}
"""What a word behind each article begins with: "h" may be silent, and "u" sound like "you"."""


@dataclass(frozen=True)
class KnownNouns:
    """Nouns that a text has both behind "a" and, as a plural, behind "the" or a number."""

    singular: frozenset[str]
    plural: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "KnownNouns":
        one: set[str] = set()
        several: set[str] = set()
        for text in texts:
            one.update(_SINGULAR.findall(text))
            several.update(_PLURAL.findall(text))
        forms = {word: {f"{word}s", f"{word}es"} & several for word in one - _COLLECTIVE}
        return cls(
            frozenset(word for word, known in forms.items() if known),
            frozenset(form for known in forms.values() for form in known) - one,
        )


def agreement(sentence: str, nouns: KnownNouns) -> str | Words | None:
    """The first verb whose subject is certain, in the other number."""
    if _VERB.search(sentence) is None:
        return None
    found = _NOUN.match(sentence)
    if found is not None and _agrees(found[1], found[2], nouns):
        return _with_other_verb(sentence, found, 2)
    conditions = 0
    for found in _PRONOUN.finditer(sentence):
        before, pronoun, verb = (found[1] or "").lower(), found[2].lower(), found[3]
        if pronoun not in (_ONE if verb in _VERBS else _SEVERAL):
            continue
        if verb == "was" and before in _CONDITIONS:
            conditions += 1
            continue
        return _with_other_verb(sentence, found, 3)
    if conditions:
        return words("in a condition both numbers may be right")
    return words("no pronoun, nor a known noun at the beginning, stands before the verb")


def _agrees(noun: str, verb: str, nouns: KnownNouns) -> bool:
    return noun in (nouns.singular if verb in _VERBS else nouns.plural)


def _with_other_verb(sentence: str, found: re.Match[str], group: int) -> str:
    other = _OTHER_VERB[found[group]]
    return f"{sentence[: found.start(group)]}{other}{sentence[found.end(group) :]}"


def determiner(sentence: str, nouns: KnownNouns) -> str | Words | None:
    """The first "this" or "these" before a known noun, as the other one."""
    found = None
    for found in _THIS.finditer(sentence):
        known = nouns.singular if found[1].lower() == "this" else nouns.plural
        if found[2] in known:
            other = _OTHER_THIS[found[1]]
            return f"{sentence[: found.start(1)]}{other}{sentence[found.end(1) :]}"
    if found is None:
        return None
    return words("the word behind is no noun that the text has in both numbers")


def article(sentence: str) -> str | Words | None:
    """The first "a" or "an" that the next letter bears out, as the other one."""
    match = None
    for match in _ARTICLE.finditer(sentence):
        if match[2] in _LETTERS[match[1]]:
            other = "a" if match[1] == "an" else "an"
            return f"{sentence[: match.start(1)]}{other}{sentence[match.end(1) :]}"
    if match is None:
        return None
    return words("the next letter does not tell how the word sounds")
