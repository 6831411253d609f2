"""English words that decide whether a dot ends a sentence."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    "mr mrs ms messrs mme mlle dr prof rev hon gen col maj capt lt cmdr sgt gov sen rep pres st mt "
    "ft vs viz cf e.g i.e"
)
"""A dot behind these never ends a sentence."""

NUMBERED = _words(
    "no nos p pp vol vols ch chap sec sect fig figs eq eqs art op par ver "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
"""Nor behind these, when a number follows."""

STARTERS = _words(
    "The A An This That These Those There He She It We They You I His Her Its Our Their My Your "
    "In On At As By For From With After Before When While If Although Because Since But And Or So "
    "Then Thus However What Who Why How Where Now Not No Yes Some Many Most All Both Each"
)
"""Behind initials and U.S. the dot ends a sentence only where one of these follows."""
