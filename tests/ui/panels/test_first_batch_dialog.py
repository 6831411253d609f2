"""The first batch of what is set up, in its dialog."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_project import CORPUS, TOKENIZER, FakePreview, FakeProject
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot
from screen import entry, menu_of, only, said

from ui.panels.train_setup.first_batch import FirstBatchDialog
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.session import Session
from ui.widgets.token_strip import TokenStrip
from workbench.activities.replay.documents import BatchDocument
from workbench.activities.replay.first_batch import BatchPreview, PreparingBatch
from workbench.activities.spec import AnySpec
from workbench.data.batch_rows import Use
from workbench.errors import BadInput
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

DOCUMENT = BatchDocument(
    number=1,
    micro_batch=0,
    row=1,
    tokens=("▁a", "[MASK]", "▁c"),
    uses=(Use.READ, Use.MASKED, Use.LEARNT),
    losses=(None, None, None),
    text="a b c",
    begins_here=True,
    ends_here=False,
    targets=2,
    loss=None,
    padding=3,
)


class BatchPreviewed(FakePreview):
    def first_batch(self) -> Iterator[PreparingBatch | BatchPreview]:
        if self._spec.name == "trouble":
            raise BadInput("the {what} is missing", what="tokenizer")
        yield PreparingBatch(words("Encoding text"), 1, 2)
        yield BatchPreview(
            (DOCUMENT,), 1, 1, 1, 1, 3, 1, 0, (words("mind the {what}", what="gap"),)
        )


class PreviewedProject(FakeProject):
    def preview(self, spec: AnySpec) -> BatchPreviewed:
        return BatchPreviewed(spec)


@pytest.fixture
def previewed(session: Session, tmp_path: Path) -> Session:
    project = PreviewedProject(tmp_path / "lab", lambda _: iter(()), records=(CORPUS, TOKENIZER))
    session.use_project(project)
    return session


def spec(name: str) -> PretrainSpec:
    return PretrainSpec(name=name, corpus="novel", tokenizer="bpe")


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def opened(parent: QWidget, session: Session, name: str) -> FirstBatchDialog:
    dialog = FirstBatchDialog(session, spec(name), parent)
    dialog.show()
    return dialog


def test_that_tokens_stand_by_their_use_with_counts_and_notes(
    qtbot: QtBot, previewed: Session, parent: QWidget
):
    dialog = opened(parent, previewed, "run")
    qtbot.waitUntil(lambda: bool(only(dialog, TokenStrip).tokens))
    tokens = only(dialog, TokenStrip).tokens
    assert [one.text for one in tokens] == ["▁a", "[MASK]", "▁c", "3 × padding", "…"]
    assert len({one.colour for one in tokens[:4]}) == 4
    assert "1 rows: 1 masked tokens are to be found, 1 are only read, 3 are padding" in said(dialog)
    assert "mind the gap" in said(dialog)


def test_that_in_a_mixture_each_row_begins_with_the_name_of_its_corpus(
    qtbot: QtBot, previewed: Session, parent: QWidget, monkeypatch: pytest.MonkeyPatch
):
    of_news = replace(DOCUMENT, corpus="news", begins_here=False)
    preview = BatchPreview((of_news, replace(of_news, corpus="tales")), 2, 2, 2, 2, 6, 2, 0)
    monkeypatch.setattr(BatchPreviewed, "first_batch", lambda _: iter((preview,)))
    dialog = opened(parent, previewed, "run")
    qtbot.waitUntil(lambda: bool(only(dialog, TokenStrip).tokens))
    texts = [one.text for one in only(dialog, TokenStrip).tokens]
    assert texts[:3] == ["[news]", "…", "▁a"]
    assert texts[7:9] == ["[tales]", "…"]


def test_that_what_goes_wrong_is_said_in_the_dialog(
    qtbot: QtBot, previewed: Session, parent: QWidget
):
    dialog = opened(parent, previewed, "trouble")
    qtbot.waitUntil(lambda: "the tokenizer is missing" in said(dialog))


def test_that_the_set_up_offers_it_for_what_trains(
    qtbot: QtBot, previewed: Session, monkeypatch: pytest.MonkeyPatch
):
    shown: list[AnySpec] = []
    module = "ui.panels.train_setup.starting.more_menu.FirstBatchDialog"

    class Noted:
        def __init__(self, _session: Session, asked: AnySpec, _parent: object) -> None:
            shown.append(asked)

        def open(self) -> None:
            """Nothing is shown in this test."""

    monkeypatch.setattr(module, Noted)
    panel = TrainSetupPanel(previewed)
    qtbot.addWidget(panel)
    panel.show()
    menu = menu_of(panel, "More")
    assert isinstance(menu, QMenu)
    entry(menu, "Show the first batch…").trigger()
    assert [one.kind for one in shown] == ["pretrain"]
