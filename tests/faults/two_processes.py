"""Two processes at once over every pair of verbs that write, in one project.

`python tests/faults/two_processes.py [--seed S] [--tries N] [--sample N] [--pair A B]` starts both
at a barrier, with small delays that are drawn, and then looks at the project: names are unique
within their sort; both finished, or one was refused by a sentence; nothing that was there is lost
or damaged; what is said to be finished is there; the project opens; no leftovers. Prints a table,
and each fault with the command that repeats it.
"""

import argparse
import itertools
import json
import os
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import this_checkout
import whole_project
from called import Place
from forked import Child, Said, fresh_copy, import_what_they_import, said_by, scratch_folder
from looked_at import faults_after, snapshot
from written import NEW, OF_THE_CATALOGUE, WRITING, Writing, prepare_template

from workbench.store.files import disk
from workbench.store.folders import ProjectFolder

_LIMIT_S = 90.0
_JITTERS_S = (0.0, 0.002, 0.02)
_DAWDLES_S = (0.0, 0.05)
_DAWDLED_CALLS = 30


@dataclass(frozen=True)
class Try:
    """Two verbs, and how long each waits behind the barrier, in seconds.

    `dawdle_s` is how long, at most, each waits before it names or makes something on the disk:
    between looking and doing there is then time for the other. With `kept` a third process keeps
    the catalogue meanwhile, as an open window does: otherwise one of the two does, and the other
    waits a little for it.
    """

    first: str
    second: str
    delays: tuple[float, float]
    dawdle_s: float
    kept: bool

    @property
    def command(self) -> str:
        """What repeats it, as far as two processes can be made to repeat anything."""
        delays = " ".join(f"{delay:.4f}" for delay in self.delays)
        return (
            f"python tests/faults/two_processes.py --pair '{self.first}' '{self.second}' "
            f"--delays {delays} --dawdle {self.dawdle_s} "
            f"{'--kept' if self.kept else '--no-kept'} --tries 5"
        )


@dataclass(frozen=True)
class Found:
    """What came of a try: how the two ended, and what is wrong since."""

    tried: Try
    ended: str
    faults: tuple[str, ...]


class Lab:
    """The project that every try gets a copy of, and how long each verb takes alone."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._template = scratch / "template"
        self._place = Place(scratch / "place")
        self._alone: dict[str, float] = {}

    def prepare(self, verbs: Sequence[str]) -> None:
        whole_project.build(self._template / "lab")
        prepare_template(Place(self._template))
        import_what_they_import((self._alone_in(verb) for verb in verbs), self._scratch)
        for verb in verbs:
            said = said_by(self._alone_in(verb), self._scratch / "alone", _LIMIT_S)
            assert said.code == 0, f"{verb} alone: {said.err}{said.out[-400:]}"
            self._alone[verb] = said.seconds
        self._before = snapshot(self._template / "lab")

    def _alone_in(self, verb: str) -> Callable[[], None]:
        def do() -> None:
            fresh_copy(self._template, self._place.folder)
            WRITING[verb].call(self._place, WRITING["reindex"], 0)

        return do

    def delays(self, first: str, second: str, chance: random.Random) -> tuple[float, float]:
        """Both at once, both ending at once, or the shorter somewhere within the longer."""
        lead = self._alone[first] - self._alone[second]
        share = chance.choice((0.0, 1.0, chance.random()))
        jitter = chance.uniform(-1, 1) * chance.choice(_JITTERS_S)
        wait = abs(lead) * share + jitter
        short = (wait, 0.0) if lead < 0 else (0.0, wait)
        return (max(0.0, short[0]), max(0.0, short[1]))

    def attempt(self, tried: Try) -> Found:
        fresh_copy(self._template, self._place.folder)
        both = (WRITING[tried.first], WRITING[tried.second])
        with _kept_by_another(self._place.lab) if tried.kept else nullcontext():
            saids = self._at_once(both, tried)
        faults = [*_endings(tried, saids)]
        faults += faults_after(self._place.lab, self._before, both, saids, self._scratch / "after")
        return Found(tried, _ended(saids), tuple(faults))

    def _at_once(self, both: tuple[Writing, Writing], tried: Try) -> tuple[Said, Said]:
        barrier, gate = os.pipe()

        def waiting(number: int) -> Callable[[], None]:
            def do() -> None:
                os.close(gate)
                if tried.dawdle_s:
                    _dawdle(tried.dawdle_s, random.Random(number))
                os.read(barrier, 1)
                time.sleep(tried.delays[number])
                both[number].call(self._place, both[1 - number], number)

            return do

        children = [Child(waiting(n), self._scratch / f"child-{n}") for n in (0, 1)]
        os.close(gate)
        os.close(barrier)
        first, second = (child.wait(_LIMIT_S) for child in children)
        return first, second


@contextmanager
def _kept_by_another(lab: Path) -> Iterator[None]:
    """Inside, this process keeps the catalogue."""
    keeper = ProjectFolder.open(lab).lock()
    try:
        yield
    finally:
        keeper.release()


def _dawdle(most_s: float, chance: random.Random) -> None:
    """From now on this process takes its time at its first calls of the disk."""
    left = iter(range(_DAWDLED_CALLS))

    def slowly(call: Callable[..., Any]) -> Callable[..., Any]:
        def dawdling(*arguments: Any) -> Any:
            if next(left, None) is not None:
                time.sleep(chance.uniform(0, most_s))
            return call(*arguments)

        return dawdling

    for name in ("create", "make_folder", "rename"):
        setattr(disk, name, slowly(getattr(disk, name)))


def _ended(saids: Sequence[Said]) -> str:
    if any(said.failure for said in saids):
        return "failed"
    return ("both finished", "one refused", "both refused")[sum(said.code != 0 for said in saids)]


def _endings(tried: Try, saids: Sequence[Said]) -> Iterator[str]:
    for verb, said in zip((tried.first, tried.second), saids, strict=True):
        if said.failure:
            lines = [line for line in (said.err + said.out).splitlines() if line.strip()]
            yield f"{verb}: {said.failure}: {lines[-1][:300] if lines else ''}"
        elif said.code and not said.refused:
            yield f"{verb} left with {said.code} and no sentence: {said.err[-200:]!r}"
    if all(said.refused for said in saids):
        yield "both were refused: " + " | ".join(said.err.strip()[-150:] for said in saids)


def pairs(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """The pairs that were asked for, each verb also with itself."""
    if arguments.pair:
        return [tuple(pair) for pair in arguments.pair]
    every = list(itertools.combinations_with_replacement(WRITING, 2))
    if arguments.sample and arguments.sample < len(every):
        return random.Random(arguments.seed).sample(every, arguments.sample)
    return every


def table(found: Sequence[Found]) -> str:
    """How the tries of each pair ended, and how many left something wrong behind."""
    order = ("both finished", "one refused", "both refused", "failed", "faults")
    rows: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        counts = rows.setdefault((one.tried.first, one.tried.second), Counter())
        counts[one.ended] += 1
        counts["faults"] += bool(one.faults)
    lines = [f"{'first':<14} {'second':<14} " + " ".join(f"{name:>13}" for name in order)]
    for (first, second), counts in sorted(rows.items()):
        figures = " ".join(f"{counts[name] or '':>13}" for name in order)
        lines.append(f"{first:<14} {second:<14} {figures}")
    return "\n".join(lines)


def listed(found: Sequence[Found]) -> str:
    """Each fault once for each pair, with the command that repeats it."""
    lines, seen = [], set()
    for one in found:
        for fault in one.faults:
            key = (one.tried.first, one.tried.second, fault[:40])
            if key not in seen:
                seen.add(key)
                lines.append(f"{one.tried.first} × {one.tried.second}: {fault}")
                lines.append(f"    {one.tried.command}")
    return "\n".join(lines)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tries", type=int, default=3, help="of each pair")
    parser.add_argument("--sample", type=int, default=0, help="so many pairs, drawn")
    parser.add_argument("--pair", nargs=2, action="append", choices=list(WRITING), default=[])
    parser.add_argument("--delays", nargs=2, type=float, default=None, help="seconds")
    parser.add_argument("--dawdle", type=float, default=None, help="seconds at most")
    parser.add_argument("--kept", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--json", type=Path, help="keep every try in this file")
    return parser.parse_args()


def main() -> None:
    import torch

    torch.set_num_threads(1)
    arguments = parsed()
    chance = random.Random(arguments.seed)
    wanted = pairs(arguments)
    scratch = scratch_folder("two-processes")
    began = time.monotonic()
    found: list[Found] = []
    try:
        lab = Lab(scratch)
        lab.prepare(sorted({verb for pair in wanted for verb in pair} | {"reindex"}))
        for _, (first, second) in itertools.product(range(arguments.tries), wanted):
            if time.monotonic() - began > arguments.seconds:
                break
            delays = arguments.delays or lab.delays(first, second, chance)
            dawdle, kept = chance.choice(_DAWDLES_S), chance.random() < 0.5
            if arguments.dawdle is not None:
                dawdle = arguments.dawdle
            if arguments.kept is not None:
                kept = arguments.kept
            # Only its keeper may change the catalogue.
            kept = kept and not {first, second} & set(OF_THE_CATALOGUE)
            found.append(lab.attempt(Try(first, second, tuple(delays), dawdle, kept)))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in found], indent=1))
    sys.stdout.write(f"{listed(found)}\n\n{table(found)}\n")
    sys.stdout.write(f"{len(found)} tries with '{NEW}' in {this_checkout.ROOT}\n")


if __name__ == "__main__":
    main()
