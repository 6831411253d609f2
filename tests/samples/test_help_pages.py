import re

import pytest

from resources import ROOT

HELP = ROOT / "help"
LANGUAGES = ("en", "zh_CN")
PAGES = sorted(path.name for path in (HELP / "en").glob("*.md"))


def test_that_both_languages_have_the_same_pages() -> None:
    assert len(PAGES) >= 10
    assert sorted(path.name for path in (HELP / "zh_CN").glob("*.md")) == PAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_that_a_page_has_one_title_and_links_that_lead_somewhere(language: str, page: str) -> None:
    text = (HELP / language / page).read_text("utf-8")
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert set(re.findall(r"\]\(([^)]*)\)", text)) <= set(PAGES)
    assert not re.search(r"<\w|^\||https?://", text, re.MULTILINE)
    assert len(text) < 4_000


@pytest.mark.parametrize("page", PAGES)
def test_that_translations_have_the_same_parts(page: str) -> None:
    """Equally many headings, points, commands and links: nothing was left out."""
    patterns = (r"^#+ ", r"^ *(?:-|\d\.) ", r"^    \S", r"\]\(")
    shapes = [
        [
            len(re.findall(pattern, (HELP / language / page).read_text("utf-8"), re.MULTILINE))
            for pattern in patterns
        ]
        for language in LANGUAGES
    ]
    assert shapes[0] == shapes[1]
