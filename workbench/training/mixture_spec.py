"""Settings of a mixture of corpora; torch is not needed."""

from collections.abc import Sequence

from workbench.spec import Impossible, Spec, setting


class FurtherCorpus(Spec):
    """One more text to learn from at the same time."""

    corpus: str = setting(title="Corpus", help="The text to learn from.", min_length=1)
    weight: float = setting(
        1.0,
        title="Weight",
        help="Its share of the tokens that are read, by the weights of all; the first corpus's is "
        "1.",
        gt=0,
        le=1_000_000,
    )


def shares_of(corpus: str, further: Sequence[FurtherCorpus]) -> tuple[tuple[str, float], ...]:
    """Every corpus and its share of the tokens, which add up to 1."""
    weighted = [(corpus, 1.0), *((one.corpus, one.weight) for one in further)]
    total = sum(weight for _, weight in weighted)
    return tuple((name, weight / total) for name, weight in weighted)


def require_each_once(mixture: Sequence[tuple[str, float]]) -> None:
    """Raise Impossible for a corpus that stands twice."""
    names = [name for name, _ in mixture]
    if len(set(names)) < len(names):
        raise Impossible("a corpus stands twice in the mixture; give it one weight instead")
