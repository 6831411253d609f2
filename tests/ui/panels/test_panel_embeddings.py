import dataclasses
import re

import numpy as np
import pytest
from exported import csv_rows, facts_of_all
from fake_project import FakeModel, FakePair, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit
from screen import (
    button,
    choose,
    column,
    enter,
    field,
    has_content,
    headings,
    offered,
    only,
    press,
    said,
    shown,
)

from ui.models.view import TableView
from ui.panels.embeddings.panel import EmbeddingsPanel
from ui.widgets.charts.point_map import PointMap
from workbench.errors import BadInput
from workbench.inspection.embeddings.properties import embedded_piece
from workbench.inspection.embeddings.spec import (
    AlignmentFigures,
    EmbeddingMap,
    Neighbour,
    NeighbourPlace,
    Neighbours,
)
from workbench.tokenizers.tokenizer import PieceKind, VocabularyEntry

PIECES = [
    embedded_piece(VocabularyEntry(n, piece, None, PieceKind.NORMAL, 100 - n), "")
    for n, piece in enumerate(("▁the", "▁火", "ing", "▁Дом", ","))
]
SQUARE = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0.3, 0.6]], np.float32)
FOUND = EmbeddingMap(
    models=("big",),
    matrix="input",
    tied=True,
    pieces=tuple(PIECES),
    points_mnd=SQUARE[None],
    norms_mn=np.arange(1, 6, dtype=np.float32)[None],
    variances=((0.5, 0.25),),
    by_frequency=True,
    num_pieces=300,
)
PAIR = dataclasses.replace(
    FOUND,
    models=("big", "small"),
    points_mnd=np.stack([SQUARE, SQUARE[::-1]]),
    norms_mn=np.ones((2, 5), np.float32),
    variances=((0.5, 0.25), (0.3, 0.1)),
    alignment=AlignmentFigures(290, 0.125, 0.9),
    cosines=(0.9, 0.8, 0.7, 0.6, 0.5),
)


def neighbours(models, piece, *, is_both):
    """Each other piece, the nearest first; the second model lacks the last one."""
    of = PIECES[piece] if isinstance(piece, int) else PIECES[0]
    others = [one for one in PIECES if one is not of]
    found = [
        Neighbour(
            one,
            (
                NeighbourPlace(0.9 - rank / 10, rank),
                *([NeighbourPlace(0.5, 5 - rank) if rank < 4 else None] if is_both else []),
            ),
        )
        for rank, one in enumerate(others, start=1)
    ]
    return Neighbours(of, models, "input", True, 2, tuple(found), 300, 1)


class EmbeddingPair(FakePair):
    def embeddings_steps(self, pieces=(), *, text="", most, matrix, projection):
        EmbeddingFake.queries.append((self.teacher, self.student, most, matrix))
        yield dataclasses.replace(PAIR, left_out=len(pieces))

    def neighbours(self, piece, *, top, matrix):
        return neighbours(("big", "small"), piece, is_both=True)


class EmbeddingFake(FakeModel):
    """Notes in `queries` what it is asked."""

    queries: list = []  # noqa: RUF012
    chosen: list = []  # noqa: RUF012
    pair = EmbeddingPair

    def embedding_map_steps(self, pieces=(), *, text="", most, matrix, projection):
        self.queries.append((self.reference, most, matrix))
        self.chosen.append((pieces, text, projection))
        if matrix == "output":
            raise BadInput("there is no such matrix")
        yield None
        by_frequency = None if pieces or text else True
        variances = () if projection == "umap" else FOUND.variances
        yield dataclasses.replace(
            FOUND, by_frequency=by_frequency, projection=projection, variances=variances
        )

    def neighbours(self, piece, *, top, matrix):
        self.queries.append((self.reference, piece, matrix))
        if piece == "zzz":
            raise BadInput("'{piece}' is no piece", piece=piece)
        return neighbours(("big",), piece, is_both=False)


class EmbeddingFakes(FakeProject):
    model_class = EmbeddingFake

    def __init__(self):
        super().__init__(records=(saved_model("small", 10), saved_model("big", 100)))


@pytest.fixture
def panel(qtbot, session):
    EmbeddingFake.queries, EmbeddingFake.chosen = [], []
    panel = EmbeddingsPanel(session)
    qtbot.addWidget(panel)
    session.project = EmbeddingFakes()
    session.select(teacher="big@best", student="small@best")
    panel.resize(1100, 800)
    panel.show()
    qtbot.waitUntil(lambda: len(maps(panel)[0].points) == 5)
    yield panel
    session.project = None


def maps(panel):
    return shown(panel, PointMap)


def click(qtbot, one, key):
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton, pos=one.place_of(str(key)).toPoint())


def test_that_without_a_model_the_next_step_is_offered_before_embeddings(qtbot, session):
    panel = EmbeddingsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_the_map_of_the_chosen_model_is_there_at_once(panel):
    assert EmbeddingFake.queries == [("big@best", 500, "input")]
    assert [point.name for point in only(panel, PointMap).points] == [
        "⋅the",
        "⋅火",
        "ing",
        "⋅Дом",
        ",",
    ]
    assert re.search(r"The 5 most frequent of 300 pieces.*one matrix \(tied\)", said(panel))
    assert "big: 50.0" in said(panel)
    assert "Chinese characters" in said(panel)


def test_that_a_click_on_a_piece_lists_the_nearest_and_rings_them(panel, qtbot):
    (one,) = maps(panel)
    click(qtbot, one, 1)
    qtbot.waitUntil(lambda: "Nearest to “⋅火” among 300 pieces" in said(panel))
    view = only(panel, TableView)
    assert column(view, "Piece") == ["⋅the", "ing", "⋅Дом", ","]
    assert column(view, "Cosine · big") == ["0.800", "0.700", "0.600", "0.500"]
    assert "1 without a direction are left out" in said(panel)
    view.selectRow(1)
    view.activated.emit(view.model().index(1, 0))
    qtbot.waitUntil(lambda: "Nearest to “ing”" in said(panel))


def test_that_arrow_keys_go_to_the_next_piece_in_a_direction(panel, qtbot):
    (one,) = maps(panel)
    click(qtbot, one, 0)
    qtbot.keyClick(one, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "Nearest to “⋅火”" in said(panel))
    qtbot.keyClick(one, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "Nearest to “⋅Дом”" in said(panel))
    assert one.accessibleDescription().startswith("⋅Дом")


def test_that_a_typed_piece_is_found_or_told_not_to_be_there(panel, qtbot):
    enter(panel, "Piece", "zzz")
    press(panel, "Find")
    qtbot.waitUntil(lambda: "'zzz' is no piece" in said(panel))
    enter(panel, "Piece", " the")
    qtbot.keyClick(field(panel, "Piece", QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Nearest to “⋅the”" in said(panel))
    assert "is no piece" not in said(panel)
    assert EmbeddingFake.queries[-1] == ("big@10", " the", "input")


def test_that_a_student_stands_on_the_same_axes_with_what_the_alignment_leaves(panel, qtbot):
    click(qtbot, maps(panel)[0], 0)
    qtbot.waitUntil(lambda: "Nearest to" in said(panel))
    only(panel, QCheckBox).setChecked(True)
    qtbot.waitUntil(lambda: len(maps(panel)) == 2)
    assert EmbeddingFake.queries[-1] == ("big@best", "small@best", 500, "input")
    assert "aligned by 290 pieces: disparity 0.125" in said(panel)
    assert "pieces paired at random: 0.900" in said(panel)
    qtbot.waitUntil(lambda: len(shown(panel, TableView)) == 1)
    view = only(panel, TableView)
    assert [head for head in headings(view) if head.startswith("Rank")] == [
        "Rank · big",
        "Rank · small",
    ]
    assert column(view, "Rank · small") == ["4", "3", "2", "–"]
    assert "0 of 2 are the nearest in both models" in said(panel)
    one, other = maps(panel)
    assert one.points[0].key == other.points[0].key
    assert one.points[0].y != other.points[0].y


def test_that_points_are_coloured_by_what_is_known(panel, qtbot):
    by = field(panel, "Colour by", QComboBox)
    assert "Cosine of both models, aligned" not in offered(by)
    for name, count in (("Script", 4), ("Begins a word", 2), ("Frequency", 5)):
        choose(by, name)
        assert len({point.colour for point in only(panel, PointMap).points}) == count
    only(panel, QCheckBox).setChecked(True)
    qtbot.waitUntil(lambda: "Cosine of both models, aligned" in offered(by))
    assert by.currentText() == "Frequency"


def test_that_pieces_can_be_named(panel, qtbot):
    choose(field(panel, "Pieces", QComboBox), "Those named")
    assert not button(panel, "Show").isEnabled()
    enter(panel, "Pieces, with spaces between them", "dog ⋅run  ing")
    press(panel, "Show")
    qtbot.waitUntil(lambda: len(EmbeddingFake.chosen) == 2)
    assert EmbeddingFake.chosen[-1] == (("dog", " run", "ing"), "", "pca")
    qtbot.waitUntil(lambda: "5 chosen pieces of 300" in said(panel))


def test_that_the_pieces_of_the_text_are_shown_when_asked_not_at_every_key(panel, qtbot, session):
    choose(field(panel, "Pieces", QComboBox), "Those of the text")
    session.text.set("the run")
    assert "These results are of" in said(panel)
    press(panel, "Show")
    qtbot.waitUntil(lambda: EmbeddingFake.chosen[-1] == ((), "the run", "pca"))


def test_that_umap_has_no_shares_of_the_variance_and_says_what_it_keeps(panel, qtbot):
    choose(field(panel, "Projection", QComboBox), "UMAP")
    qtbot.waitUntil(lambda: "big: UMAP" in said(panel))
    assert "axes and distances mean nothing" in said(panel)
    assert EmbeddingFake.chosen[-1] == ((), "", "umap")


def test_that_a_matrix_that_is_not_there_is_told_and_nothing_old_stays(panel, qtbot):
    enter(panel, "Matrix", "Output: what predicts the next token")
    qtbot.waitUntil(lambda: "there is no such matrix" in said(panel))
    assert not maps(panel)[0].points
    assert not button(panel, "Find").isEnabled()


def test_that_the_map_is_saved_as_a_table(panel, qtbot, tmp_path):
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert about["settings"]["matrix"] == "input"
    rows = csv_rows(tmp_path / "numbers.csv")
    assert [row["piece"] for row in rows] == [one.piece for one in PIECES]
    assert float(rows[4]["y"]) == pytest.approx(0.6)
