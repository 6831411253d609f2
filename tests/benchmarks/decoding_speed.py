"""How fast one text is written, greedily, beside transformers, CTranslate2 and llama.cpp.

S: GPT, 6 layers, 384 wide, 6 heads, vocabulary 8,192; M: 12 layers, 768 wide, 12 heads, vocabulary
16,384; random weights, a prompt of 64 tokens and 256 behind it, one text at a time. Each side is a
process of its own that stays; they write in turn, round after round, and the table has medians and
medians of the ratios within a round. The same of processor time, which a busy machine changes
least: with --threads 1 it is what an idle one would take. Ours tells each token's probability, rank
and entropy as well. The GGUF files are written by our exporter. Then eight strategies of one model,
together and one after the other.

CTranslate2 is left out where it is not installed, or not found in --ctranslate2 DIR. On another
device than a processor there are only transformers and ours in fp32: packed weights are for those.

    PYTHONPATH=.:tests/oracles python tests/benchmarks/decoding_speed.py [--sizes S] [--rounds 7]
"""

import argparse
import importlib
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from decoding_sides import (
    alone,
    ctranslate2,
    llama_cpp,
    ours,
    together,
    transformers,
    write_ggufs,
)
from device import require_device, take_device
from pairing import ROOT, ratio, usual_environment, warn_if_busy

RIVALS = {
    "ours fp32": "llama.cpp f32",
    "ours bf16": "llama.cpp bf16",
    "ours int8": "llama.cpp q8_0",
}
SIDES = (
    *RIVALS,
    "transformers fp32",
    "transformers bf16",
    "ctranslate2 int8",
    "llama.cpp f32",
    "llama.cpp bf16",
    "llama.cpp q8_0",
)
TOGETHER = ("together fp32", "alone fp32", "together bf16", "alone bf16")
Speeds = dict[str, list[tuple[float, float]]]
"""Each side's tokens a second, and a second of processor time, in each round."""


def main() -> None:
    options = arguments()
    if options.side:
        serve(options)
        return
    require_device(options.device)
    warn_if_busy()
    print(f"{options.threads} threads; prompt 64, {options.tokens} tokens; {options.rounds} rounds")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            one_text_at_a_time(options, size, Path(folder))
        eight_strategies(options, size)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="SM", help="S, M or SM")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--threads", type=int, default=2)
    take_device(parser)
    parser.add_argument("--ctranslate2", default="", help="the folder that it is installed in")
    parser.add_argument("--only", default="", help="sides of which the name holds this")
    parser.add_argument("--side", default="")
    parser.add_argument("--folder", default="")
    return parser.parse_args()


def one_text_at_a_time(options: argparse.Namespace, size: str, folder: Path) -> None:
    sides = [name for name in SIDES if not missing(name, options) and options.only in name]
    if any(name.startswith("llama.cpp") for name in sides):
        write_ggufs(size, folder)
    speeds = measured(options, size, sides, folder)
    gone = sorted({name.split()[0] for name in SIDES if missing(name, options)})
    print(f"\n{size}: tokens/s, medians", f"(left out: {', '.join(gone)})" if gone else "")
    for name in sides:
        print(f"  {name:<18}", *(shown(speeds, name, way) for way in (0, 1)))


def shown(speeds: Speeds, name: str, way: int) -> str:
    """The median of a side, by wall clock (0) or processor time (1), and beside its rival."""
    own, rival = [round_[way] for round_ in speeds[name]], RIVALS.get(name, "")
    unit = "tokens/s" if way == 0 else "a processor second"
    median = f"{statistics.median(own):8.1f} {unit}"
    if rival not in speeds:
        return f"{median:<50}"
    theirs = [round_[way] for round_ in speeds[rival]]
    return f"{f'{median} {ratio(own, theirs):5.2f} of {rival}':<50}"


def eight_strategies(options: argparse.Namespace, size: str) -> None:
    sides = [name for name in TOGETHER if options.only in name and not missing(name, options)]
    speeds = measured(options, size, sides, Path())
    for precision in ("fp32", "bf16"):
        both = [speeds.get(f"{way} {precision}", []) for way in ("together", "alone")]
        for way, unit in enumerate(("tokens/s", "a processor second")):
            if all(both):
                fast, slow = ([round_[way] for round_ in side] for side in both)
                print(
                    f"  eight strategies in {precision}: together {statistics.median(fast):.1f} "
                    f"{unit}, one after the other {statistics.median(slow):.1f}, "
                    f"{ratio(fast, slow):.2f} times as fast"
                )


def missing(name: str, options: argparse.Namespace) -> bool:
    kind, width = name.split()
    package = {"llama.cpp": "xllamacpp", "ctranslate2": "ctranslate2"}.get(kind, "")
    if options.device != "cpu":
        return bool(package) or (kind != "transformers" and width != "fp32")
    there = options.ctranslate2 if package == "ctranslate2" else ""
    return bool(package) and not there and importlib.util.find_spec(package) is None


def measured(options: argparse.Namespace, size: str, sides: Sequence[str], folder: Path) -> Speeds:
    """Each side's speeds in each round; all write in turn."""
    children = {name: started(options, size, name, folder) for name in sides}
    speeds: Speeds = {name: [] for name in sides}
    try:
        for child in children.values():
            answer(child)  # it is ready, and has written once
        for _ in range(options.rounds):
            for name, child in children.items():
                assert child.stdin is not None
                child.stdin.write("go\n")
                child.stdin.flush()
                speeds[name].append(answer(child))
    finally:
        for child in children.values():
            child.kill()
            child.wait()
    return speeds


def started(
    options: argparse.Namespace, size: str, name: str, folder: Path
) -> "subprocess.Popen[str]":
    ours = name.split()[0] in ("ours", "together", "alone")
    return subprocess.Popen(
        [
            *(sys.executable, str(Path(__file__)), "--side", name, "--sizes", size),
            *("--threads", str(options.threads), "--tokens", str(options.tokens)),
            *("--device", options.device),
            *("--folder", str(folder), "--ctranslate2", options.ctranslate2),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={
            **usual_environment(),
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'oracles'}",
            "OMP_NUM_THREADS": str(options.threads),
            **({"OMP_WAIT_POLICY": "PASSIVE"} if ours else {}),
        },
    )


def answer(child: "subprocess.Popen[str]") -> tuple[float, float]:
    """The next figures that a side tells; it may print other things before."""
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith("@"):
            wall, processor = map(float, line[1:].split())
            return wall, processor
    raise RuntimeError(f"a side ended with {child.wait()}: {child.args!r}")


def serve(options: argparse.Namespace) -> None:
    """One side: writes once to warm up, and then whenever it is told to."""
    kind, width = options.side.split()
    write = {
        "ours": ours,
        "together": together,
        "alone": alone,
        "transformers": transformers,
        "ctranslate2": ctranslate2,
        "llama.cpp": llama_cpp,
    }[kind](options, width)
    while True:
        begun, begun_cpu = time.perf_counter(), time.process_time()
        count = write()
        speed = count / (time.perf_counter() - begun)
        print(f"\n@{speed} {count / (time.process_time() - begun_cpu)}", flush=True)
        if not sys.stdin.readline():
            return


if __name__ == "__main__":
    main()
