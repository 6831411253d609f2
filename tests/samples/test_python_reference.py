import re

from workbench.corpora.samples.python_reference import documents


def test_that_the_reference_is_prose_in_sections() -> None:
    texts = list(documents())
    assert len(texts) > 100
    assert sum(map(len, texts)) > 150_000
    for text in texts:
        assert not re.search(r"::=|>>>|\*{4}|={4}|  ", text), text
        assert text == text.strip()


def test_that_no_paragraph_is_told_twice() -> None:
    paragraphs = [line for text in documents() for line in text.split("\n")[1:]]
    assert len(paragraphs) == len(set(paragraphs))


def test_that_two_readings_are_equal() -> None:
    assert list(documents()) == list(documents())
