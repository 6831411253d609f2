"""Which languages ship: English, which the source is written in, and one for each translation."""

from pathlib import Path

from resources import ROOT

SOURCE_LANGUAGE = "en"
TRANSLATIONS = ROOT / "translations"
HELP = ROOT / "help"

_STEM = "distill_"


def language_codes(translations: Path = TRANSLATIONS) -> tuple[str, ...]:
    """English, then the language of every released translation, such as `zh_CN`."""
    released = sorted(translations.glob(f"{_STEM}*.qm"))
    return (SOURCE_LANGUAGE, *map(language_of, released))


def catalogue_of(language: str, translations: Path = TRANSLATIONS) -> Path:
    """Where the translations into a language are written, a .ts file."""
    return translations / f"{_STEM}{language}.ts"


def released_of(language: str, translations: Path = TRANSLATIONS) -> Path:
    """What the window loads of a language's translations, a .qm file."""
    return catalogue_of(language, translations).with_suffix(".qm")


def language_of(catalogue: Path) -> str:
    """The language that a catalogue, or what was released of it, translates into."""
    return catalogue.stem.removeprefix(_STEM)


def catalogues(translations: Path = TRANSLATIONS) -> tuple[Path, ...]:
    """The catalogue of every language but English."""
    return tuple(sorted(translations.glob(f"{_STEM}*.ts")))
