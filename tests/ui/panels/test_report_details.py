"""The figures of a comparison taken apart, in the window."""

import screen
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTableView
from pytestqt.qtbot import QtBot
from screen import only

from ui.panels.report.details import ReportDetails
from ui.widgets.charts.scatter import Scatter
from workbench.breakdown import (
    Breakdown,
    ConfidenceBin,
    DocumentFigures,
    IntervalFigure,
    PairedDifference,
    TargetBucket,
    TopShare,
)

LOSS = IntervalFigure(value=1.5, low=1.4, high=1.625)
FOUND = Breakdown(
    model="big",
    targets=100,
    tops=(TopShare(k=1, share=0.5), TopShare(k=5, share=0.75)),
    confidences=(ConfidenceBin(low=0.4, high=0.5, tokens=100, confidence=0.45, accuracy=0.5),),
    calibration_error=0.05,
    documents=DocumentFigures(
        documents=7, loss=LOSS, perplexity=LOSS, bits_per_byte=LOSS, perplexities=(1, 2, 3, 4, 5)
    ),
    positions=(TargetBucket(low=0, high=0, tokens=10, loss=3.0),),
    frequencies=(TargetBucket(low=100, high=None, tokens=100, loss=1.5),),
)


def cells(details: ReportDetails) -> list[list[str]]:
    model = only(details, QTableView).model()
    return [
        [
            str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole))
            for column in range(model.columnCount())
        ]
        for row in range(model.rowCount())
    ]


def shown(qtbot: QtBot, *breakdowns: Breakdown) -> ReportDetails:
    details = ReportDetails()
    qtbot.addWidget(details)
    details.retranslate()
    details.show()
    details.show_breakdowns(breakdowns)
    return details


def test_that_each_way_of_taking_apart_is_a_table_of_all_models(qtbot: QtBot) -> None:
    details = shown(qtbot, FOUND, FOUND.model_copy(update={"model": "small"}))
    choice = only(details, QComboBox)
    titles = [choice.itemText(number) for number in range(choice.count())]
    assert titles == [
        *("By document", "By position in the context", "By frequency of the token"),
        *("Top-k accuracy", "Calibration", "Hardest documents"),
    ]
    assert cells(details)[0][:3] == ["big", "7", "1.5000 [1.4000, 1.6250]"]
    choice.setCurrentIndex(2)
    assert cells(details) == [["≥ 100", "100", "1.5000", "1.5000"]]
    choice.setCurrentIndex(4)
    assert cells(details) == [
        ["40.0%–50.0%", "45.0% → 50.0% (100)", "45.0% → 50.0% (100)"],
        ["Calibration error", "0.0500", "0.0500"],
    ]


def test_that_calibration_is_a_diagram_as_well_in_the_models_colours(qtbot: QtBot) -> None:
    details = shown(qtbot, FOUND, FOUND.model_copy(update={"model": "small"}))
    details.paint({"big": "#0072b2"}, "#444444")
    assert screen.shown(details, Scatter) == []
    only(details, QComboBox).setCurrentIndex(4)
    chart = only(details, Scatter)
    assert [(point.x, point.y, point.colour) for point in chart.points] == [
        (0.45, 0.5, "#0072b2"),
        (0.45, 0.5, "#444444"),
    ]


def test_that_models_stand_in_pairs_with_what_is_sure(qtbot: QtBot) -> None:
    pairs = [
        PairedDifference(
            first="big", second=name, loss=IntervalFigure(value=low + 0.1, low=low, high=low + 0.2)
        )
        for name, low in (("small", -0.5), ("other", -0.1))
    ]
    details = ReportDetails()
    qtbot.addWidget(details)
    details.retranslate()
    details.show_breakdowns((FOUND,), pairs)
    only(details, QComboBox).setCurrentIndex(1)
    assert [row[2:] for row in cells(details)] == [
        ["-0.4000 [-0.5000, -0.3000]", "–", "big"],
        ["+0.0000 [-0.1000, +0.1000]", "–", "not sure"],
    ]


def test_that_the_choice_stays_when_another_comparison_is_shown(qtbot: QtBot) -> None:
    details = shown(qtbot, FOUND)
    only(details, QComboBox).setCurrentIndex(3)
    details.show_breakdowns((FOUND.model_copy(update={"model": "other"}),))
    assert cells(details) == [["1", "50.00%"], ["5", "75.00%"]]


def test_that_masked_models_have_what_needs_no_documents_and_old_reports_nothing(
    qtbot: QtBot,
) -> None:
    masked = FOUND.model_copy(update={"documents": None, "positions": (), "frequencies": ()})
    details = shown(qtbot, masked)
    choice = only(details, QComboBox)
    assert [choice.itemText(number) for number in range(choice.count())] == [
        "Top-k accuracy",
        "Calibration",
    ]
    details.show_breakdowns(())
    assert not details.isVisible()
