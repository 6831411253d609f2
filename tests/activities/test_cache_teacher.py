"""A teacher cache as a run: made, interrupted, resumed, used, and refused where it does not fit."""

from pathlib import Path
from typing import Any

import pytest
from tiny_project import (
    CORPUS,
    RUNTIME,
    TEACHER,
    distill_spec,
    ending,
    events_of,
    metric_rows,
    perform,
    pretrain_spec,
)

from workbench.activities.caching import cache_teacher as activity
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.errors import BadInput, NotFound
from workbench.events import ArtifactReady, Note, Outcome, Progress
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.spec import validate

pytestmark = pytest.mark.slow


def cache_spec(**changes: Any) -> CacheTeacherSpec:
    plain = {
        "name": "kept",
        "corpus": CORPUS,
        "teacher": TEACHER,
        "kept": {"kind": "top_k", "k": 8},
        "temperature": 2.0,
        "windows_at_once": 4,
        "runtime": RUNTIME,
    }
    return validate(CacheTeacherSpec, plain | changes)


def notes(run: Any) -> list[str]:
    return [str(e.words) for e in events_of(run) if isinstance(e, Note)]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts instead of one."""
    monkeypatch.setattr(activity, "_PART_BYTES", 6000)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.usefixtures("small_parts")
def test_that_a_stopped_caching_goes_on_to_the_same_bytes(tiny: Project) -> None:
    whole = perform(tiny, cache_spec(name="whole"))
    assert ending(whole).outcome is Outcome.FINISHED, ending(whole).words
    control = ThreadControl()
    attempt = tiny.start(cache_spec(), control)
    for event in attempt:
        if isinstance(event, Progress) and event.done > 10:
            control.stop()
    assert [record.name for record in tiny.caches] == ["whole"]
    with pytest.raises(NotFound, match="there is no teacher cache 'kept'"):
        tiny.start(distill_spec(cache="kept"))
    for _ in tiny.resume(attempt.id):
        pass
    one, other = (contents(record.folder) for record in tiny.caches)
    arrays = [name for name in one if name.endswith(".npy")]
    assert len(arrays) > 9
    assert all(one[name] == other[name] for name in arrays)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("damaged", ["part", "list", "list is gone"])
def test_that_what_became_of_the_parts_of_a_stopped_caching_is_not_taken_over(
    tiny: Project, damaged: str
) -> None:
    whole = perform(tiny, cache_spec(name="whole"))
    control = ThreadControl()
    attempt = tiny.start(cache_spec(name="cut"), control)
    for event in attempt:
        if isinstance(event, Progress) and event.done > 20:
            control.stop()
    target = tiny.saved_run(attempt.run.path.name).folder
    folder = target.parents[1] / attempt.run.inputs().target
    path = folder / "logs-00001.npy" if damaged == "part" else target / "parts.sha256"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    if damaged == "list is gone":
        path.unlink()
    for _ in tiny.resume(attempt.run.path.name):
        pass
    assert ending(attempt.run).outcome is Outcome.FINISHED, ending(attempt.run).words
    kept, made = contents(whole.path.parents[1] / whole.inputs().target), contents(folder)
    arrays = [name for name in kept if name.endswith(".npy")]
    assert len(arrays) > 9
    assert {name: kept[name] for name in arrays} == {name: made[name] for name in arrays}


def test_that_a_student_learns_from_the_cache_and_both_are_dependents(tiny: Project) -> None:
    run = perform(tiny, cache_spec())
    ready = [e for e in events_of(run) if isinstance(e, ArtifactReady)][-1]
    record = tiny.caches[0]
    assert ready.facts["bytes"] == record.bytes
    assert 0.1 < float(ready.facts["kept_mass"]) < 1
    estimate = tiny.preview(cache_spec(name="again")).estimate()
    assert estimate.disk_bytes == pytest.approx(record.bytes, rel=0.1)
    student = perform(tiny, distill_spec(cache="kept"))
    assert ending(student).outcome is Outcome.FINISHED, ending(student).words
    assert any("by the cache and" in note for note in notes(student))
    assert tiny.catalogue.dependents(record) == ("small",)
    assert not any("by the cache and" in note for note in notes(run))


def test_that_with_whole_distributions_a_run_is_the_one_that_asks_the_teacher(
    tiny: Project,
) -> None:
    """The same windows in the same order: one learns from the cache, the other from the teacher."""
    perform(tiny, cache_spec(name="whole", kept={"kind": "whole"}, precision="float32"))
    cached = perform(tiny, distill_spec(name="cached", cache="whole", student={"dropout": 0.0}))
    (note,) = [note for note in notes(cached) if "by the cache and" in note]
    assert note.endswith("a deviation of 0.00%")
    live = perform(
        tiny,
        distill_spec(
            name="live",
            cache="whole",
            student={"dropout": 0.0},
            stages=[{"steps": 12, "alpha": 0.0}],
        ),
    )
    losses = [row for row in metric_rows(cached) if row[0] == "loss_soft"]
    assert len(losses) == 12
    assert [row for row in metric_rows(live) if row[0] == "loss_soft"] == []


def test_that_samples_teach_too(tiny: Project) -> None:
    perform(tiny, cache_spec(kept={"kind": "samples", "count": 20}, tokens=2000))
    assert tiny.caches[0].tokens <= 2000
    student = perform(tiny, distill_spec(cache="kept"))
    assert ending(student).outcome is Outcome.FINISHED, ending(student).words


def test_that_a_cache_of_another_teacher_corpus_or_temperature_is_refused_by_name(
    tiny: Project,
) -> None:
    perform(tiny, cache_spec())
    perform(tiny, pretrain_spec(name="other", loop={"steps": 2}))
    with pytest.raises(BadInput, match=r"made by the teacher 'big'.*learn from 'other'"):
        tiny.start(distill_spec(cache="kept", teacher="other"))
    with pytest.raises(BadInput, match=r"made for τ = 2\.0 and a stage learns at τ = 1\.0"):
        tiny.start(distill_spec(cache="kept", stages=[{"steps": 2, "temperature": 1.0}]))
    text = tiny.folder.with_name("more.txt")
    text.write_text("Ada had a kite. " * 400)
    tiny.add_corpus([text], name="kites")
    with pytest.raises(BadInput, match=r"on the corpus 'tales'.*learn from 'kites'"):
        tiny.start(distill_spec(cache="kept", corpus="kites"))
    with pytest.raises(NotFound, match="did you mean 'kept'"):
        tiny.start(distill_spec(cache="kep"))


def test_that_a_damaged_cache_is_named_and_a_deleted_one_restored(tiny: Project) -> None:
    perform(tiny, cache_spec())
    record = tiny.caches[0]
    tiny.catalogue.delete(record)
    assert not tiny.caches
    tiny.catalogue.restore(tiny.catalogue.bin()[0])
    tiny.catalogue.rename(tiny.caches[0], "renamed")
    assert ending(perform(tiny, distill_spec(cache="renamed"))).outcome is Outcome.FINISHED
    path = record.folder / "logs-00000.npy"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    run = perform(tiny, distill_spec(name="second", cache="renamed"))
    assert ending(run).outcome is Outcome.FAILED
    assert "logs-00000.npy" in str(ending(run).words)


def test_that_what_cannot_be_cached_is_refused_before_anything_is_made(tiny: Project) -> None:
    bert = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 32}
    perform(tiny, pretrain_spec(name="bert", model=bert, loop={"steps": 1}))
    with pytest.raises(BadInput, match="'bert' is a BERT"):
        tiny.start(cache_spec(teacher="bert"))
    with pytest.raises(BadInput, match="windows of 64 tokens are longer than the teacher's"):
        tiny.start(cache_spec(context=64))
    assert tiny.caches == ()
