"""Activation patching: a corrupted run with activations of a clean one in their places.

Vig et al. 2020 ("Investigating Gender Bias in Language Models Using Causal Mediation Analysis"),
Meng et al. 2022 ("Locating and Editing Factual Associations in GPT"), Wang et al. 2022
("Interpretability in the Wild").
A head's patch exchanges what it adds to the residual stream (Elhage et al. 2021), so that it means
the same between two models as between two texts. Shapes: r rows of a pass (a patch each), t tokens,
c hidden size, h heads, d width of a head, x any width, l layers, n columns: positions or heads.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.hooks import Change, Recorder, Site, block_of, changed
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.patching.maps import PatchedMap, PatchedPlace
from workbench.inspection.readout import MOST_LOGITS, logits_at
from workbench.models.blocks.linear import linear
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

    clean: ModelRun
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
        clean_tx = {site: recorder[site][0] for site in sites}
        return cls(clean, corrupted, clean_tx, contrast, there, here)

    def recovered(self, source: Site, target: Site, patched_rn: Tensor) -> Floats:
        """What a row of patches recovers, r: the clean run's activations where `patched_rn`."""
        corrupted = self.corrupted
        ids_rt = corrupted.ids_t.expand(len(patched_rn), -1)
        with inference_context():
            changes = self._changes(source, target, patched_rn)
        with inference_context(), changed(corrupted.model, changes):
            logits_rv = logits_at(corrupted.model, ids_rt, self.contrast.position)
            patched_r = self.contrast.of(logits_rv).double().cpu().numpy()
        whole = self.clean_difference - self.corrupted_difference
        recovered: Floats = ((patched_r - self.corrupted_difference) / whole).astype(np.float32)
        return recovered

    def _changes(self, source: Site, target: Site, patched_rn: Tensor) -> dict[Site, Change]:
        clean_tx = self.clean_tx[source]
        if source.place != "heads":
            return {target: lambda x_rtx: torch.where(patched_rn[:, :, None], clean_tx, x_rtx)}
        theirs_rtx = torch.where(_columns(patched_rn, clean_tx), clean_tx, 0)
        weight_cx = block_of(self.clean.model, source.layer).attention_out.weight
        theirs_rtc = linear(theirs_rtx, weight_cx)
        return {
            target: lambda x_rtx: x_rtx.masked_fill(_columns(patched_rn, x_rtx), 0),
            Site("head_sum", target.layer): lambda sum_rtc: sum_rtc + theirs_rtc,
        }


def patch_rows(
    run: PatchedRun, place: PatchedPlace, layers: Sequence[tuple[int, int]]
) -> Iterator[tuple[PatchedMap, int]]:
    """The map of a place as it becomes known, and how many patches that last step was.

    `layers` pairs the clean run's layer with the corrupted run's.
    """
    num_patches = num_columns(run.corrupted, place)
    shape = (len(layers), num_patches)
    each_rn = torch.eye(num_patches, dtype=torch.bool, device=run.corrupted.ids_t.device)
    known = PatchedMap(place, tuple(layers), np.full(shape, np.nan, dtype=np.float32))
    for row, (clean, corrupted) in enumerate(layers):
        source, target = Site(place, clean), Site(place, corrupted)
        begin = 0
        for some_rn in torch.split(each_rn, _most_rows(run.corrupted)):
            recovered_lx = known.recovered_lx.copy()
            recovered_lx[row, begin : begin + len(some_rn)] = run.recovered(source, target, some_rn)
            known, begin = replace(known, recovered_lx=recovered_lx), begin + len(some_rn)
            yield known, len(some_rn)


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


def _columns(patched_rh: Tensor, x_rtx: Tensor) -> Tensor:
    """True in the columns of the heads that are patched, r 1 x."""
    width = x_rtx.shape[-1] // patched_rh.shape[-1]
    return patched_rh.repeat_interleave(width, dim=1)[:, None]
