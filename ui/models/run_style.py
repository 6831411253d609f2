"""A colour and a dash for each run: the same in every table and plot that shows several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from PySide6.QtGui import QIcon

from ui.models.run_words import role_colour
from ui.theme import Colours
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.line_icon import line_icon
from workbench.store.membership import CONTROL, STUDENT, TEACHER
from workbench.store.records import RunRecord

HAVE_CURVES = ("pretrain", "distill", "finetune", "import_run")
"""The kinds of runs that are drawn over each other."""
_DASHES: tuple[Dash, ...] = ((), (6, 3), (2, 2), (8, 3, 2, 3))


@dataclass(frozen=True)
class RunStyle:
    """How the curves of a run are drawn; the colour is `#rrggbb`."""

    colour: str
    dash: Dash = ()

    def icon(self, colours: Colours) -> QIcon:
        """A piece of the curve."""
        return line_icon(self.colour, self.dash, colours.base)


def role_of(run: RunRecord) -> str:
    """The part that a run's model plays, as its kind and what it belongs to tell; empty if none."""
    match run.kind:
        case "pretrain":
            return TEACHER
        case "distill":
            is_control = run.belongs_to is not None and run.belongs_to.role == CONTROL
            return CONTROL if is_control else STUDENT
        case _:
            return ""


def run_styles(runs: Sequence[RunRecord], colours: Colours) -> dict[str, RunStyle]:
    """The style of every run with curves, by its id; later runs change none of them.

    The first run of a role has the role's colour, without gaps; no other one is drawn so.
    """
    styles: dict[str, RunStyle] = {}
    taken: set[str] = set()
    further = _further(colours)
    for run in sorted(runs, key=lambda run: run.id):
        if run.kind not in HAVE_CURVES:
            continue
        colour = role_colour(role_of(run), colours)
        is_first = bool(colour) and colour not in taken
        styles[run.id] = RunStyle(colour) if is_first else next(further)
        taken.add(colour)
    return styles


def _further(colours: Colours) -> Iterator[RunStyle]:
    of_roles = (colours.teacher, colours.student, colours.control)
    others = tuple(c for c in colours.series if c not in (*of_roles, colours.ngram))
    return cycle(
        [
            *(RunStyle(colour) for colour in others),
            *(RunStyle(colour, dash) for dash in _DASHES[1:] for colour in (*others, *of_roles)),
        ]
    )
