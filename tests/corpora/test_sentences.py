"""Where sentences end, in English and in Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpora.sentences import sentences


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He came. She left.", ["He came.", "She left."]),
        ("Dr. Smith met Mr. Jones. They spoke.", ["Dr. Smith met Mr. Jones.", "They spoke."]),
        ("J. R. R. Tolkien wrote it. I read it.", ["J. R. R. Tolkien wrote it.", "I read it."]),
        ("It costs 3.50 today. Cheap!", ["It costs 3.50 today.", "Cheap!"]),
        ("Fruit, e.g. apples, is good. Eat.", ["Fruit, e.g. apples, is good.", "Eat."]),
        ('"Go away!" he said. She went.', ['"Go away!" he said.', "She went."]),
        ('He said: "It is late." She slept.', ['He said: "It is late."', "She slept."]),
        ("“Come in.” The door opened.", ["“Come in.”", "The door opened."]),
        ("What?! No way... Well. Yes.", ["What?!", "No way...", "Well.", "Yes."]),
        ("He waited… and left. Gone.", ["He waited… and left.", "Gone."]),
        ("One line\ngoes on here. Two.", ["One line goes on here.", "Two."]),
        ("A heading\n\nThen text. More.", ["A heading", "Then text.", "More."]),
        ("roses are red\nviolets are blue", ["roses are red", "violets are blue"]),
    ],
)
def test_that_english_sentences_end_at_their_marks(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("他来了。她走了。", ["他来了。", "她走了。"]),
        ("你好吗？很好！再见。", ["你好吗？", "很好！", "再见。"]),
        ("他说：“走吧。”她没有动。", ["他说：“走吧。”", "她没有动。"]),
        ("「来吗？」他问道。", ["「来吗？」", "他问道。"]),
        ("我想……算了吧。好。", ["我想……算了吧。", "好。"]),
        ("春眠不觉晓，\n处处闻啼鸟。", ["春眠不觉晓，处处闻啼鸟。"]),
        ("床前明月光\n疑是地上霜", ["床前明月光", "疑是地上霜"]),
        ("他用 Python 3.11 写。很快。", ["他用 Python 3.11 写。", "很快。"]),
    ],
)
def test_that_chinese_sentences_end_at_their_marks(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


@given(st.text(alphabet=st.sampled_from('ab B.!?…。！？”"“」」，, \n1月日')))
def test_that_the_sentences_are_the_text_up_to_white_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text())
def test_that_no_text_breaks_the_rules_and_no_sentence_is_empty(text: str) -> None:
    assert all(sentence.strip() and "\n" not in sentence for sentence in sentences(text))
