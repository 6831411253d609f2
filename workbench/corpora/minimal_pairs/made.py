"""Minimal pairs from a corpus: a text as it stands there, and one in which a single thing is wrong.

A model that knows the language finds the first likelier (as in BLiMP, Warstadt et al. 2020). Only
what rules tell to be wrong is made; what they do not tell is skipped, and counted by its reason.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from workbench.corpora.minimal_pairs.agreement import KnownNouns, agreement, article, determiner
from workbench.corpora.minimal_pairs.names import KnownNames, names
from workbench.corpora.minimal_pairs.order import order
from workbench.corpora.minimal_pairs.pair import (
    MOST_CHARACTERS,
    MOST_DOCUMENTS,
    PAIR_KINDS,
    FoundPairs,
    MinimalPair,
    PairCount,
    PairKind,
    SkippedPlaces,
)
from workbench.corpora.minimal_pairs.sentences import sentences
from workbench.corpora.minimal_pairs.signs import brackets, quotes
from workbench.words import Words, words

Place = tuple[PairKind, MinimalPair | Words]
"""A pair, or why a place of its kind gives none."""
_AGAIN = words("the same as a pair before")


def minimal_pairs(documents: Iterable[str], most: int) -> FoundPairs:
    """The first pairs of each kind that documents give, at most so many of a kind are used."""
    read = iter(documents)
    whole = list(islice(read, MOST_DOCUMENTS))
    is_whole = next(read, None) is None
    texts = [document[:MOST_CHARACTERS] for document in whole]
    kept: dict[PairKind, list[MinimalPair]] = {kind: [] for kind in PAIR_KINDS}
    found: Counter[PairKind] = Counter()
    skipped: dict[PairKind, Counter[str]] = {kind: Counter() for kind in PAIR_KINDS}
    reasons: dict[str, Words] = {}
    for kind, one in _once(_places(texts)):
        if isinstance(one, Words):
            reasons[one.template] = one
            skipped[kind][one.template] += 1
            continue
        found[kind] += 1
        if len(kept[kind]) < most:
            kept[kind].append(one)
    counts = tuple(
        PairCount(
            kind,
            found[kind],
            len(kept[kind]),
            tuple(SkippedPlaces(reasons[why], n) for why, n in skipped[kind].most_common()),
        )
        for kind in PAIR_KINDS
    )
    return FoundPairs(
        pairs=tuple(pair for pairs in kept.values() for pair in pairs),
        counts=counts,
        documents=len(whole),
        cut=sum(len(document) > MOST_CHARACTERS for document in whole),
        is_whole=is_whole,
    )


def _once(places: Iterable[Place]) -> Iterator[Place]:
    """What is said twice is one observation."""
    known: set[MinimalPair] = set()
    for kind, one in places:
        if isinstance(one, MinimalPair):
            yield kind, _AGAIN if one in known else one
            known.add(one)
        else:
            yield kind, one


def _places(texts: list[str]) -> Iterator[Place]:
    """Every place of every kind, in the order of the text."""
    nouns, known = KnownNouns.of(texts), KnownNames.of(texts)
    makers: tuple[tuple[PairKind, Callable[[str], str | Words | None]], ...] = (
        ("agreement", lambda sentence: agreement(sentence, nouns)),
        ("determiner", lambda sentence: determiner(sentence, nouns)),
        ("article", article),
        ("brackets", brackets),
        ("quotes", quotes),
        ("order", order),
    )
    for text in texts:
        for match in sentences(text):
            sentence = match[0].strip()
            for kind, make in makers:
                made = make(sentence)
                if made is not None:
                    yield (
                        kind,
                        made if isinstance(made, Words) else MinimalPair(kind, sentence, made),
                    )
        named = names(text, known)
        if named is not None:
            yield "names", named if isinstance(named, Words) else MinimalPair("names", *named)
