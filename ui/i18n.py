"""The window's language, switched without a restart."""

import locale
from dataclasses import dataclass
from importlib.resources import files

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
    Signal,
)
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Language:
    """A language by its locale code and its own name."""

    code: str
    name: str


ENGLISH = Language("en", "English")
CHINESE = Language("zh_CN", "简体中文")
LANGUAGES = (ENGLISH, CHINESE)
CHINESE_FONT_PACKAGE = "fonts-noto-cjk"
CHINESE_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Fonts of Linux with the Chinese forms of characters: where the system's language is another,
Qt would take the Japanese ones, and place a mixed line too high in its field."""


class Languages(QObject):
    """Installs and replaces the translators of our texts and of Qt's own dialogs."""

    changed = Signal()

    def __init__(self, app: QApplication, code: str = "") -> None:
        super().__init__(app)
        self._app = app
        self._own_font = app.font()
        self._translators: list[QTranslator] = []
        self.language = ENGLISH
        self.missing_font = ""
        """The package that would bring the font for the language asked for; mostly empty."""
        self.set(code or _code_of_system())

    def set(self, code: str) -> bool:
        """Switch to a language of `LANGUAGES`; an unknown code means English.

        Without a font for its script the language stays English, and False is returned.
        """
        found = [language for language in LANGUAGES if language.code == code]
        wanted = found[0] if found else ENGLISH
        self.missing_font = "" if _can_be_shown(wanted) else CHINESE_FONT_PACKAGE
        self.language = ENGLISH if self.missing_font else wanted
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators = [] if self.language == ENGLISH else self._load(self.language.code)
        for translator in self._translators:
            self._app.installTranslator(translator)
        if not self._translators:
            QCoreApplication.sendEvent(self._app, QEvent(QEvent.Type.LanguageChange))
        QLocale.setDefault(QLocale(self.language.code))
        self._app.setFont(_font_for(self.language, self._own_font))
        self.changed.emit()
        return not self.missing_font

    def _load(self, code: str) -> list[QTranslator]:
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ours_folder = str(files("resources") / "translations")
        translators = []
        for folder, stem in ((qt_folder, "qtbase"), (ours_folder, "distill")):
            translator = QTranslator(self)
            if translator.load(f"{stem}_{code}.qm", folder):
                translators.append(translator)
        return translators


def _can_be_shown(language: Language) -> bool:
    """Whether a font for the language's script is installed; without one it would be boxes."""
    script = QFontDatabase.WritingSystem.SimplifiedChinese
    return language != CHINESE or bool(QFontDatabase.families(script))


def _font_for(language: Language, own: QFont) -> QFont:
    """The system's font, or for Chinese its size in the first of `CHINESE_FAMILIES` there is."""
    script = QFontDatabase.WritingSystem.SimplifiedChinese
    installed = QFontDatabase.families(script) if language == CHINESE else []
    font = QFont(own)
    font.setFamilies([name for name in CHINESE_FAMILIES if name in installed][:1] or own.families())
    return font


def _code_of_system() -> str:
    name = locale.getlocale()[0] or QLocale.system().name()
    return CHINESE.code if name.startswith("zh") else ENGLISH.code
