"""What the estimator says against what a run needs: memory and time.

Each case is a short training in a process of its own, on a project made for it; memory is what the
process needs at its most beyond what it needed before (Linux's VmHWM, reset first), time that of
its steps. The time is estimated by measuring some steps, as `estimate --measure` does. With
`--device cuda` the memory is that of the card.

    python tests/benchmarks/estimator.py [--steps 30] [--device cpu]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from device import forget_peak, peak_mb, require_device, take_device
from pairing import in_child, warn_if_busy

TEACHER = {"num_layers": 6, "hidden_size": 384, "num_heads": 6, "context": 256}
STUDENT = {"num_layers": 3, "hidden_size": 384, "num_heads": 6, "context": 256}
SMALL = {"num_layers": 2, "hidden_size": 96, "num_heads": 4, "context": 128}
CASES: dict[str, dict[str, Any]] = {
    "pretrain": {"kind": "pretrain", "model": TEACHER},
    "distil": {"kind": "distill", "student": STUDENT},
    "distil, small": {"kind": "distill", "student": SMALL},
    "distil, attention": {
        "kind": "distill",
        "student": STUDENT,
        "stages": [{"terms": [{"kind": "attention"}, {"kind": "hidden"}]}],
    },
    "distil, own texts": {
        "kind": "distill",
        "student": SMALL,
        "stages": [{"on_policy": {"share": 0.5}}],
    },
    # Below: shapes that the estimate's constants were not fitted to.
    "pretrain, other": {
        "kind": "pretrain",
        "model": {"num_layers": 4, "hidden_size": 256, "num_heads": 8, "context": 64},
        "tokenizer": "many pieces",
        "loop": {"micro_batch_size": 48},
    },
    "pretrain, bf16": {
        "kind": "pretrain",
        "model": TEACHER,
        "runtime": {"precision": "bf16"},
    },
    "pretrain, BERT": {
        "kind": "pretrain",
        "model": {
            "family": "bert",
            "num_layers": 4,
            "hidden_size": 256,
            "num_heads": 4,
            "context": 128,
        },
    },
    "distil, other": {
        "kind": "distill",
        "teacher": "large teacher",
        "student": {"num_layers": 2, "hidden_size": 192, "num_heads": 4, "context": 128},
        "loop": {"micro_batch_size": 8, "accumulation": 2},
    },
}
LARGE_TEACHER = {
    "kind": "pretrain",
    "name": "large teacher",
    "tokenizer": "many pieces",
    "model": {"num_layers": 4, "hidden_size": 512, "num_heads": 8, "context": 128},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--case", default="")
    parser.add_argument("--folder", default="")
    take_device(parser)
    options = parser.parse_args()
    if options.case:
        print(json.dumps(measured(options)))
        return
    require_device(options.device)
    warn_if_busy()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        for name in CASES:
            row = in_child(
                Path(__file__),
                *("--case", name, "--folder", folder, "--steps", str(options.steps)),
                *("--device", options.device),
                environment={"OMP_WAIT_POLICY": "PASSIVE"},
            )
            memory = row["estimated_mb"] / row["needed_mb"] - 1
            time_error = row["estimated_s"] / row["took_s"] - 1
            print(
                f"{name:18} memory {row['estimated_mb']:5.0f} MB for {row['needed_mb']:5.0f} "
                f"({memory:+.0%})   time {row['estimated_s']:6.1f} s for "
                f"{row['took_s']:6.1f} ({time_error:+.0%})",
                flush=True,
            )


def prepare(folder: Path) -> None:
    """A corpus, two tokenizers, and a teacher of one step for each."""
    from workbench.corpora.spec import AddCorpusSpec
    from workbench.project import Project
    from workbench.spec import validate
    from workbench.tokenizers.spec import TrainTokenizerSpec
    from workbench.training.pretrain_spec import PretrainSpec

    with Project.open(folder / "lab") as project:
        plain = {"name": "stories", "sample": "stories_en", "sample_documents": 20_000}
        project.run(validate(AddCorpusSpec, plain))
        project.run(TrainTokenizerSpec(name="pieces", corpus="stories", vocabulary_size=1000))
        project.run(TrainTokenizerSpec(name="many pieces", corpus="stories", vocabulary_size=5000))
        for teacher in ({"kind": "pretrain", "model": TEACHER}, LARGE_TEACHER):
            project.run(validate(PretrainSpec, run_of(teacher, 1, "cpu")))


def run_of(case: dict[str, Any], steps: int, device: str) -> dict[str, Any]:
    """A case's settings in full."""
    loop = {
        "evaluate_every": max(1, steps // 2),
        "evaluation_tokens": 20_000,
        "sample_tokens": 0,
        "baseline": False,
        **case.get("loop", {}),
    }
    where = {"precision": "fp32", "device": device}
    plain: dict[str, Any] = {"corpus": "stories", **case}
    plain["runtime"] = {**where, **case.get("runtime", {})}
    if case["kind"] == "pretrain":
        named = {"name": "teacher", "tokenizer": "pieces"}
        return {**named, **plain, "loop": {**loop, "steps": steps}}
    stages = [{**stage, "steps": steps} for stage in case.get("stages", [{}])]
    return {"name": "student", "teacher": "teacher", **plain, "loop": loop, "stages": stages}


def measured(options: argparse.Namespace) -> dict[str, float]:
    """Estimate a case, do it, and tell both."""
    from workbench.activities.spec import ANY_SPEC
    from workbench.events import Metrics
    from workbench.project import Project
    from workbench.spec import validate

    plain = run_of(CASES[options.case], options.steps, options.device)
    plain["name"] = f"{plain['name']} {options.case}"
    spec: Any = validate(ANY_SPEC, plain)
    with Project.open(Path(options.folder) / "lab") as project:
        guess = project.preview(spec).measured_estimate()
        before = held_before(options.device)
        took = 0.0
        for event in project.start(spec):
            if isinstance(event, Metrics):
                took = event.elapsed_s
        needed = taken_mb(options.device) - before
    return {
        "estimated_mb": guess.memory_bytes / 1e6,
        "needed_mb": needed,
        "estimated_s": guess.seconds or 0.0,
        "took_s": took,
    }


def held_before(device: str) -> float:
    """What is held now, in MB; from here on `taken_mb` tells of what is taken later."""
    return forget_peak(device) if device == "cuda" else reset_peak()


def taken_mb(device: str) -> float:
    return peak_mb(device) if device == "cuda" else status("VmHWM")


def reset_peak() -> float:
    """Forget what was held before; gives what is held now, in MB."""
    import gc

    import torch

    from workbench.training.runtime import keep_freed_memory

    gc.collect()
    keep_freed_memory()
    _ = torch.zeros(1)
    import ctypes

    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return status("VmRSS")


def status(name: str) -> float:
    """A line of /proc/self/status, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / 1e6
    sys.exit(f"no {name} on this system")


if __name__ == "__main__":
    main()
