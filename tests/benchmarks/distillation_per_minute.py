"""A distilled student beside the same student alone, after the same minutes: when does it pay?

For each text, whose last tenth is held out whole, a teacher is trained once, by the project's plan
for --teacher-minutes; its minutes are nobody's but where a row says so. A student of half its
layers and width is then trained for the minutes, with each seed, in these ways:

- live teacher: the teacher reads each batch beside the student, on the clock.
- cache on the clock: the teacher's predictions for the training part are kept first, which takes
  its time off the student's minutes (measured once a text); the student reads fixed windows.
- cache given: the same with all minutes for the student; a cache serves many students.
- control: plain pretraining, with no teacher.
- control, teacher's minutes too: the same for the minutes and those that the teacher took.

All have the same optimizer, batch, context and first weights by the seed, and a schedule for as
many steps as fit: some steps are taken first and thrown away. Time is wall clock of the training
loop, with its look before the first step; whoever is not done by then is stopped. Models are
loaded, texts encoded and the held-out text scored (all of it, once, in float32) off the clock.

Each cell is a process of its own, done seed by seed; finished ones stand in WORK/cells.jsonl and
are not done again. The folder may be the one of `quality_per_minute.py`.

    PYTHONPATH=. python tests/benchmarks/distillation_per_minute.py --work DIR [--text FILE ...]
        [--teacher-minutes 3] [--minutes 1 3] [--seeds 3] [--temperature 2] [--alpha 0.5]
        [--only ROW ...] [--device cpu]
"""

import argparse
import hashlib
import json
import math
import statistics
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from pairing import warn_if_busy
from quality.cells import Cell, Scored, mean_and_margin, read_cells
from quality.running import CELLS, above_zero, all_done, runtime_of, take_cells, texts_of
from quality.texts import HeldOut

TEACHER, CACHE = "teacher", "teacher's cache"
LIVE, ON_CLOCK, GIVEN = "live teacher", "cache on the clock", "cache given"
CONTROL, LONGER = "control", "control, teacher's minutes too"
ROWS = (LIVE, ON_CLOCK, GIVEN, CONTROL, LONGER)


def main() -> None:
    options = arguments()
    if options.cell:
        print(json.dumps(asdict(scored(options, Cell(**json.loads(options.cell))))))
        return
    warn_if_busy()
    texts = texts_of(options)
    wanted = list(cells(options, texts))
    print(f"{options.threads} threads, device {options.device}; {len(wanted)} cells", flush=True)
    passed_on = [
        *("--teacher-minutes", str(options.teacher_minutes)),
        *("--temperature", str(options.temperature), "--alpha", str(options.alpha)),
    ]
    done = all_done(Path(__file__), options.work, wanted, passed_on)
    for text in texts:
        rows = {cell: done[cell] for cell in wanted if cell in done and cell.text == text.name}
        print("", *table(rows, text.name, options.minutes, options.only), sep="\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    take_cells(parser, [1.0, 3.0])
    parser.add_argument("--teacher-minutes", type=above_zero, default=3.0)
    parser.add_argument("--temperature", type=above_zero, default=2.0)
    parser.add_argument("--alpha", type=share, default=0.5)
    parser.add_argument("--only", nargs="*", default=ROWS, choices=ROWS, help="ways to train")
    return parser.parse_args()


def share(text: str) -> float:
    """A number from 0 to 1, as an option's type."""
    if not 0 <= (number := float(text)) <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return number


def cells(options: argparse.Namespace, texts: list[HeldOut]) -> Iterator[Cell]:
    """Every teacher and its cache, then all that is trained, seed by seed."""
    for text in texts:
        yield teacher_cell(options, text)
        if {ON_CLOCK, GIVEN} & set(options.only):
            yield replace(teacher_cell(options, text), rival=CACHE)
    for seed in range(1, options.seeds + 1):
        for minutes in options.minutes:
            for text in texts:
                for row in options.only:
                    cell = replace(teacher_cell(options, text), minutes=minutes, seed=seed)
                    yield replace(cell, rival=row)


def teacher_cell(options: argparse.Namespace, text: HeldOut) -> Cell:
    """The cell of the text's teacher; all others of the text have its digest of settings."""
    told = (options.teacher_minutes, options.temperature, options.alpha, options.pieces)
    digest = hashlib.sha256(f"{told}{text.digest}".encode()).hexdigest()[:16]
    minutes, threads = options.teacher_minutes, options.threads
    return Cell(text.name, TEACHER, minutes, 1, threads, options.device, digest)


def scored(options: argparse.Namespace, cell: Cell) -> Scored:
    """Do a cell in this process."""
    runtime = runtime_of(cell)
    from quality import taught

    text = HeldOut(cell.text, options.work / cell.text)
    named = (f"teacher-{cell.spec}", f"cache-{cell.spec}", options.temperature, options.alpha)
    cached = taught.Teaching(*named)
    live = replace(cached, cache="")
    if cell.rival == TEACHER:
        return taught.teacher(text, live.teacher, cell.minutes, runtime)
    if cell.rival == CACHE:
        return taught.cache(text, cached, runtime)
    if cell.rival in (CONTROL, LONGER):
        minutes = cell.minutes + (options.teacher_minutes if cell.rival == LONGER else 0.0)
        return taught.control(text, live, minutes, cell.seed, runtime)
    made = making_of(options.work, cell) if cell.rival == ON_CLOCK else 0.0
    teaching = live if cell.rival == LIVE else cached
    result = taught.student(text, teaching, cell.minutes - made / 60, cell.seed, runtime)
    return replace(result, seconds=result.seconds + made)


def making_of(work: Path, cell: Cell) -> float:
    """The seconds that the text's cache took; ends where they are all the minutes."""
    made = next(
        result.seconds
        for other, result in read_cells(work / CELLS).items()
        if (other.rival, other.spec, other.text) == (CACHE, cell.spec, cell.text)
    )
    if made >= 60 * cell.minutes:
        raise SystemExit(f"making the cache took {made:.0f} s, which is all of the time")
    return made


def table(
    done: dict[Cell, Scored], text: str, minutes: list[float], rows: list[str]
) -> Iterator[str]:
    """A text's rows as Markdown: bits per byte and what is saved on the control of the same seed
    and minutes, both ± 95 % over seeds, with the mean of steps and seconds; dashes for what did
    not come to an end, as a student whose cache took all of the time."""
    for cell, result in done.items():
        if cell.rival == TEACHER:
            yield (
                f"{text}, teacher: {result.bits_per_byte:.3f} bits per byte, "
                f"{result.parameters:,} parameters, {result.steps} steps in {result.seconds:.0f} s"
            )
        elif cell.rival == CACHE:
            yield f"{text}, teacher's cache: made in {result.seconds:.1f} s"
    yield ""
    yield f"| {text} | minutes | bits per byte | less than the control | steps | seconds |"
    yield "|---|---:|---:|---:|---:|---:|"
    for least in minutes:
        for row in rows:
            found = {c: r for c, r in done.items() if (c.rival, c.minutes) == (row, least)}
            figures = list(columns(done, found)) if found else ["–"] * 4
            yield f"| {row} | {least:g} | " + " | ".join(figures) + " |"


def columns(done: dict[Cell, Scored], found: dict[Cell, Scored]) -> Iterator[str]:
    """A row's figures over its seeds."""
    yield with_margin([result.bits_per_byte for result in found.values()])
    controls = {cell: done.get(replace(cell, rival=CONTROL)) for cell in found}
    saved = [
        100 * (1 - found[cell].bits_per_byte / control.bits_per_byte)
        for cell, control in controls.items()
        if control is not None and cell.rival != CONTROL
    ]
    yield with_margin(saved, digits=1, unit=" %") if saved else "–"
    yield f"{statistics.fmean(result.steps for result in found.values()):.0f}"
    yield f"{statistics.fmean(result.seconds for result in found.values()):.1f}"


def with_margin(values: list[float], digits: int = 3, unit: str = "") -> str:
    mean, margin = mean_and_margin(values)
    told = f"{mean:.{digits}f}"
    return (told if math.isnan(margin) else f"{told} ± {margin:.{digits}f} ({len(values)})") + unit


if __name__ == "__main__":
    main()
