"""Conditions on runs; the oracle is Python's own evaluation of the same expression."""

import random
import re
import time
from pathlib import Path
from typing import get_args

import pytest

from workbench.activities.spec import AnySpec
from workbench.errors import BadInput
from workbench.store.filtering.condition import found
from workbench.store.filtering.fields import KINDS, RunRow
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.asked import RunAsked
from workbench.store.runs.notes.remarks import Remarks


def row(number: int = 1, **given) -> RunRow:
    metrics = given.pop("metrics", {})
    record = RunRecord(
        id=f"{number:04d}-run",
        name=given.pop("name", f"run {number}"),
        kind=given.pop("kind", "pretrain"),
        status=given.pop("status", RunStatus.FINISHED),
        folder=Path(),
        step=given.pop("step", 10),
        total_steps=given.pop("total_steps", 20),
        metrics=metrics,
        best=given.pop("best", metrics),
        started_at=given.pop("started_at", time.time()),
        elapsed_s=given.pop("elapsed_s", 90.0),
        asked=RunAsked(given.pop("settings", {})),
        remarks=Remarks(**given.pop("remarks", {})),
    )
    return RunRow(record, **given)


def loss(value: float) -> dict[str, float]:
    return {"validation_loss": value}


def numbers(rows: list[RunRow], text: str) -> list[int]:
    return [int(one.record.id[:4]) for one in found(rows, text)]


ROWS = [
    row(
        1, kind="distill", metrics={"validation_loss": 3.5}, settings={"stages.0.temperature": 2.0}
    ),
    row(2, kind="distill", metrics={"validation_loss": 4.5}, settings={"stages.0.temperature": 4}),
    row(3, metrics={"validation_loss": 3.0}, parameters=1_500_000, remarks={"tags": ("好",)}),
    row(4, kind="evaluate", remarks={"note": "Compare 教師 later", "is_pinned": True}),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [1, 2, 3, 4]),
        ("val_loss < 4 and kind = distil", [1]),
        ("val_loss < 4 kind=distill", [1]),
        ("val_loss < 4 && kind = distill", [1]),
        ("kind = distill || kind = evaluate", [1, 2, 4]),
        ("validation_loss<=3.5", [1, 3]),
        ("best.val_loss ≥ 3.5", [1, 2]),
        ("not val_loss < 4", [2, 4]),
        ("val_loss = none", [4]),
        ("kind = distill or kind = evaluate", [1, 2, 4]),
        ("(kind = distill or kind = evaluate) and not temperature > 2", [1, 4]),
        ("temperature = 4", [2]),
        ("parameters > 1M", [3]),
        ("progress = 50%", [1, 2, 3, 4]),
        ("duration > 1min and duration < 2min", [1, 2, 3, 4]),
        ("started > 1h", [1, 2, 3, 4]),
        ("started > 2999-01-01", []),
        ("tag = 好", [3]),
        ("教師", [4]),
        ('note ~ "教師 later"', [4]),
        ("pinned = yes", [4]),
        ("pinned != yes", [1, 2, 3]),
        ('name = "RUN 2"', [2]),
        ("name = *2", [2]),
        ("id != 0002*", [1, 3, 4]),
        ("RUN 3", [3]),
    ],
)
def test_that_a_condition_finds_what_it_says(text: str, expected: list[int]) -> None:
    assert numbers(ROWS, text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("val_los < 4", "no run has a 'val_los'; did you mean 'validation_loss'?"),
        ("zebra < 4", "no run has a 'zebra'; name a column, a metric or a setting"),
        ("val_loss < low", "validation_loss is a number, and 'low' is none"),
        ("val_loss ~ 4", "validation_loss is a number; compare it by"),
        ("val_loss <", "nothing stands behind 'val_loss <'"),
        ("< 4", "nothing stands before '<' at character 1"),
        ("(val_loss < 4", "the bracket at character 1 is not closed"),
        ("val_loss < 4)", "the bracket at character 13 closes nothing"),
        ("val_loss < 4 and", "the condition breaks off"),
        ("not", "the condition breaks off"),
        ('name = "run', "the quotation mark at character 8 has no end"),
        ("pinned = perhaps", "pinned is yes or no"),
        ("kind = dance", "no run's kind is 'dance'; it is one of"),
        ("started > yesterday", "'yesterday' is no day"),
        ("temperature < hot", "'hot' is no number"),
        ("(" * 60 + "a" + ")" * 60, "at most 50 levels"),
        ("a" * 3000, "at most 2000 characters"),
        ("name ! x", "'!' at character 6 cannot be read"),
    ],
)
def test_that_what_is_no_condition_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=re.escape(sentence)):
        found(ROWS, text)


def test_that_the_end_of_several_settings_asks_for_a_whole_name() -> None:
    rows = [row(settings={"optimizer.rate": 1.0, "masking.rate": 0.15})]
    with pytest.raises(BadInput, match=r"masking\.rate, optimizer\.rate"):
        found(rows, "rate > 1")
    assert numbers(rows, "optimizer.rate = 1") == [1]


def test_that_the_learning_rate_is_the_setting_and_not_its_last_value() -> None:
    rows = [row(settings={"optimizer.learning_rate": 1e-3}, metrics={"learning_rate": 1e-5})]
    assert numbers(rows, "learning_rate = 0.001") == [1]


@pytest.mark.slow
def test_that_random_conditions_find_what_python_finds() -> None:
    chance = random.Random(4)
    rows = [
        row(
            n,
            metrics={"validation_loss": chance.choice([1.0, 2.0, 3.0])},
            step=chance.randint(1, 4),
        )
        for n in range(1, 60)
    ]

    def expression(depth: int) -> tuple[str, str]:
        """The same in both languages."""
        if depth == 0 or chance.random() < 0.3:
            name, python = chance.choice(
                [("val_loss", "one.record.metrics['validation_loss']"), ("step", "one.record.step")]
            )
            sign, value = chance.choice(["<", "<=", ">", ">=", "=", "!="]), chance.randint(1, 4)
            return (
                f"{name} {sign} {value}",
                f"{python} {sign.replace('=', '==') if sign == '=' else sign} {value}",
            )
        if chance.random() < 0.2:
            text, python = expression(depth - 1)
            return f"not ({text})", f"not ({python})"
        (left, left_python), (right, right_python) = expression(depth - 1), expression(depth - 1)
        word = chance.choice(["and", "or"])
        return f"({left} {word} {right})", f"({left_python} {word} {right_python})"

    for _ in range(300):
        text, python = expression(4)
        wanted = [one for one in rows if eval(python, {"one": one})]
        assert found(rows, text) == wanted, text


def test_that_every_kind_of_run_can_be_asked_for() -> None:
    specs = get_args(get_args(AnySpec)[0]) or get_args(AnySpec)
    assert set(KINDS) == {spec.model_fields["kind"].default for spec in specs}
