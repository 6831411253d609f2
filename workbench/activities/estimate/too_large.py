"""Whether a run can fit into this machine's memory at all, and the largest that does."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

from workbench.activities.estimate.estimate import Trains
from workbench.models.size.estimate import count_parameters
from workbench.models.spec import ALL_PRESETS
from workbench.spec import to_plain
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import DeviceSpec
from workbench.words import Words, words


@dataclass(frozen=True)
class NoRoom:
    """Why a run cannot fit; `instead` are settings (plain values) that do, where there are any."""

    words: Words
    instead: dict[str, Any]


def memory_bytes_for(runtime: DeviceSpec) -> int | None:
    """All the memory that a run could ever have here; None where that is for torch to tell.

    A graphics card has memory of its own.
    """
    if runtime.device == "cuda" or (runtime.device == "auto" and shutil.which("nvidia-smi")):
        return None
    return int(psutil.virtual_memory().total + psutil.swap_memory().total)


def too_large(spec: Trains, needed: Callable[[Trains], int], there: int) -> NoRoom | None:
    """None where it fits; `needed` estimates the bytes that a run of other settings needs."""
    bytes_needed = needed(spec)
    if bytes_needed <= there:
        return None
    values = {"needed": _size(bytes_needed), "there": _size(there)}
    loop = spec.loop
    for texts in range(loop.micro_batch_size - 1, 0, -1):
        accumulation = loop.accumulation * loop.micro_batch_size // texts
        smaller = {"micro_batch_size": texts, "accumulation": accumulation}
        if loop.micro_batch_size % texts == 0 and needed(_with_loop(spec, smaller)) <= there:
            sentence = words(
                "this needs {needed} of memory and the machine has {there}; a micro-batch of "
                "{texts} with an accumulation of {accumulation} fits, and learns the same",
                texts=texts,
                accumulation=accumulation,
                **values,
            )
            return NoRoom(sentence, {"loop": smaller})
    if isinstance(spec, PretrainSpec) and (fits := _largest_preset(spec, needed, there)):
        name, model = fits
        sentence = words(
            "this model needs {needed} of memory and the machine has {there}; the largest preset "
            "that fits is {preset}",
            preset=name,
            **values,
        )
        return NoRoom(sentence, {"model": model})
    sentence = words(
        "this needs {needed} of memory and the machine has {there}; choose fewer layers or a "
        "smaller width",
        **values,
    )
    return NoRoom(sentence, {})


def _with_loop(spec: Trains, changes: dict[str, int]) -> Trains:
    return spec.model_copy(update={"loop": spec.loop.model_copy(update=changes)})


def _largest_preset(
    spec: PretrainSpec, needed: Callable[[Trains], int], there: int
) -> tuple[str, dict[str, Any]] | None:
    """Of the model's own family, by name and settings; None for one that goes on."""
    if spec.warm_start:
        return None
    own = [preset for preset in ALL_PRESETS if preset.spec.family == spec.model.family]
    own.sort(key=lambda preset: count_parameters(preset.spec, 1), reverse=True)
    for preset in own:
        if needed(spec.model_copy(update={"model": preset.spec})) <= there:
            return preset.name, to_plain(preset.spec)
    return None


def _size(num_bytes: int) -> str:
    """In the window's digits."""
    return f"{num_bytes / 1e9:,.1f} GB"
