"""The same spec tells the same story wherever it is performed, and whoever queries meanwhile."""

import itertools
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tiny_project import (
    RUNTIME,
    distill_spec,
    events_of,
    metric_rows,
    perform,
    pretrain_spec,
    weights_hash,
    without_wall_time,
)

from workbench.activities.queries import model_queries
from workbench.activities.spec import AnySpec, Candidate, EvaluateSpec
from workbench.events import Event, Metrics, ReportReady, StageStarted
from workbench.generation import decode
from workbench.generation.spec import Greedy, Sample
from workbench.inspection.maps import reading
from workbench.jobs import RUNS, Job, ThreadControl
from workbench.models import inference
from workbench.project import Project
from workbench.store.runs.run_folder import RunFolder

pytestmark = pytest.mark.slow

NUM_QUERIES = 50
TIMED = [
    f"{speed}{of_it}"
    for speed in ("ms_per_token", "tokens_per_second_16")
    for of_it in ("", "_margin")
]
AHEAD = 20
BEAT_S = 0.02
SPECS: dict[str, AnySpec] = {"pretrain": pretrain_spec(name="again"), "distill": distill_spec()}
LONGER: dict[str, AnySpec] = {
    "pretrain": pretrain_spec(name="again", loop={"steps": 50, "evaluate_every": 7}),
    "pretrain on two threads": pretrain_spec(
        name="again",
        loop={"steps": 50, "evaluate_every": 7},
        runtime=RUNTIME | {"threads": 2},
    ),
    "distill": distill_spec(stages=[{"steps": 50}], loop={"evaluate_every": 7}),
}


@pytest.fixture
def other(tiny_template: Path, tmp_path: Path) -> Iterator[Project]:
    """An equal project in another place."""
    with Project.open(shutil.copytree(tiny_template, tmp_path / "elsewhere")) as project:
        yield project


def in_thread(
    project: Project,
    spec: AnySpec,
    meanwhile: Callable[[], None] = lambda: None,
    before_event: Callable[[int], None] = lambda number: None,
) -> RunFolder:
    """Perform a run as the window does: in a job's thread, its events drained on a beat."""
    attempt = project.start(spec, ThreadControl())

    def events() -> Iterator[Event]:
        for number, event in enumerate(attempt):
            before_event(number)
            yield event

    job: Job[Event] = Job(events, name="training")
    drained: list[Event] = []
    job.start()
    meanwhile()
    while not job.done:
        drained.extend(job.drain())
        project.catalogue.ingest()
        time.sleep(BEAT_S)
    assert job.error is None
    drained.extend(job.drain())
    assert drained == events_of(attempt.run)
    return attempt.run


def assert_same_journal(one: RunFolder, other: RunFolder) -> None:
    ours, theirs = (without_wall_time(events_of(run)) for run in (one, other))
    assert ours == theirs
    assert metric_rows(one) == metric_rows(other)
    assert weights_hash(one) == weights_hash(other)


@pytest.mark.parametrize("kind", SPECS)
def test_that_thread_and_plain_iteration_write_the_same_journal(
    tiny: Project, other: Project, kind: str
) -> None:
    assert_same_journal(in_thread(tiny, SPECS[kind]), perform(other, SPECS[kind]))


def query(project: Project, number: int) -> None:
    """One of four queries about the teacher, or the run's own text."""
    match number % 4:
        case 0:
            assert project.model("big").attention("Ada had a kite.").tokens
        case 1:
            assert project.model("big").score("Bo had a lamp.")
        case 2:
            strategy = Sample(temperature=0.9, top_p=0.9)
            list(project.model("big").stream("Cy", strategy, seed=number, max_new_tokens=8))
        case _:
            list(project.model("big").stream("Dora", Greedy(), max_new_tokens=8))


@pytest.mark.slow
@pytest.mark.parametrize("kind", LONGER)
def test_that_50_queries_during_a_run_change_nothing_in_its_journal(
    tiny: Project, other: Project, kind: str
) -> None:
    spec = LONGER[kind]
    answered: list[int] = []

    def query_all() -> None:
        for number in range(NUM_QUERIES):
            query(tiny, number)
            answered.append(number)

    def let_them_query(number: int) -> None:
        """The run may be some events ahead of the queries, never done before them."""
        while querying.is_alive() and len(answered) < min(NUM_QUERIES, number - AHEAD):
            time.sleep(0.001)

    querying = threading.Thread(target=query_all)
    queried = in_thread(tiny, spec, querying.start, let_them_query)
    querying.join()
    assert len(events_of(queried)) > NUM_QUERIES + AHEAD
    assert len(answered) == NUM_QUERIES
    assert_same_journal(queried, perform(other, spec))


def test_that_answers_are_the_same_beside_a_run_as_without_one_on_as_many_threads(
    tiny: Project, other: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "available_cores", lambda: 1)

    def answers(project: Project) -> list[Any]:
        sample = Sample(temperature=1.0, top_k=20)
        text = [t.id for t in project.model("big").stream("Fay", sample, seed=3, max_new_tokens=12)]
        scores = [token.log_probability for token in project.model("big").score("Emil had a drum.")]
        return [
            text,
            scores,
            project.model("big").attention("Ada lost it.").attention_lhqk.tolist(),
        ]

    beside: list[Any] = []
    in_thread(tiny, pretrain_spec(name="again"), lambda: beside.append(answers(tiny)))
    assert beside == [answers(other)]


def test_that_a_query_has_every_core_until_a_run_is_on(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "available_cores", lambda: 3)

    def threads() -> set[int]:
        written = tiny.model("big").stream("Ada", Greedy(), max_new_tokens=3)
        return {tiny.model("big").attention("Ada").threads, *(token.threads for token in written)}

    assert threads() == {3}
    seen = [threads() for _ in tiny.start(pretrain_spec(name="again", loop={"steps": 2}))]
    assert seen == [{1}] * len(seen)
    assert threads() == {3}


def test_that_a_text_that_a_run_overtakes_keeps_its_threads(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inference, "available_cores", lambda: 3)
    written = tiny.model("big").stream("Ada", Greedy(), max_new_tokens=4)
    first = next(written)
    with RUNS.counted():
        assert {first.threads, *(token.threads for token in written)} == {3}


@pytest.mark.parametrize("threads", [1, 2])
def test_that_queries_on_every_core_change_nothing_in_a_run_that_overtakes_them(
    tiny: Project, other: Project, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    """The worst that can happen: no query keeps back, and each sets its threads all the time."""
    spec = pretrain_spec(
        name="again",
        loop={"steps": 50, "evaluate_every": 7},
        runtime=RUNTIME | {"threads": threads},
    )
    over = threading.Event()

    def query_on() -> None:
        for number in itertools.count():
            query(tiny, number)
            if over.is_set():
                return

    with monkeypatch.context() as patched:
        for module in (reading, decode, model_queries):
            patched.setattr(module, "query_threads", lambda: 3)
        patched.setattr(inference, "query_threads", lambda: 3)
        querying = threading.Thread(target=query_on)
        queried = in_thread(tiny, spec, querying.start)
        over.set()
        querying.join()
    assert_same_journal(queried, perform(other, spec))


def test_that_a_repeated_evaluation_tells_the_same_but_for_its_speed(tiny: Project) -> None:
    spec = EvaluateSpec(
        name="report", corpus="tales", candidates=(Candidate(model="big"),), tokens=300
    )
    reports = [
        next(e for e in events_of(perform(tiny, spec)) if isinstance(e, ReportReady))
        for _ in range(2)
    ]
    one, two = (
        [row.model_copy(update=dict.fromkeys(TIMED)) for row in report.rows] for report in reports
    )
    assert one == two


def test_that_the_journal_tells_what_each_part_does_before_the_first_figure(tiny: Project) -> None:
    events = events_of(perform(tiny, pretrain_spec(name="again")))
    first = next(i for i, event in enumerate(events) if isinstance(event, Metrics))
    assert any(isinstance(event, StageStarted) for event in events[:first])
