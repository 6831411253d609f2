"""Activation patching: a corrupted run with activations of a clean one in their places.

Vig et al. 2020 ("Investigating Gender Bias in Language Models Using Causal Mediation Analysis"),
Meng et al. 2022 ("Locating and Editing Factual Associations in GPT"), Wang et al. 2022
("Interpretability in the Wild").
Shapes: r rows of a pass (a patch each), t tokens, c hidden size, h heads, d width of a head,
x any width, l layers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.hooks import Recorder, Site, changed
from workbench.inspection.interventions.apply import head_size
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.patching.maps import PatchedMap, PatchedPlace
from workbench.inspection.readout import MOST_LOGITS, logits_at
from workbench.models.build import Model
from workbench.models.inference import inference_context

MOST_TOKENS = 4096
"""A pass reads so many tokens at most, over all its rows."""
LEAST_DIFFERENCE = 1e-4
"""Where two runs differ by less in their logit difference, there is nothing to recover."""


@dataclass(frozen=True)
class Contrast:
    """Two tokens whose logits are compared, at a position of the text."""

    position: int
    target: int
    other: int

    def of(self, logits_rv: Tensor) -> Tensor:
        """The logit difference of each row, r."""
        return logits_rv[:, self.target] - logits_rv[:, self.other]


@dataclass(frozen=True)
class ModelRun:
    """A model that reads a text."""

    model: Model
    ids: tuple[int, ...]

    @property
    def ids_t(self) -> Tensor:
        return torch.tensor(self.ids, device=self.model.head_weight.device)


@dataclass(frozen=True)
class PatchedRun:
    """What the patches of two runs have in common."""

    corrupted: ModelRun
    clean_tx: Mapping[Site, Tensor]
    contrast: Contrast
    clean_difference: float
    corrupted_difference: float

    @classmethod
    def of(
        cls, clean: ModelRun, corrupted: ModelRun, contrast: Contrast, sites: Sequence[Site]
    ) -> "PatchedRun":
        """Let both read their texts; raises BadInput where they do not differ."""
        recorder = Recorder(sites)
        with inference_context():
            with changed(clean.model, recorder.changes()):
                there = _difference(clean, contrast)
            here = _difference(corrupted, contrast)
        if abs(there - here) < LEAST_DIFFERENCE:
            raise BadInput(
                "both runs give the two tokens the same logit difference ({difference}), so that "
                "there is nothing to recover; choose other tokens, or another text",
                difference=f"{there:.4f}",
            )
        return cls(corrupted, {site: recorder[site][0] for site in sites}, contrast, there, here)

    def recovered(self, source: Site, target: Site, kept_rtx: Tensor) -> Floats:
        """What a row of patches recovers, r: the clean run's activations where `kept_rtx`."""
        corrupted, clean_tx = self.corrupted, self.clean_tx[source]
        ids_rt = corrupted.ids_t.expand(len(kept_rtx), -1)

        def patch(x_rtx: Tensor) -> Tensor:
            return torch.where(kept_rtx, clean_tx, x_rtx)

        with inference_context(), changed(corrupted.model, {target: patch}):
            logits_rv = logits_at(corrupted.model, ids_rt, self.contrast.position)
            patched_r = self.contrast.of(logits_rv).double().cpu().numpy()
        whole = self.clean_difference - self.corrupted_difference
        recovered: Floats = ((patched_r - self.corrupted_difference) / whole).astype(np.float32)
        return recovered


def patch_rows(
    run: PatchedRun, place: PatchedPlace, layers: Sequence[tuple[int, int]]
) -> Iterator[tuple[PatchedMap, int]]:
    """The map of a place as it becomes known, and how many patches that last step was.

    `layers` pairs the clean run's layer with the corrupted run's.
    """
    masks_rtx = _masks(run.corrupted, place)
    shape = (len(layers), len(masks_rtx))
    known = PatchedMap(place, tuple(layers), np.full(shape, np.nan, dtype=np.float32))
    for row, (clean, corrupted) in enumerate(layers):
        source, target = Site(place, clean), Site(place, corrupted)
        begin = 0
        for some_rtx in torch.split(masks_rtx, _most_rows(run.corrupted)):
            recovered_lx = known.recovered_lx.copy()
            recovered_lx[row, begin : begin + len(some_rtx)] = run.recovered(
                source, target, some_rtx
            )
            known, begin = replace(known, recovered_lx=recovered_lx), begin + len(some_rtx)
            yield known, len(some_rtx)


def num_columns(run: ModelRun, place: PatchedPlace) -> int:
    """How many patches a layer has."""
    return run.model.num_heads if place == "heads" else len(run.ids)


def own_layers(model: Model, place: PatchedPlace) -> tuple[tuple[int, int], ...]:
    """Each layer of a model beside itself; of the stream also what the last block gives."""
    return tuple((n, n) for n in range(model.num_layers + (place == "stream")))


def _most_rows(run: ModelRun) -> int:
    """How many patches one pass makes at most."""
    vocabulary_size = len(run.model.head_weight)
    return max(1, min(MOST_TOKENS // len(run.ids), MOST_LOGITS // vocabulary_size))


def _difference(run: ModelRun, contrast: Contrast) -> float:
    return float(contrast.of(logits_at(run.model, run.ids_t[None], contrast.position))[0])


def _masks(run: ModelRun, place: PatchedPlace) -> Tensor:
    """Where each patch of a layer puts the clean activations, r t x; true in one position, or in
    the columns of one head."""
    device = run.model.head_weight.device
    if place == "heads":
        width = head_size(run.model, 0)
        heads_hh = torch.eye(run.model.num_heads, dtype=torch.bool, device=device)
        return heads_hh.repeat_interleave(width, dim=1)[:, None, :]
    return torch.eye(len(run.ids), dtype=torch.bool, device=device)[:, :, None]
