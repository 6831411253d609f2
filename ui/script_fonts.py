"""Fonts for the script that a language is written in."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont, QFontDatabase

_Script = QLocale.Script
_System = QFontDatabase.WritingSystem


@dataclass(frozen=True)
class ScriptFonts:
    """What shows a script: Qt's name for it, families to prefer, the Debian package with one."""

    system: QFontDatabase.WritingSystem
    families: tuple[str, ...] = ()
    package: str = "fonts-noto-cjk"


FONTS_OF_SCRIPT: Mapping[QLocale.Script, ScriptFonts] = {
    _Script.SimplifiedHanScript: ScriptFonts(
        _System.SimplifiedChinese,
        (
            "Noto Sans CJK SC",
            "Noto Sans SC",
            "Source Han Sans SC",
            "WenQuanYi Micro Hei",
            "WenQuanYi Zen Hei",
        ),
    ),
    _Script.TraditionalHanScript: ScriptFonts(
        _System.TraditionalChinese, ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC")
    ),
    _Script.JapaneseScript: ScriptFonts(_System.Japanese),
    _Script.KoreanScript: ScriptFonts(_System.Korean, ("Noto Sans CJK KR", "Noto Sans KR")),
    _Script.ArabicScript: ScriptFonts(_System.Arabic, package="fonts-noto-core"),
    _Script.HebrewScript: ScriptFonts(_System.Hebrew, package="fonts-noto-core"),
    _Script.DevanagariScript: ScriptFonts(_System.Devanagari, package="fonts-noto-core"),
    _Script.ThaiScript: ScriptFonts(_System.Thai, package="fonts-noto-core"),
}
"""Scripts that a bare system lacks a font for; others are in every font.

Families are named where Qt, on a Linux in another language, would take the Japanese forms of
characters and place a mixed line too high in its field."""


def missing_package(language: str) -> str:
    """The package that would bring a font for a language; empty when one is installed."""
    fonts = FONTS_OF_SCRIPT.get(QLocale(language).script())
    return "" if fonts is None or QFontDatabase.families(fonts.system) else fonts.package


def font_for(language: str, own: QFont) -> QFont:
    """The system's font, or its size in the first installed family preferred for the script."""
    fonts = FONTS_OF_SCRIPT.get(QLocale(language).script())
    font = QFont(own)
    if fonts is not None:
        installed = QFontDatabase.families(fonts.system)
        preferred = [name for name in fonts.families if name in installed][:1]
        font.setFamilies(preferred or own.families())
    return font
