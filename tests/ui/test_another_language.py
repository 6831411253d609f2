"""A language is its translation file and its folder of help pages: nothing else names it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMenu, QTextBrowser
from pytestqt.qtbot import QtBot

from resources.languages import HELP, TRANSLATIONS, catalogue_of, language_codes
from resources.translations.catalogue import entries
from resources.translations.pseudo import pseudo
from resources.translations.update import make_pseudo, refresh
from ui.i18n import Languages
from ui.main_window import MainWindow
from ui.panels.corpora.panel import CorporaPanel
from ui.panels.help import HelpPanel
from ui.session import Session
from ui.settings import Settings
from ui.shell.messages import engine_text
from ui.theme import Appearance, Theme

pytestmark = pytest.mark.slow

PSEUDO = "xx"


@pytest.fixture(scope="module")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The released languages and one more."""
    folder = tmp_path_factory.mktemp("translations")
    for released in TRANSLATIONS.glob("*.qm"):
        shutil.copy(released, folder)
    make_pseudo(PSEUDO, folder)
    return folder


@pytest.fixture
def languages(qapp: QApplication, translations: Path) -> Iterator[Languages]:
    languages = Languages(qapp, "en", translations)
    yield languages
    languages.set("en")


@pytest.fixture
def session(qapp: QApplication, languages: Languages, settings: Settings) -> Iterator[Session]:
    session = Session(Theme(qapp, Appearance.LIGHT), languages, settings)
    yield session
    session.close()


def test_that_a_translation_file_is_all_that_the_menu_and_the_window_need(
    qtbot: QtBot, session: Session
) -> None:
    window = MainWindow(session, (CorporaPanel,))
    qtbot.addWidget(window)
    window.show()
    language = session.commands.action(f"language.{PSEUDO}")
    assert any(language in menu.actions() for menu in window.menuBar().findChildren(QMenu))
    language.trigger()
    QCoreApplication.processEvents()
    assert session.commands.action("help.open").text() == pseudo("Help")
    assert engine_text("Learning rate") == pseudo("Learning rate")


def test_that_a_language_is_called_what_its_speakers_call_it(languages: Languages) -> None:
    names = {language.code: language.name for language in languages.available}
    assert names == {"en": "English", "zh_CN": "简体中文", PSEUDO: PSEUDO}


def test_that_every_text_of_a_new_language_is_collected(translations: Path) -> None:
    made = entries(catalogue_of(PSEUDO, translations))
    known = [entries(catalogue_of(code)) for code in language_codes() if code != "en"]
    assert all(entry.translation == pseudo(entry.source) for entry in made)
    for of_language in known:
        assert {(e.context, e.source) for e in made} == {(e.context, e.source) for e in of_language}


def test_that_a_language_begins_with_every_text_to_be_filled_in(tmp_path: Path) -> None:
    missing = refresh("de", {"de": {"Learning rate": "Lernrate"}}, tmp_path)
    assert "Weight decay" in missing
    assert "Learning rate" not in missing
    assert language_codes(tmp_path) == ("en", "de")


def test_that_a_missing_page_is_shown_in_english_and_says_so(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = sorted(path.name for path in (HELP / "en").iterdir())
    shutil.copytree(HELP / "en", tmp_path / "en")
    (tmp_path / PSEUDO).mkdir()
    (tmp_path / PSEUDO / pages[0]).write_text("# Åll", encoding="utf-8")
    monkeypatch.setattr("ui.panels.help.HELP", tmp_path)
    panel = HelpPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    browser = panel.findChild(QTextBrowser)
    assert browser is not None
    session.language.set(PSEUDO)
    assert browser.toPlainText() == "Åll"
    panel.show_page(pages[1])
    note, heading = browser.toPlainText().splitlines()[:2]
    assert note == pseudo("This page is not translated yet; here it is in English.")
    assert heading == (HELP / "en" / pages[1]).read_text("utf-8").splitlines()[0].lstrip("# ")
    session.language.set("en")
    assert browser.toPlainText().startswith(heading)
