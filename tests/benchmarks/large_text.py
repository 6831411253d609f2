"""A large text from its files to a model: does time stay linear, and memory flat?

The text (its own samples, or `--texts`, again and again with changes) is added, a tokenizer is
trained on a sample of it, all of it is encoded, and a small model takes 50 steps: each part in a
process of its own, as `run` performs it. Told of each: seconds by the clock and by the processor
(which a busy machine does not stretch), MB/s, the highest memory of the process and its children,
the most disk it took beside what was said before, and the longest time in which nothing was told.

Bounds, from the smallest size to the largest: processor seconds a megabyte at most 1.3 times,
memory at most 100 MB more; no silence above 10 seconds.

    python tests/benchmarks/large_text.py [--quick] [--gigabytes 0.1 1 10] [--folder DIR]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from device import require_device, take_device
from large.texts import write_large
from large.watching import Peak, Watch, size_of
from pairing import ROOT, warn_if_busy

if TYPE_CHECKING:
    from workbench.project import Project

MEGABYTE = 1_000_000
GIGABYTE = 1_000 * MEGABYTE
NAME = "large"
PHASES = ("add", "tokenizer", "encode", "train")
MOST_TIMES, MOST_MB_MORE, MOST_SILENT_S = 1.3, 100, 10.0


def main() -> None:
    options = arguments()
    if options.phase:
        print(json.dumps(work(options)))
        return
    require_device(options.device)
    warn_if_busy()
    results = {size: measured(options, size) for size in options.gigabytes}
    if len(results) > 1:
        compare(results)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, nargs="+", default=(0.1, 1.0))
    parser.add_argument("--quick", action="store_true", help="10 and 50 MB")
    parser.add_argument("--folder", default="", help="where to work; it is left empty")
    parser.add_argument("--texts", nargs="*", default=(), help="UTF-8 files to repeat")
    parser.add_argument("--document-bytes", type=int, default=2000)
    parser.add_argument("--keep-duplicates", action="store_true")
    parser.add_argument("--algorithm", default="unigram")
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--sample-megabytes", type=int, default=4, help="the tokenizer's")
    parser.add_argument("--threads", type=int, default=2)
    take_device(parser)
    parser.add_argument("--phase", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.quick:
        options.gigabytes = (0.01, 0.05)
    return options


@dataclass(frozen=True)
class Figures:
    """What one part of the work took."""

    seconds: float
    processor_s: float
    silent_s: float
    peak: Peak
    disk_said: int


def measured(options: argparse.Namespace, gigabytes: float) -> dict[str, Figures]:
    """One size: the text written, every part of the work, its lines printed; nothing is left."""
    with tempfile.TemporaryDirectory(dir=options.folder or None) as name:
        folder = Path(name)
        (folder / "texts").mkdir()
        num_bytes = int(gigabytes * GIGABYTE)
        write_large(folder / "texts", sources(options), num_bytes, options.document_bytes)
        print(f"\n{gigabytes:g} GB of text", flush=True)
        print(
            f"{'':10}{'clock':>10}{'processor':>11}{'speed':>12}{'own memory':>12}"
            f"{'with mapped':>13}{'disk':>10}{'said':>10}{'silent':>9}"
        )
        figures = {}
        for phase in PHASES:
            figures[phase] = one = run_phase(options, phase, folder)
            tell(phase, one, num_bytes)
        print(f"project: {size_of(folder / 'project') / GIGABYTE:.2f} GB", flush=True)
    return figures


def sources(options: argparse.Namespace) -> list[str]:
    if options.texts:
        return [Path(path).read_text(encoding="utf-8") for path in options.texts]
    from workbench.corpora.samples.stories import stories

    return ["\n\n".join(stories("en", 4000, seed=1, held_out=False))]


def tell(phase: str, one: Figures, num_bytes: int) -> None:
    said = f"{one.disk_said / MEGABYTE:,.0f} MB" if one.disk_said else "–"
    print(
        f"{phase:10}{one.seconds:8,.1f} s{one.processor_s:9,.1f} s"
        f"{num_bytes / MEGABYTE / one.seconds:7,.1f} MB/s"
        f"{one.peak.own_bytes / MEGABYTE:9,.0f} MB{one.peak.all_bytes / MEGABYTE:10,.0f} MB"
        f"{one.peak.disk_bytes / MEGABYTE:7,.0f} MB{said:>10}{one.silent_s:7.1f} s",
        flush=True,
    )


def run_phase(options: argparse.Namespace, phase: str, folder: Path) -> Figures:
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, __file__, "--phase", phase, "--folder", str(folder), *passed_on(options)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": str(options.threads)},
    )
    watch = Watch(process.pid, folder)
    output, _ = process.communicate()
    peak = watch.end()
    if process.returncode:
        sys.exit(f"{phase} ended with {process.returncode}")
    told = json.loads(output.strip().splitlines()[-1])
    return Figures(seconds=time.perf_counter() - begun, peak=peak, **told)


def passed_on(options: argparse.Namespace) -> list[str]:
    names = ("algorithm", "vocabulary", "sample_megabytes", "threads", "device")
    flags = [f"--{name.replace('_', '-')}={getattr(options, name)}" for name in names]
    return [*flags, *(["--keep-duplicates"] if options.keep_duplicates else [])]


def compare(results: dict[float, dict[str, Figures]]) -> None:
    """The largest size beside the smallest, with a mark at what is out of bounds."""
    small, large = min(results), max(results)
    print(f"\n{large:g} GB beside {small:g} GB")
    for phase in PHASES:
        one, other = results[small][phase], results[large][phase]
        times = other.processor_s / one.processor_s / (large / small)
        more_mb = (other.peak.own_bytes - one.peak.own_bytes) / MEGABYTE
        is_out = times > MOST_TIMES or more_mb > MOST_MB_MORE or other.silent_s > MOST_SILENT_S
        print(
            f"{'!' if is_out else ' '} {phase:10} processor seconds a megabyte × {times:.2f}, "
            f"{more_mb:+.0f} MB of memory, longest silence {other.silent_s:.1f} s"
        )


# -- in the process of a part ---------------------------------------------------------------------


def work(options: argparse.Namespace) -> dict[str, Any]:
    """One part of the work; what it took by the processor, and what it told."""
    from workbench.project import Project

    with Project.open(Path(options.folder) / "project") as project:
        said = WORK[options.phase](options, project)
    times = os.times()
    processor_s = times.user + times.system + times.children_user + times.children_system
    return {"processor_s": processor_s, **said}


def performed(project: "Project", spec: Any) -> dict[str, Any]:
    """Perform a run; raises what ended it. Gives its longest silence and the disk it spoke of."""
    from workbench.events import Outcome, RunEnded

    silent_s, disk_said, last = 0.0, 0, time.monotonic()
    for event in project.start(spec):
        project.catalogue.ingest()
        silent_s, last = max(silent_s, time.monotonic() - last), time.monotonic()
        values = getattr(getattr(event, "words", None), "values", {})
        disk_said = disk_said or int(values.get("gigabytes", 0) * GIGABYTE)
        if isinstance(event, RunEnded) and event.outcome is not Outcome.FINISHED:
            sys.exit(event.words.template.format(**event.words.values))
    return {"silent_s": silent_s, "disk_said": disk_said}


def add(options: argparse.Namespace, project: "Project") -> dict[str, Any]:
    from workbench.corpora.spec import AddCorpusSpec

    spec = AddCorpusSpec(
        name=NAME,
        files=(str(Path(options.folder) / "texts"),),
        documents="blank_lines",
        dedupe=not options.keep_duplicates,
        validation_fraction=0.01,
    )
    return performed(project, spec)


def train_tokenizer(options: argparse.Namespace, project: "Project") -> dict[str, Any]:
    from workbench.tokenizers.spec import TrainTokenizerSpec

    spec = TrainTokenizerSpec(
        name=NAME,
        corpus=NAME,
        algorithm=options.algorithm,
        vocabulary_size=options.vocabulary,
        sample_megabytes=options.sample_megabytes,
        threads=options.threads,
    )
    return performed(project, spec)


def encode(options: argparse.Namespace, project: "Project") -> dict[str, Any]:
    """A pretraining of one step encodes; the next run finds the tokens."""
    return performed(project, pretraining(options, "first", 1))


def train(options: argparse.Namespace, project: "Project") -> dict[str, Any]:
    return performed(project, pretraining(options, "model", 50))


def pretraining(options: argparse.Namespace, name: str, steps: int) -> Any:
    from workbench.models.spec import GPTSpec
    from workbench.training.pretrain_spec import PretrainSpec
    from workbench.training.spec import PretrainLoopSpec, RuntimeSpec

    return PretrainSpec(
        name=name,
        corpus=NAME,
        tokenizer=NAME,
        model=GPTSpec(num_layers=2, hidden_size=64, num_heads=2, context=128),
        loop=PretrainLoopSpec(steps=steps, micro_batch_size=8, evaluate_every=1000),
        runtime=RuntimeSpec(device=options.device, precision="fp32", threads=options.threads),
    )


WORK: dict[str, Callable[[argparse.Namespace, "Project"], dict[str, Any]]] = {
    "add": add,
    "tokenizer": train_tokenizer,
    "encode": encode,
    "train": train,
}

if __name__ == "__main__":
    main()
