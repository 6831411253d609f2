"""Disturbs everything that writes at every call of the disk, and prints what came of it.

`python tests/faults/run.py [--operation X] [--fault EIO] [--stride N] [--seed S] [--json FILE]`

A row for each operation and fault: at how many calls it was tried, how the disturbed attempt
ended (a death; an error named in a sentence; a pause; an error without consequence; `silent`: a
success that lacks something; a traceback), and what came of going on (`wrong`: anything but the
same bits, with nothing lost and no half-written file left after two days). Deaths are tried once
for each state of the disk. Then each way in which something was wrong, with its place. Exits with
1 if there is one.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "oracles"), str(Path(__file__).parent)]

import torch  # noqa: E402
from operations import OPERATIONS, build  # noqa: E402
from trials import After, Bench, Fault, Met, Trial, hurry, plain  # noqa: E402

FAULTS = ("crash", "EIO", "EIO+", "EROFS+", "ENOSPC", "ENOSPC+", "EACCES", "EACCES+", "EMFILE")
MOUNTED_BYTES = 48 << 20


def main() -> int:
    chosen = arguments()
    torch.set_num_threads(1)
    with scratch_folder() as scratch:
        template = build(scratch)
        hurry()
        say(heading())
        trials = [
            t for name in chosen.operation for t in disturbed(name, template, scratch, chosen)
        ]
    show_wrong(trials)
    say(f"\n{total(trials)}")
    return 0 if all(trial.is_good for trial in trials) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operation", nargs="*", default=list(OPERATIONS), choices=OPERATIONS)
    parser.add_argument("--fault", nargs="*", default=list(FAULTS))
    parser.add_argument(
        "--errors-each", type=int, default=0, help="only so many of the errors with each operation"
    )
    parser.add_argument(
        "--stride",
        type=int,
        default=0,
        help="only every N-th call; if not given, all deaths, "
        "and every sixth error: some ten minutes on two free cores",
    )
    parser.add_argument("--most", type=int, default=0, help="at most so many calls, evenly spread")
    parser.add_argument("--seed", type=int, default=0, help="with which call a stride begins")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", default="", help="a file for a line of JSON for each trial")
    return parser.parse_args()


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """In memory where that is possible: no real disk is needed."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=memory))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# -- all trials of an operation ---------------------------------------------------------------


def disturbed(
    name: str, template: Path, scratch: Path, chosen: argparse.Namespace
) -> Iterator[Trial]:
    """Every fault at every chosen call of one operation; prints a row for each fault."""
    operation = OPERATIONS[name]
    prepared = Path(shutil.copytree(template, scratch / f"prepared-{name}"))
    operation.prepare(prepared)
    bench = Bench(operation, prepared, scratch / name)
    bench.scratch.mkdir()
    # Once in this process, so that every child has everything imported.
    warm = Path(shutil.copytree(prepared, bench.scratch / "warm"))
    operation.do(warm, lambda: None)
    bench.measure()
    for one in chosen_faults(chosen, name):
        fault = Fault(one)
        possible = bench.points(fault)
        points = chosen_points(possible, chosen, name, fault)
        trials = [
            trial
            for trial in in_processes(bench, fault, points, chosen.processes)
            # Some calls depend on the clock, so that the last ones may not come this time.
            if trial.met is not Met.UNTOUCHED
        ]
        say(row(name, fault, len(possible), trials))
        if chosen.json:
            keep(trials, Path(chosen.json))
        yield from trials
    shutil.rmtree(bench.scratch)
    shutil.rmtree(prepared)


def chosen_faults(chosen: argparse.Namespace, name: str) -> list[str]:
    """The faults to try an operation with; where only some errors are, others with each one."""
    errors = [one for one in chosen.fault if one != "crash"]
    if not chosen.errors_each or not errors:
        return list(chosen.fault)
    first = list(OPERATIONS).index(name) * chosen.errors_each + chosen.seed
    some = [errors[(first + n) % len(errors)] for n in range(chosen.errors_each)]
    return [one for one in chosen.fault if one == "crash" or one in some]


def keep(trials: list[Trial], file: Path) -> None:
    """Add them to a file, a line of JSON each."""
    with file.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(plain(trial))}\n" for trial in trials)


def chosen_points(
    possible: list[int], chosen: argparse.Namespace, name: str, fault: Fault
) -> list[int]:
    """Every one, or some that are evenly spread; the seed decides with which they begin."""
    stride = chosen.stride or (1 if fault.is_death else 6)
    if chosen.most:
        stride = max(chosen.stride, -(-len(possible) // chosen.most), 1)
    first = random.Random(f"{chosen.seed} {name} {fault.name}").randrange(stride)
    return possible[first::stride]


def in_processes(bench: Bench, fault: Fault, points: list[int], processes: int) -> Iterator[Trial]:
    """The trials, shared among some forked processes, each in a folder of its own."""
    fork = multiprocessing.get_context("fork")
    queue: Any = fork.SimpleQueue()
    shares = [points[number::processes] for number in range(processes)]
    workers = [
        fork.Process(target=work, args=(bench, fault, share, number, queue))
        for number, share in enumerate(shares)
        if share
    ]
    for worker in workers:
        worker.start()
    trials: list[Trial] = [queue.get() for _ in points]
    for worker in workers:
        worker.join()
    yield from sorted(trials, key=lambda trial: trial.point)


def work(bench: Bench, fault: Fault, points: list[int], number: int, queue: Any) -> None:
    scratch = bench.scratch / f"process-{number}"
    scratch.mkdir(exist_ok=True)
    with mounted(scratch) if fault.fills_the_disk else contextlib.nullcontext():
        own = Bench(bench.operation, bench.template, scratch, bench.before, bench.wanted)
        for point in points:
            queue.put(own.attempt(fault, point))


@contextlib.contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """A small file system in memory there; raises CalledProcessError where that is not allowed."""
    options = f"size={MOUNTED_BYTES}"
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def can_mount() -> bool:
    """Whether small file systems can be made here."""
    try:
        with tempfile.TemporaryDirectory() as folder, mounted(Path(folder)):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


# -- what is printed --------------------------------------------------------------------------

WORDS = (Met.DIED, Met.NAMED, Met.PAUSED, Met.SURVIVED, Met.SILENT, Met.TRACEBACK, Met.HUNG)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def heading() -> str:
    cells = " ".join(f"{word:>9}" for word in WORDS)
    return f"{'operation':<10} {'fault':<8} {'calls':>5} {'tried':>5} {cells} {'wrong':>5}"


def row(name: str, fault: Fault, count: int, trials: list[Trial]) -> str:
    met = Counter(trial.met for trial in trials)
    after = Counter(trial.after for trial in trials if trial.after is not None)
    cells = " ".join(f"{met[word]:>9}" for word in WORDS)
    wrong = sum(after.values()) - after[After.SAME]
    kinds = ", ".join(f"{kind} {n}" for kind, n in after.items() if kind is not After.SAME)
    begin = f"{name:<10} {fault.name:<8} {count:>5} {len(trials):>5}"
    return f"{begin} {cells} {wrong:>5} {kinds}".rstrip()


def total(trials: list[Trial]) -> str:
    """The figures that matter, over all."""
    met = Counter(trial.met for trial in trials)
    after = Counter(trial.after for trial in trials)
    return (
        f"tried {len(trials)}, named {met[Met.NAMED]}, "
        f"paused {met[Met.PAUSED]}, silent {met[Met.SILENT] + after[After.DIFFERS]}, "
        f"traceback {met[Met.TRACEBACK] + after[After.TRACEBACK]}, "
        f"refused {after[After.REFUSED]}, lost {after[After.LOST]}, "
        f"leftovers {after[After.LEFTOVERS]}"
    )


def show_wrong(trials: Iterable[Trial]) -> None:
    """Each way in which something was wrong once, with how often and an example."""
    ways: dict[tuple[str, ...], list[Trial]] = defaultdict(list)
    for trial in trials:
        if not trial.is_good:
            key = (trial.operation, trial.fault, trial.met, str(trial.after), trial.place)
            ways[key].append(trial)
    for (operation, fault, met, after, where), group in sorted(ways.items()):
        one = group[0]
        say(f"\n{operation} {fault}: {met}, then {after}: {len(group)}×")
        say(f"    call {one.point}: {one.call}, at {where or '?'}")
        for said in filter(None, (one.said, one.said_after)):
            say(f"    {said[:500]}")


if __name__ == "__main__":
    sys.exit(main())
