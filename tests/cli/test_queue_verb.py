"""`queue`: who performs a run follows the order and the pause that were asked for meanwhile."""

from called_verbs import Call
from tiny_project import pretrain_spec

from workbench.events import Outcome, RunEnded
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.training.pretrain_spec import PretrainSpec

LOOP = {"steps": 2, "sample_prompt": ""}


def spec(name: str) -> PretrainSpec:
    return pretrain_spec(name=name, loop=LOOP)


def left_behind(project: Project, *names: str) -> str:
    """A run that was stopped with others waiting behind it; gives its id."""
    control = ThreadControl()
    attempt = project.start(spec("begun"), control)
    project.saved_run(attempt.id).keep_following([spec(name) for name in names])
    control.stop()
    *_, ended = attempt
    assert isinstance(ended, RunEnded)
    assert ended.outcome is Outcome.STOPPED
    return attempt.id


def order(cli: Call) -> list[tuple[int, str]]:
    _, *lines = cli("queue", "--json").objects
    return [(line["place"], line["name"]) for line in lines]


def test_that_what_waits_is_listed_moved_and_taken_out(tiny: Project, cli: Call) -> None:
    left_behind(tiny, "first", "second", "third")
    assert order(cli) == [(0, "begun"), (1, "first"), (2, "second"), (3, "third")]
    cli("queue", "--move", "3", "up")
    assert order(cli) == [(0, "begun"), (1, "first"), (2, "third"), (3, "second")]
    result = cli("queue", "--take-out", "1")
    assert "taken out: first" in result.err
    assert order(cli) == [(0, "begun"), (1, "third"), (2, "second")]
    assert cli("queue", "--move", "1", "up").error == "'third' stands at the end already"
    assert cli("queue", "--take-out", "7").error == "2 runs wait, and none is number 7"


def test_that_a_paused_queue_is_left_after_the_run_and_gone_on_with(
    tiny: Project, cli: Call
) -> None:
    run = left_behind(tiny, "first", "second")
    cli("queue", "--pause")
    result = cli("resume", run)
    assert result.code == 0
    assert "the queue is paused; not started: first, second" in result.err
    assert order(cli) == [(0, "begun"), (1, "first"), (2, "second")]
    assert cli("queue", "--resume").code == 0
    names = [record.name for record in tiny.runs if record.status.value == "finished"]
    assert names[-3:] == ["begun", "first", "second"]
    assert "nothing is live and nothing waits" in cli("queue").out
