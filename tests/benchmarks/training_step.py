"""One training step of S against Hugging Face's and nanoGPT's bare loops, and HF's Trainer.

S: GPT, 6 layers, 384 wide, 6 heads, context 256, vocabulary 8,192, batch 16; dropout 0, the same
threads. Each side runs in processes of its own, in turn. First all of them in bf16, called and
compiled, as their users run them, with the share of what matrix products reach in the same process;
then, with --pairs, ours beside each rival, as its users run it and with our allocator settings.
nanoGPT's model.py is read from --nanogpt DIR.

    python tests/benchmarks/training_step.py [--nanogpt DIR] [--rounds 3] [--pairs 0] [--steps 6]
"""

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hf_gpt2 import hf_gpt2
from pairing import in_child, ratio, warn_if_busy
from step_table import print_table

if TYPE_CHECKING:
    from torch import Tensor

VOCABULARY, WIDTH, LAYERS, HEADS, CONTEXT, BATCH = 8192, 384, 6, 6, 256, 16


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(side(options)))
        return
    warn_if_busy()
    rivals = ["hf", "nanogpt"] if options.nanogpt else ["hf"]
    print_table(partial(child, options), ["ours", *rivals], options.rounds, flops_per_token())
    if not options.pairs:
        return
    for precision in ("fp32", "bf16"):
        for rival in rivals:
            for allocator in ("own", "same"):
                compare(options, rival, precision, precision, allocator)
    compare(options, "trainer", "fp32", "auto", "own")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nanogpt", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--side", default="")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--keep-memory", action="store_true")
    parser.add_argument("--compile", action="store_true")
    return parser.parse_args()


def flops_per_token() -> float:
    """As the scaling-law papers count them."""
    from workbench.models.size.estimate import training_flops_per_token
    from workbench.models.spec import GPTSpec

    shape = GPTSpec(num_layers=LAYERS, hidden_size=WIDTH, num_heads=HEADS, context=CONTEXT)
    return training_flops_per_token(shape, VOCABULARY)


def compare(
    options: argparse.Namespace, rival: str, theirs: str, ours: str, allocator: str
) -> None:
    """Print both sides' median tokens/s, the paired ratio, and peak memory."""
    pairs = [
        (
            child(options, "ours", ours, keep=True),
            child(options, rival, theirs, keep=allocator == "same"),
        )
        for _ in range(options.pairs)
    ]
    speeds = [[run["tokens_per_second"] for run in column] for column in zip(*pairs, strict=True)]
    memory = [max(run["peak_mb"] for run in column) for column in zip(*pairs, strict=True)]
    print(
        f"{ours:>5} ours {statistics.median(speeds[0]):7.0f} tokens/s {memory[0]:5.0f} MB   "
        f"{theirs:>5} {rival:8} {statistics.median(speeds[1]):7.0f} tokens/s {memory[1]:5.0f} MB   "
        f"ratio {ratio(*speeds):.2f}   allocator: {allocator}",
        flush=True,
    )


def child(
    options: argparse.Namespace,
    name: str,
    precision: str,
    *,
    keep: bool,
    compiled: bool = False,
    cache: str = "",
) -> dict:
    """One side in a process of its own; ours waits as `workbench` sets it, the rivals as usual."""
    flags = ["--keep-memory"] if keep else []
    flags += ["--compile"] if compiled else []
    caches = {"TORCHINDUCTOR_CACHE_DIR": cache} if cache else {}
    waiting = {"OMP_WAIT_POLICY": "PASSIVE"} if name == "ours" else {}
    return in_child(
        Path(__file__),
        *("--side", name, "--precision", precision, "--nanogpt", options.nanogpt),
        *("--steps", str(options.steps), "--threads", str(options.threads), *flags),
        environment={"OMP_NUM_THREADS": str(options.threads), **waiting, **caches},
    )


def side(options: argparse.Namespace) -> dict[str, float]:
    """Time the steps of one side; the first one warms up."""
    import torch

    from workbench.training.measuring.machine import matrix_flops_per_second
    from workbench.training.runtime import keep_freed_memory

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    if options.keep_memory:
        keep_freed_memory()
    step = {"ours": ours, "hf": hugging_face, "nanogpt": nanogpt, "trainer": trainer}[options.side]
    run = step(options)
    started = time.perf_counter()
    run()
    first_s = time.perf_counter() - started
    dtype = torch.bfloat16 if options.precision == "bf16" else torch.float32
    times, peaks = [], []
    for _ in range(options.steps):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
        matrix_flops_per_second.cache_clear()
        peaks.append(matrix_flops_per_second(torch.device("cpu"), dtype, options.threads))
    return {
        "first_s": first_s,
        "peak": statistics.median(peaks),
        "tokens_per_second": BATCH * CONTEXT / statistics.median(times),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def windows():
    """The same random windows for every side: ids and what follows each."""
    import torch

    tokens = torch.randint(7, VOCABULARY, (BATCH, CONTEXT + 1))
    return tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous()


def bare_loop(model, optimizer, loss: Callable[[], "Tensor"], precision: str) -> Callable[[], None]:
    """Forward, backward, clip, step: what all bare loops do."""
    import torch

    def run() -> None:
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            value = loss()
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return run


def ours(options: argparse.Namespace) -> Callable[[], None]:
    import torch

    from workbench.data.causal.batches import CausalBatch
    from workbench.models.blocks.kernels import Kernels
    from workbench.models.build import build
    from workbench.models.spec import GPTSpec
    from workbench.training.kernels.compiler import compiled_block
    from workbench.training.objectives.objective import CausalLanguageModelling
    from workbench.training.optimizing.optimizers import build_optimizer
    from workbench.training.optimizing.spec import OptimizerSpec
    from workbench.training.runtime import measured_runtime
    from workbench.training.spec import RuntimeSpec
    from workbench.training.trained_modules import TrainedModules

    shape = GPTSpec(num_layers=LAYERS, hidden_size=WIDTH, num_heads=HEADS, context=CONTEXT)
    model = build(shape, VOCABULARY).train()
    runtime = measured_runtime(
        RuntimeSpec(precision=options.precision, threads=options.threads, compile=options.compile)
    )
    model.kernels = Kernels(
        plain_attention=runtime.attention == "plain",
        compiled=compiled_block() if runtime.compile else None,
    )
    objective = CausalLanguageModelling(model, torch.device("cpu"))
    inputs, targets = windows()
    batch = CausalBatch(inputs.numpy(), targets.numpy())
    return bare_loop(
        model,
        build_optimizer(OptimizerSpec(), TrainedModules(model)),
        lambda: objective(batch, 0).total,
        runtime.precision,
    )


def hf_model():
    return hf_gpt2(VOCABULARY, WIDTH, LAYERS, HEADS, CONTEXT)


def hugging_face(options: argparse.Namespace) -> Callable[[], None]:
    import torch

    model = hf_model()
    inputs, _ = windows()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    called = torch.compile(model) if options.compile else model
    return bare_loop(
        model, optimizer, lambda: called(inputs, labels=inputs).loss, options.precision
    )


def trainer(options: argparse.Namespace) -> Callable[[], None]:
    """A step as HF's Trainer takes it by default on a CPU: fp32, its AdamW, its clipping."""
    import tempfile

    from transformers import Trainer, TrainingArguments

    model = hf_model()
    inputs, _ = windows()
    settings = TrainingArguments(
        output_dir=tempfile.mkdtemp(),
        per_device_train_batch_size=BATCH,
        use_cpu=True,
        report_to=[],
        disable_tqdm=True,
    )
    made = Trainer(model=model, args=settings)
    made.create_optimizer_and_scheduler(num_training_steps=1000)
    made.current_gradient_accumulation_steps = settings.gradient_accumulation_steps
    optimizer, scheduler = made.optimizer, made.lr_scheduler
    assert optimizer is not None
    assert scheduler is not None
    batch = {"input_ids": inputs, "labels": inputs}

    def run() -> None:
        made.training_step(model, batch)
        made.accelerator.clip_grad_norm_(model.parameters(), settings.max_grad_norm)
        optimizer.step()
        scheduler.step()
        model.zero_grad()

    return run


def nanogpt(options: argparse.Namespace) -> Callable[[], None]:
    import torch

    sys.path.insert(0, options.nanogpt)
    from model import GPT, GPTConfig

    config = GPTConfig(
        block_size=CONTEXT,
        vocab_size=VOCABULARY,
        n_layer=LAYERS,
        n_head=HEADS,
        n_embd=WIDTH,
        dropout=0.0,
        bias=True,
    )
    model = GPT(config)
    optimizer = model.configure_optimizers(0.1, 1e-3, (0.9, 0.95), "cpu")
    inputs, targets = windows()
    called = torch.compile(model) if options.compile else model
    return bare_loop(model, optimizer, lambda: called(inputs, targets)[1], options.precision)


if __name__ == "__main__":
    main()
