"""What is measured of layers and machine beside a step, which changes nothing of it."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from tiny_training import CPU, RUNTIME, SHAPE, VOCABULARY, do, run_folder, same_weights, task
from torch import nn

from workbench.events import Metrics
from workbench.metrics import (
    BY_WALL_TIME,
    LAYER_GRADIENT,
    LAYER_UPDATE,
    TRAINING_FLOPS,
    layer_order,
    metric,
)
from workbench.models.build import build
from workbench.training.measuring.layers import LayerMeasures, update_ratio
from workbench.training.measuring.machine import MachineUse, matrix_flops_per_second
from workbench.training.measuring.pace import pace_of
from workbench.training.objectives.objective import CausalLanguageModelling
from workbench.training.optimizing.layer_rates import freeze
from workbench.training.spec import LoopSpec
from workbench.training.state import TrainingState
from workbench.training.training_task import Task

TOKENS_PER_STEP = 2 * 8


def stepped(work: Task, step: int = 0) -> dict[str, float]:
    """The values of one step that is measured by layer."""
    layers = LayerMeasures()
    values = work.optimizer_step()(step, work.batches.at(step), [layers]) | layers.values
    return {name: float(value) for name, value in values.items()}


def weights_by_layer(model: nn.Module) -> dict[str, np.ndarray]:
    """All numbers of each layer, found by the names alone."""
    layers: dict[str, list[np.ndarray]] = {}
    for name, parameter in model.named_parameters():
        if "embedding" in name:
            layer = "embeddings"
        else:
            layer = name.split(".")[1] if name.startswith("blocks.") else "head"
        layers.setdefault(layer, []).append(parameter.detach().numpy().astype(np.float64).ravel())
    return {layer: np.concatenate(parts).copy() for layer, parts in layers.items()}


def test_that_the_squares_of_the_layers_norms_add_up_to_the_gradients() -> None:
    values = stepped(task())
    norms = [value for name, value in values.items() if name.startswith(LAYER_GRADIENT)]
    assert len(norms) == 3
    assert np.linalg.norm(norms) == pytest.approx(values["gradient_norm"], rel=1e-6)


def test_that_a_gradient_is_measured_before_it_is_clipped() -> None:
    loose, work = task(dropout=0.0), task(dropout=0.0)
    loss = work.objective(work.batches.at(0)[0], 0).total
    loss.backward()
    for parameter in work.model.parameters():
        assert parameter.grad is not None
        parameter.data = parameter.grad
    expected = {layer: np.linalg.norm(w) for layer, w in weights_by_layer(work.model).items()}
    tight = replace(loose, optimizer=loose.optimizer.model_copy(update={"clip_norm": 1e-3}))
    values = stepped(tight)
    for layer, norm in expected.items():
        assert values[f"{LAYER_GRADIENT}{layer}"] == pytest.approx(norm, rel=1e-5)


def test_that_the_ratio_is_how_far_a_layer_moved_over_how_large_it_was() -> None:
    work = task()
    before = weights_by_layer(work.model)
    values = stepped(work)
    for layer, after in weights_by_layer(work.model).items():
        expected = np.linalg.norm(after - before[layer]) / np.linalg.norm(before[layer])
        assert values[f"{LAYER_UPDATE}{layer}"] == pytest.approx(expected, rel=1e-4)


def test_that_measuring_changes_no_bit_of_a_run(tmp_path: Path) -> None:
    settings = {"machine_every": 0}, {"machine_every": 1, "layers_every": 1, "histograms_every": 1}
    loops = [task().loop.model_copy(update=one) for one in settings]
    works = [replace(task(), loop=loop, flops_per_token=3.0) for loop in loops]
    plain, measured = (do(run_folder(tmp_path / str(n)), work) for n, work in enumerate(works))
    assert same_weights(plain, measured)
    assert plain.losses == measured.losses
    assert plain.saved == measured.saved


def test_that_only_chosen_steps_are_measured(tmp_path: Path) -> None:
    work = replace(task(steps=8, machine_every=4, layers_every=3), flops_per_token=3.0)
    training = do(run_folder(tmp_path), work)
    measured = {
        name: [event.step for event in training.of(Metrics) if name in event.values]
        for name in ("cpu_use", TRAINING_FLOPS, f"{LAYER_UPDATE}0")
    }
    assert measured == {"cpu_use": [4, 8], TRAINING_FLOPS: [4, 8], f"{LAYER_UPDATE}0": [3, 6]}


def test_that_frozen_layers_have_no_curve() -> None:
    model = build(SHAPE, VOCABULARY)
    freeze(model, 1)
    objective = CausalLanguageModelling(model, CPU)
    work = replace(task(), model=model, objective=objective)
    layers = {name for name in stepped(work) if metric(name).is_by_layer}
    assert layers == {f"{LAYER_GRADIENT}head", f"{LAYER_UPDATE}head"}


def test_that_weights_that_begin_as_zeros_move_by_all_they_are() -> None:
    zero, some = [torch.zeros(3)], [torch.tensor([0.0, 3.0, 4.0])]
    assert update_ratio(zero, some) == 1
    assert update_ratio(zero, zero) == 0


def test_that_what_learns_beside_the_model_is_a_layer_of_its_own() -> None:
    linear = nn.Linear(2, 2)
    linear(torch.ones(2)).sum().backward()
    named = {f"beside.{name}": one for name, one in linear.named_parameters()}
    layers = LayerMeasures()
    layers.gradients_ready(named)
    assert list(layers.values) == [f"{LAYER_GRADIENT}beside"]


def test_that_flops_are_those_of_all_tokens_so_far(tmp_path: Path) -> None:
    run, work = run_folder(tmp_path), replace(task(steps=4, machine_every=2), flops_per_token=5.0)
    first = do(run, work)
    resumed = do(run, replace(work, total_steps=8))
    flops = {
        event.step: event.values[TRAINING_FLOPS]
        for event in (*first.of(Metrics), *resumed.of(Metrics))
        if TRAINING_FLOPS in event.values
    }
    assert flops == {step: step * TOKENS_PER_STEP * 5.0 for step in (2, 4, 6, 8)}


def test_that_utilization_is_the_speed_over_that_of_matrix_products() -> None:
    pace = pace_of(LoopSpec(machine_every=2), 10, 1000.0, RUNTIME)
    peak = matrix_flops_per_second(RUNTIME.torch_device, RUNTIME.dtype, RUNTIME.threads)
    state = TrainingState(step=1, tokens=50, elapsed_s=1.0)
    assert pace.after(state, 50, 1.0) == {}
    values = pace.after(TrainingState(step=2, tokens=200, elapsed_s=4.0), 150, 3.0)
    assert values["tflops_per_second"] == pytest.approx(200 * 1000 / 4.0 / 1e12)
    assert values["model_flops_utilization"] == pytest.approx(200 * 1000 / 4.0 / peak)
    assert values["remaining_minutes"] == pytest.approx(8 * 2.0 / 60)


def test_that_no_time_is_left_beyond_the_limit() -> None:
    pace = pace_of(LoopSpec(machine_every=1, minutes=1), 100, 0.0, RUNTIME)
    state = TrainingState(step=2, tokens=2, elapsed_s=50.0)
    values = pace.after(state, 1, 1.0)
    assert values["remaining_minutes"] == pytest.approx(10 / 60)
    assert TRAINING_FLOPS not in values


def test_that_a_busy_process_is_seen_to_be_busy() -> None:
    use = MachineUse(torch.device("cpu"))
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    values = use.values()
    assert 0 < values["cpu_use"] <= 1
    assert 0 < values["system_cpu_use"] <= 1
    memory = psutil.Process().memory_info().rss / 1e9
    assert values["process_memory_gb"] == pytest.approx(memory, rel=0.2)
    assert set(values) <= set(BY_WALL_TIME)


def test_that_layers_stand_from_the_embeddings_upwards() -> None:
    layers = ["head", "10", "beside", "2", "embeddings", "0"]
    ordered = sorted((f"{LAYER_UPDATE}{layer}" for layer in layers), key=layer_order)
    assert [name.removeprefix(LAYER_UPDATE) for name in ordered] == [
        *("embeddings", "0", "2", "10", "head", "beside")
    ]
    assert str(metric(f"{LAYER_GRADIENT}10").title) == "Gradient norm: layer 10"
