"""The window's language, switched without a restart."""

import locale
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
    Signal,
)
from PySide6.QtWidgets import QApplication

from resources.languages import SOURCE_LANGUAGE, TRANSLATIONS, language_codes, released_of
from ui.script_fonts import font_for, missing_package


@dataclass(frozen=True)
class Language:
    """A language by its locale code and its own name."""

    code: str
    name: str


@dataclass(frozen=True)
class MissingFont:
    """Why a language cannot be shown: what it is called in English, the package with a font."""

    language: str
    package: str


ENGLISH = Language(SOURCE_LANGUAGE, "English")


def joined(texts: Iterable[str]) -> str:
    """Several names or phrases in a row, as the present language writes them."""
    return QCoreApplication.translate("Lists", ", ").join(texts)


def beside(texts: Iterable[str]) -> str:
    """Facts side by side in one line."""
    return QCoreApplication.translate("Lists", " · ").join(texts)


class Languages(QObject):
    """Installs and replaces the translators of our texts and of Qt's own dialogs.

    `available` holds English and every language with a released file in the folder `translations`.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, code: str = "", translations: Path = TRANSLATIONS
    ) -> None:
        super().__init__(app)
        self._app = app
        self._folder = translations
        self._own_font = app.font()
        self._translators: list[QTranslator] = []
        self.available = tuple(map(_language, language_codes(translations)))
        self.language = ENGLISH
        self.missing_font: MissingFont | None = None
        """What the language that was last chosen lacks; mostly nothing."""
        self.set(code or _code_of_system([language.code for language in self.available]))

    def set(self, code: str) -> bool:
        """Switch to one of the `available` languages; an unknown code means English.

        Without a font for its script the language stays English, and False is returned.
        """
        wanted = next((one for one in self.available if one.code == code), ENGLISH)
        self.missing_font = _missing_font(wanted.code)
        self.language = ENGLISH if self.missing_font else wanted
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._translators = [] if self.language == ENGLISH else self._load(self.language.code)
        for translator in self._translators:
            self._app.installTranslator(translator)
        if not self._translators:
            QCoreApplication.sendEvent(self._app, QEvent(QEvent.Type.LanguageChange))
        QLocale.setDefault(QLocale(self.language.code))
        self._app.setFont(font_for(self.language.code, self._own_font))
        self.changed.emit()
        return self.missing_font is None

    def _load(self, code: str) -> list[QTranslator]:
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ours = released_of(code, self._folder)
        translators = []
        for name, folder in ((f"qtbase_{code}.qm", qt_folder), (ours.name, str(ours.parent))):
            translator = QTranslator(self)
            if translator.load(name, folder):
                translators.append(translator)
        return translators


def _language(code: str) -> Language:
    """A language with the name that its speakers give it."""
    if code == SOURCE_LANGUAGE:
        return ENGLISH
    return Language(code, QLocale(code).nativeLanguageName() or code)


def _missing_font(code: str) -> MissingFont | None:
    package = missing_package(code)
    name = QLocale.languageToString(QLocale(code).language())
    return MissingFont(name, package) if package else None


def _code_of_system(codes: Sequence[str]) -> str:
    """The system's language, or one that is written almost alike, or English."""
    system = locale.getlocale()[0] or QLocale.system().name()
    of_same_language = [code for code in codes if code.split("_")[0] == system.split("_")[0]]
    return system if system in codes else next(iter(of_same_language), SOURCE_LANGUAGE)
