"""What a view of curves leaves out, counted."""

from collections.abc import Collection
from dataclasses import dataclass

from ui.widgets.curves.drawing.series import CurveSeries
from ui.widgets.curves.view_limits import Range


@dataclass(frozen=True)
class Unseen:
    """How many points the view does not show, and why.

    `outside` are above or below what is seen; those beside it, a person knows to be there.
    """

    non_positive: int = 0
    outside: int = 0
    non_finite: int = 0

    @classmethod
    def of(cls, shown: Collection[CurveSeries], x_range: Range, y_range: Range) -> "Unseen":
        """What these curves have that a view does not show."""
        return cls(
            sum(one.non_positive for one in shown),
            sum(one.outside(x_range, y_range) for one in shown),
            sum(int(one.non_finite().size) for one in shown),
        )
