"""Texts and cells as options ask for them; each cell in a process of its own, once."""

import argparse
import json
import math
import os
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from device import take_device
from pairing import in_child

from quality.cells import Cell, Scored, add_cell, read_cells
from quality.texts import HeldOut, cut
from workbench.spec import validate
from workbench.training.spec import RuntimeSpec

if TYPE_CHECKING:
    from workbench.training.runtime import Runtime

CELLS = "cells.jsonl"


def take_cells(parser: argparse.ArgumentParser, minutes: list[float]) -> None:
    """The options of every benchmark that trains on held-out texts."""
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--text", type=Path, nargs="*", default=[])
    parser.add_argument("--no-stories", action="store_true", help="only the files of --text")
    parser.add_argument(
        "--pieces", type=counted, default=2_000, help="more where characters ask for it"
    )
    parser.add_argument("--minutes", type=above_zero, nargs="+", default=minutes)
    parser.add_argument("--seeds", type=counted, default=3)
    parser.add_argument("--threads", type=counted, default=2)
    take_device(parser)
    parser.add_argument("--cell", default="", help=argparse.SUPPRESS)


def above_zero(text: str) -> float:
    """A finite number above 0, as an option's type."""
    if not 0 < (number := float(text)) < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def counted(text: str) -> int:
    """A whole number of at least 1, as an option's type."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def texts_of(options: argparse.Namespace) -> list[HeldOut]:
    files = [*options.text, *([] if options.no_stories else [None])]
    return [cut(file, options.work, options.pieces) for file in files]


def all_done(
    script: Path,
    work: Path,
    wanted: Iterable[Cell],
    passed_on: Iterable[str],
) -> dict[Cell, Scored]:
    """Do the cells that are not done yet, in their order; gives all that are."""
    done = read_cells(work / CELLS)
    for cell in wanted:
        if cell not in done:
            options = ["--work", str(work), *passed_on]
            done |= _finished(script, work / CELLS, cell, options)
    return done


def _finished(script: Path, path: Path, cell: Cell, options: list[str]) -> dict[Cell, Scored]:
    """Do a cell and write it down; one that fails is said and can be done the next time."""
    try:
        plain = in_child(
            script,
            *("--cell", json.dumps(asdict(cell)), *options),
            environment={"OMP_NUM_THREADS": str(cell.threads)},
        )
    except subprocess.CalledProcessError as error:
        print(f"! {cell.rival}, {cell.text}, seed {cell.seed}: failed with {error.returncode}")
        return {}
    result = Scored(**plain)
    add_cell(path, cell, result)
    bits = "" if math.isnan(result.bits_per_byte) else f"{result.bits_per_byte:.3f} bits per byte, "
    print(
        f"{cell.text:16} {cell.rival:20} {cell.minutes:4g} min seed {cell.seed}: "
        f"{bits}{result.steps} of {result.planned_steps} steps "
        f"in {result.seconds:.0f} s, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return {cell: result}


def runtime_of(cell: Cell) -> "Runtime":
    """Where a cell computes; torch is loaded here, and the process has its threads from here on."""
    import torch

    from workbench.training.runtime import resolve_runtime

    torch.set_num_threads(cell.threads)
    where = {"device": cell.device, "threads": cell.threads}
    return resolve_runtime(validate(RuntimeSpec, where))
