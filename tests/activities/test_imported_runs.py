"""Runs of other tools become runs of the project: their points, names, and what is said of them."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.activities.exchange.event_files.writer import EventFileWriter
from workbench.activities.exchange.imported_runs.metric_names import names_of, own_name
from workbench.activities.spec import ImportRunSpec
from workbench.errors import BadInput, WorkbenchError
from workbench.events import Event, Note, Outcome, RunEnded
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.store.records import RunStatus

GOLDEN = Path(__file__).parent / "tensorboard_files"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "lab") as project:
        yield project


def curve(lab: Project, run: str, metric: str) -> list[tuple[int, float]]:
    series = lab.saved_run(run).state().series[metric]
    return list(zip(series.steps, series.values, strict=True))


def imported(lab: Project, path: Path) -> list[Event]:
    (spec,) = lab.plans.imported_runs(path).specs
    return list(lab.start(spec))


def said(events: list[Event]) -> str:
    return "\n".join(str(event.words) for event in events if isinstance(event, Note))


def table(folder: Path, text: str, name: str = "curves.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def events_at(folder: Path, *points: tuple[int, float], now: float = 1e9) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with EventFileWriter(folder, now) as writer:
        for number, (step, value) in enumerate(points):
            writer.add(step, {"loss": value}, now + number)
    return folder


def test_that_every_folder_with_event_files_is_a_run(lab: Project) -> None:
    lab.import_runs(GOLDEN)
    assert [run.name for run in lab.runs] == ["restart", "simple", "tensor"]
    assert {run.status for run in lab.runs} == {RunStatus.FINISHED}
    assert lab.saved_run("simple").record.metrics["validation_loss"] == pytest.approx(4 / 30)
    assert [run.kind for run in lab.runs] == ["import_run"] * 3


def test_that_a_folder_may_be_called_like_a_table(lab: Project, tmp_path: Path) -> None:
    folder = events_at(tmp_path / "runs.csv", (1, 1.0))
    imported(lab, folder)
    assert curve(lab, "runs.csv", "loss") == [(1, 1.0)]


def test_that_an_imported_run_goes_to_the_bin_and_comes_back(lab: Project) -> None:
    lab.import_runs(GOLDEN / "simple")
    before = lab.runs
    lab.catalogue.delete(before[0])
    assert lab.runs == ()
    (item,) = lab.catalogue.bin()
    lab.catalogue.restore(item)
    assert lab.runs == before


def test_that_reindexing_tells_the_same_of_an_imported_run(lab: Project) -> None:
    lab.import_runs(GOLDEN)
    before = lab.runs
    assert lab.catalogue.reindex() == 3
    assert lab.runs == before


def test_that_a_run_that_was_imported_again_has_a_name_of_its_own(lab: Project) -> None:
    lab.import_runs(GOLDEN / "simple")
    lab.import_runs(GOLDEN / "simple")
    assert [run.name for run in lab.runs] == ["simple", "simple 2"]


def test_that_a_restart_supersedes_and_the_first_attempt_stays_to_be_seen(lab: Project) -> None:
    told = said(imported(lab, GOLDEN / "restart"))
    run = lab.saved_run("restart")
    assert curve(lab, "restart", "loss")[9:11] == [(10, 10.0), (11, 111.0)]
    (attempt,) = run.superseded()
    assert list(attempt["loss"].steps) == [10, 11, 12, 13, 14, 15]
    assert "5 points no longer count" in told


def test_that_a_later_file_that_measures_again_supersedes_without_being_told(
    lab: Project, tmp_path: Path
) -> None:
    folder = events_at(tmp_path / "a", (1, 1.0), (2, 2.0), (3, 3.0))
    events_at(folder, (2, 20.0), now=1e9 + 100)
    assert "2 points no longer count" in said(imported(lab, folder))
    assert curve(lab, "a", "loss") == [(1, 1.0), (2, 20.0)]


def test_that_files_written_at_the_same_time_are_put_together(lab: Project, tmp_path: Path) -> None:
    folder = events_at(tmp_path / "a", (1, 1.0), (5, 5.0))
    events_at(folder, (2, 2.0), (1, 10.0), now=1e9 + 0.5)
    told = said(imported(lab, folder))
    assert curve(lab, "a", "loss") == [(1, 10.0), (2, 2.0), (5, 5.0)]
    assert "1 points were measured again at the same step" in told
    assert "2 points were written behind one of a later step" in told


def test_that_damage_is_said_with_its_place(lab: Project, tmp_path: Path) -> None:
    folder = events_at(tmp_path / "a", (1, 1.0), (2, 2.0), (3, 3.0))
    (file,) = folder.iterdir()
    data = bytearray(file.read_bytes())
    data[-10] ^= 1
    file.write_bytes(data[:-1])
    told = said(imported(lab, folder))
    assert f"cut short, at byte {len(data) - 42:,} of {len(data) - 1:,}" in told
    data[-60] ^= 1
    file.write_bytes(data)
    assert "2 records of" in said(imported(lab, folder))


def test_that_what_cannot_be_read_in_a_folder_is_passed_over_and_said(
    lab: Project, tmp_path: Path
) -> None:
    folder = events_at(tmp_path / "runs" / "good", (1, 1.0)).parent
    for name in ("empty", "packed", "pipe", "garbage"):
        (folder / name).mkdir()
    (folder / "empty" / "events.out.tfevents.1").touch()
    (folder / "packed" / "events.out.tfevents.1.gz").write_bytes(b"\x1f\x8b")
    os.mkfifo(folder / "pipe" / "events.out.tfevents.1")
    (folder / "garbage" / "events.out.tfevents.1").write_bytes(b"garbage" * 9)
    (folder / "loop").symlink_to(folder)
    table(folder, "a,b\n1,2\n")
    found = lab.plans.imported_runs(folder)
    assert [spec.name for spec in found.specs] == ["good"]
    notes = "\n".join(map(str, found.notes))
    for why in (
        "it is empty",
        "unpack it first",
        "no file but a pipe",
        "no scalar can be read",
        "1 links to folders",
        "tells the step",
    ):
        assert why in notes


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv.gz", b"\x1f\x8b", "unpack it"),
        ("a.txt", b"x", "is neither an event file"),
        ("a.csv", b"step\n1\n", "no column with a metric"),
        ("a.csv", b"x,y\n1,2\n", "tells the step"),
        ("a.csv", b"step,loss\nx,y\n", "no number that stands at a step"),
        ("a.csv", b'step,loss\n1,"' + b"9" * 200_000, "is no CSV"),
        ("a.csv", b'step,loss\n1,2\n2,"1\n3,1\n', "is no CSV: unexpected end of data"),
        ("a.csv", b"\x1f\x8b\x08" + bytes(40), "unpack it"),
    ],
)
def test_that_a_file_that_holds_no_run_is_refused_with_the_reason(
    lab: Project, tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=why):
        lab.plans.imported_runs(tmp_path / name)
    assert lab.runs == ()


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_that_a_place_without_runs_is_refused(lab: Project, tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput, match=r"No such file|holds neither"):
        lab.plans.imported_runs(tmp_path / "lab" / "runs" / path)


def test_that_a_run_without_a_scalar_fails_with_a_sentence(lab: Project, tmp_path: Path) -> None:
    path = tmp_path / "events.out.tfevents.1"
    with EventFileWriter(tmp_path, 1e9):
        pass
    next(tmp_path.glob("events.out.*")).rename(path)
    with pytest.raises(WorkbenchError, match="holds no scalars"):
        lab.run(ImportRunSpec(name="a", path=str(path)))


def test_that_a_wide_table_has_a_curve_for_each_column(lab: Project, tmp_path: Path) -> None:
    rows = "epoch,step,train_loss,val_loss,lr\n0,9,2.5,,0.1\n0,9,,2.75,\n1,19,nan,,0.1\n,29,,x,\n"
    told = said(imported(lab, table(tmp_path, rows)))
    assert curve(lab, "curves", "validation_loss") == [(9, 2.75)]
    (first, second) = curve(lab, "curves", "loss")
    assert first == (9, 2.5)
    assert math.isnan(second[1])
    assert list(lab.saved_run("curves").state().series["loss"].epochs) == [0.0, 1.0]
    assert "hold no number are left out: val_loss 1" in told
    assert "train_loss → loss" in told


def test_that_a_long_table_has_a_run_for_each_name(lab: Project, tmp_path: Path) -> None:
    path = table(tmp_path, "run,tag,step,value\na,loss,1,3\nb,loss,1,4\na,eval/loss,2,3.5\n")
    lab.import_runs(path)
    assert curve(lab, "a", "validation_loss") == [(2, 3.5)]
    assert curve(lab, "b", "loss") == [(1, 4.0)]


def test_that_the_columns_of_several_runs_are_taken_apart(lab: Project, tmp_path: Path) -> None:
    heads = ["Step", "red - loss", "red - loss__MIN", "red - loss__MAX", "blue - loss"]
    path = table(tmp_path, ",".join(heads) + "\n1,3,3,3,4\n")
    assert [run.name for run in lab.import_runs(path)] == ["red", "blue"]
    assert curve(lab, "blue", "loss") == [(1, 4.0)]
    notes = lab.saved_run("red").state().notes
    assert "2 columns of" in str(notes[0].words)


def test_that_a_curve_that_tensorboard_saved_is_called_by_its_file(
    lab: Project, tmp_path: Path
) -> None:
    rows = "Wall time,Step,Value\n1700000000,0,3.5\n1700000010,10,3.25\n"
    imported(lab, table(tmp_path, rows, "run-train-tag-eval_loss.csv"))
    (run,) = lab.runs
    series = lab.saved_run(run.id).state().series["validation_loss"]
    assert list(series.elapsed_s) == [0.0, 10.0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_that_semicolons_decimal_commas_and_other_encodings_are_read(
    lab: Project, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("step;loss\n1;2,5\n", encoding=encoding)
    imported(lab, path)
    assert curve(lab, "a", "loss") == [(1, 2.5)]


def test_that_a_comma_which_may_stand_between_thousands_is_not_guessed_at(
    lab: Project, tmp_path: Path
) -> None:
    rows = 'step,loss,sum\n1,"2,5","1,250"\n"1,000","1,5",7\n2000,1,"1,250,000"\n'
    told = said(imported(lab, table(tmp_path, rows)))
    assert curve(lab, "curves", "loss") == [(1, 2.5), (2000, 1.0)]
    assert "sum" not in lab.saved_run("curves").state().series
    assert "1 rows of" in told
    assert "the first is line 3" in told
    assert "hold no number are left out: sum 2" in told


def test_that_a_restart_at_the_least_step_drops_all_that_was_before(
    lab: Project, tmp_path: Path
) -> None:
    folder = events_at(tmp_path / "a", (-(2**63), 1.0), (5, 2.0))
    events_at(folder, (-(2**63), 3.0), now=2e9)
    imported(lab, folder)
    assert curve(lab, "a", "loss") == [(-(2**63), 3.0)]


def test_that_what_this_project_exports_comes_back_the_same(lab: Project, tmp_path: Path) -> None:
    lab.import_runs(GOLDEN / "simple")
    lab.saved_run("simple").write_tensorboard(tmp_path / "out")
    lab.import_runs(tmp_path / "out")
    again, before = lab.saved_run(lab.runs[-1].id).state(), lab.saved_run("simple").state()
    assert again.series.keys() == before.series.keys()
    for name, series in before.series.items():
        assert list(again.series[name].steps) == list(series.steps)
        assert list(again.series[name].values) == pytest.approx(list(series.values))
        assert list(again.series[name].elapsed_s) == pytest.approx(list(series.elapsed_s), abs=1e-3)


@pytest.mark.slow
def test_that_an_import_can_be_stopped_and_resumed(lab: Project, tmp_path: Path) -> None:
    folder = events_at(tmp_path / "a", *((n, float(n)) for n in range(1, 3000)))
    (spec,) = lab.plans.imported_runs(folder).specs
    control = ThreadControl()
    control.stop()
    *_, ended = lab.start(spec, control)
    assert isinstance(ended, RunEnded)
    assert ended.outcome is Outcome.STOPPED
    list(lab.resume("a"))
    assert len(curve(lab, "a", "loss")) == 2999


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("train/loss", "loss"),
        ("Loss/train", "loss"),
        ("loss", "loss"),
        ("eval/loss", "validation_loss"),
        ("eval_loss", "validation_loss"),
        ("val_loss", "validation_loss"),
        ("Loss/val", "validation_loss"),
        ("train/learning_rate", "learning_rate"),
        ("train/grad_norm", "gradient_norm"),
        ("eval/perplexity", "validation_perplexity"),
        ("val_acc", "validation_accuracy"),
        ("train/epoch", "epoch"),
        ("test/loss", "test/loss"),
        ("train/accuracy", "train/accuracy"),
        ("eval/runtime", "eval/runtime"),
        ("train_loss_step", "train_loss_step"),
        ("train/val_loss", "train/val_loss"),
        ("validation_agreement", "validation_agreement"),
        ("epoch_loss", "epoch_loss"),
        ("", ""),
        ("/", "/"),
    ],
)
def test_that_a_metric_is_called_as_here_only_where_that_is_certain(tag: str, name: str) -> None:
    assert own_name(tag, 0.0, 1.0) == name


def test_that_per_cent_is_no_share_and_a_name_is_given_once() -> None:
    assert own_name("val_acc", 0.0, 87.5) == "val_acc"
    one = (0.0, 1.0)
    assert dict(names_of({"train/loss": one, "Loss/train": one}).taken) == {}
    assert dict(names_of({"train/loss": one, "loss": one}).taken) == {}
