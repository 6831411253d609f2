"""What every test of the window shares: a session whose settings live in a temporary file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from ui.i18n import Languages
from ui.session import Session
from ui.settings import Settings
from ui.theme import Appearance, Theme


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def session(qapp: QApplication, settings: Settings) -> Iterator[Session]:
    session = Session(Theme(qapp, Appearance.LIGHT), Languages(qapp, "en"), settings)
    yield session
    session.close()
