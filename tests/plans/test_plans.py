"""Runs that belong together find each other by what they record, whatever they are called."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tiny_project
from refused import refusing_to_read
from tiny_project import distill_spec, ending, perform, pretrain_spec

from workbench.distillation.spec import DistillSpec, control_of
from workbench.distillation.students.spec import StudentSpec
from workbench.errors import BadInput, CannotBeRead, NotFound
from workbench.events import Outcome
from workbench.models.spec import GPTSpec
from workbench.plans.chain import expanded, planned_chain, with_control
from workbench.plans.control_run import control_run_of
from workbench.plans.journey import JourneySpec, plan
from workbench.plans.minutes.within_minutes import MachineSize
from workbench.plans.planned_run import PlannedRun, spec_of
from workbench.plans.sweep import SweepSpec, next_of, plan_of
from workbench.project import Project, journey_speed
from workbench.spec import to_plain, validate
from workbench.store.membership import Membership
from workbench.store.runs.run_folder import RunFolder

pytestmark = pytest.mark.slow

SHORT = {"stages": [{"steps": 2}]}


def control_beside(project: Project, student: RunFolder) -> str:
    begun_as = str(student.spec()["name"])
    control = control_run_of(student.id, begun_as, project.runs)
    return control.id if control else ""


def renamed(project: Project, run_id: str, name: str) -> None:
    project.catalogue.rename(project.saved_run(run_id).record, name)


def as_made_before(run: RunFolder) -> None:
    """Take away what a run records of what it belongs to, as runs of earlier versions are."""
    path = run.path / "meta.json"
    meta = json.loads(path.read_text())
    del meta["belongs_to"], meta["checksum"]
    path.write_text(json.dumps(meta))


# -- student and control ----------------------------------------------------------------------


def test_that_a_control_stands_beside_its_student_when_both_are_renamed(tiny: Project) -> None:
    control, student = (perform(tiny, one) for one in with_control(distill_spec(**SHORT)))
    assert control_beside(tiny, student) == control.id
    renamed(tiny, student.id, "mine")
    renamed(tiny, control.id, "without")
    assert control_beside(tiny, student) == control.id
    assert control_beside(tiny, control) == ""


@pytest.mark.parametrize("control_first", [True, False])
def test_that_a_control_begun_by_hand_is_known_by_its_settings_and_then_by_its_id(
    tiny: Project, control_first: bool
) -> None:
    spec = distill_spec(**SHORT)
    specs = [control_of(spec), spec] if control_first else [spec, control_of(spec)]
    runs = [perform(tiny, one) for one in specs]
    control, student = runs if control_first else reversed(runs)
    renamed(tiny, control.id, "without")
    renamed(tiny, student.id, "mine")
    assert control_beside(tiny, student) == control.id


def test_that_a_run_that_is_only_called_like_a_control_is_none(tiny: Project) -> None:
    student = perform(tiny, distill_spec(**SHORT))
    perform(tiny, distill_spec(name="small control", **SHORT))
    assert control_beside(tiny, student) == ""


def test_that_of_runs_made_before_the_names_tell_the_control(tiny: Project) -> None:
    control, student = (perform(tiny, one) for one in with_control(distill_spec(**SHORT)))
    for run in (control, student):
        as_made_before(run)
    assert control_beside(tiny, student) == control.id
    renamed(tiny, control.id, "without")
    assert control_beside(tiny, student) == ""
    assert tiny.saved_run(control.id).record.belongs_to is None


def test_that_a_student_of_80_letters_and_its_control_are_two_models(tiny: Project) -> None:
    runs = [perform(tiny, one) for one in with_control(distill_spec(name="s" * 80, **SHORT))]
    assert [ending(run).outcome for run in runs] == [Outcome.FINISHED] * 2
    assert len({model.name for model in tiny.models}) == 3


# -- chains -----------------------------------------------------------------------------------


def chain_spec(**changes: Any) -> DistillSpec:
    assistant = tiny_project.MODEL | {"hidden_size": 16}
    return distill_spec(assistants=[assistant], **SHORT | changes)


def test_that_a_student_learns_from_its_assistant_though_that_was_renamed(tiny: Project) -> None:
    control, first, last = with_control(chain_spec())
    perform(tiny, control)
    assistant = perform(tiny, first)
    renamed(tiny, assistant.id, "helper")
    student = perform(tiny, last)
    teacher = student.inputs().teacher
    assert teacher is not None
    assert (teacher.id, teacher.name) == (assistant.id, "helper")
    assert control_beside(tiny, student) == control_id(tiny)
    assert control_beside(tiny, assistant) == ""


def control_id(project: Project) -> str:
    return next(run.id for run in project.runs if run.name == "small control")


def test_that_an_assistant_of_a_student_of_80_letters_has_another_name() -> None:
    assert len({link.name for link in expanded(chain_spec(name="s" * 80))}) == 2


def test_that_what_follows_a_run_is_kept_with_what_it_belongs_to(tiny: Project) -> None:
    first, last = planned_chain(chain_spec())
    run = perform(tiny, first)
    tiny.saved_run(run.id).keep_following((last, distill_spec()))
    assert tiny.saved_run(run.id).following() == (last, distill_spec())
    path = run.following_path
    kept = json.loads(path.read_text())
    del kept["belong_to"], kept["checksum"]
    path.write_text(json.dumps(kept))
    assert tiny.saved_run(run.id).following() == (spec_of(last), distill_spec())


# -- sweeps -----------------------------------------------------------------------------------


def sweep(*values: str, **changes: Any) -> SweepSpec:
    plain = {
        "name": "tau",
        "base": to_plain(distill_spec(**SHORT | changes)),
        "varied": [{"name": "stages.0.temperature", "values": values}],
    }
    return validate(SweepSpec, plain)


def swept(project: Project, spec: SweepSpec) -> list[RunFolder]:
    """Make every run of a sweep that is missing; gives those that were made."""
    project.plans.keep_sweep(spec)
    made = []
    while (due := next_of(spec, project.plans.sweep_results(spec))) is not None:
        made.append(perform(project, project.plans.sweep_run(spec, due.planned)))
    return made


def test_that_a_run_of_a_sweep_keeps_its_place_when_it_is_renamed(tiny: Project) -> None:
    spec = sweep("1", "2")
    first, second = swept(tiny, spec)
    renamed(tiny, first.id, "mild")
    renamed(tiny, second.id, "tau 1")
    results = tiny.plans.sweep_results(spec)
    assert [result.run for result in results] == [first.id, second.id]
    assert [result.name for result in results] == ["mild", "tau 1"]
    assert swept(tiny, spec) == []


def test_that_a_run_of_a_sweep_is_not_made_again_because_it_was_refused(tiny: Project) -> None:
    spec = sweep("1")
    (made,) = swept(tiny, spec)
    meta = made.path / "meta.json"
    os.utime(meta, (1, 1))  # the catalogue reads it again at its next look
    with refusing_to_read(meta, errno.EIO):
        tiny.catalogue.ingest()
        with pytest.raises(CannotBeRead, match=r"meta\.json"):
            tiny.plans.sweep_results(spec)
    assert [result.run for result in tiny.plans.sweep_results(spec)] == [made.id]


def test_that_a_sweep_of_another_distillation_by_the_same_name_has_runs_of_its_own(
    tiny: Project,
) -> None:
    (old,) = swept(tiny, sweep("1"))
    other = sweep("1", stages=[{"steps": 3}])
    assert [result.run for result in tiny.plans.sweep_results(other)] == [""]
    (new,) = swept(tiny, other)
    assert [result.run for result in tiny.plans.sweep_results(other)] == [new.id]
    assert tiny.saved_run(old.id).record.name == "tau 1"
    assert tiny.saved_run(new.id).record.name == "tau 1 2"


@pytest.mark.parametrize("kept_before", [False, True])
def test_that_a_sweep_finds_its_runs_again_after_another_one_had_its_name(
    tiny: Project, kept_before: bool
) -> None:
    spec, other = sweep("1"), sweep("1", stages=[{"steps": 3}])
    (first,) = swept(tiny, spec)
    if kept_before:
        as_kept_before(tiny)
    (second,) = swept(tiny, other)
    assert swept(tiny, spec) == swept(tiny, other) == []
    assert [result.run for result in tiny.plans.sweep_results(spec)] == [first.id]
    assert [result.run for result in tiny.plans.sweep_results(other)] == [second.id]


def as_kept_before(project: Project) -> None:
    """Take away what is kept of a sweep beside its id, as earlier versions kept it."""
    (path,) = (project.folder / "plans").glob("sweep-*.json")
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({"format": 1, "id": kept["id"]}))


def one_more(project: Project, spec: SweepSpec) -> RunFolder:
    """Keep a sweep and make its next run."""
    project.plans.keep_sweep(spec)
    due = next_of(spec, project.plans.sweep_results(spec))
    assert due is not None
    return perform(project, project.plans.sweep_run(spec, due.planned))


def test_that_all_runs_of_a_sweep_read_the_same_though_names_change_hands(tiny: Project) -> None:
    perform(tiny, tiny_project.pretrain_spec(name="other", loop={"steps": 2}))
    spec = sweep("1", "2")
    first = one_more(tiny, spec)
    renamed(tiny, tiny.model("big").record.id, "old big")
    renamed(tiny, tiny.model("other").record.id, "big")
    tiny.catalogue.rename(tiny.corpora[-1], "old tales")
    tiny.catalogue.rename(tiny.tokenizers[-1], "old pieces")
    second = one_more(tiny, spec)
    assert ending(second).outcome is Outcome.FINISHED
    read = [{one.folder for one in run.inputs().everything if one} for run in (first, second)]
    assert read[0] == read[1]
    assert swept(tiny, spec) == []


def test_that_a_sweep_whose_teacher_was_deleted_does_not_go_on_with_another_one(
    tiny: Project,
) -> None:
    spec = sweep("1", "2")
    one_more(tiny, spec)
    teacher = tiny.saved_run("big").record
    tiny.catalogue.delete(teacher)
    perform(tiny, tiny_project.pretrain_spec(loop={"steps": 2}))
    sentence = rf"'big' \(runs/{teacher.id}\), which this sweep began with, is no longer"
    with pytest.raises(NotFound, match=sentence):
        tiny.plans.keep_sweep(spec)
    with pytest.raises(NotFound, match=sentence):
        tiny.plans.sweep_run(spec, plan_of(spec)[1])


def test_that_a_sweep_without_a_run_begins_with_what_its_names_mean_by_then(tiny: Project) -> None:
    spec = sweep("1")
    tiny.plans.keep_sweep(spec)
    tiny.catalogue.delete(tiny.saved_run("big").record)
    teacher = perform(tiny, tiny_project.pretrain_spec(loop={"steps": 2}))
    given = one_more(tiny, spec).inputs().teacher
    assert given is not None
    assert given.id == teacher.id


def test_that_a_sweep_with_more_values_keeps_the_runs_that_it_has(tiny: Project) -> None:
    (two,) = swept(tiny, sweep("2"))
    more = sweep("1", "2")
    (one,) = swept(tiny, more)
    assert [result.run for result in tiny.plans.sweep_results(more)] == [one.id, two.id]


def test_that_random_draws_of_the_same_values_are_runs_of_their_own() -> None:
    plain = to_plain(sweep("1")) | {"method": "random", "draws": 3}
    assert len({one.role for one in plan_of(validate(SweepSpec, plain))}) == 3


def test_that_a_sweep_goes_on_with_the_runs_of_an_earlier_version(tiny: Project) -> None:
    spec = sweep("1", "2")
    old = perform(tiny, plan_of(spec)[0].spec)
    assert [result.run for result in tiny.plans.sweep_results(spec)] == ["", ""]
    as_made_before(old)
    (new,) = swept(tiny, spec)
    assert [result.run for result in tiny.plans.sweep_results(spec)] == [old.id, new.id]


def test_that_a_run_of_an_earlier_version_with_other_settings_is_no_part_of_a_sweep(
    tiny: Project,
) -> None:
    old = perform(tiny, plan_of(sweep("1", stages=[{"steps": 3}]))[0].spec)
    as_made_before(old)
    spec = sweep("1")
    assert [result.run for result in tiny.plans.sweep_results(spec)] == [""]
    (new,) = swept(tiny, spec)
    assert [result.run for result in tiny.plans.sweep_results(spec)] == [new.id]
    assert tiny.saved_run(new.id).record.name == "tau 1 2"


# -- journeys ---------------------------------------------------------------------------------


@pytest.fixture
def tales(tmp_path: Path) -> JourneySpec:
    """A journey of a few steps."""
    text = tmp_path / "tales.txt"
    text.write_text(tiny_project.tales())
    return JourneySpec(
        name="journey",
        files=(str(text),),
        vocabulary_size=300,
        minutes=1e-4,
        teacher=GPTSpec(**tiny_project.MODEL),
        student=StudentSpec(**tiny_project.MODEL | {"num_layers": 1}),
    )


def roles(runs: tuple[PlannedRun, ...]) -> list[str]:
    return [run.belongs_to.role for run in runs]


@pytest.mark.slow
def test_that_a_journey_goes_on_when_everything_it_made_was_renamed(
    tiny: Project, tales: JourneySpec
) -> None:
    for step in tiny.plans.new_journey(tales)[:3]:
        perform(tiny, step)
    tiny.catalogue.rename(tiny.corpora[-1], "my text")
    tiny.catalogue.rename(tiny.tokenizers[-1], "my pieces")
    renamed(tiny, tiny.runs[-1].id, "my teacher")
    rest = tiny.plans.remaining_journey(tales)
    assert roles(rest) == ["control", "student", "report"]
    runs = [perform(tiny, step) for step in rest]
    assert [ending(run).outcome for run in runs] == [Outcome.FINISHED] * 3
    renamed(tiny, runs[1].id, "my student")
    assert control_beside(tiny, runs[1]) == runs[0].id
    assert tiny.saved_run(runs[2].id).compared_models() == {
        "teacher": "my teacher",
        "control": "journey student control",
        "student": "my student",
    }
    assert roles(tiny.plans.remaining_journey(tales)) == ["report"]


def test_that_a_journey_makes_again_what_was_made_from_a_deleted_teacher(
    tiny: Project, tales: JourneySpec
) -> None:
    runs = [perform(tiny, step) for step in tiny.plans.new_journey(tales)]
    renamed(tiny, runs[4].id, "my student")
    tiny.catalogue.delete(tiny.saved_run(runs[2].id).record)
    rest = tiny.plans.remaining_journey(tales)
    assert roles(rest) == ["teacher", "control", "student", "report"]
    teacher, control, student, report = (perform(tiny, step) for step in rest)
    for run in (control, student):
        given = run.inputs().teacher
        assert given is not None
        assert given.id == teacher.id
    compared = [candidate.id for candidate in report.inputs().candidates]
    assert compared == [teacher.id, control.id, student.id]
    assert roles(tiny.plans.remaining_journey(tales)) == ["report"]
    tiny.catalogue.delete(tiny.saved_run(runs[3].id).record)
    tiny.catalogue.delete(tiny.saved_run(runs[4].id).record)
    (last,) = tiny.plans.remaining_journey(tales)
    again = [candidate.id for candidate in perform(tiny, last).inputs().candidates]
    assert again == compared


def test_that_a_journey_whose_corpus_was_deleted_begins_again(
    tiny: Project, tales: JourneySpec
) -> None:
    for step in tiny.plans.new_journey(tales)[:3]:
        perform(tiny, step)
    tiny.catalogue.delete(tiny.corpora[-1])
    rest = tiny.plans.remaining_journey(tales)
    assert len(rest) == 6
    runs = [perform(tiny, step) for step in rest]
    assert [ending(run).outcome for run in runs] == [Outcome.FINISHED] * 6
    assert roles(tiny.plans.remaining_journey(tales)) == ["report"]


def abandoned(project: Project, step: PlannedRun, events: int) -> str:
    """A run that dies after so many events; gives its id."""
    attempt = project.start(step)
    work = iter(attempt)
    for _ in range(events):
        next(work)
    work.close()  # type: ignore[attr-defined]
    return attempt.id


def test_that_a_journey_goes_on_with_whatever_run_of_its_own_was_killed(
    tiny: Project, tales: JourneySpec
) -> None:
    before = {run.id for run in tiny.runs}
    for number, role in enumerate(roles(tiny.plans.new_journey(tales))):
        killed = abandoned(tiny, tiny.plans.remaining_journey(tales)[0], number % 4)
        step = tiny.plans.remaining_journey(tales)[0]
        assert (step.belongs_to.role, step.begun) == (role, killed)
        assert perform(tiny, step).id == killed
    own = [run for run in tiny.runs if run.id not in before]
    assert [run.status for run in own] == ["finished"] * 6
    assert not list(tiny.folder.rglob(".pending-*"))
    assert {step.begun for step in tiny.plans.remaining_journey(tales)} == {""}


def test_that_a_journey_begins_anew_what_was_begun_with_other_settings_or_is_under_way(
    tiny: Project, tales: JourneySpec
) -> None:
    killed = abandoned(tiny, tiny.plans.new_journey(tales)[0], 2)
    other = tales.model_copy(update={"seed": 7})
    assert tiny.plans.remaining_journey(other)[0].begun == ""
    work = iter(tiny.start(tiny.plans.remaining_journey(tales)[0]))
    next(work)
    assert tiny.plans.remaining_journey(tales)[0].begun == ""
    with pytest.raises(BadInput, match="taken"):
        tiny.start(tiny.plans.remaining_journey(tales)[0])
    work.close()  # type: ignore[attr-defined]
    assert tiny.plans.remaining_journey(tales)[0].begun == killed


def test_that_a_journey_of_an_earlier_version_goes_on_by_its_names(
    tiny: Project, tales: JourneySpec
) -> None:
    corpus, *_ = tiny.plans.new_journey(tales)
    run = perform(tiny, spec_of(corpus))
    assert len(tiny.plans.remaining_journey(tales)) == 6
    as_made_before(run)
    assert roles(tiny.plans.remaining_journey(tales))[0] == "tokenizer"


def test_that_another_journey_by_the_same_name_has_runs_of_its_own(
    tiny: Project, tales: JourneySpec
) -> None:
    corpus, *_ = tiny.plans.new_journey(tales)
    perform(tiny, corpus)
    assert roles(tiny.plans.remaining_journey(tales))[0] == "tokenizer"
    again, *_ = tiny.plans.new_journey(tales)
    assert again.belongs_to.id != corpus.belongs_to.id
    assert roles(tiny.plans.remaining_journey(tales))[0] == "corpus"


def test_that_the_catalogue_tells_what_a_run_belongs_to(tiny: Project) -> None:
    membership = Membership("chain", "a1", "student")
    run = perform(tiny, PlannedRun(distill_spec(**SHORT), membership))
    assert tiny.saved_run(run.id).record.belongs_to == membership
    assert tiny.saved_run("big").record.belongs_to == Membership()
    renamed(tiny, run.id, "mine")
    assert tiny.saved_run(run.id).record == replace(
        tiny.saved_run(run.id).record, belongs_to=membership
    )


# -- the comparison of chosen models ----------------------------------------------------------


def test_that_chosen_models_are_compared_beside_their_teacher_and_control(tiny: Project) -> None:
    control, _ = (perform(tiny, one) for one in with_control(distill_spec(**SHORT)))
    teacher = tiny.models[0]
    renamed(tiny, teacher.run, "large")
    renamed(tiny, control.id, "alone")

    def parts(*models: str, **given: str) -> list[tuple[str, str]]:
        spec = tiny.plans.comparison(models, **given)
        return [(one.role, one.model) for one in spec.candidates]

    three = [("teacher", "large@best"), ("control", "alone@best"), ("student", "small@last")]
    assert parts("small@last") == three
    assert parts("small@last", teacher="alone") == three
    assert parts("small@last", "alone@best", "large@best") == three
    assert parts("alone@best") == three[:2]
    assert parts("large@best") == [("model", "large@best")]
    perform(tiny, pretrain_spec(name="other", loop={"steps": 2, "evaluate_every": 2}))
    by_hand = [("teacher", "large@best"), ("student", "other@best")]
    assert parts("large@best", "other@best", teacher="large@best") == by_hand
    assert parts("large@best", "other@best") == [("model", name) for _, name in by_hand]
    spec = tiny.plans.comparison(["small"])
    assert (spec.name, spec.corpus, spec.teacher) == (
        "small report",
        tiny_project.CORPUS,
        "large@best",
    )
    report = perform(tiny, spec)
    assert ending(report).outcome is Outcome.FINISHED
    shown = tiny.saved_run(report.id).state().report
    assert shown is not None
    assert [row.role for row in shown.rows] == ["ngram", "teacher", "control", "student"]
    assert shown.verdict is not None
    assert tiny.plans.comparison(["small"]).name == "small report 2"
    with pytest.raises(BadInput, match="no model is named"):
        tiny.plans.comparison([])


def test_that_a_journey_goes_on_by_the_speed_that_it_began_with(
    tiny: Project, tales: JourneySpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = tales.model_copy(update={"minutes": 1.0})
    begun = tiny.plans.new_journey(minute)
    monkeypatch.setattr(journey_speed, "this_machine", lambda: MachineSize(1e15))
    assert tiny.plans.remaining_journey(minute) == begun
    kept = tiny.plans.journey_basis(minute)
    assert kept is not None
    assert kept.machine.flops_per_second < 1e15
    other = tiny.plans.remaining_journey(tales)
    assert other[0].belongs_to == begun[0].belongs_to
    assert tiny.plans.journey_basis(minute) is None, "it is planned for other minutes now"


def test_that_a_new_journey_is_planned_by_timed_steps_and_one_that_has_begun_is_not_timed_again(
    tiny: Project, tales: JourneySpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, basis = journey_speed.planned_here(tiny.plans, tales, timed=True)
    assert basis.teacher_step is not None
    assert basis.student_step is not None
    assert planned.student.num_layers == max(1, planned.teacher.num_layers // 2)
    tiny.plans.new_journey(planned, basis)
    monkeypatch.setattr(journey_speed, "with_timed_models", None)
    again, kept = journey_speed.planned_here(tiny.plans, tales, timed=True)
    assert again == planned
    assert plan(again, kept) == plan(planned, basis)
