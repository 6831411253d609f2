"""A distillation step against bare loops with others' losses, and with a cached teacher.

Teacher: GPT, 6 layers, 384 wide, 6 heads, context 256; student: 3 layers. Vocabulary 8,192 with
batch 16, and 32,000 with batch 8; eager, dropout 0, τ = 2, α = 0.5, the same threads.

naive: Hugging Face models and the loss over all logits, as most scripts have it. trl: TRL's
`generalized_jsd_loss` (β = 0.5) beside the model's own loss. liger: its chunked fused JSD.
textbrewer: `kd_ce_loss` beside the model's own loss. Each side in processes of its own, in turn, as
its users run it, and once more with the same allocator settings. The rivals may live in another
environment (`--python`), since they pin other versions. Last, ours with each divergence against
ours with the forward KL.

    python tests/benchmarks/distill_step.py [--python BIN] [--rivals naive trl ...] [--pairs 3]
        [--divergences jsd ...]
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from device import peak_mb, place, require_device, take_device, timed
from hf_gpt2 import hf_gpt2
from pairing import ROOT, ratio, warn_if_busy

WIDTH, HEADS, CONTEXT, TEACHER_LAYERS, STUDENT_LAYERS = 384, 6, 256, 6, 3
SIZES = {8192: 16, 32_000: 8}
TAU, ALPHA, TOP_K = 2.0, 0.5, 32
DIVERGENCES = (
    *("reverse_kl", "jeffreys", "jsd", "skewed_kl", "skewed_reverse_kl"),
    *("total_variation", "logit_mse"),
)
RIVALS = ("naive", "trl", "liger", "textbrewer")


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(side(options)))
        return
    require_device(options.device)
    warn_if_busy()
    for vocabulary in options.vocabularies:
        for precision in options.precisions:
            for rival in options.rivals:
                for allocator in ("own", "same"):
                    compare(options, vocabulary, precision, "ours", rival, allocator)
            compare(options, vocabulary, precision, "cached", "ours", "same")
            for divergence in options.divergences:
                compare(options, vocabulary, precision, divergence, "ours", "same")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the rivals' interpreter")
    parser.add_argument("--rivals", nargs="*", default=RIVALS)
    parser.add_argument("--divergences", nargs="*", default=DIVERGENCES)
    parser.add_argument("--vocabularies", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--precisions", nargs="*", default=["fp32", "bf16"])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    take_device(parser)
    parser.add_argument("--side", default="")
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--keep-memory", action="store_true")
    return parser.parse_args()


def compare(
    options: argparse.Namespace, vocabulary: int, precision: str, one: str, two: str, allocator: str
) -> None:
    """Print both sides' median tokens/s, the paired ratio, and peak memory."""
    keep = allocator == "same"
    pairs = [
        (
            child(options, one, vocabulary, precision, keep=True),
            child(options, two, vocabulary, precision, keep=keep),
        )
        for _ in range(options.pairs)
    ]
    speeds = [[run["tokens_per_second"] for run in column] for column in zip(*pairs, strict=True)]
    memory = [max(run["peak_mb"] for run in column) for column in zip(*pairs, strict=True)]
    print(
        f"{vocabulary:6} {precision} {one:>17} {statistics.median(speeds[0]):6.0f} tokens/s "
        f"{memory[0]:5.0f} MB   {two:10} {statistics.median(speeds[1]):6.0f} tokens/s "
        f"{memory[1]:5.0f} MB   ratio {ratio(*speeds):.2f}   allocator: {allocator}",
        flush=True,
    )


def child(
    options: argparse.Namespace, name: str, vocabulary: int, precision: str, *, keep: bool
) -> dict[str, float]:
    """One side in a process of its own."""
    is_ours = name not in RIVALS
    waiting = {"OMP_WAIT_POLICY": "PASSIVE"} if is_ours else {}
    process = subprocess.run(
        [
            sys.executable if is_ours else options.python,
            __file__,
            *("--side", name, "--vocabulary", str(vocabulary), "--precision", precision),
            *("--steps", str(options.steps), "--threads", str(options.threads)),
            *("--device", options.device),
            *(["--keep-memory"] if keep else []),
        ],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": str(options.threads),
            **waiting,
        },
    )
    plain: dict[str, float] = json.loads(process.stdout.strip().splitlines()[-1])
    return plain


def side(options: argparse.Namespace) -> dict[str, float]:
    """Time the steps of one side; the first one warms up."""
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    if options.keep_memory:
        keep_freed_memory()
    batch = SIZES[options.vocabulary]
    ids = torch.randint(7, options.vocabulary, (batch, CONTEXT + 1))
    makers: dict[str, Callable[[argparse.Namespace, Any], Callable[[], None]]] = {
        **dict.fromkeys(("ours", "cached", *DIVERGENCES), ours),
        **dict.fromkeys(RIVALS, bare_loop),
    }
    with tempfile.TemporaryDirectory() as folder:
        options.folder = Path(folder)
        run = makers[options.side](options, ids)
        run()
        times = []
        for _ in range(options.steps):
            times.append(timed(run, options.device))
    return {
        "tokens_per_second": batch * CONTEXT / statistics.median(times),
        "peak_mb": peak_mb(options.device),
    }


def keep_freed_memory() -> None:
    """What `workbench.training.runtime` does, for environments that lack its other needs."""
    import ctypes

    libc = ctypes.CDLL(None)
    libc.mallopt(-3, 1 << 30)
    libc.mallopt(-1, 2**31 - 1)


def autocast(options: argparse.Namespace) -> contextlib.AbstractContextManager[Any]:
    import torch

    return torch.autocast(options.device, torch.bfloat16, enabled=options.precision == "bf16")


# -- ours -------------------------------------------------------------------------------------


def ours(options: argparse.Namespace, ids: Any) -> Callable[[], None]:
    import numpy as np
    import torch

    from workbench.data.causal.batches import CausalBatch
    from workbench.distillation.objective import Distillation
    from workbench.distillation.stages import StageSpec
    from workbench.distillation.teachers import LiveTeachers
    from workbench.models.build import build
    from workbench.models.spec import GPTSpec
    from workbench.training.optimizing.optimizers import build_optimizer
    from workbench.training.optimizing.spec import OptimizerSpec
    from workbench.training.trained_modules import TrainedModules

    def shape(layers: int) -> GPTSpec:
        return GPTSpec(num_layers=layers, hidden_size=WIDTH, num_heads=HEADS, context=CONTEXT)

    device = place(options.device)
    teacher = build(shape(TEACHER_LAYERS), options.vocabulary, seed=1).to(device)
    teacher = teacher.eval().requires_grad_(False)
    student = build(shape(STUDENT_LAYERS), options.vocabulary, seed=2).to(device)
    windows = ids.numpy()
    batch = CausalBatch(windows[:, :-1], windows[:, 1:], 0, np.arange(len(windows)))
    asked: Any = LiveTeachers([teacher])
    if options.side == "cached":
        asked = cached(options, teacher, batch)
        del teacher
    kind = options.side if options.side in DIVERGENCES else "forward_kl"
    settings = {"alpha": ALPHA, "temperature": TAU, "divergence": {"kind": kind}}
    stages = (StageSpec.model_validate(settings),)
    objective = Distillation(student, asked, stages, device)
    optimizer = build_optimizer(OptimizerSpec(), TrainedModules(student))

    def run() -> None:
        with autocast(options):
            loss = objective(batch, 0).total
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()

    return run


def cached(options: argparse.Namespace, teacher: Any, batch: Any) -> Any:
    """The batch's windows as a cache on disk, read by memory map like any."""
    import numpy as np
    import torch

    from workbench.distillation.cache.file import (
        CacheFile,
        CacheMeta,
        CacheSource,
        part_path,
    )
    from workbench.distillation.cache.spec import TopK
    from workbench.distillation.cache.teacher import CachedTeacher, part_of
    from workbench.distillation.teachers import decoder_rows
    from workbench.store.files import durable

    kept, inputs = TopK(k=TOP_K), torch.from_numpy(batch.inputs_bt).to(options.device)
    columns = part_of(
        decoder_rows(teacher, inputs),
        inputs.numel(),
        kept,
        TAU,
        precision="float16",
        generator=torch.Generator(),
        chunk_tokens=256,
    )
    nobody = CacheSource(name="", digest="")
    meta = CacheMeta(
        name="bench",
        teacher=nobody,
        corpus=nobody,
        tokenizer=nobody,
        context=CONTEXT,
        windows=len(inputs),
        windows_per_part=len(inputs),
        temperature=TAU,
        kept=kept,
        precision="float16",
        vocabulary_size=options.vocabulary,
    )
    for array, rows in columns.items():
        np.save(
            part_path(options.folder, array, 0),
            rows.reshape(len(inputs), CONTEXT, *rows.shape[1:]),
        )
    durable.write_json(options.folder / "meta.json", meta.model_dump())
    durable.seal(options.folder)
    return CachedTeacher(CacheFile(options.folder))


# -- theirs -----------------------------------------------------------------------------------


def bare_loop(options: argparse.Namespace, ids: Any) -> Callable[[], None]:
    """Teacher without gradients, student, one of the losses, backward, clip, step."""
    import torch

    losses = {"naive": naive, "trl": trl, "liger": liger, "textbrewer": textbrewer}
    loss = losses[options.side](options)
    teacher = (
        hf_gpt2(options.vocabulary, WIDTH, TEACHER_LAYERS, HEADS, CONTEXT).to(options.device).eval()
    )
    student = hf_gpt2(options.vocabulary, WIDTH, STUDENT_LAYERS, HEADS, CONTEXT).to(options.device)
    optimizer = torch.optim.AdamW(student.parameters(), lr=1e-3)
    inputs = ids[:, :-1].contiguous().to(options.device)

    def run() -> None:
        with autocast(options):
            value = loss(student, teacher, inputs)
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()

    return run


Loss = Callable[[Any, Any, Any], Any]


def naive(options: argparse.Namespace) -> Loss:
    import torch
    import torch.nn.functional as F

    def loss(student: Any, teacher: Any, inputs: Any) -> Any:
        with torch.no_grad():
            teacher_logits = teacher(inputs).logits
        out = student(inputs, labels=inputs)
        soft = F.kl_div(
            F.log_softmax(out.logits.flatten(0, 1).float() / TAU, -1),
            F.softmax(teacher_logits.flatten(0, 1).float() / TAU, -1),
            reduction="batchmean",
        )
        return ALPHA * TAU**2 * soft + (1 - ALPHA) * out.loss

    return loss


def trl(options: argparse.Namespace) -> Loss:
    import torch

    try:
        from trl.experimental.gkd import GKDTrainer
    except ImportError:
        from trl import GKDTrainer

    def loss(student: Any, teacher: Any, inputs: Any) -> Any:
        with torch.no_grad():
            teacher_logits = teacher(inputs).logits
        out = student(inputs, labels=inputs)
        soft = GKDTrainer.generalized_jsd_loss(
            out.logits, teacher_logits, labels=inputs, beta=0.5, temperature=TAU
        )
        return ALPHA * soft + (1 - ALPHA) * out.loss

    return loss


def liger(options: argparse.Namespace) -> Loss:
    import torch
    from liger_kernel.chunked_loss import LigerFusedLinearJSDLoss

    fused = LigerFusedLinearJSDLoss(
        weight_hard_loss=1 - ALPHA,
        weight_soft_loss=ALPHA,
        beta=0.5,
        temperature=TAU,
        compiled=False,
    )

    def loss(student: Any, teacher: Any, inputs: Any) -> Any:
        with torch.no_grad():
            theirs = teacher.transformer(inputs).last_hidden_state[:, :-1].flatten(0, 1)
        ours_ = student.transformer(inputs).last_hidden_state[:, :-1].flatten(0, 1)
        result = fused(
            ours_,
            student.lm_head.weight,
            theirs,
            teacher.lm_head.weight,
            inputs[:, 1:].flatten(),
        )
        return result[0] if isinstance(result, tuple) else result

    return loss


def textbrewer(options: argparse.Namespace) -> Loss:
    import torch
    from textbrewer.losses import kd_ce_loss

    def loss(student: Any, teacher: Any, inputs: Any) -> Any:
        with torch.no_grad():
            teacher_logits = teacher(inputs).logits
        out = student(inputs, labels=inputs)
        soft = kd_ce_loss(out.logits.flatten(0, 1), teacher_logits.flatten(0, 1), temperature=TAU)
        return ALPHA * TAU**2 * soft + (1 - ALPHA) * out.loss

    return loss


if __name__ == "__main__":
    main()
