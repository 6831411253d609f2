"""The Chinese window says one word for one thing, and no word of another language."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from resources.languages import HELP, catalogue_of
from resources.translations.catalogue import Entry, entries
from ui.i18n import Languages, beside, joined
from ui.models.event_words import event_text
from ui.shell.messages import name_of, translate
from workbench.events import (
    ArtifactReady,
    CheckpointSaved,
    Continued,
    Event,
    Note,
    Outcome,
    Paused,
    Reference,
    ReportReady,
    RunEnded,
    RunResumed,
    RunStarted,
    StageStarted,
)
from workbench.named import FACTS, NAMES, named
from workbench.store.names import slug
from workbench.words import listed, words

CHINESE = catalogue_of("zh_CN")

GLOSSARY = (
    # what a text in English speaks of, the word for it, and what it is not called
    (r"\b[Ss]tart page\b", "首页", "起始页|开始页|欢迎页"),
    (r"\bruns?\b", "运行", "任务运行|作业"),
    (r"\b[Pp]rompts?\b", "提示词", "提示(?!词)"),
    (r"\b[Ee]xamples?\b", "样本", "样例"),
    (r"\b[Pp]ieces?\b(?!.*added token)(?!.*special tokens)", "子词", "词元数|个词元"),
    (r"\bnats?\b", "nat", "奈特|纳特"),
    (r"\b[Jj]ourney\b", "旅程", "流程"),
    (r"[Ff]orward KL", "前向 KL", "正向"),
    (r"^What if$", "假设分析", "假如"),
)

NOWHERE = {
    "您": "a reader is 你",
    "[·・•‧]": "a dot that is as wide as a character",
    "……": "one ellipsis is enough in a label",
    r"[一-鿿][,;!?]|[,;:!?][一-鿿]": "punctuation of another script",
    r"\([一-鿿]{3,}|[一-鿿]{3,}\)": "brackets of another script",
}

OTHERS = re.compile(r"[A-Za-z]{2,}")
NOT_TRANSLATED = {
    *("CPU", "torch", "Python", "Linux", "gram", "KL", "kB", "MB", "GPT", "BERT", "Llama", "utf"),
    *("float", "nat", "tales", "small", "BPE"),
}
"""Names, units, and what is called so in the events below."""

EVENTS: tuple[Event, ...] = (
    RunStarted(
        run="0001-a",
        name="tales",
        kind="pretrain",
        environment={
            "device": "cpu",
            "precision": "fp32",
            "threads": 2,
            "torch": "2.1",
            "python": "3.11",
            "system": "Linux",
        },
    ),
    RunResumed(from_step=-1),
    RunResumed(from_step=1200),
    StageStarted(words=words("Training")),
    Reference(metric="validation_loss", name="teacher", value=2.5),
    Reference(metric="validation_perplexity", name="ngram", value=2.5),
    Reference(metric="validation_accuracy", name="most_frequent", value=0.25),
    CheckpointSaved(step=10, folder="c", digest="d"),
    CheckpointSaved(step=10, folder="c", digest="d", is_best=True),
    *(
        ArtifactReady(
            artifact=artifact,
            name="tales",
            folder="f",
            digest="d",
            facts={
                name: "bpe" if name == "family" else "utf-8" if name == "encoding" else 0.5
                for name in FACTS
                if name not in ("device", "precision", "threads", "torch", "python", "system")
            },
        )
        for artifact in get_args(ArtifactReady.model_fields["artifact"].annotation)
    ),
    ReportReady(
        corpus="tales",
        rows=(),
        verdict=words(
            "Distillation made no measurable difference: {difference:+.4f} ± {margin:.4f} nats per "
            "token against the control (95 % over this text, one seed).",
            difference=0.1,
            margin=0.2,
        ),
    ),
    Note(
        words=words(
            "a {student} student cannot copy layers of a {teacher} teacher; "
            "start it from random weights",
            student=named("llama"),
            teacher=named("gpt"),
        )
    ),
    Paused(step=3),
    Continued(step=3),
    RunEnded(outcome=Outcome.FINISHED, words=words("Finished")),
)


@pytest.fixture
def chinese(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Languages]:
    monkeypatch.setattr("ui.i18n.missing_package", lambda language: "")
    languages = Languages(qapp, "zh_CN")
    yield languages
    languages.set("en")


@pytest.fixture(scope="module")
def catalogue() -> list[Entry]:
    return entries(CHINESE)


@pytest.mark.parametrize(("english", "word", "others"), GLOSSARY)
def test_that_one_thing_has_one_word(
    catalogue: list[Entry], english: str, word: str, others: str
) -> None:
    about = [one for one in catalogue if re.search(english, one.source)]
    assert any(word in one.translation for one in about)
    assert [one for one in about if re.search(others, one.translation)] == []


def test_that_what_differs_is_called_differently(catalogue: list[Entry]) -> None:
    said = {(one.context, one.source): one.translation for one in catalogue}
    assert said["ClassesPanel", "Precision"] == "精确率"
    assert said["engine", "Precision"] == "精度"
    assert said["TrainSamplesPanel", "Samples"] == "生成文本"
    assert said["ClassesPanel", "Examples"] == "样本"
    assert (said["MenuBar", "&Run"], said["Rail", "Runs"]) == ("运行(&R)", "运行记录")
    assert (said["Rail", "Start"], said["StartBox", "Start"]) == ("首页", "开始")


@pytest.mark.parametrize("pattern", NOWHERE, ids=NOWHERE.values())
def test_that_it_stands_nowhere(catalogue: list[Entry], pattern: str) -> None:
    assert [one for one in catalogue if re.search(pattern, one.translation)] == []


@pytest.mark.parametrize("pattern", list(NOWHERE)[:2])
def test_that_it_stands_on_no_help_page(pattern: str) -> None:
    pages = (HELP / "zh_CN").glob("*.md")
    assert [page.name for page in pages if re.search(pattern, page.read_text("utf-8"))] == []


def test_that_the_help_pages_use_the_same_words() -> None:
    for path in (HELP / "zh_CN").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for _, _, others in GLOSSARY[:1] + GLOSSARY[-4:]:
            assert not re.search(others, text), (path.name, others)


@pytest.mark.usefixtures("chinese")
def test_that_the_log_tells_every_event_in_chinese() -> None:
    told = {type(event) for event in EVENTS}
    silent = {kind.__name__ for kind in get_args(Event) if kind not in told}
    assert silent == {"Progress", "Metrics", "SampleWritten", "CheckpointRemoved", "Classified"}
    for event in EVENTS:
        text = event_text(event)
        assert text
        assert set(OTHERS.findall(text)) <= NOT_TRANSLATED, text


@pytest.mark.usefixtures("chinese")
def test_that_every_name_and_fact_is_told_in_chinese_or_as_everywhere(
    catalogue: list[Entry],
) -> None:
    known = {one.source for one in catalogue if one.context == "engine"}
    assert {one.template for one in (*NAMES.values(), *FACTS.values())} - {"{value}"} <= known
    assert [key for key in NAMES if "_" in name_of(key)] == []
    assert (name_of("char"), name_of("jsd"), name_of("beam")) == (
        "字符",
        "Jensen–Shannon",
        "束搜索",
    )


@pytest.mark.usefixtures("chinese")
def test_that_names_in_a_row_are_separated_as_chinese_does() -> None:
    assert joined(("甲", "乙", "丙")) == "甲、乙、丙"
    assert beside(("甲", "乙")) == "甲，乙"
    row = words(
        "the model has no rows for the special tokens {names}; the tokenizer does without them",
        names=listed(f"<{n}>" for n in range(700)),
    )
    assert "<0>、<1>、<2>" in translate(row)
    assert str(listed(())) == ""
    assert str(listed(("a", "b", "c"))) == "a, b, c"


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("红楼梦", "红楼梦"),
        ("红楼梦 第 2 回", "红楼梦-第-2-回"),
        ("Café / Noir", "cafe-noir"),
        ("हिन्दी", "हिन्दी"),
        ("?!", "corpus"),
        ("梦" * 80, "梦" * 40),
    ],
)
def test_that_a_folder_is_called_as_what_it_holds(name: str, folder: str) -> None:
    assert slug(name, "corpus") == folder
    assert not Path(slug(name, "corpus")).is_absolute()
