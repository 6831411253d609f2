import re
from pathlib import Path

import pytest

from resources.languages import HELP, SOURCE_LANGUAGE, language_codes

LANGUAGES = language_codes()
PAGES = sorted(path.name for path in (HELP / SOURCE_LANGUAGE).glob("*.md"))


def test_that_every_folder_of_pages_belongs_to_a_language() -> None:
    assert sorted(path.name for path in HELP.iterdir()) == sorted(LANGUAGES)
    assert len(LANGUAGES) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_language_has_the_same_pages(language: str) -> None:
    assert len(PAGES) >= 10
    assert sorted(path.name for path in (HELP / language).glob("*.md")) == PAGES


def test_that_each_page_has_a_number_of_its_own() -> None:
    numbers = [int(page.partition("-")[0]) for page in PAGES]
    assert numbers == list(range(1, len(PAGES) + 1))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_that_a_page_has_one_title_and_links_that_lead_somewhere(language: str, page: str) -> None:
    text = (HELP / language / page).read_text("utf-8")
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert set(re.findall(r"\]\(([^)]*)\)", text)) <= set(PAGES)
    assert not re.search(r"<\w|^\||https?://", text, re.MULTILINE)
    assert len(text) < 4_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_that_translations_have_the_same_parts(language: str, page: str) -> None:
    """Equally many headings, points, commands and links: nothing was left out."""
    assert parts_of(HELP / language / page) == parts_of(HELP / SOURCE_LANGUAGE / page)


def parts_of(path: Path) -> list[int]:
    patterns = (r"^#+ ", r"^ *(?:-|\d\.) ", r"^    \S", r"\]\(")
    text = path.read_text("utf-8")
    return [len(re.findall(pattern, text, re.MULTILINE)) for pattern in patterns]
