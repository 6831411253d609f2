import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from pydantic import ValidationError
from tiny_training import (
    VOCABULARY,
    checkpoints,
    do,
    run_folder,
    same_weights,
    save,
    stopping_at,
    task,
    tokens,
)

from workbench import room
from workbench.errors import BadInput, DiskFull, NotFinite
from workbench.events import CheckpointSaved, Continued, Metrics, Note, Outcome, Paused
from workbench.jobs import ThreadControl
from workbench.store.runs.notes.pins import keep_pins
from workbench.training.objectives.objective import Loss
from workbench.training.optimizing.optimizers import build_optimizer
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.spec import LoopSpec
from workbench.training.state import TrainingState
from workbench.training.trained_modules import TrainedModules


@pytest.fixture
def run(tmp_path: Path):
    return run_folder(tmp_path / "run")


def test_that_every_step_is_told_once_and_evaluations_fall_where_asked(run):
    done = do(run, task(8))
    assert done.outcome is Outcome.FINISHED
    assert list(done.losses) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert done.evaluated == [0, 3, 6, 8]
    assert done.saved == [3, 6, 8]


def test_that_the_loop_equals_a_bare_loop_of_torch(run):
    """The oracle: AdamW, cross-entropy and clipping written out, with the same batches."""
    done = do(run, task(4, micro_batch_size=3, dropout=0.0))
    bare = task(4, micro_batch_size=3, dropout=0.0)
    model, spec = bare.model, bare.optimizer
    matrices = [p for p in model.parameters() if p.ndim >= 2]
    vectors = [p for p in model.parameters() if p.ndim < 2]
    adamw = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": spec.weight_decay},
            {"params": vectors, "weight_decay": 0.0},
        ],
        betas=(spec.beta1, spec.beta2),
        eps=spec.epsilon,
    )
    for step in range(4):
        for group in adamw.param_groups:
            group["lr"] = bare.learning_rate(step)
        (batch,) = bare.batches.at(step)
        logits = model(torch.from_numpy(batch.inputs_bt))
        loss = F.cross_entropy(
            logits.flatten(0, 1), torch.from_numpy(batch.targets_bt).flatten(), reduction="mean"
        )
        adamw.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), spec.clip_norm)
        adamw.step()
        assert done.losses[step + 1] == pytest.approx(loss.item(), rel=1e-5)
    for one, other in zip(done.weights.values(), model.state_dict().values(), strict=True):
        # The bias of the keys has no true gradient; Adam makes its rounding errors steps.
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("algorithm", ["adamw", "sgd", "muon"])
@pytest.mark.parametrize("step", [0, 1, 2, 3, 6])
def test_that_a_stopped_run_goes_on_to_the_same_bits(run, tmp_path, algorithm, step):
    optimizer = OptimizerSpec(algorithm=algorithm)
    whole = do(run_folder(tmp_path / "whole"), task(8, optimizer=optimizer))
    control = ThreadControl()
    first = do(run, stopping_at(step, control, task(8, optimizer=optimizer)), control)
    assert first.outcome is Outcome.STOPPED
    assert first.saved[-1] == step + 1
    rest = do(run, task(8, optimizer=optimizer))
    assert rest.outcome is Outcome.FINISHED
    assert first.losses | rest.losses == whole.losses
    assert same_weights(rest, whole)


def test_that_a_stop_before_the_first_step_counts_no_evaluation_twice(run):
    control = ThreadControl()
    control.stop()
    first = do(run, task(8, patience=1), control)
    assert (first.evaluated, first.saved) == ([0], [0])
    rest = do(run, task(8, patience=1))
    assert rest.evaluated[0] == 3


def test_that_a_run_can_be_stopped_before_its_first_step_again_and_again(run, tmp_path):
    whole = do(run_folder(tmp_path / "whole"), task(8))
    for _ in range(3):
        control = ThreadControl()
        control.stop()
        assert do(run, task(8), control).outcome is Outcome.STOPPED
    rest = do(run, task(8))
    assert rest.outcome is Outcome.FINISHED
    assert same_weights(rest, whole)


def test_that_accumulated_micro_batches_make_the_gradient_of_the_whole(run, tmp_path):
    one = task(3, micro_batch_size=4, dropout=0.0)
    four = task(3, micro_batch_size=1, accumulation=4, dropout=0.0)
    whole, parts = do(run, one), do(run_folder(tmp_path / "parts"), four)
    for step, loss in whole.losses.items():
        assert parts.losses[step] == pytest.approx(loss, rel=1e-5)
    for a, b in zip(whole.weights.values(), parts.weights.values(), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-5)


def test_that_the_state_of_the_random_generator_is_no_matter(run, tmp_path):
    whole = do(run, task(4))
    torch.manual_seed(99)
    again = do(run_folder(tmp_path / "again"), task(4), on_event=lambda event: torch.manual_seed(7))
    assert again.losses == whole.losses
    assert same_weights(again, whole)


def test_that_early_stopping_waits_for_as_many_stale_evaluations_as_asked(run):
    losses = iter([3.0, 2.0, 2.5, 2.4, 2.3, 1.0])
    worse = replace(task(100, patience=2), evaluate=lambda _: {"validation_loss": next(losses)})
    done = do(run, worse)
    assert done.outcome is Outcome.FINISHED
    assert done.evaluated == [0, 3, 6, 9]
    assert [c.step for c in run.checkpoints() if c.is_best] == [3]


def test_that_best_and_last_survive_rotation(run):
    losses = iter([3.0, 1.0, 2.5, 2.4, 2.3])
    done = do(run, replace(task(12), evaluate=lambda _: {"validation_loss": next(losses)}))
    assert [c.step for c in run.checkpoints()] == [3, 12]
    assert done.removed == [6, 9]


def test_that_a_pinned_checkpoint_is_never_rotated_away(run):
    work = task(12)
    optimizer = build_optimizer(work.optimizer, TrainedModules(work.model))
    save(
        checkpoints(run),
        TrainingState(step=3, metric=9.0, pinned=True),
        TrainedModules(work.model),
        optimizer,
    )
    do(run, replace(work, evaluate=lambda _: {"validation_loss": 1 / run.checkpoints()[-1].step}))
    assert [(c.step, c.pinned) for c in run.checkpoints()] == [(3, True), (12, False)]


def test_that_a_checkpoint_is_kept_every_so_many_steps_and_changes_no_number(run, tmp_path):
    plain = do(run_folder(tmp_path / "plain"), task(12))
    kept = do(run, task(12, keep_every=5))
    pinned = [c.step for c in run.checkpoints() if c.pinned]
    assert pinned == [0, 5, 10]
    assert not set(pinned) & set(kept.removed)
    assert kept.losses == plain.losses
    assert same_weights(kept, plain)


def test_that_a_run_that_keeps_checkpoints_goes_on_from_any_of_them_to_the_same_bits(run, tmp_path):
    whole = do(run_folder(tmp_path / "whole"), task(8))
    control = ThreadControl()
    do(run, stopping_at(4, control, task(8, keep_every=5)), control)
    rest = do(run, task(8, keep_every=5))
    assert [c.step for c in run.checkpoints() if c.pinned] == [0, 5]
    assert same_weights(rest, whole)


def test_that_the_time_limit_ends_the_run_with_an_evaluation(run):
    done = do(run, task(1_000_000, minutes=0.002, evaluate_every=1_000_000))
    assert done.outcome is Outcome.FINISHED
    assert done.evaluated == [0, max(done.losses)]
    assert done.saved == [max(done.losses)]


def test_that_a_paused_run_waits_and_goes_on_to_the_same_bits(run, tmp_path):
    class OncePausing(ThreadControl):
        def wait(self, timeout_s: float) -> None:
            self.resume()

    control = OncePausing()

    def pause_at_two(event) -> None:
        if isinstance(event, Metrics) and event.step == 3 and "loss" in event.values:
            control.pause()

    paused = do(run, task(8), control, pause_at_two)
    assert [e.step for e in paused.of(Paused)] == [e.step for e in paused.of(Continued)] == [3]
    assert same_weights(paused, do(run_folder(tmp_path / "whole"), task(8)))


def test_that_what_was_measured_by_a_stop_is_told(run):
    control = ThreadControl()
    first = do(run, stopping_at(4, control, task(8)), control)
    assert list(first.losses) == [1, 2, 3, 4, 5]


# -- numbers that are none --------------------------------------------------------------------


def spoilt(work, at: int, value: float, part: str = ""):
    """The same task; at a step (from 0) a term of its loss is `value`."""

    def objective(batch, step):
        loss = work.objective(batch, step)
        if step != at:
            return loss
        bad = loss.total * value
        return Loss(bad, {"hard": loss.total.detach(), part: bad} if part else {})

    return replace(work, objective=objective)


@pytest.mark.parametrize(("value", "called"), [(math.nan, "NaN"), (math.inf, "infinite")])
@pytest.mark.parametrize("step", [0, 2, 3, 7])
def test_that_a_loss_that_is_no_number_ends_the_run_and_is_never_saved(run, step, value, called):
    with pytest.raises(NotFinite, match=f"loss became {called} at step {step + 1};"):
        do(run, spoilt(task(8), step, value))
    saved = run.checkpoints()
    assert [c.step for c in saved] == [s for s in (3, 6) if s <= step][-1:]
    for checkpoint in saved:
        assert all(t.isfinite().all() for t in _weights(checkpoint.folder).values())


def _weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors") | load_file(folder / "optimizer.safetensors")


def test_that_the_part_of_the_loss_is_named_that_spoilt_it(run):
    with pytest.raises(NotFinite, match="loss_soft became NaN at step 2"):
        do(run, spoilt(task(8), 1, math.nan, part="soft"))


def test_that_a_gradient_that_is_no_number_is_named(run):
    work = task(8)

    class Steep(torch.autograd.Function):
        @staticmethod
        def forward(ctx, loss):
            return loss.clone()

        @staticmethod
        def backward(ctx, gradient):
            return gradient * math.inf

    def objective(batch, step):
        loss = work.objective(batch, step)
        return Loss(Steep.apply(loss.total)) if step == 4 else loss

    with pytest.raises(NotFinite, match=r"gradient_norm became \w+ at step 5"):
        do(run, replace(work, objective=objective))
    assert [c.step for c in run.checkpoints()] == [3]


def test_that_a_validation_loss_that_is_no_number_ends_the_run(run):
    losses = iter([3.0, math.nan])
    work = replace(task(8), evaluate=lambda _: {"validation_loss": next(losses)})
    with pytest.raises(NotFinite, match="validation_loss became NaN at step 3"):
        do(run, work)
    assert run.checkpoints() == ()


def test_that_a_run_that_failed_goes_on_from_its_last_checkpoint(run, tmp_path):
    with pytest.raises(NotFinite):
        do(run, spoilt(task(8), 4, math.nan))
    rest = do(run, task(8))
    assert same_weights(rest, do(run_folder(tmp_path / "whole"), task(8)))


# -- no room ----------------------------------------------------------------------------------


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch):
    """A disk without room for as many attempts as the list holds."""
    from workbench.training.checkpoints import Checkpoints

    monkeypatch.setattr(room, "POLL_S", 0.0)
    attempts: list[None] = [None] * 3
    real = Checkpoints.save

    def save(self, *arguments):
        if attempts:
            attempts.pop()
            raise DiskFull("there is no room to write {path}", path="x")
        return real(self, *arguments)

    monkeypatch.setattr(Checkpoints, "save", save)
    return attempts


def test_that_a_full_disk_pauses_the_run_until_there_is_room(run, tmp_path, full_disk):
    done = do(run, task(8))
    assert [str(note.words) for note in done.of(Note)] == ["there is no room to write x"]
    assert [e.step for e in done.of(Paused)] == [e.step for e in done.of(Continued)] == [3]
    assert done.saved == [3, 6, 8]
    assert same_weights(done, do(run_folder(tmp_path / "whole"), task(8)))


def test_that_a_stop_on_a_full_disk_says_so_and_keeps_what_was_saved(run, full_disk):
    full_disk.clear()
    do(run, task(3))
    full_disk.extend([None] * 99)
    control = ThreadControl()

    def stop(event) -> None:
        if isinstance(event, Paused):
            control.stop()

    with pytest.raises(DiskFull):
        do(run, task(8), control, stop)
    assert [c.step for c in run.checkpoints()] == [3]
    assert checkpoints(run).restore(
        TrainedModules(task().model), torch.optim.SGD(task().model.parameters())
    )


def test_that_the_tokens_are_all_in_the_vocabulary():
    assert tokens().max() < VOCABULARY


def test_that_the_last_so_many_checkpoints_are_kept_beside_the_best(run):
    work = task(12, keep_last=2)
    losses = iter([9.0, 1.0, 5.0, 4.0, 3.0])
    done = do(run, replace(work, evaluate=lambda _: {"validation_loss": next(losses)}))
    assert [c.step for c in run.checkpoints()] == [3, 9, 12]
    assert done.removed == [6]


def test_that_a_pinned_checkpoint_outlives_the_rotation(run):
    def pin(event):
        if isinstance(event, CheckpointSaved) and event.step == 6:
            keep_pins(run.checkpoints_path, frozenset({6}))

    losses = iter([9.0, 1.0, 5.0, 4.0, 3.0])
    do(run, replace(task(12), evaluate=lambda _: {"validation_loss": next(losses)}), on_event=pin)
    assert [(c.step, c.pinned) for c in run.checkpoints()] == [(3, False), (6, True), (12, False)]


def test_that_checkpoints_are_saved_by_the_clock_and_no_number_changes(run, tmp_path):
    plain = do(run_folder(tmp_path / "plain"), task(6, evaluate_every=100))
    saving = do(run, task(6, evaluate_every=100, save_minutes=1e-9))
    assert saving.saved == [1, 2, 3, 4, 5, 6]
    assert [c.step for c in run.checkpoints()] == [6]
    assert (saving.losses, plain.saved) == (plain.losses, [6])
    assert same_weights(saving, plain)


def test_that_the_best_is_by_the_metric_that_is_asked_for(run, tmp_path):
    accuracies, losses = iter([0.0, 0.9, 0.1, 0.2]), iter([9.0, 3.0, 2.0, 1.0])

    def evaluate(_):
        return {"validation_loss": next(losses), "validation_accuracy": next(accuracies)}

    do(run, replace(task(9, best_metric="validation_accuracy"), evaluate=evaluate))
    assert [(c.step, c.is_best, c.score) for c in run.checkpoints()] == [
        (3, True, 0.9),
        (9, False, 0.2),
    ]
    unmeasured = task(9, best_metric="validation_kl")
    with pytest.raises(BadInput, match=r"validation_kl \(loop.best_metric\), which this run"):
        do(run_folder(tmp_path / "other"), unmeasured)
    with pytest.raises(ValidationError, match="does not tell which checkpoint is better"):
        LoopSpec(best_metric="loss")
