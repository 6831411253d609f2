"""How long all measures of heads take but ablation: 100 passages of 256 tokens, 6 x 384.

Random weights, GPT with 6 heads a layer and a vocabulary of 8,192. Prints wall and processor time
of each stage, with a teacher of the same shape beside it, and the most memory that was taken.

    PYTHONPATH=.:tests/benchmarks python tests/benchmarks/head_measures.py [--passages 100]
        [--device cpu]
"""

import argparse
import time
from collections.abc import Sequence

import torch
from device import peak_mb, require_device, take_device, wait_for
from pairing import warn_if_busy

from workbench.inspection.heads.measuring import HeadPassages, measure_heads
from workbench.inspection.heads.spec import ASKED_STAGES, DEFAULT_STAGES, HeadStage
from workbench.inspection.heads.teacher_heads import TeacherHeads
from workbench.inspection.scored import scored_next
from workbench.models.build import Model, build
from workbench.models.spec import GPTSpec

VOCABULARY = 8192
SPEC = GPTSpec(num_layers=6, hidden_size=384, num_heads=6, context=256)


def measure(
    title: str,
    model: Model,
    passages: HeadPassages,
    stages: Sequence[HeadStage],
    teacher: TeacherHeads | None = None,
) -> None:
    """Print a line: seconds of the clock, of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    for _ in measure_heads(model, passages, stages, teacher=teacher):
        pass
    wait_for(model.head_weight.device.type)
    seconds, busy = time.perf_counter() - wall, time.process_time() - processor
    print(f"{title:34} {seconds:8.1f} s {busy:8.1f} s of the processor", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100)
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--ablation", action="store_true", help="ablate every head too")
    take_device(parser)
    options = parser.parse_args()
    require_device(options.device)
    warn_if_busy()
    both = (build(SPEC, VOCABULARY, seed=n).eval().requires_grad_(False) for n in (0, 1))
    model, other = (one.to(options.device) for one in both)
    ids_bt = torch.randint(7, VOCABULARY, (options.passages, options.tokens))
    ordinary = tuple(range(7, VOCABULARY))
    passages = HeadPassages(ids_bt, scored_next(ids_bt), frozenset(range(7)), ordinary, (5,))
    teacher = TeacherHeads(other, tuple((n, n) for n in range(SPEC.num_layers)))
    measure("attention", model, passages, ())
    measure("attention, induction, copying", model, passages, DEFAULT_STAGES)
    measure("the same with a teacher", model, passages, DEFAULT_STAGES, teacher)
    if options.ablation:
        measure("with ablation", model, passages, ASKED_STAGES)
    print(f"{'most memory':34} {peak_mb(options.device):8.0f} MB")


if __name__ == "__main__":
    main()
