"""The assignment problem, small: which row is matched with which column at the least total cost."""

import math
from collections.abc import Sequence

Costs = Sequence[Sequence[float]]


def least_cost_pairs(cost: Costs) -> tuple[tuple[int, int], ...]:
    """Pairs (row, column), by row, of least total cost; the shorter side is matched wholly.

    The Hungarian method (Kuhn 1955) by shortest augmenting paths: rows · rows · columns steps.
    """
    if len(cost) <= len(cost[0]):
        return _match_rows(cost)
    flipped = _match_rows(list(zip(*cost, strict=True)))
    return tuple(sorted((row, column) for column, row in flipped))


def _match_rows(cost: Costs) -> tuple[tuple[int, int], ...]:
    """Match every row, of at most as many as columns, one after another."""
    row_price = [0.0] * len(cost)
    column_price = [0.0] * len(cost[0])
    row_of: list[int | None] = [None] * len(cost[0])
    for row in range(len(cost)):
        _place(row, cost, row_price, column_price, row_of)
    return tuple(sorted((row, column) for column, row in enumerate(row_of) if row is not None))


def _place(
    row: int,
    cost: Costs,
    row_price: list[float],
    column_price: list[float],
    row_of: list[int | None],
) -> None:
    """Give one more row a column, moving earlier rows on where that is cheaper.

    The prices keep cost - row price - column price at 0 for matched pairs and above elsewhere;
    the path to the nearest free column is found as Dijkstra does.
    """
    columns = range(len(column_price))
    slack = [math.inf] * len(column_price)
    came_from: list[int | None] = [None] * len(column_price)
    reached: list[int] = []
    current_row, current_column = row, None
    while True:
        for column in columns:
            reduced = cost[current_row][column] - row_price[current_row] - column_price[column]
            if column not in reached and reduced < slack[column]:
                slack[column], came_from[column] = reduced, current_column
        nearest = min((c for c in columns if c not in reached), key=slack.__getitem__)
        _shift(slack[nearest], row, reached, slack, row_price, column_price, row_of)
        reached.append(nearest)
        owner = row_of[nearest]
        if owner is None:
            break
        current_row, current_column = owner, nearest
    target: int | None = nearest
    while target is not None:
        source = came_from[target]
        row_of[target] = row if source is None else row_of[source]
        target = source


def _shift(
    amount: float,
    row: int,
    reached: Sequence[int],
    slack: list[float],
    row_price: list[float],
    column_price: list[float],
    row_of: Sequence[int | None],
) -> None:
    """Raise the prices of the rows reached so far until a further column costs nothing."""
    row_price[row] += amount
    for column in range(len(slack)):
        owner = row_of[column]
        if column in reached and owner is not None:
            row_price[owner] += amount
            column_price[column] -= amount
        else:
            slack[column] -= amount
