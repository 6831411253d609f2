"""Tables of heads whose measures change: other models and other settings have other ones."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from screen import column, headings, only

from ui.panels.checkpoints.heads_table import CheckpointHeadsTable, HeadAtCheckpoint
from ui.panels.heads.table import HeadsTable
from workbench.inspection.heads.table import HeadMeasurements, MeasuredHead, StrongestOfHead

ABLATED = {"entropy": 0.5, "previous": 0.25, "ablation": 0.125}
COPYING = {"entropy": 0.5, "previous": 0.25, "copying": 0.75}
PLAIN = {"entropy": 0.75, "previous": 0.5}


def measurements(*values):
    heads = tuple(
        MeasuredHead(0, head, of_head, StrongestOfHead((), (), (), 0))
        for head, of_head in enumerate(values)
    )
    return HeadMeasurements("m@best", 1, "a text", False, 1, 4, heads)


@pytest.mark.parametrize("after", [COPYING, PLAIN], ids=["as many", "fewer"])
def test_that_heads_sorted_by_a_measure_are_shown_without_it(qtbot, session, after):
    table = HeadsTable(session.theme)
    qtbot.addWidget(table)
    table.show()
    table.show_measurements(measurements(ABLATED, ABLATED | {"ablation": 0.0}))
    view = only(table, QTableView)
    view.sortByColumn(headings(view).index("Ablation"), Qt.SortOrder.AscendingOrder)
    assert [head.head for head in table.rows] == [1, 0]
    table.show_measurements(measurements(after, after, after))
    assert "Ablation" not in headings(view)
    assert column(view, "Head") == ["L0 H0", "L0 H1", "L0 H2"]
    table.show_measurements(measurements(ABLATED, ABLATED))
    assert column(view, "Ablation") == ["0.125", "0.125"]


def test_that_checkpoints_are_shown_by_what_was_measured_of_them(qtbot):
    def rows(values):
        return [HeadAtCheckpoint((0, n), (), (), 0.5, 0.0, 0.0, values) for n in range(2)]

    table = CheckpointHeadsTable()
    qtbot.addWidget(table)
    table.show()
    view = only(table, QTableView)
    for name, title in (("copying", "Copying"), ("ablation", "Ablation"), ("copying", "Copying")):
        table.show_rows(rows({"first_share": 0.5, name: 0.25}), "first_share")
        assert column(view, title) == ["0.250", "0.250"]
