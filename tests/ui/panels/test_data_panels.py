"""The Data workspace on a real, small project: corpora, tokenizers, renaming and the bin."""

import itertools
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from screen import press

from ui.catalogue import RecordActions
from ui.forms.form import SpecForm
from ui.models.table import Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.bin import BinPanel
from ui.panels.corpora import adding
from ui.panels.corpora.adding import AddCorpusDialog
from ui.panels.corpora.panel import CorporaPanel, name_of
from ui.panels.corpus_detail import CorpusDetailPanel
from ui.panels.tokenizer_playground import (
    TokenizerPlaygroundPanel,
    measured,
    tokens_of,
)
from ui.panels.tokenizer_vocabulary import TokenizerVocabularyPanel
from ui.panels.tokenizers import TokenizersPanel
from ui.session import Session
from ui.shell.project.deleted_input import DeletedInput
from ui.widgets.charts.histogram import Histogram
from ui.widgets.token_strip import TokenStrip
from workbench.corpora.corpus import Corpus
from workbench.corpora.spec import AddCorpusSpec
from workbench.project import Project
from workbench.spec import to_plain
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.tokenizers.special import UNK
from workbench.tokenizers.tokenizer import Piece

TEXT = "the cat sat on the mat\n\nthe dog ran to the cat\n\na bird sang at dawn\n\n" * 40


@pytest.fixture(scope="session")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus and two tokenizers, made once."""
    folder = tmp_path_factory.mktemp("data") / "lab"
    novel = folder.parent / "novel.txt"
    novel.write_text(TEXT, encoding="utf-8")
    with Project.open(folder) as lab:
        lab.add_corpus([novel], name="novel")
        pieces = TrainTokenizerSpec(name="pieces", corpus="novel", vocabulary_size=290, threads=1)
        letters = pieces.model_copy(
            update={
                "name": "letters",
                "algorithm": "char",
                "vocabulary_size": 40,
                "byte_fallback": False,
            }
        )
        lab.run(pieces)
        lab.run(letters)
    return folder


@pytest.fixture
def lab(session: Session, small_project: Path, tmp_path: Path) -> Session:
    """A session with a copy of that project open."""
    shutil.copytree(small_project, tmp_path / "lab")
    assert session.open_project(tmp_path / "lab")
    return session


def shown(qtbot: QtBot, panel: Panel) -> None:
    qtbot.addWidget(panel)
    panel.resize(700, 500)
    panel.show()


def has_content(panel: Panel) -> bool:
    swap = panel.findChild(Swap)
    return swap is not None and swap.content.isVisible()


def view_of(panel: Panel) -> TableView[object]:
    view = panel.findChild(TableView)
    assert view is not None
    return view


def table_of(panel: Panel) -> Table[object]:
    model = view_of(panel).model()
    assert isinstance(model, Table)
    return model


def cells(panel: Panel, column: int) -> list[str]:
    table = table_of(panel)
    return [table.index(row, column).data() for row in range(table.rowCount())]


def idle(session: Session) -> bool:
    return session.runner.active is None


def dialog_on(qtbot: QtBot, lab: Session, files: list[Path], name: str) -> AddCorpusDialog:
    panel = CorporaPanel(lab)
    shown(qtbot, panel)
    return AddCorpusDialog(lab, files, name, panel)


def combo(parent: QWidget, name: str) -> QComboBox:
    box = parent.findChild(QComboBox, name)
    assert box is not None
    return box


def form_of(parent: QWidget) -> SpecForm[Any]:
    form = parent.findChild(SpecForm)
    assert form is not None
    return form


# -- corpora ----------------------------------------------------------------------------------


def test_that_without_a_project_the_corpora_say_what_they_are_for(
    qtbot: QtBot, session: Session
) -> None:
    panel = CorporaPanel(session)
    shown(qtbot, panel)
    assert not has_content(panel)
    workspaces: list[str] = []
    session.workspace_requested.connect(lambda workspace, _panel: workspaces.append(workspace))
    swap = panel.findChild(Swap)
    assert swap is not None
    swap.empty.triggered.emit()
    assert workspaces == ["welcome"]


def test_that_the_table_tells_documents_and_encoding(qtbot: QtBot, lab: Session) -> None:
    panel = CorporaPanel(lab)
    shown(qtbot, panel)
    assert has_content(panel)
    assert cells(panel, 0) == ["novel"]
    assert cells(panel, 4) == ["utf-8"]


def test_that_choosing_a_corpus_selects_it_for_the_whole_window(qtbot: QtBot, lab: Session) -> None:
    panel = CorporaPanel(lab)
    shown(qtbot, panel)
    view_of(panel).selectRow(0)
    assert lab.selection.corpus == "novel"


def test_that_the_dialog_shows_the_encoding_found_and_reads_anew_in_another(
    qtbot: QtBot, lab: Session, tmp_path: Path
) -> None:
    file = tmp_path / "诗.txt"
    file.write_text("床前明月光，疑是地上霜。举头望明月，低头思故乡。\n" * 30, encoding="gb18030")
    dialog = dialog_on(qtbot, lab, [file], "poems")
    preview = dialog.findChild(QPlainTextEdit)
    assert preview is not None
    qtbot.waitUntil(lambda: "明月" in preview.toPlainText())
    combo(dialog, "encoding").setCurrentText("cp1252")
    qtbot.waitUntil(lambda: "´²" in preview.toPlainText())
    combo(dialog, "encoding").setCurrentIndex(0)
    qtbot.waitUntil(lambda: "明月" in preview.toPlainText())
    dialog.accept()
    qtbot.waitUntil(lambda: idle(lab), timeout=20_000)
    assert lab.project is not None
    assert [corpus.name for corpus in lab.project.corpora] == ["novel", "poems"]
    assert lab.project.corpora[1].encoding == "gb18030"


def test_that_where_the_encoding_is_not_sure_a_line_of_each_likely_one_is_offered(
    qtbot: QtBot, lab: Session, tmp_path: Path
) -> None:
    file = tmp_path / "menu.txt"
    file.write_bytes("naïve\n".encode("mac-roman"))
    dialog = dialog_on(qtbot, lab, [file], "menu")
    offered = dialog.findChild(QListWidget, "readings")
    assert offered is not None

    def lines() -> list[str]:
        return [offered.item(row).text() for row in range(offered.count())]

    qtbot.waitUntil(lambda: len(lines()) > 1)
    right = next(row for row, line in enumerate(lines()) if line == "mac-roman:  naïve")
    before = lines()
    offered.itemClicked.emit(offered.item(right))
    preview = dialog.findChild(QPlainTextEdit)
    assert preview is not None
    qtbot.waitUntil(lambda: preview.toPlainText() == "naïve")
    assert form_of(dialog).value().encoding == "mac-roman"
    assert lines() == before
    assert offered.currentRow() == right


def test_that_a_choice_is_that_of_the_file_it_was_made_for(
    qtbot: QtBot, lab: Session, tmp_path: Path
) -> None:
    doubtful, plain, lines = (tmp_path / name for name in ("menu.txt", "plain.txt", "lines.txt"))
    doubtful.write_bytes("naïve\n".encode("mac-roman"))
    plain.write_text("naïve too\n", encoding="utf-8")
    lines.write_text('{"text": "hello"}\n{"text": "good day"}\n')
    dialog = dialog_on(qtbot, lab, [doubtful, plain, lines], "menu")
    view = dialog.findChild(TableView)
    preview = dialog.findChild(QPlainTextEdit)
    offer = dialog.findChild(QPushButton, "as_it_looks")
    assert view is not None
    assert preview is not None
    assert offer is not None
    qtbot.waitUntil(lambda: preview.toPlainText() != "")
    combo(dialog, "encoding").setCurrentText("mac-roman")
    qtbot.waitUntil(lambda: preview.toPlainText() == "naïve")
    assert offer.isHidden()
    view.choose(str(lines))
    qtbot.waitUntil(lambda: offer.text() == "Read as JSON lines" and not offer.isHidden())
    assert combo(dialog, "encoding").currentIndex() == 0
    offer.click()
    qtbot.waitUntil(lambda: preview.toPlainText() == "hello\ngood day")
    assert combo(dialog, "format").currentText() == "JSON lines"
    view.choose(str(plain))
    qtbot.waitUntil(lambda: preview.toPlainText() == "naïve too")
    own = {one.file: (one.encoding, one.format) for one in form_of(dialog).value().apart}
    assert own == {str(doubtful): ("mac-roman", "auto"), str(lines): ("", "jsonl")}


def test_that_the_signs_of_a_table_follow_the_language(
    qtbot: QtBot, lab: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.i18n.missing_package", lambda language: "")
    file = tmp_path / "lines.csv"
    file.write_text("text\nRain\nFog\n")
    dialog = dialog_on(qtbot, lab, [file], "lines")
    lab.language.set("zh_CN")
    delimiter = combo(dialog, "delimiter")
    qtbot.waitUntil(lambda: delimiter.currentText() == "推测：无")
    delimiter.setEditText("制表符")
    delimiter.activated.emit(3)
    assert form_of(dialog).value().delimiter == "tab"
    lab.language.set("en")
    qtbot.waitUntil(lambda: combo(dialog, "escape").currentText() == "guessed: none")
    assert form_of(dialog).value().delimiter == "tab"


def test_that_a_field_of_a_table_can_be_chosen(qtbot: QtBot, lab: Session, tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    file.write_text('{"text": "hello", "answer": "good day"}\n' * 5)
    dialog = dialog_on(qtbot, lab, [file], "talk")
    field = combo(dialog, "field")
    qtbot.waitUntil(lambda: field.count() == 2)
    assert field.currentText() == "text"
    field.setCurrentText("answer")
    field.activated.emit(1)
    preview = dialog.findChild(QPlainTextEdit)
    assert preview is not None
    qtbot.waitUntil(lambda: "good day" in preview.toPlainText())
    assert form_of(dialog).value().field == "answer"


def test_that_the_dialog_shows_a_table_as_it_is_read_and_reads_it_otherwise(
    qtbot: QtBot, lab: Session, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_text('n;text;more\n1;"Hail; sun";x\n2;Fog;y\n')
    dialog = dialog_on(qtbot, lab, [file], "table")
    rows = dialog.findChild(QTableWidget, "rows")
    assert rows is not None

    def shown_rows() -> list[list[str]]:
        across = range(rows.columnCount())
        titles = [item.text() for n in across if (item := rows.horizontalHeaderItem(n))]
        below = [
            [item.text() for n in across if (item := rows.item(row, n))]
            for row in range(rows.rowCount())
        ]
        return [titles, *below]

    expected = [["n", "✓ text", "more"], ["1", "Hail; sun", "x"], ["2", "Fog", "y"]]
    qtbot.waitUntil(lambda: shown_rows() == expected)
    assert combo(dialog, "delimiter").currentText() == "guessed: ;"
    assert combo(dialog, "heading").currentText() == "guessed: names the columns"
    rows.horizontalHeader().sectionClicked.emit(2)
    qtbot.waitUntil(lambda: shown_rows()[0] == ["n", "text", "✓ more"])

    delimiter = combo(dialog, "delimiter")
    delimiter.setEditText("none")
    delimiter.activated.emit(5)
    qtbot.waitUntil(lambda: shown_rows()[0] == ["✓ n;text;more"])
    assert form_of(dialog).value().delimiter == "none"
    delimiter.setEditText(";;")
    delimiter.activated.emit(5)
    problem = dialog.findChild(QLabel, "problem")
    assert problem is not None
    assert "';;' is no sign" in problem.text()
    delimiter.setCurrentIndex(0)
    delimiter.activated.emit(0)
    heading = combo(dialog, "heading")
    heading.setCurrentIndex(2)
    heading.activated.emit(2)
    qtbot.waitUntil(lambda: shown_rows()[:2] == [["1", "✓ 2", "3"], ["n", "text", "more"]])
    assert form_of(dialog).value().heading == "no"


def test_that_files_without_any_text_cannot_be_imported(
    qtbot: QtBot, lab: Session, tmp_path: Path
) -> None:
    binary = tmp_path / "picture.txt"
    binary.write_bytes(bytes(range(256)) * 40)
    dialog = dialog_on(qtbot, lab, [binary, tmp_path / "absent.txt"], "x")
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Import")
    qtbot.waitUntil(lambda: not button.isEnabled())
    problem = dialog.findChild(QLabel, "problem")
    assert problem is not None
    assert "picture.txt" in problem.text()


def test_that_the_open_dialog_follows_the_language(
    qtbot: QtBot, lab: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.i18n.missing_package", lambda language: "")
    empty = tmp_path / "empty.txt"
    empty.touch()
    dialog = dialog_on(qtbot, lab, [empty], "x")
    problem = dialog.findChild(QLabel, "problem")
    assert problem is not None
    qtbot.waitUntil(lambda: problem.text() == f"{empty} is empty")
    english = texts_of(dialog)
    lab.language.set("zh_CN")
    qtbot.waitUntil(lambda: dialog.windowTitle() == "添加语料")
    assert problem.text() == f"{empty} 是空的"
    assert {"Import", "Read as", "File", "found for each file"} <= english
    assert not english & texts_of(dialog) - {"utf-8", "GB18030"}
    lab.language.set("en")
    qtbot.waitUntil(lambda: texts_of(dialog) == english)


def texts_of(dialog: AddCorpusDialog) -> set[str]:
    """What labels, buttons and headings of the dialog say, and the first encoding."""
    said = {label.text() for label in dialog.findChildren(QLabel)}
    said |= {button.text() for button in dialog.findChildren(QPushButton)}
    view = dialog.findChild(TableView)
    assert view is not None
    across = Qt.Orientation.Horizontal
    said |= {view.model().headerData(n, across) for n in range(view.model().columnCount())}
    return {*said, combo(dialog, "encoding").itemText(0)} - {""}


def test_that_a_corpus_is_called_after_its_first_file() -> None:
    assert name_of([Path("/x/novel.txt"), Path("/x/other.txt")]) == "novel"
    assert name_of([Path("/x/lines.jsonl.gz")]) == "lines"
    assert name_of([Path("/x/folder")]) == "folder"


def test_that_the_detail_shows_what_the_corpus_was_counted_to(qtbot: QtBot, lab: Session) -> None:
    panel = CorpusDetailPanel(lab)
    shown(qtbot, panel)
    assert not has_content(panel)
    lab.select(corpus="novel")
    qtbot.waitUntil(lambda: has_content(panel))
    lengths = panel.findChild(Histogram)
    assert lengths is not None
    assert sum(bar.value for bar in lengths.bars) == 120
    preview = panel.findChild(QPlainTextEdit, "preview")
    assert preview is not None
    assert preview.toPlainText().startswith("the cat sat on the mat")


def test_that_the_detail_shows_what_is_held_out(qtbot: QtBot, lab: Session) -> None:
    panel = CorpusDetailPanel(lab)
    shown(qtbot, panel)
    lab.select(corpus="novel")
    qtbot.waitUntil(lambda: has_content(panel))
    assert lab.project is not None
    (record,) = [record for record in lab.project.corpora if record.name == "novel"]
    corpus = Corpus.open(record.folder)
    held_out = panel.findChild(QPlainTextEdit, "held_out")
    assert held_out is not None
    assert held_out.toPlainText().split("\n\n⁂\n\n") == list(corpus.documents("validation"))


# -- tokenizers -------------------------------------------------------------------------------


def test_that_the_form_proposes_a_name_and_knows_its_preset(qtbot: QtBot, lab: Session) -> None:
    panel = TokenizersPanel(lab)
    shown(qtbot, panel)
    lab.select(corpus="novel")
    assert form_of(panel).plain()["name"] == "novel bpe"
    assert combo(panel, "preset").currentText() == "portable"
    form_of(panel).set_value({"normalization": "nfkc"})
    assert combo(panel, "preset").currentIndex() == 0
    combo(panel, "preset").setCurrentIndex(4)
    combo(panel, "preset").activated.emit(4)
    assert form_of(panel).plain()["algorithm"] == "char"


def test_that_a_tokenizer_is_trained_from_the_form(qtbot: QtBot, lab: Session) -> None:
    panel = TokenizersPanel(lab)
    shown(qtbot, panel)
    values = {"name": "new", "corpus": "novel", "vocabulary_size": 280, "threads": 1}
    form_of(panel).set_value(values)
    panel.train()
    qtbot.waitUntil(lambda: "new" in cells(panel, 0) and idle(lab), timeout=20_000)


def test_that_the_vocabulary_lists_every_piece_in_its_own_order(qtbot: QtBot, lab: Session) -> None:
    panel = TokenizerVocabularyPanel(lab)
    shown(qtbot, panel)
    lab.select(tokenizer="pieces")
    qtbot.waitUntil(lambda: has_content(panel))
    assert cells(panel, 0)[:7] == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<s>", "</s>"]
    assert len(cells(panel, 0)) == 290
    search = panel.findChild(QLineEdit)
    assert search is not None
    search.setText(" the")
    assert all(cell.startswith("▁the") for cell in cells(panel, 0))


def test_that_two_tokenizers_cut_the_same_text_side_by_side(qtbot: QtBot, lab: Session) -> None:
    panel = TokenizerPlaygroundPanel(lab)
    shown(qtbot, panel)
    editor = panel.findChild(QPlainTextEdit)
    assert editor is not None
    editor.setPlainText("the cat")
    left, right = panel.findChildren(TokenStrip)
    qtbot.waitUntil(lambda: bool(left.tokens) and bool(right.tokens))
    qtbot.waitUntil(lambda: left.text().replace("▁", "").strip() == "the cat")
    assert isinstance(lab.project, Project)
    ids = [str(i) for i in lab.project.tokenizer("pieces").encode("the cat")]
    assert [token.below for token in left.tokens] == ids
    assert len(right.tokens) > len(left.tokens)


def test_that_bytes_per_token_and_the_unknown_share_are_measured() -> None:
    pieces = [Piece(9, "ab", 0, 2), Piece(UNK, "é", 2, 3)]
    figures = measured("abé", pieces, UNK)
    assert (figures.tokens, figures.bytes_per_token, figures.unknown_share) == (2, 2.0, 0.5)
    assert measured("", [], UNK).bytes_per_token is None


def test_that_a_line_end_breaks_the_line_of_pieces() -> None:
    first, second = tokens_of("a\nb", [Piece(8, "a\n", 0, 2), Piece(9, "b", 2, 3)])
    assert first.line_break
    assert not second.line_break


# -- renaming, deleting, restoring ------------------------------------------------------------


def test_that_a_corpus_is_renamed_in_its_cell(qtbot: QtBot, lab: Session) -> None:
    panel = CorporaPanel(lab)
    shown(qtbot, panel)
    table = table_of(panel)
    assert table.index(0, 0).flags() & Qt.ItemFlag.ItemIsEditable
    table.setData(table.index(0, 0), "story")
    assert cells(panel, 0) == ["story"]


def test_that_a_taken_name_is_refused_with_a_sentence(qtbot: QtBot, lab: Session) -> None:
    panel = TokenizersPanel(lab)
    shown(qtbot, panel)
    table = table_of(panel)
    table.setData(table.index(0, 0), "letters")
    assert cells(panel, 0) == ["pieces", "letters"]
    assert "letters" in lab.messages.history[-1].text


def test_that_what_depends_on_a_corpus_is_named_before_it_goes(qtbot: QtBot, lab: Session) -> None:
    panel = CorporaPanel(lab)
    shown(qtbot, panel)
    view_of(panel).selectRow(0)
    actions = panel.findChild(RecordActions)
    assert actions is not None
    actions.delete_action.trigger()
    qtbot.waitUntil(lambda: panel.findChild(QMessageBox) is not None)
    box = panel.findChild(QMessageBox)
    assert box is not None
    assert "novel" in box.text()
    assert "pieces" in box.informativeText()
    assert "letters" in box.informativeText()
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert cells(panel, 0) == ["novel"]


def test_that_what_was_deleted_comes_back_from_the_bin(qtbot: QtBot, lab: Session) -> None:
    panel, bin_panel = CorporaPanel(lab), BinPanel(lab)
    shown(qtbot, panel)
    shown(qtbot, bin_panel)
    actions = panel.findChild(RecordActions)
    assert actions is not None
    assert lab.project is not None
    actions.delete(lab.project.corpora)
    qtbot.waitUntil(lambda: not has_content(panel))
    qtbot.waitUntil(lambda: cells(bin_panel, 0) == ["novel"])
    bin_panel.restore(lab.project.catalogue.bin())
    qtbot.waitUntil(lambda: cells(panel, 0) == ["novel"])
    qtbot.waitUntil(lambda: not has_content(bin_panel))
    assert not lab.messages.history


def test_that_a_second_window_says_where_things_can_be_renamed_and_trains_all_the_same(
    qtbot: QtBot, session: Session, small_project: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_project, tmp_path / "lab")
    with Project.open(tmp_path / "lab"):
        assert session.open_project(tmp_path / "lab")
        panel = CorporaPanel(session)
        shown(qtbot, panel)
        view_of(panel).selectRow(0)
        actions = panel.findChild(RecordActions)
        assert actions is not None
        for action in (actions.rename_action, actions.delete_action):
            assert not action.isEnabled()
            assert "restoring are possible there" in action.toolTip()
        session.start(TrainTokenizerSpec(name="more", corpus="novel", vocabulary_size=280))
        qtbot.waitUntil(lambda: idle(session))
        assert session.project is not None
        assert "more" in [tokenizer.name for tokenizer in session.project.tokenizers]
        said = " ".join(message.text for message in session.messages.history)
        assert "another window" in said
        assert not any(word in said for word in ("read-only", "process"))


@pytest.mark.parametrize("restored", [True, False])
def test_that_a_queued_run_whose_corpus_was_deleted_waits_for_an_answer(
    qtbot: QtBot, lab: Session, *, restored: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    DeletedInput(lab, window)
    project = lab.project
    assert project is not None
    novel = project.corpora[0]
    first = TrainTokenizerSpec(name="first", corpus="novel", vocabulary_size=280, threads=1)
    later = first.model_copy(update={"name": "later"})
    between = [novel]
    lab.runner.run_ended.connect(lambda *_: between and project.catalogue.delete(between.pop()))
    lab.start(first, later)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.text() == "“later” needs “novel”, which is in the bin. Restore it?"
    assert list(lab.runner.queued) == ["later"]
    if restored:
        press(box, "Restore")
        qtbot.waitUntil(lambda: "later" in [one.name for one in project.tokenizers])
        assert project.corpora == (novel,)
        qtbot.waitUntil(lambda: idle(lab))
        assert project.interrupted() is None
    else:
        box.button(QMessageBox.StandardButton.Cancel).click()
        assert not lab.runner.queued
        there = project.interrupted()
        assert there is not None
        assert (there.run.name, there.waiting) == ("first", ("later",))
    assert not lab.messages.history


def test_that_erasing_frees_the_disk_for_good(qtbot: QtBot, lab: Session) -> None:
    panel = BinPanel(lab)
    shown(qtbot, panel)
    assert lab.project is not None
    lab.project.catalogue.delete(lab.project.tokenizers[1])
    panel.erase(lab.project.catalogue.bin())
    qtbot.waitUntil(lambda: lab.project is not None and lab.project.catalogue.bin() == ())
    assert [one.name for one in lab.project.tokenizers] == ["pieces"]


def test_that_thousands_of_files_are_listed_in_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count(1, 0.01)
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    (tmp_path / "a.txt").write_text("a text")
    rows = [adding.FileRow(str(tmp_path / "a.txt"))] * 100 + [adding.FileRow("missing.txt")]
    chosen = to_plain(AddCorpusSpec(name="many", files=("a.txt",)))
    groups = list(adding.inspected(rows, chosen))
    assert 1 < len(groups) < 10
    read = [row for group in groups for row in group]
    assert [row.path for row in read] == [row.path for row in rows]
    assert read[0].preview is not None
    assert read[-1].problem is not None
