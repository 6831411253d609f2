"""Whether drafts pay, and whether the text stayed the teacher's own, as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.generation.drafting.measured import MeasuredDrafts
from workbench.words import Words, words

_RARELY_DRAFTED = 0.5
_NO_ACCEPTANCE = 0.01
"""Where so little pays, drafts and reading cost nothing that could be measured."""


@dataclass(frozen=True)
class TextDifference:
    """Where a text with drafts departs from the teacher's own; prompts and places from 0.

    `gap` is how far apart, in logits, the teacher's two likeliest tokens are there.
    """

    prompt: int
    length: int
    place: int
    gap: float


def verdict(best: MeasuredDrafts) -> Words:
    """Whether drafts of the best length are faster, from where on they are, or why they are not."""
    if best.is_faster:
        return _faster(best)
    if best.is_slower:
        return words(
            "Slower here: at best {speed_up:.2f} times as fast, with drafts of {length}. {reason}",
            speed_up=best.speed_up,
            length=best.length,
            reason=_why_slower(best),
        )
    return words(
        "Neither faster nor slower for certain: {least:.2f} times as fast in one round, with "
        "drafts of {length}. {accepted}"
        if len(best.speed_ups) == 1
        else "Neither faster nor slower for certain: between {least:.2f} and {most:.2f} times as "
        "fast in {rounds} rounds, with drafts of {length}. {accepted}",
        rounds=len(best.speed_ups),
        least=min(best.speed_ups),
        most=max(best.speed_ups),
        length=best.length,
        accepted=_accepted(best),
    )


def unsteady(best: MeasuredDrafts) -> Words | None:
    """That the rounds differ widely, if they do."""
    if not best.is_unsteady:
        return None
    return words(
        "The rounds differ widely, from {least:.2f} to {most:.2f} times as fast: the machine was "
        "busy with something else. Measure again, with more rounds.",
        least=min(best.speed_ups),
        most=max(best.speed_ups),
    )


def equality(
    num_compared: int, differences: Sequence[TextDifference], *, do_sample: bool
) -> Words | None:
    """Whether the texts are those that the teacher writes without drafts; None of no text."""
    if do_sample:
        return words(
            "Drawn at random from the teacher's own distribution: by chance these are other texts "
            "than without drafts, so that they are not compared."
        )
    if not num_compared:
        return None
    if not differences:
        return words(
            "The text is the teacher's own, token by token: {count:,} tokens compared, all equal.",
            count=num_compared,
        )
    first = differences[0]
    return words(
        "1 text departs from the teacher's own, with drafts of {length} at token {place}, where "
        "its two likeliest tokens are {gap:.1e} logits apart: a pass over several tokens rounds "
        "otherwise than one over a single token."
        if len(differences) == 1
        else "{count} texts depart from the teacher's own; the first with drafts of {length} at "
        "token {place}, where its two likeliest tokens are {gap:.1e} logits apart: a pass over "
        "several tokens rounds otherwise than one over a single token.",
        count=len(differences),
        length=first.length,
        place=first.place + 1,
        gap=first.gap,
    )


def _faster(best: MeasuredDrafts) -> Words:
    least = best.least_alpha
    if least is None or least < _NO_ACCEPTANCE or best.most_cost is None:
        return words(
            "{speed_up:.2f} times as fast with drafts of {length}. {accepted}",
            speed_up=best.speed_up,
            length=best.length,
            accepted=_accepted(best),
        )
    return words(
        "{speed_up:.2f} times as fast with drafts of {length}. {accepted} It breaks even at "
        "{alpha:.0%} accepted, or where drafting a token costs {cost:.0%} of a step of the teacher "
        "(here {own_cost:.0%}).",
        speed_up=best.speed_up,
        length=best.length,
        accepted=_accepted(best),
        alpha=least,
        cost=best.most_cost,
        own_cost=best.costs.cost,
    )


def _accepted(best: MeasuredDrafts) -> Words:
    return words(
        "Of the drafted tokens that the teacher came to it accepted {alpha:.0%}, and each of its "
        "passes wrote {tokens:.1f} tokens.",
        alpha=best.acceptance_rate,
        tokens=best.tokens_per_pass,
    )


def _why_slower(best: MeasuredDrafts) -> Words:
    drafts = best.places[0].drafted if best.places else 0
    if drafts < _RARELY_DRAFTED * best.passes:
        return words(
            "There was seldom a draft: in {drafts} of {passes} passes.",
            drafts=drafts,
            passes=best.passes,
        )
    costs = {"cost": best.costs.cost, "reading": best.costs.reading}
    if best.least_alpha is None:
        return words(
            "Even a draft that is accepted whole would not pay: drafting a token costs {cost:.0%} "
            "of a step of the teacher, and its pass over the draft as much as {reading:.1f} steps.",
            **costs,
        )
    if best.acceptance_rate < best.least_alpha:
        return words(
            "The teacher accepted {alpha:.0%} of the drafted tokens that it came to, and it breaks "
            "even at {least:.0%}: drafting a token costs {cost:.0%} of one of its steps, and its "
            "pass over the draft as much as {reading:.1f} steps.",
            alpha=best.acceptance_rate,
            least=best.least_alpha,
            **costs,
        )
    return words(
        "By acceptance and costs {expected:.2f} times as fast was to be expected; reading the "
        "prompt twice and choosing take the rest.",
        expected=best.expected,
    )
