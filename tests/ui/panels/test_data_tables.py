"""The tables of the window: order, selection, copies and exports of plain rows."""

import csv
import io
import time
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from ui.models import figures
from ui.models.names import free_name
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.tokenizer_vocabulary import matching
from workbench.tokenizers.tokenizer import PieceKind, VocabularyEntry

DESCENDING = Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Fruit:
    name: str
    grams: float | None


PEAR, APPLE, UNKNOWN, MELON = (
    Fruit("pear", 150.0),
    Fruit("Apple", 90.5),
    Fruit("unknown", None),
    Fruit("melon", 2000.0),
)


def table(*fruits: Fruit) -> Table[Fruit]:
    made: Table[Fruit] = Table(lambda fruit: fruit.name)
    made.set_columns(
        (
            Column("Name", lambda fruit: fruit.name),
            Column(
                "Weight",
                lambda fruit: fruit.grams,
                lambda fruit: figures.measure(fruit.grams, 1),
                numeric=True,
            ),
        )
    )
    made.set_rows(fruits)
    return made


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_that_what_has_no_value_comes_last_in_either_order(
    qtbot: QtBot, order: Qt.SortOrder
) -> None:
    fruits = table(UNKNOWN, PEAR, MELON, APPLE)
    fruits.sort(1, order)
    assert fruits.rows[-1] is UNKNOWN
    weights = [fruit.grams for fruit in fruits.rows[:-1]]
    assert weights == sorted([90.5, 150.0, 2000.0], reverse=order == DESCENDING)


def test_that_names_sort_without_regard_to_case(qtbot: QtBot) -> None:
    fruits = table(PEAR, APPLE, MELON)
    fruits.sort(0)
    assert [fruit.name for fruit in fruits.rows] == ["Apple", "melon", "pear"]
    fruits.sort(-1)
    assert len(fruits.rows) == 3


def test_that_numbers_stand_to_the_right_and_names_to_the_left(qtbot: QtBot) -> None:
    fruits = table(PEAR)
    role = Qt.ItemDataRole.TextAlignmentRole
    assert fruits.index(0, 1).data(role) & Qt.AlignmentFlag.AlignRight
    assert fruits.index(0, 0).data(role) & Qt.AlignmentFlag.AlignLeft
    assert fruits.headerData(1, Qt.Orientation.Horizontal, role) & Qt.AlignmentFlag.AlignRight


def test_that_the_selection_follows_its_rows_through_sorting_and_new_rows(qtbot: QtBot) -> None:
    fruits = table(PEAR, APPLE, MELON)
    view = TableView(fruits, several=True)
    qtbot.addWidget(view)
    view.choose("melon")
    fruits.sort(1)
    assert view.chosen() == (MELON,)
    heavier = Fruit("melon", 3000.0)
    fruits.set_rows([UNKNOWN, heavier, APPLE, PEAR])
    assert view.chosen() == (heavier,)
    fruits.set_rows([PEAR])
    assert view.chosen() == ()


def test_that_new_rows_are_not_taken_for_a_choice_of_the_person(qtbot: QtBot) -> None:
    fruits = table(PEAR, APPLE)
    view = TableView(fruits, several=True)
    qtbot.addWidget(view)
    picked: list[object] = []
    view.picked.connect(lambda: picked.append(view.chosen()))
    view.choose("pear")
    fruits.set_rows([PEAR, APPLE, MELON])
    fruits.sort(0)
    assert view.chosen() == (PEAR,)
    assert picked == []
    # `selectRow` would heed a modifier key that a test before has left pressed.
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().select(fruits.index(0, 0), flags.ClearAndSelect | flags.Rows)
    assert picked == [(APPLE,)]


def test_that_rows_come_with_the_columns_that_read_them(qtbot: QtBot) -> None:
    fruits = table(PEAR, APPLE)
    view = TableView(fruits)
    qtbot.addWidget(view)
    view.show()
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    view.choose("pear")
    only = Column[Fruit]("Name", lambda fruit: fruit.name)
    fruits.set_contents((only,), (MELON, PEAR))
    assert (fruits.rows, view.chosen()) == ((MELON, PEAR), (PEAR,))
    assert view.horizontalHeader().sortIndicatorSection() == -1


def test_that_a_cell_is_edited_only_where_its_column_can_be_renamed(qtbot: QtBot) -> None:
    renamed: list[tuple[Fruit, str]] = []
    fruits: Table[Fruit] = Table(lambda fruit: fruit.name)
    fruits.set_columns(
        (
            Column("Name", lambda f: f.name, rename=lambda f, to: renamed.append((f, to))),
            Column("Weight", lambda f: f.grams),
        )
    )
    fruits.set_rows([PEAR])
    assert fruits.setData(fruits.index(0, 0), " quince ")
    assert not fruits.setData(fruits.index(0, 0), "  ")
    assert not fruits.setData(fruits.index(0, 0), "pear")
    assert not fruits.setData(fruits.index(0, 1), "3")
    assert renamed == [(PEAR, "quince")]


def test_that_an_export_keeps_numbers_whole_and_disarms_formulas(qtbot: QtBot) -> None:
    fruits = table(Fruit("=1+1", 0.123456789), Fruit('a "quoted", name', None))
    rows = list(csv.reader(io.StringIO(fruits.csv())))
    assert rows == [["Name", "Weight"], ["'=1+1", "0.123456789"], ['a "quoted", name', ""]]


def test_that_copied_rows_have_their_header(qtbot: QtBot) -> None:
    view = TableView(table(PEAR, APPLE), several=True)
    qtbot.addWidget(view)
    assert view.copied_text() == "Name\tWeight\npear\t150.0\nApple\t90.5"
    view.choose("Apple")
    assert view.copied_text() == "Name\tWeight\nApple\t90.5"


def test_that_the_name_column_keeps_room_in_a_narrow_dock(qtbot: QtBot) -> None:
    view = TableView(table(PEAR, MELON))
    qtbot.addWidget(view)
    view.resize(120, 200)
    view.show()
    view.fit_columns()
    assert view.columnWidth(0) >= 80
    view.resize(900, 200)
    assert view.columnWidth(0) + view.columnWidth(1) >= 880


def entries(count: int) -> list[VocabularyEntry]:
    return [VocabularyEntry(n, f"▁word{n}", -float(n), PieceKind.NORMAL, n) for n in range(count)]


def test_that_a_search_finds_pieces_by_text_by_leading_space_and_by_id() -> None:
    words = [
        VocabularyEntry(0, "▁The", 0.0, PieceKind.NORMAL, 5),
        VocabularyEntry(1, "the", 0.0, PieceKind.NORMAL, 3),
        VocabularyEntry(2, "2", 0.0, PieceKind.NORMAL, 1),
    ]
    assert [entry.id for entry in matching(words, "THE")] == [0, 1]
    assert [entry.id for entry in matching(words, " the")] == [0]
    assert [entry.id for entry in matching(words, "1")] == [1]
    assert [entry.id for entry in matching(words, "2")] == [2]
    assert matching(words, "absent") == []


def test_that_a_vocabulary_of_32_000_pieces_is_searched_and_sorted_at_once(qtbot: QtBot) -> None:
    vocabulary = entries(32_000)
    pieces: Table[VocabularyEntry] = Table(lambda entry: str(entry.id))
    pieces.set_columns((Column("Piece", lambda e: e.piece), Column("Id", lambda e: e.id)))
    view = TableView(pieces)
    qtbot.addWidget(view)
    view.show()
    begun = time.perf_counter()
    pieces.set_rows(vocabulary)
    view.fit_columns()
    pieces.sort(1, DESCENDING)
    pieces.set_rows(matching(vocabulary, "99"))
    assert time.perf_counter() - begun < 2.0
    assert pieces.rows[0].id == 31_999


def test_that_figures_are_written_alike() -> None:
    thin = "\N{THIN SPACE}"
    assert figures.count(1234567) == f"1{thin}234{thin}567"
    assert figures.count(None) == figures.measure(None) == "–"
    assert figures.measure(3.14159, 2) == "3.14"
    assert figures.measure(float("nan")) == "NaN"
    assert figures.measure(float("-inf")) == "−∞"
    assert figures.share(0.1234) == "12.3\N{NO-BREAK SPACE}%"
    assert figures.size(999) == "999\N{NO-BREAK SPACE}B"
    assert figures.size(3_440_000) == "3.4\N{NO-BREAK SPACE}MB"


def test_that_a_taken_name_gets_a_number() -> None:
    assert free_name("novel", ["poems"]) == "novel"
    assert free_name("novel", ["novel", "novel 2"]) == "novel 3"
