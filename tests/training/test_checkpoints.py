"""P3: damage is named, and the last good checkpoint offered. And what a restored run takes over."""

import errno
import json
import random
import shutil
from pathlib import Path

import pytest
import torch
from refused import refusing_to_read
from tiny_training import SHAPE, VOCABULARY, checkpoints, do, run_folder, save, task

from workbench.errors import CannotBeRead, Corrupt, NotFinite
from workbench.models.load import load_model
from workbench.models.model_file import ModelFile
from workbench.store.files import manifest
from workbench.store.runs.run_folder import RunFolder
from workbench.training.checkpoints import Checkpoints
from workbench.training.optimizing.optimizers import build_optimizer, optimizer_tensors
from workbench.training.state import TrainingState
from workbench.training.trained_modules import TrainedModules

DAMAGES = 20


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    """A run with two checkpoints: the best at step 3, the last at step 6."""
    run = run_folder(tmp_path / "run")
    work = task(6)
    optimizer = build_optimizer(work.optimizer, TrainedModules(work.model))
    do(run, task(3))
    for step, metric in ((3, 1.0), (6, 2.0)):
        shutil.rmtree(run.checkpoint_folder(step), ignore_errors=True)
        save(
            checkpoints(run),
            TrainingState(step=step, metric=metric),
            TrainedModules(work.model),
            optimizer,
        )
    return run


def restore(run: RunFolder) -> TrainingState | None:
    work = task()
    return checkpoints(run).restore(
        TrainedModules(work.model), build_optimizer(work.optimizer, TrainedModules(work.model))
    )


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.stat().st_size)


def damaged(good: bytes, number: int) -> bytes:
    """A file's bytes, cut short or with a bit turned over, each at a place of its own."""
    chance = random.Random(number)
    data = bytearray(good)
    if number < DAMAGES:
        return bytes(data[: chance.randrange(len(data))])
    bit = chance.randrange(8 * len(data))
    data[bit // 8] ^= 1 << bit % 8
    return bytes(data)


@pytest.mark.slow
def test_that_every_cut_and_every_turned_bit_is_noticed_and_the_last_good_one_offered(run):
    caught = 0
    for path in files_of(run.checkpoint_folder(6)):
        good = path.read_bytes()
        for number in range(2 * DAMAGES):
            path.write_bytes(damaged(good, number))
            with pytest.raises(
                Corrupt, match=r"last good checkpoint is step 3.*--from 3"
            ) as raised:
                restore(run)
            assert path.name in str(raised.value)
            caught += 1
        path.write_bytes(good)
    assert caught == 2 * DAMAGES * 5
    assert restore(run) is not None


def test_that_queries_notice_damage_too(run):
    path = run.checkpoint_folder(6) / "model.safetensors"
    good = path.read_bytes()
    for number in range(DAMAGES, 2 * DAMAGES):
        path.write_bytes(damaged(good, number))
        with pytest.raises(Corrupt, match=r"model\.safetensors"):
            load_model(path.parent)


@pytest.mark.parametrize(
    "name", ["model.safetensors", "optimizer.safetensors", "state.json", "model.json"]
)
def test_that_a_missing_file_is_named(run, name):
    (run.checkpoint_folder(6) / name).unlink()
    with pytest.raises(Corrupt, match=rf"{name} is missing.*step 3"):
        restore(run)


def test_that_without_any_good_checkpoint_that_is_said(run):
    for step in (3, 6):
        (run.checkpoint_folder(step) / "state.json").write_text("{}")
    with pytest.raises(Corrupt, match="no earlier good checkpoint"):
        restore(run)


def test_that_an_earlier_checkpoint_that_is_refused_is_no_reason_to_start_anew(run):
    (run.checkpoint_folder(6) / "model.json").write_text("{}")
    refused = run.checkpoint_folder(3) / "optimizer.safetensors"
    with refusing_to_read(refused, errno.EMFILE), pytest.raises(CannotBeRead, match=refused.name):
        restore(run)


def test_that_a_checkpoint_that_lost_its_manifest_is_named_with_the_last_good_one(run):
    (run.checkpoint_folder(6) / "manifest.json").unlink()
    with pytest.raises(Corrupt, match=r"step-00000006.*no manifest.json.*--from 3"):
        restore(run)
    shutil.rmtree(run.checkpoint_folder(6))
    state = restore(run)
    assert state is not None
    assert state.step == 3


def test_that_a_damaged_checkpoint_is_never_rotated_away(run):
    (run.checkpoint_folder(3) / "manifest.json").unlink()
    (run.checkpoint_folder(6) / "manifest.json").unlink()
    assert checkpoints(run).rotate() == []
    assert [checkpoint.step for checkpoint in run.checkpoints()] == [3, 6]


def test_that_restoring_gives_back_weights_optimizer_and_state(run, tmp_path):
    trained = do(run_folder(tmp_path / "other"), task(5))
    optimizer = build_optimizer(trained.task.optimizer, TrainedModules(trained.task.model))
    for parameter in trained.task.model.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    state = TrainingState(step=9, tokens=7, elapsed_s=1.5, best=0.5, stale_evaluations=2)
    save(checkpoints(run), state, TrainedModules(trained.task.model), optimizer)
    work = task()
    fresh = build_optimizer(work.optimizer, TrainedModules(work.model))
    assert checkpoints(run).restore(TrainedModules(work.model), fresh) == state
    for name, tensor in trained.weights.items():
        assert torch.equal(work.model.state_dict()[name], tensor)
    ours, theirs = (
        optimizer_tensors(fresh, TrainedModules(work.model)),
        optimizer_tensors(optimizer, TrainedModules(trained.task.model)),
    )
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)


@pytest.mark.parametrize(
    ("old", "name", "metric", "best"),
    [
        ({"metric": -0.5, "best": -0.75}, "score", 0.5, 0.75),
        ({"metric": None, "best": -0.0}, "score", None, 0.0),
        ({"metric": 2.5, "best": 2.0}, "validation_loss", 2.5, 2.0),
        ({"metric": None, "best": None}, "validation_loss", None, None),
    ],
)
def test_that_a_state_saved_before_metrics_had_names_is_still_read(old, name, metric, best):
    state = TrainingState.model_validate_json(json.dumps({"step": 4, "tokens": 9, **old}))
    assert (state.step, state.tokens) == (4, 9)
    assert (state.metric_name, state.metric, state.best) == (name, metric, best)
    assert TrainingState.model_validate_json(state.model_dump_json()) == state


def test_that_a_resumed_old_run_goes_on_to_compare_with_its_best_score():
    old = {"step": 4, "metric": -0.5, "best": -0.75, "stale_evaluations": 1}
    state = TrainingState.model_validate_json(json.dumps(old))
    assert not state.take_metric("validation_accuracy", 0.7)
    assert state.stale_evaluations == 2
    assert state.take_metric("validation_accuracy", 0.8)
    assert (state.best, state.stale_evaluations) == (0.8, 0)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_that_a_weight_that_is_no_number_is_named_and_nothing_is_written(run, value):
    work = task()
    with torch.no_grad():
        work.model.get_parameter("blocks.0.ffn_in.weight")[0, 0] = value
    before = sorted(run.checkpoints_path.iterdir())
    with pytest.raises(NotFinite, match=r"blocks\.0\.\S+weight is no longer finite at step 8"):
        save(
            checkpoints(run),
            TrainingState(step=8),
            TrainedModules(work.model),
            build_optimizer(work.optimizer, TrainedModules(work.model)),
        )
    assert sorted(run.checkpoints_path.iterdir()) == before


def test_that_equal_models_have_equal_digests_however_long_they_took(run):
    work = task()
    optimizer = build_optimizer(work.optimizer, TrainedModules(work.model))
    saved = [
        save(
            checkpoints(run),
            TrainingState(step=step, elapsed_s=float(step)),
            TrainedModules(work.model),
            optimizer,
        )
        for step in (7, 8)
    ]
    assert saved[0].digest == saved[1].digest
    with torch.no_grad():
        next(work.model.parameters())[0, 0] += 1
    other = save(checkpoints(run), TrainingState(step=9), TrainedModules(work.model), optimizer)
    assert other.digest != saved[0].digest


def test_that_the_journal_is_made_durable_before_the_checkpoint(tmp_path):
    run = run_folder(tmp_path / "run")
    seen: list[int] = []
    work = task()
    saving = Checkpoints(
        run,
        ModelFile(spec=SHAPE, vocabulary_size=VOCABULARY),
        before_save=lambda: seen.append(len(run.checkpoints())),
    )
    save(
        saving,
        TrainingState(step=1),
        TrainedModules(work.model),
        build_optimizer(work.optimizer, TrainedModules(work.model)),
    )
    assert seen == [0]
    manifest.verify(run.checkpoint_folder(1))
