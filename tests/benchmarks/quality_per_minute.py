"""Bits per byte on a held-out text after some minutes of training, beside others' recipes.

The last tenth of each text is held out whole. Trained are: nanoGPT's CPU recipe as its README gives
it (characters; its model.py is read from --nanogpt DIR, and it is left out without), the same with
its schedule fitted to the minutes; a GPT-2 of the journey's teacher's size in Hugging Face's
Trainer, on our tokens; the plan that *Set up* makes for the minutes; and each --ours SPEC.toml, for
as many steps as fit. The Kneser-Ney n-gram on our tokens needs no minutes.

How time is counted: wall clock from the first step to the end of the last one that began within the
minutes. Nothing is taken off anybody's clock: nobody evaluates while training, but for a spec with
early stopping, whose evaluations count. Steps are timed, models built, texts encoded and the
held-out text scored (all of it, once, in float32) off the clock. Each training is for its minutes
alone: nothing is read off on the way.

Each cell is a process of its own; a seed is done for all texts, minutes and rivals before the next.
Finished cells stand in WORK/cells.jsonl and are not done again; one that is cut short is not
recorded.

    PYTHONPATH=. python tests/benchmarks/quality_per_minute.py --work DIR [--text FILE ...]
        [--nanogpt DIR] [--ours SPEC.toml ...] [--minutes 1 3 10] [--seeds 3] [--device cpu]
"""

import argparse
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from pairing import in_child, warn_if_busy
from quality.cells import Cell, Scored, add_cell, read_cells, table
from quality.texts import HeldOut, cut

README, FITTED, TRAINER = "nanoGPT README", "nanoGPT fitted", "HF Trainer GPT-2"
NGRAM, PLANNED, OURS = "Kneser-Ney n-gram", "ours, planned", "ours, "


def main() -> None:
    options = arguments()
    if options.cell:
        print(json.dumps(asdict(scored(options, Cell(**json.loads(options.cell))))))
        return
    warn_if_busy()
    for sentence in left_out(options):
        print(f"! {sentence}")
    texts = texts_of(options)
    path = options.work / "cells.jsonl"
    wanted = list(dict.fromkeys(cells(options, texts)))
    done = read_cells(path)
    print(f"{options.threads} threads, device {options.device}; {len(wanted)} cells", flush=True)
    for cell in wanted:
        if cell not in done:
            done |= finished(options, path, cell)
    for text in texts:
        rows = {cell: done[cell] for cell in wanted if cell in done and cell.text == text.name}
        print("", *table(rows, text.name, options.minutes), sep="\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--text", type=Path, nargs="*", default=[])
    parser.add_argument("--no-stories", action="store_true", help="only the files of --text")
    parser.add_argument(
        "--pieces", type=int, default=2_000, help="more where characters ask for it"
    )
    parser.add_argument("--nanogpt", default="")
    parser.add_argument("--ours", type=Path, nargs="*", default=[])
    parser.add_argument("--only", nargs="*", default=[], help="rivals by their names")
    parser.add_argument("--minutes", type=float, nargs="+", default=[1.0, 3.0, 10.0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda", "mps"])
    parser.add_argument("--cell", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def left_out(options: argparse.Namespace) -> Iterator[str]:
    """What is not there to be trained; others are done without it."""
    if not options.nanogpt:
        yield "nanoGPT is left out: name the folder of its model.py with --nanogpt"
    if find_spec("accelerate") is None:
        yield "Hugging Face's Trainer is left out: it needs the package accelerate"


def texts_of(options: argparse.Namespace) -> list[HeldOut]:
    files = [*options.text, *([] if options.no_stories else [None])]
    return [cut(file, options.work, options.pieces) for file in files]


def cells(options: argparse.Namespace, texts: list[HeldOut]) -> Iterator[Cell]:
    """All that is to be trained, seed by seed, so that what the machine does meets all alike."""
    for seed in range(1, options.seeds + 1):
        for minutes in options.minutes:
            for text in texts:
                for rival, spec in rivals(options).items():
                    if seed > 1 and rival == NGRAM:
                        continue
                    told = f"{spec}{text.digest}{options.pieces}"
                    yield Cell(
                        text.name,
                        rival,
                        0.0 if rival == NGRAM else minutes,
                        seed,
                        options.threads,
                        options.device,
                        hashlib.sha256(told.encode()).hexdigest()[:16],
                    )


def rivals(options: argparse.Namespace) -> dict[str, str]:
    """What is trained, by name, with the text of its settings."""
    found = {README: "", FITTED: ""} if options.nanogpt else {}
    if find_spec("accelerate") is not None:
        found[TRAINER] = ""
    found |= {NGRAM: "", PLANNED: ""}
    found |= {f"{OURS}{path.stem}": path.read_text("utf-8") for path in options.ours}
    return {name: spec for name, spec in found.items() if not options.only or name in options.only}


def finished(options: argparse.Namespace, path: Path, cell: Cell) -> dict[Cell, Scored]:
    """Do a cell and write it down; one that fails is said and can be done the next time."""
    try:
        plain = in_child(
            Path(__file__),
            *("--cell", json.dumps(asdict(cell)), "--work", str(options.work)),
            *("--nanogpt", options.nanogpt, "--pieces", str(options.pieces)),
            *("--ours", *(str(spec) for spec in options.ours)),
            environment={"OMP_NUM_THREADS": str(cell.threads), **_waiting(cell)},
        )
    except subprocess.CalledProcessError as error:
        print(f"! {cell.rival}, {cell.text}, seed {cell.seed}: failed with {error.returncode}")
        return {}
    result = Scored(**plain)
    add_cell(path, cell, result)
    print(
        f"{cell.text:16} {cell.rival:20} {cell.minutes:4g} min seed {cell.seed}: "
        f"{result.bits_per_byte:.3f} bits per byte, {result.steps} of {result.planned_steps} steps "
        f"in {result.seconds:.0f} s, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return {cell: result}


def _waiting(cell: Cell) -> dict[str, str]:
    """Ours waits as `workbench` sets it, the others as usual."""
    return {"OMP_WAIT_POLICY": "PASSIVE"} if cell.rival.startswith(OURS) else {}


def scored(options: argparse.Namespace, cell: Cell) -> Scored:
    """Do a cell in this process."""
    import torch
    from quality import ours, rivals

    from workbench.training.runtime import resolve_runtime
    from workbench.training.spec import RuntimeSpec

    torch.set_num_threads(cell.threads)
    runtime = resolve_runtime(validated(RuntimeSpec, cell))
    text = HeldOut(cell.text, options.work / cell.text)
    if cell.rival in (README, FITTED):
        fitted = cell.rival == FITTED
        return rivals.nanogpt(text, cell.minutes, cell.seed, runtime, options.nanogpt, fitted)
    if cell.rival == TRAINER:
        return rivals.trainer(text, cell.minutes, cell.seed, runtime)
    if cell.rival == NGRAM:
        return ours.ngram(text)
    if cell.rival == PLANNED:
        return ours.planned(text, cell.minutes, cell.seed, runtime)
    (path,) = (path for path in options.ours if f"{OURS}{path.stem}" == cell.rival)
    return ours.from_file(path, text, cell.minutes, cell.seed, runtime)


def validated(spec_type, cell: Cell):
    from workbench.spec import validate

    return validate(spec_type, {"device": cell.device, "threads": cell.threads})


if __name__ == "__main__":
    main()
