"""P2: what was acknowledged survives a power cut, in every state that the disk may be left in."""

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from power_loss import Recorder, Tree, frozen, write_tree

from workbench.errors import Corrupt
from workbench.events import Metrics
from workbench.store.files import durable, manifest
from workbench.store.runs.journal import read_journal
from workbench.store.runs.run_folder import RunFolder

WEIGHTS = {step: bytes([step]) * 4000 for step in range(1, 5)}


class Promise:
    """What was acknowledged so far, and how many states keep it or do not."""

    def __init__(self, tmp_path: Path) -> None:
        self._scratch = tmp_path / "state"
        self._judged: dict[tuple[object, int, int, int], bool] = {}
        self.checkpoint = 0
        self.setting = 0
        self.line = 0

    def judge_all(self, trees: Iterable[Tree]) -> None:
        for tree in trees:
            self._judge(tree)

    def _judge(self, tree: Tree) -> None:
        key = (frozen(tree), self.checkpoint, self.setting, self.line)
        if key not in self._judged:
            write_tree(self._scratch, tree)
            self._judged[key] = self._is_kept(RunFolder(self._scratch / "run"))
            shutil.rmtree(self._scratch)

    def _is_kept(self, run: RunFolder) -> bool:
        saved = run.checkpoints()
        intact = all(_is_intact(record.folder, record.step) for record in saved)
        steps = [record.step for record in saved]
        entries, _ = read_journal(run.journal_path)
        lines = [entry.event.step for entry in entries if isinstance(entry.event, Metrics)]
        return (
            intact
            and (max(steps, default=0) >= self.checkpoint)
            and _setting(run.path / "meta.json") >= self.setting
            and lines[: self.line] == list(range(1, self.line + 1))
        )

    @property
    def states(self) -> int:
        return len(self._judged)

    @property
    def lost(self) -> int:
        return sum(not kept for kept in self._judged.values())


def _is_intact(folder: Path, step: int) -> bool:
    try:
        manifest.verify(folder)
    except Corrupt:
        return False
    return (folder / "model.safetensors").read_bytes() == WEIGHTS[step]


def _setting(path: Path) -> int:
    """What the file says; 0 when it is not there, -1 when it is torn."""
    try:
        return int(json.loads(path.read_bytes())["setting"])
    except FileNotFoundError:
        return 0
    except (ValueError, KeyError):
        return -1


def _live(run: RunFolder, promise: Promise) -> None:
    """A short life of a run: settings, journal, checkpoints, rotation."""
    durable.make_folder(run.path)
    journal = run.journal()
    for step in range(1, 5):
        journal.append(Metrics(step=step, values={"loss": 1.0}))
        journal.sync()
        promise.line = step
        with durable.staging(run.checkpoint_folder(step)) as folder:
            (folder / "model.safetensors").write_bytes(WEIGHTS[step])
            (folder / "state.json").write_text(json.dumps({"step": step, "metric": 1.0 / step}))
        promise.checkpoint = step
        if step > 1:
            durable.remove_tree(run.checkpoint_folder(step - 1))
        durable.write_json(run.path / "meta.json", {"setting": step})
        promise.setting = step
    journal.close()


def test_that_no_power_cut_loses_what_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """The power fails after every single call that changes the disk."""
    (tmp_path / "disk").mkdir()
    promise = Promise(tmp_path)
    recorder = Recorder(tmp_path / "disk", monkeypatch)
    recorder.on_change = lambda: promise.judge_all(recorder.states())
    _live(RunFolder(tmp_path / "disk" / "run"), promise)
    promise.judge_all(recorder.states())
    record_property("states", promise.states)
    record_property("lost", promise.lost)
    assert promise.states > 85
    assert promise.lost == 0


def test_that_the_model_notices_when_nothing_is_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """Otherwise the proof above would prove nothing."""
    (tmp_path / "disk").mkdir()
    promise = Promise(tmp_path)
    recorder = Recorder(tmp_path / "disk", monkeypatch, syncing=False)
    _live(RunFolder(tmp_path / "disk" / "run"), promise)
    promise.judge_all(recorder.states(most_counts=2))
    record_property("states", promise.states)
    record_property("lost", promise.lost)
    assert promise.lost > promise.states / 2
