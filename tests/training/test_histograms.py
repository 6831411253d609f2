"""Histograms of weights and gradients: counted, kept with the run, and read again."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_training import do, run_folder, task

from workbench.errors import Corrupt
from workbench.store.runs.histograms import FOLDER, NUM_BINS, read_histograms
from workbench.training.measuring.histograms import histogram


def test_that_numbers_are_counted_as_numpy_counts_them() -> None:
    numbers = np.random.default_rng(0).integers(-640, 641, 5000) / 64  # exact in every precision
    numbers[:2] = -10, 10
    halves = [torch.tensor(half, dtype=torch.float32) for half in np.split(numbers, 2)]
    made = histogram("0", "weights", halves)
    expected, edges = np.histogram(numbers, NUM_BINS)
    assert (made.low, made.high) == (edges[0], edges[-1])
    assert list(made.counts) == expected.tolist()


def test_that_equal_numbers_and_numbers_that_are_none_are_all_counted() -> None:
    same = histogram("0", "gradients", [torch.full((7,), 2.0)])
    assert (same.low, same.high, same.counts[0], sum(same.counts)) == (2.0, 2.0, 7, 7)
    spoilt = histogram("0", "gradients", [torch.tensor([1.0, torch.nan, torch.inf, 3.0])])
    assert (spoilt.low, spoilt.high, spoilt.not_finite, sum(spoilt.counts)) == (1.0, 3.0, 2, 2)
    nothing = histogram("0", "gradients", [torch.tensor([torch.nan])])
    assert (nothing.low, nothing.high, nothing.not_finite) == (0.0, 0.0, 1)


def test_that_a_count_is_exact_where_a_float_stands_still() -> None:
    made = histogram("0", "weights", [torch.zeros(2**24), torch.zeros(1), torch.ones(1)])
    assert made.counts[0] == 2**24 + 1


def test_that_chosen_steps_are_kept_and_told_by_layer(tmp_path: Path) -> None:
    run, work = run_folder(tmp_path), task(steps=6, histograms_every=2)
    do(run, work)
    found = read_histograms(tmp_path, 6)
    assert [one.step for one in found] == [2, 4, 6]
    told = {(one.layer, one.of) for one in found[-1].layers}
    assert told == {(n, of) for n in ("embeddings", "0") for of in ("weights", "gradients")}
    weights = [one for one in found[-1].layers if one.of == "weights"]
    assert sum(sum(one.counts) for one in weights) == sum(
        parameter.numel() for parameter in work.model.parameters() if parameter.ndim > 1
    )
    last = next(one for one in weights if one.layer == "embeddings")
    embeddings = torch.cat(
        [one.flatten() for name, one in work.model.named_parameters() if "embedding" in name]
    )
    assert (last.low, last.high) == (embeddings.min().item(), embeddings.max().item())


def test_that_what_an_attempt_did_later_no_longer_counts(tmp_path: Path) -> None:
    do(run_folder(tmp_path), task(steps=6, histograms_every=2))
    assert [one.step for one in read_histograms(tmp_path, 4)] == [2, 4]
    assert read_histograms(tmp_path / "elsewhere", 4) == ()


def test_that_a_resumed_run_counts_the_same(tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    do(run_folder(whole), task(steps=6, histograms_every=2))
    do(run_folder(parts), task(steps=3, histograms_every=2))
    do(run_folder(parts), task(steps=6, histograms_every=2))
    assert read_histograms(parts, 6) == read_histograms(whole, 6)


def test_that_a_damaged_file_is_named(tmp_path: Path) -> None:
    do(run_folder(tmp_path), task(steps=2, histograms_every=2))
    path = tmp_path / FOLDER / "00000002.json"
    path.write_text(path.read_text().replace('"step": 2', '"step": 1'))
    with pytest.raises(Corrupt, match=r"00000002\.json is damaged"):
        read_histograms(tmp_path, 2)
