"""The report: what it measures, means over seeds, the front, and the files it becomes."""

import csv
import io
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from page_reader import PageReader
from scipy import stats
from tiny_project import CORPUS, RUNTIME, distill_spec, ending, events_of, perform, pretrain_spec

from workbench.activities.evaluate import inference_speed
from workbench.activities.evaluate.breakdown_page import model_styles
from workbench.activities.evaluate.groups import groups_of, mean_and_margin
from workbench.activities.evaluate.pareto import pareto_front
from workbench.activities.evaluate.report_page import as_csv, as_html
from workbench.activities.pages.role_colours import ROLE_COLOURS
from workbench.activities.resolve import resolve
from workbench.activities.spec import EvaluateSpec
from workbench.distillation.spec import control_of
from workbench.errors import BadInput
from workbench.events import Note, Outcome, ReportReady, ReportRow
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.project import Project
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.records import CheckpointRecord, ModelRecord
from workbench.words import words


def row(model: str, parameters: int, loss: float, **more: object) -> ReportRow:
    plain = {"role": "student", "model": model, "parameters": parameters, "loss": loss}
    return ReportRow.model_validate({**plain, "perplexity": math.exp(loss), **more})


@pytest.mark.parametrize("count", [2, 3, 5, 21, 40])
def test_that_the_interval_over_seeds_is_students_t(count):
    values = np.random.default_rng(count).normal(3.0, 0.2, count).tolist()
    mean, margin = mean_and_margin(values)
    low, high = stats.t.interval(0.95, count - 1, loc=mean, scale=stats.sem(values))
    assert mean == pytest.approx(np.mean(values))
    assert margin == pytest.approx((high - low) / 2, rel=0.04 if count > 21 else 1e-3)


def test_that_one_seed_has_no_interval_and_a_group_needs_two():
    assert mean_and_margin([2.0]) == (2.0, math.inf)
    rows = [row("a", 9, 1.0, group="kd"), row("b", 9, 2.0, group="kd"), row("c", 9, 3.0, group="x")]
    (group,) = groups_of(rows)
    assert (group.group, group.models, group.loss) == ("kd", 2, 1.5)
    assert group.agreement is None


def test_that_the_front_holds_what_nothing_smaller_beats():
    rows = [row("big", 100, 1.0), row("mid", 50, 1.5), row("worse", 60, 1.6), row("small", 10, 2.0)]
    assert [one.model for one in pareto_front(rows)] == ["small", "mid", "big"]


REPORT = ReportReady(
    corpus="novel <1>",
    rows=(
        row("big", 2_000_000, 1.0, role="teacher", ms_per_token=2.0, sample="<b>once</b>"),
        row("small", 500_000, 1.2, group="kd", ms_per_token=1.0, accuracy=0.5),
        row("small 2", 500_000, 1.3, group="kd", ms_per_token=1.0, accuracy=0.6),
    ),
    verdict=words("better"),
    prompt="Once ",
)


def test_that_the_page_needs_nothing_else_and_shows_texts_as_texts():
    report = REPORT.model_copy(update={"groups": groups_of(REPORT.rows)})
    page = as_html("comparison & more", report, {"small": "kind = 'distill'\nname = '<x>'"})
    reader = PageReader()
    reader.feed(page)
    assert reader.loads == []
    assert "<script" not in page
    assert "@import" not in page
    for text in ("comparison & more", "novel <1>", "Once <b>once</b>", "name = '<x>'", "better"):
        assert text in reader.text, text
    assert "4.00 × smaller, 2.00 × as fast at batch 1" in reader.text
    assert "1.2500 ± 0.6353" in reader.text
    assert len(re.findall("<circle", page)) == 3


def test_that_a_model_has_the_colour_of_its_role_on_every_plot_and_others_one_of_their_own():
    rows = [
        *(row("big", 9, 1.0, role="teacher"), row("a", 5, 1.0), row("b", 5, 1.0)),
        *(row("c", 5, 1.0, role="control"), row("d", 5, 1.0, role="model")),
    ]
    colours = {name: style.colour for name, style in model_styles(rows).items()}
    assert [colours[name] for name in ("big", "a", "c")] == [
        ROLE_COLOURS[role] for role in ("teacher", "student", "control")
    ]
    assert len(set(colours.values())) == 5


def test_that_the_table_has_a_line_a_model_and_every_figure():
    lines = list(csv.DictReader(io.StringIO(as_csv(REPORT))))
    assert [line["model"] for line in lines] == ["big", "small", "small 2"]
    assert float(lines[1]["accuracy"]) == 0.5
    assert lines[0]["accuracy"] == ""
    assert lines[0]["sample"] == "<b>once</b>"


def evaluation(*candidates: tuple[str, str, str], **changes: object) -> EvaluateSpec:
    plain = {
        "corpus": CORPUS,
        "candidates": [
            {"model": model, "role": role, "group": group} for model, role, group in candidates
        ],
        "tokens": 600,
        "sample_prompt": "Ada had",
        "sample_tokens": 5,
        "runtime": RUNTIME,
    }
    return validate(EvaluateSpec, plain | changes)


@pytest.mark.slow
def test_that_a_comparison_measures_size_speed_texts_and_groups(
    tiny: Project, tmp_path: Path
) -> None:
    for seed in (1, 2):
        spec = distill_spec(name=f"small {seed}", runtime=RUNTIME | {"seed": seed})
        perform(tiny, spec)
    perform(tiny, control_of(distill_spec(name="small 1")))
    run = perform(
        tiny,
        evaluation(
            ("big", "teacher", ""),
            ("small 1 control", "control", ""),
            ("small 1", "student", "kd"),
            ("small 2", "student", "kd"),
            teacher="big",
        ),
    )
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    report = next(e for e in events_of(run) if isinstance(e, ReportReady))
    teacher = report.rows[1]
    folder = tiny.model("big").checkpoint.folder
    assert teacher.disk_bytes == (folder / "model.safetensors").stat().st_size
    assert teacher.memory_bytes is not None
    assert teacher.memory_bytes > 4 * teacher.parameters
    assert teacher.agreement == teacher.agreement_top5 == 1.0
    assert teacher.tokens_per_second_16 is not None
    assert teacher.tokens_per_second_16 > 0
    assert teacher.tokens_per_second_16_margin is not None
    assert teacher.ms_per_token_margin is not None
    assert teacher.sample
    margin = report.rows[-1].loss_margin
    assert margin is not None
    assert margin > 0
    assert report.groups[0].models == 2
    page, table = tmp_path / "report.html", tmp_path / "report.csv"
    for path in (page, table):
        tiny.saved_run(run.id).write_report(path)
    assert "[student]" in page.read_text()
    assert len(table.read_text().splitlines()) == 6
    with pytest.raises(BadInput, match=r"neither \.html, \.pdf nor \.csv"):
        tiny.saved_run(run.id).write_report(tmp_path / "report.docx")


@pytest.mark.slow
def test_that_a_report_is_written_after_one_of_its_models_was_deleted(
    tiny: Project, tmp_path: Path
) -> None:
    perform(tiny, distill_spec(name="small"))
    run = perform(tiny, evaluation(("big", "teacher", ""), ("small", "student", "")))
    tiny.catalogue.delete(tiny.model("small").record)
    page = tmp_path / "report.html"
    tiny.saved_run(run.id).write_report(page)
    text = page.read_text()
    assert text.count("its settings are gone with it") == 1
    assert 'name = "big"' in text.replace("&quot;", '"')


def test_that_a_model_that_is_named_often_is_looked_up_once(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, asked = ProjectFolder.open(tiny.folder), list[str]()
    found = project.model("big")

    def model(name: str) -> tuple[ModelRecord, CheckpointRecord]:
        asked.append(name)
        return found

    monkeypatch.setattr(project, "model", model)
    spec = evaluation(*[("big", "teacher", "")] * 1000)
    assert len(resolve(spec, project).candidates) == 1000
    assert asked == ["big"]


def test_that_a_report_shows_no_settings_but_those_that_a_model_was_made_with(
    tiny: Project, tmp_path: Path
) -> None:
    run = perform(tiny, evaluation(("big", "teacher", "")))
    asked = tiny.saved_run(tiny.model("big").record.run).folder / "spec.toml"
    asked.write_text(asked.read_text().replace("learning_rate = 0.01", "learning_rate = 0.02"))
    tiny.saved_run(run.id).write_report(tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "spec.toml is not what this run was asked" in text
    assert "learning_rate" not in text
    assert "its settings are gone with it" not in text


def test_that_a_report_that_cannot_be_written_there_is_refused_with_the_reason(
    tiny: Project, tmp_path: Path
) -> None:
    saved = tiny.saved_run(perform(tiny, evaluation(("big", "teacher", ""))).id)
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").touch()
    for path, reason in (
        (tmp_path / "none" / "r.csv", "No such file or folder"),
        (tmp_path / "file" / "r.html", "It is not a folder"),
        (tmp_path / f"{'r' * 300}.csv", "The name is too long"),
        (tmp_path / "folder.csv", "It is a folder"),
    ):
        with pytest.raises(BadInput, match=f"cannot be written: {reason}; choose another folder"):
            saved.write_report(path)


@pytest.mark.slow
def test_that_bert_models_are_compared_on_the_same_masked_text(tiny: Project) -> None:
    bert = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}
    loop = {"steps": 4, "evaluate_every": 4, "evaluation_tokens": 600}
    for name, seed in (("bert", 1), ("other", 2)):
        perform(
            tiny,
            pretrain_spec(name=name, model=bert, loop=loop, runtime=RUNTIME | {"seed": seed}),
        )
    run = perform(
        tiny,
        evaluation(
            ("bert", "teacher", ""),
            ("other", "student", ""),
            teacher="bert",
            sample_prompt="Ada had a [MASK].",
        ),
    )
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    report = next(e for e in events_of(run) if isinstance(e, ReportReady))
    first, second = report.rows
    assert first.agreement == 1.0
    assert second.agreement is not None
    assert second.agreement < 1.0
    assert first.bits_per_byte is None
    assert first.loss == pytest.approx(
        tiny.saved_run(_id(tiny, "bert")).state().series["validation_mlm"].values[-1], rel=0.2
    )
    assert "→" in first.sample
    mixed = perform(tiny, evaluation(("bert", "teacher", ""), ("big", "model", "")))
    assert "evaluate them apart" in str(ending(mixed).words)


def _id(project: Project, name: str) -> str:
    return next(run.id for run in project.runs if run.name == name)


def test_that_over_seeds_the_verdict_pairs_students_and_controls_seed_by_seed():
    from workbench.activities.evaluate.verdict import verdict_over_seeds

    def rows(*differences: float) -> list[ReportRow]:
        report_rows = []
        for seed, difference in enumerate(differences):
            report_rows.append(row(f"c{seed}", 9, 2.0 + seed, role="control", group="control"))
            report_rows.append(row(f"s{seed}", 9, 2.0 + seed + difference, group="kd"))
        return report_rows

    better = verdict_over_seeds(rows(-0.20, -0.21, -0.19))
    assert "Over 3 seeds 'kd' predicts this text better" in str(better)
    assert "-0.2000 ± 0.0248" in str(better)
    assert "is worse than its control by +0.2" in str(verdict_over_seeds(rows(0.2, 0.21, 0.19)))
    assert "no sure difference" in str(verdict_over_seeds(rows(-0.3, 0.2, 0.1)))
    assert verdict_over_seeds(rows(-0.2)) is None
    assert verdict_over_seeds(rows(-0.2, -0.3)[:-1]) is None


def test_that_models_are_timed_in_rounds_of_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = GPTSpec(hidden_size=16, num_heads=2, context=40)
    models = [
        build(shape.model_copy(update={"num_layers": layers}), 300, seed=1).eval()
        for layers in (1, 2)
    ]
    turns: list[int] = []

    def timed(do: Callable[[], None]) -> float:
        turns.append(models.index(do.__self__._model))  # type: ignore[attr-defined]
        return 32.0 * (1 + len(turns) // 4)

    monkeypatch.setattr(inference_speed, "_timed", timed)
    one, other = inference_speed.speeds(models, first_token=1)
    first_round, second_round = turns[:4], turns[4:8]
    assert (first_round, second_round) == ([0, 0, 1, 1], [1, 1, 0, 0])
    assert len(turns) == 4 * 5
    assert one.ms_per_token == pytest.approx(other.ms_per_token, rel=0.5)
    assert one.ms_per_token_margin > 0


def test_that_no_speed_is_told_while_another_run_is_at_work(tiny: Project) -> None:
    with tiny.start(pretrain_spec(name="another")).run.claim():
        run = perform(tiny, evaluation(("big", "teacher", "")))
    report = next(e for e in events_of(run) if isinstance(e, ReportReady))
    assert report.rows[-1].ms_per_token is None
    assert report.rows[-1].tokens_per_second_16 is None
    said = [str(event.words) for event in events_of(run) if isinstance(event, Note)]
    assert any("speeds are not measured: '" in sentence for sentence in said)
