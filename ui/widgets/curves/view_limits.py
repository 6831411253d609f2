"""How far a view of curves may go: pure numbers, in display coordinates."""

from ui.widgets.curves.plot_axis import MOST_POWER

MARGIN = 0.04
"""Room left above and below the data, as a share of their extent."""
SIDE_MARGIN = 0.01
"""Room left beside them."""
FARTHEST = 4.0
"""A view reaches so many extents of the data beyond it at most."""
CLOSEST = 1e-6
"""And shows this share of the extent at least."""
LARGEST = 1e90
"""Of a linear axis: the product of both scales of a view must be a float that can be inverted."""
SMALLEST = 1e-90
FINEST = 1e-9
"""The smallest extent as a share of the numbers themselves, whose digits end soon after."""
Range = tuple[float, float]


def widened(low: float, high: float, share: float) -> Range:
    """The range with a margin, within what can be drawn; a single value gets a range around it."""
    low, high = (float(min(max(end, -LARGEST), LARGEST)) for end in (low, high))
    room = (high - low) * share or abs(high) * share or share
    room = max(room, _smallest(low, high))
    return low - room, high + room


def limits(data: Range, seen: Range, *, log: bool) -> Range:
    """How far a view may go: some extents beyond the data, and to what it shows already."""
    room = FARTHEST * (data[1] - data[0])
    low, high = min(data[0] - room, seen[0]), max(data[1] + room, seen[1])
    if log:
        low, high = max(low, -MOST_POWER), min(high, MOST_POWER)
    return low, high


def closest(data: Range) -> float:
    """The smallest extent that a view of the data may have."""
    return max(CLOSEST * (data[1] - data[0]), _smallest(*data))


def _smallest(low: float, high: float) -> float:
    return max(FINEST * max(abs(low), abs(high)), SMALLEST)
