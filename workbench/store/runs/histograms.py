"""`histograms/STEP.json` of a run: how weights and gradients were spread at a step, by layer."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.errors import Corrupt
from workbench.store.files import durable, looking
from workbench.store.files.summed import read_summed, with_checksum

FOLDER = "histograms"
NUM_BINS = 64

HistogramOf = Literal["weights", "gradients"]


class LayerHistogram(BaseModel):
    """How many numbers of a layer lie in each of 64 bins of equal width between `low` and `high`.

    `not_finite` numbers lie in none.
    """

    model_config = ConfigDict(frozen=True)

    layer: str
    of: HistogramOf
    low: float
    high: float
    counts: tuple[int, ...] = Field(min_length=NUM_BINS, max_length=NUM_BINS)
    not_finite: int = 0


class StepHistograms(BaseModel):
    """Of a finished step: gradients before they were clipped, weights after the update."""

    model_config = ConfigDict(frozen=True)

    step: int = Field(ge=0)
    layers: tuple[LayerHistogram, ...]


def write_histograms(run: Path, found: StepHistograms) -> None:
    """Keep them in a run's folder, in place of an earlier attempt's; raises DiskFull, DiskError."""
    folder = run / FOLDER
    if not looking.is_folder(folder):
        durable.make_folder(folder)
    plain = with_checksum(found.model_dump(mode="json"))
    durable.write_text(folder / f"{found.step:08}.json", json.dumps(plain))


def read_histograms(run: Path, last_step: int) -> tuple[StepHistograms, ...]:
    """Those up to a step, oldest first: what an attempt did later no longer counts.

    Raises Corrupt, naming the file, and CannotBeRead.
    """
    found = (_read(path) for path in looking.children(run / FOLDER, "*.json"))
    return tuple(one for one in found if one.step <= last_step)


def _read(path: Path) -> StepHistograms:
    try:
        return StepHistograms.model_validate(read_summed(path, is_required=True))
    except (Corrupt, ValidationError):
        raise Corrupt(
            "{path} is damaged; move it away to see the histograms of the other steps", path=path
        ) from None
