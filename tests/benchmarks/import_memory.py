"""Memory and speed of importing and encoding a corpus, small against ten times as large.

Each size in a process of its own: the import and the encoding as a project does them, while a
thread notes the highest anonymous memory (RssAnon of /proc/self/status; mapped files do not count).
Bound: from 50 MB to 500 MB of text it grows by less than 50 MB.

    python tests/benchmarks/import_memory.py [--quick] [--megabytes 50 500] [--dedupe]
"""

import argparse
import json
import tempfile
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any

from pairing import in_child, warn_if_busy

MEGABYTE = 1_000_000
BOUND_MB = 50
SAMPLE_EVERY_S = 0.005
TOLD = 4000


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(SIDES[options.side](options)))
        return
    warn_if_busy()
    with tempfile.TemporaryDirectory() as folder:
        options.folder = folder
        child(options, "prepare", 0)
        peaks = [measure(options, megabytes) for megabytes in options.megabytes]
    growth = peaks[1] - peaks[0]
    print(
        f"from {options.megabytes[0]} MB to {options.megabytes[1]} MB of text: {growth:+.0f} MB of "
        f"anonymous memory; ratio {peaks[1] / peaks[0]:.2f} (bound {BOUND_MB:+} MB)"
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs=2, default=(50, 500))
    parser.add_argument("--dedupe", action="store_true", help="also drop duplicates")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="5 and 50 MB")
    parser.add_argument("--side", default="")
    parser.add_argument("--folder", default="")
    parser.add_argument("--size", type=int, default=0)
    options = parser.parse_args()
    if options.quick:
        options.megabytes = (5, 50)
    return options


def child(options: argparse.Namespace, name: str, size: int) -> dict[str, Any]:
    return in_child(
        Path(__file__),
        *("--side", name, "--folder", options.folder, "--size", str(size)),
        *("--threads", str(options.threads), *(["--dedupe"] if options.dedupe else [])),
        environment={"OMP_NUM_THREADS": str(options.threads)},
    )


def measure(options: argparse.Namespace, megabytes: int) -> float:
    """Print one size's figures; gives the peak."""
    child(options, "write", megabytes)
    figures = child(options, "work", megabytes)
    speeds = ", ".join(f"{name} {speed:.1f} MB/s" for name, speed in figures["speeds"].items())
    peaks = ", ".join(f"{name} {peak:.0f} MB" for name, peak in figures["peaks"].items())
    print(f"{megabytes:4} MB of text: {speeds}; anonymous memory at most: {peaks}", flush=True)
    return max(figures["peaks"].values())


def prepare(options: argparse.Namespace) -> dict[str, Any]:
    """A project with a tokenizer."""
    from workbench.corpora.spec import AddCorpusSpec
    from workbench.project import Project
    from workbench.tokenizers.spec import TrainTokenizerSpec

    with Project.open(Path(options.folder) / "project") as project:
        project.run(AddCorpusSpec(name="few", sample="stories_en", sample_documents=2000))
        project.run(
            TrainTokenizerSpec(
                name="pieces", corpus="few", algorithm="unigram", vocabulary_size=1024
            )
        )
    return {}


def write(options: argparse.Namespace) -> dict[str, Any]:
    """A text file of numbered stories, no two of them the same."""
    from workbench.corpora.samples.stories import stories

    texts = list(stories("en", TOLD, seed=1, held_out=False))
    left = options.size * MEGABYTE
    with text_path(options).open("w", encoding="utf-8") as file:
        for number in count():
            left -= file.write(f"Story {number}. {texts[number % TOLD]}\n\n")
            if left <= 0:
                return {}
    return {}


def text_path(options: argparse.Namespace) -> Path:
    return Path(options.folder) / f"{options.size}.txt"


def work(options: argparse.Namespace) -> dict[str, Any]:
    from workbench.corpora.spec import AddCorpusSpec
    from workbench.data.causal.shards import encode_shards
    from workbench.jobs import ThreadControl
    from workbench.project import Project

    name, peak = f"text of {options.size} MB", Peak()
    spec = AddCorpusSpec(name=name, files=(str(text_path(options)),), dedupe=options.dedupe)
    speeds: dict[str, float] = {}
    peaks = {"before": peak.take()}
    with Project.open(Path(options.folder) / "project") as project:
        begun = time.perf_counter()
        project.run(spec)
        speeds["import"] = options.size / (time.perf_counter() - begun)
        peaks["import"] = peak.take()
        corpus, tokenizer = project.corpus(name), project.tokenizer("pieces")
        shards = project.folder / "shards" / str(options.size)
        begun = time.perf_counter()
        for _ in encode_shards(corpus, tokenizer, shards, ThreadControl(), options.threads):
            pass
        speeds["encoding"] = options.size / (time.perf_counter() - begun)
        peaks["encoding"] = peak.take()
    peak.end()
    return {"speeds": speeds, "peaks": peaks}


class Peak:
    """The highest anonymous memory in MB since it was last asked for, watched by a thread."""

    def __init__(self) -> None:
        self._highest = anonymous_mb()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def take(self) -> float:
        highest, self._highest = max(self._highest, anonymous_mb()), 0.0
        return highest

    def end(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_EVERY_S):
            self._highest = max(self._highest, anonymous_mb())


def anonymous_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    raise RuntimeError("the kernel does not tell RssAnon")


SIDES = {"prepare": prepare, "write": write, "work": work}

if __name__ == "__main__":
    main()
