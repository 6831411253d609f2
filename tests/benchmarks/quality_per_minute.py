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
from collections.abc import Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from pairing import warn_if_busy
from quality.cells import Cell, Scored, table
from quality.running import all_done, runtime_of, take_cells, texts_of
from quality.texts import HeldOut

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
    wanted = list(dict.fromkeys(cells(options, texts)))
    print(f"{options.threads} threads, device {options.device}; {len(wanted)} cells", flush=True)
    passed_on = ("--nanogpt", options.nanogpt, "--pieces", str(options.pieces))
    specs = ("--ours", *(str(spec) for spec in options.ours))
    done = all_done(Path(__file__), options.work, wanted, (*passed_on, *specs))
    for text in texts:
        rows = {cell: done[cell] for cell in wanted if cell in done and cell.text == text.name}
        print("", *table(rows, text.name, options.minutes), sep="\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    take_cells(parser, [1.0, 3.0, 10.0])
    parser.add_argument("--nanogpt", default="")
    parser.add_argument("--ours", type=Path, nargs="*", default=[])
    parser.add_argument("--only", nargs="*", default=[], help="rivals by their names")
    options = parser.parse_args()
    if len({path.stem for path in options.ours}) < len(options.ours):
        parser.error("two files of --ours have one name; rename one: the table goes by names")
    return options


def left_out(options: argparse.Namespace) -> Iterator[str]:
    """What is not there to be trained; others are done without it."""
    if not options.nanogpt:
        yield "nanoGPT is left out: name the folder of its model.py with --nanogpt"
    if find_spec("accelerate") is None:
        yield "Hugging Face's Trainer is left out: it needs the package accelerate"


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


def scored(options: argparse.Namespace, cell: Cell) -> Scored:
    """Do a cell in this process."""
    if not cell.rival.startswith("ours"):
        # Ours waits as `workbench` sets it, the others as usual; read once, when torch is loaded.
        os.environ.pop("OMP_WAIT_POLICY", None)
    runtime = runtime_of(cell)
    from quality import ours, rivals

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


if __name__ == "__main__":
    main()
