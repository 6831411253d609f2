"""A branch's line behind its parents': no step is lost, doubled or out of order."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.curves.branches import Ancestry, Parent, continued, up_to
from workbench.events import Metrics
from workbench.store.runs.state import MetricSeries


def series(points: dict[int, float]) -> MetricSeries:
    made = MetricSeries()
    for step, value in sorted(points.items()):
        made.append(Metrics(step=step, values={}, tokens=10 * step, elapsed_s=step), value)
    return made


POINTS = st.dictionaries(st.integers(0, 60), st.floats(-9, 9), max_size=30)


@given(POINTS, POINTS, POINTS, st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_that_a_branch_of_a_branch_is_one_line_with_each_step_of_whoever_took_it(
    first: dict[int, float],
    second: dict[int, float],
    third: dict[int, float],
    steps: tuple[int, int],
) -> None:
    early, late = sorted(steps)
    second = {step: value for step, value in second.items() if step >= early}
    third = {step: value for step, value in third.items() if step >= late}
    parents = [up_to(series(second), late), up_to(series(first), early)]
    line = continued(series(third), parents)
    before = {step: value for step, value in first.items() if step <= early}
    middle = {step: value for step, value in second.items() if step <= late}
    expected = {**third, **middle, **before}
    assert list(line.series.steps) == sorted(expected)
    assert list(line.series.values) == [expected[step] for step in sorted(expected)]
    assert list(line.series.tokens) == [10 * step for step in sorted(expected)]
    assert line.inherited == len({**middle, **before})


def test_that_a_run_without_parents_is_its_own_line() -> None:
    line = continued(series({1: 2.0, 2: 1.0}), [])
    assert list(line.series.steps) == [1, 2]
    assert line.inherited == 0


def test_that_a_parent_that_measured_nothing_of_it_changes_nothing() -> None:
    assert list(continued(series({5: 1.0}), [None]).series.steps) == [5]
    assert list(continued(None, [series({3: 1.0})]).series.steps) == [3]


def test_that_a_step_is_told_by_the_run_that_took_it() -> None:
    child, grandchild = Parent("b", "b", 20, {}), Parent("a", "a", 10, {})
    ancestry = Ancestry((child, grandchild))
    names = [getattr(ancestry.owner_of(step), "name", "own") for step in (0, 10, 11, 20, 21)]
    assert names == ["a", "a", "b", "b", "own"]
