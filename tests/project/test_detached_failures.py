"""A run whose processes fail, or die before it begins, tells why in one sentence."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_project import pretrain_spec

from workbench.errors import BadInput
from workbench.events import Outcome, RunEnded
from workbench.project import Project
from workbench.project.runs.processes import detached
from workbench.project.runs.processes.failed_process import FailedRun, Said, why_failed
from workbench.project.runs.processes.torchrun import command_elsewhere, command_here
from workbench.store.runs.run_folder import RunFolder
from workbench.words import words

SPEC = pretrain_spec(name="again")
Says = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """In place of a run's processes one runs this; gives what was asked of it."""

    def do(code: str) -> list[tuple[object, ...]]:
        asked: list[tuple[object, ...]] = []

        def command(processes: int, *arguments: str) -> list[str]:
            asked.append((processes, *arguments))
            return [sys.executable, "-c", code]

        monkeypatch.setattr(detached, "command_here", command)
        return asked

    return do


def failed(project: Project) -> FailedRun:
    until = time.monotonic() + 60
    while not (found := project.take_failed()):
        assert time.monotonic() < until, "nothing has failed"
        time.sleep(0.01)
    return found[0]


def ended(project: Project, run_id: str) -> None:
    while project._detached._is_alive(run_id):
        time.sleep(0.01)


def test_that_what_dies_before_it_begins_has_failed_with_its_sentence(
    tiny: Project, says: Says
) -> None:
    says("import sys; sys.exit('error: no card is free')")
    run_id = tiny.start_detached(SPEC, processes=2)
    assert failed(tiny) == FailedRun(run_id, words("{reason}", reason="no card is free"))
    assert tiny.take_failed() == (), "it is told once"
    run = tiny.saved_run(run_id)
    assert (run.record.status, str(run.state().ended)) == ("failed", "no card is free")


def test_that_a_run_resumed_from_the_window_is_resumed_in_as_many_processes(
    tiny: Project, says: Says
) -> None:
    asked = says("import sys; sys.exit('error: first'); ")
    run_id = tiny.start_detached(SPEC, processes=2)
    failed(tiny)
    assert tiny.saved_run(run_id).processes() == 2
    says_second = says("import sys; sys.exit('error: second')")
    tiny.resume_detached(run_id)
    assert str(failed(tiny).words) == "second", "what was said before is not said again"
    told = ("resume", run_id, "--project", str(tiny.folder), "--json")
    assert asked == says_second == [(2, *told)]


def test_that_one_process_leaves_nothing_to_keep(tiny: Project, says: Says) -> None:
    says("raise SystemExit(1)")
    run_id = tiny.start_detached(SPEC)
    assert str(failed(tiny).words) == "its process ended, and said nothing"
    assert tiny.saved_run(run_id).processes() == 1
    assert not (tiny.saved_run(run_id).folder / "processes.json").exists()


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.STOPPED])
def test_that_what_the_journal_tells_of_the_end_is_what_is_told(
    tiny: Project, says: Says, outcome: Outcome
) -> None:
    end = RunEnded(outcome=outcome, words=words("the text is gone"))
    says(
        "import sys; from pathlib import Path\n"
        "from workbench.events import *; from workbench.words import words\n"
        "from workbench.store.runs.journal import Journal\n"
        f"journal = Journal(Path({str(tiny.folder)!r}) / 'runs' / '0004-again' / 'journal.jsonl')\n"
        "journal.append(RunStarted(run='0004-again', name='again', kind='pretrain'))\n"
        f"journal.append(RunEnded(outcome=Outcome.{outcome.name}, words=words('the text is gone')))"
        "\njournal.close(); sys.exit('error: something else')"
    )
    run_id = tiny.start_detached(SPEC, processes=2)
    assert run_id == "0004-again"
    if outcome is Outcome.FAILED:
        assert failed(tiny) == FailedRun(run_id, end.words)
    else:
        ended(tiny, run_id)
        assert tiny.take_failed() == ()
    assert tiny.saved_run(run_id).record.status == outcome.value
    assert len(RunFolder(tiny.saved_run(run_id).folder).journal_path.read_text().splitlines()) == 2


def test_that_a_number_of_processes_that_cannot_share_a_step_starts_nothing(tiny: Project) -> None:
    before = len(tiny.runs)
    with pytest.raises(BadInput, match="3 processes cannot share out the 2 micro-batches"):
        tiny.start_detached(SPEC, processes=3)
    with pytest.raises(BadInput, match="0 processes perform no run"):
        tiny.start_detached(SPEC, processes=0)
    assert len(tiny.runs) == before


def test_that_several_processes_are_started_by_torchrun() -> None:
    assert command_here(1, "resume", "7") == [
        *(sys.executable, "-m", "workbench.cli", "resume", "7")
    ]
    assert command_here(2, "resume", "7") == [
        *(sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"),
        *("-m", "workbench.cli", "resume", "7"),
    ]


def test_that_the_command_for_machines_quotes_what_a_shell_would_split() -> None:
    spec, project = Path("/shared/my lab/a b.toml"), Path("/shared/my lab")
    several = command_elsewhere(spec, project, machines=2, processes=8)
    assert several.startswith(
        "torchrun --nnodes=2 --max-restarts=3 --rdzv-backend=c10d "
        "--rdzv-endpoint=HOST:29400 --rdzv-id=a-b --nproc-per-node=8 "
    )
    assert several.endswith(" run '/shared/my lab/a b.toml' --project '/shared/my lab' --resume")
    one = command_elsewhere(spec, project, machines=1, processes=8)
    assert one.startswith("torchrun --standalone --nproc-per-node=8 ")


def test_that_a_run_that_goes_on_after_torchrun_was_killed_has_not_failed(
    tiny: Project, says: Says
) -> None:
    says("raise SystemExit(1)")
    run_id = tiny.start_detached(SPEC)
    failed(tiny)
    run = RunFolder(tiny.saved_run(run_id).folder)
    with run.claim():
        assert why_failed(run, Said.by_now(run)) is None
