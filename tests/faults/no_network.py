"""No network: which sockets every verb, the demo and the window's journey open.

`python tests/faults/no_network.py [--audit] [--only NAME]` runs everything in forked children
under strace, which sees every library, or with `--audit` (and where there is no strace) under
Python's audit hook, which also stands in Python's own children. Prints a table, and leaves with 1
when anything wanted more than a local socket.
"""

import argparse
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import this_checkout
import whole_project
import window_journey
from called import VERBS, Do, Place
from forked import Said, fresh_copy, import_what_they_import, said_by, scratch_folder
from socket_audit import LOG_VARIABLE, watch

from workbench.cli.main import main as run_verb

_LIMIT_S = 900.0
_MARK = "/this-is/"
"""A path that nothing has: connecting to it writes the name of what comes next into the trace."""
_LOCAL = ("AF_UNIX", "AF_NETLINK")
_SOCKET = re.compile(r"socket(?:pair)?\((AF_\w+|PF_\w+|\w+)|sa_family=(AF_INET6?)\b")


def _demo(place: Place) -> None:
    run_verb(["demo", "--headless", "--minutes", "0.001", "--project", str(place.folder / "demo")])


def _detached(place: Place) -> None:
    """A run in a process of its own, followed to its end."""
    where = ["--project", str(place.lab), "--json"]
    with contextlib.suppress(SystemExit):
        run_verb(["run", str(place.specs / "pretrain.toml"), "--detached", *where])
    run_verb(["watch", "new gpt", *where])


WORKS: dict[str, Do] = {
    **VERBS,
    "run --detached": _detached,
    "doctor": lambda place: run_verb(["doctor", "--project", str(place.lab)]),
    "window": window_journey.journey,
    "demo": _demo,
}


class Lab:
    """Everything is done in a fresh copy of the whole project."""

    def __init__(self, scratch: Path, names: list[str]) -> None:
        self._scratch = scratch
        self._template = scratch / "template"
        self.place = Place(scratch / "place")
        whole_project.build(self._template / "lab")
        whole_project.write_specs(self._template / "specs")
        warm = [name for name in names if name not in ("window", "demo")]
        import_what_they_import((self._work(name) for name in warm), scratch)

    def _work(self, name: str) -> Callable[[], None]:
        def do() -> None:
            WORKS[name](self.place)

        fresh_copy(self._template, self.place.folder)
        return do

    def said(self, name: str, log: Path | None = None) -> Said:
        """What came of a work; with a log, sockets that Python opens are written into it."""
        work = self._work(name)

        def watched() -> None:
            if log is not None:
                watch(log, self._scratch)
            work()

        return said_by(watched, self._scratch / "io", _LIMIT_S)


def _open_one() -> None:
    """What must be noticed, or nothing is proven: a socket for the network, never connected."""
    socket.socket(socket.AF_INET).close()


def _require_noticed(opened: Counter[str]) -> None:
    assert opened["AF_INET"], f"a socket that was opened on purpose went unnoticed: {opened}"


def audited(lab: Lab, names: list[str], scratch: Path) -> Iterator[tuple[str, Said, Counter[str]]]:
    """Each work with the kinds of sockets that Python code opened."""
    _require_noticed(_audited_on_purpose(scratch))
    for number, name in enumerate(names):
        log = scratch / f"sockets-{number}.log"
        said = lab.said(name, log)
        lines = log.read_text().splitlines() if log.exists() else []
        yield name, said, Counter(line.split()[0] for line in lines)


def _audited_on_purpose(scratch: Path) -> Counter[str]:
    log = scratch / "on-purpose.log"

    def do() -> None:
        watch(log, scratch)
        _open_one()
        subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], check=True)

    said = said_by(do, scratch / "io", _LIMIT_S)
    assert said.code == 0, said.err
    opened = Counter(log.read_text().split())
    assert opened["AF_INET"] == 2, f"a child's socket went unnoticed: {opened}"
    return opened


def inside(lab: Lab, names: list[str], results: Path) -> None:
    """Under strace: do each work, with a mark before it in the trace."""
    _open_one()
    with results.open("w") as file:
        for name in names:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as mark:
                mark.connect(_MARK + name)
            said = lab.said(name)
            last = (said.err.strip().splitlines() or [""])[-1]
            file.write(f"{name}\t{said.code}\t{said.failure or last[:200]}\n")


def traced(names: list[str], scratch: Path) -> Iterator[tuple[str, Said, Counter[str]]]:
    """Each work with the kinds of sockets that any code opened, from strace."""
    log, results = scratch / "trace", scratch / "results"
    command = [
        *("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "-o", str(log)),
        *(sys.executable, str(Path(__file__)), "--inside", str(results)),
    ]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    for name in names:
        command += ["--only", name]
    subprocess.run(command, env=environment, check=True)
    opened: dict[str, Counter[str]] = {name: Counter() for name in names}
    current = before = Counter[str]()
    for line in log.read_text(errors="replace").splitlines():
        if (at := line.find(_MARK)) >= 0:
            current["AF_UNIX"] -= 1  # the mark's own
            current = opened[line[at + len(_MARK) :].partition('"')[0]]
            continue
        for one, other in _SOCKET.findall(line):
            current[one or other] += 1
    _require_noticed(before)
    for line in results.read_text().splitlines():
        name, code, err = line.split("\t")
        yield name, Said(int(code), "", err, 0.0), +opened[name]


def strace_works() -> bool:
    if shutil.which("strace") is None:
        return False
    probe = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audit", action="store_true", help="Python's audit hook, not strace")
    parser.add_argument("--only", action="append", choices=list(WORKS), default=[])
    parser.add_argument("--without", action="append", choices=list(WORKS), default=[])
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    import torch

    torch.set_num_threads(1)
    arguments = parsed()
    names = [n for n in arguments.only or WORKS if n not in arguments.without]
    scratch = scratch_folder("no-network")
    try:
        if arguments.inside:
            inside(Lab(scratch, names), names, arguments.inside)
            return
        by_strace = not arguments.audit and strace_works()
        works = (
            traced(names, scratch) if by_strace else audited(Lab(scratch, names), names, scratch)
        )
        is_bad = False
        for name, said, opened in works:
            remote = {kind: count for kind, count in opened.items() if kind not in _LOCAL}
            is_bad |= bool(remote) or bool(said.code) or bool(said.failure)
            kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(opened.items())) or "none"
            verdict = "NETWORK" if remote else "failed" if said.code or said.failure else "ok"
            reason = said.err.strip()[-200:] if said.code else ""
            sys.stdout.write(f"{name:<22} {verdict:<8} {kinds} {reason}\n")
            sys.stdout.flush()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    how = "strace" if by_strace else f"the audit hook ({LOG_VARIABLE})"
    sys.stdout.write(f"{len(names)} works under {how} in {this_checkout.ROOT}\n")
    sys.exit(is_bad)


if __name__ == "__main__":
    main()
