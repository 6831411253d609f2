"""One pretraining step of BERT against Hugging Face's BertForPreTraining in a bare loop.

6 layers, 384 wide, 6 heads, sequence 128, batch 32, vocabulary 8,192, masked tokens and next
sentences, dropout 0, the same threads; each side in processes of its own, in turn, as its users run
it, and once more with the same allocator settings. Bounds: fp32 1.4, bf16 1.6. The last line says
which share of a step is waiting for data (bound 5 %) and how much of a batch is padding.

    python tests/benchmarks/bert_step.py [--pairs 3] [--steps 6]
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from device import peak_mb, place, require_device, take_device, timed
from pairing import in_child, ratio, warn_if_busy

if TYPE_CHECKING:
    from torch import Tensor

    from workbench.data.causal.layout import Tokens

VOCABULARY, WIDTH, LAYERS, HEADS, CONTEXT, BATCH = 8192, 384, 6, 6, 128, 32


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(SIDES[options.side](options)))
        return
    require_device(options.device)
    warn_if_busy()
    for precision in ("fp32", "bf16"):
        for allocator in ("own", "same"):
            compare(options, precision, allocator)
    timing = child(options, "data", "fp32", keep=True)
    print(
        f"data: {1000 * timing['seconds']:.1f} ms a step of {1000 * timing['step_seconds']:.0f} ms "
        f"({timing['seconds'] / timing['step_seconds']:.1%}), padding {timing['padding']:.1%}"
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--threads", type=int, default=2)
    take_device(parser)
    parser.add_argument("--side", default="")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--keep-memory", action="store_true")
    return parser.parse_args()


def compare(options: argparse.Namespace, precision: str, allocator: str) -> None:
    """Print both sides' median tokens/s, the paired ratio, and peak memory."""
    pairs = [
        (
            child(options, "ours", precision, keep=True),
            child(options, "hf", precision, keep=allocator == "same"),
        )
        for _ in range(options.pairs)
    ]
    speeds = [[run["tokens_per_second"] for run in column] for column in zip(*pairs, strict=True)]
    memory = [max(run["peak_mb"] for run in column) for column in zip(*pairs, strict=True)]
    print(
        f"{precision:>5} ours {statistics.median(speeds[0]):7.0f} tokens/s {memory[0]:5.0f} MB   "
        f"hf {statistics.median(speeds[1]):7.0f} tokens/s {memory[1]:5.0f} MB   "
        f"ratio {ratio(*speeds):.2f}   allocator: {allocator}",
        flush=True,
    )


def child(options: argparse.Namespace, name: str, precision: str, *, keep: bool) -> dict:
    """One side in a process of its own; ours waits as `workbench` sets it, the rival as usual."""
    flags = ["--keep-memory"] if keep else []
    waiting = {} if name == "hf" else {"OMP_WAIT_POLICY": "PASSIVE"}
    return in_child(
        Path(__file__),
        *("--side", name, "--precision", precision, "--device", options.device),
        *("--steps", str(options.steps), "--threads", str(options.threads), *flags),
        environment={"OMP_NUM_THREADS": str(options.threads), **waiting},
    )


def step_speed(options: argparse.Namespace) -> dict[str, float]:
    """Time the steps of one side; the first one warms up."""
    import torch

    from workbench.training.runtime import keep_freed_memory

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    if options.keep_memory:
        keep_freed_memory()
    run = (ours if options.side == "ours" else hugging_face)(options)
    run()
    times = []
    for _ in range(options.steps):
        times.append(timed(run, options.device))
    return {
        "tokens_per_second": BATCH * CONTEXT / statistics.median(times),
        "peak_mb": peak_mb(options.device),
    }


def full_batch():
    """The same masked pairs for both sides, without padding."""
    import numpy as np

    from workbench.data.masked.batches import assembled
    from workbench.data.masked.masking import Masking
    from workbench.data.masked.next_sentence import SentencePair

    rng = np.random.default_rng(0)

    def tokens(count: int) -> "Tokens":
        return rng.integers(7, VOCABULARY, count).astype(np.uint16)

    pairs = [SentencePair(tokens(62), tokens(63), row % 2) for row in range(BATCH)]
    return assembled(pairs, Masking(VOCABULARY), rng)


def bare_loop(
    model, optimizer, loss: Callable[[], "Tensor"], options: argparse.Namespace
) -> Callable[[], None]:
    """Forward, backward, clip, step: what a bare loop does."""
    import torch

    def run() -> None:
        with torch.autocast(options.device, torch.bfloat16, enabled=options.precision == "bf16"):
            value = loss()
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return run


def ours(options: argparse.Namespace) -> Callable[[], None]:
    from workbench.models.build import build
    from workbench.models.spec import BertSpec
    from workbench.training.objectives.masked import MaskedLanguageModelling, MaskedTasks
    from workbench.training.optimizing.optimizers import build_optimizer
    from workbench.training.optimizing.spec import OptimizerSpec
    from workbench.training.trained_modules import TrainedModules

    shape = BertSpec(num_layers=LAYERS, hidden_size=WIDTH, num_heads=HEADS, context=CONTEXT)
    device = place(options.device)
    model = build(shape, VOCABULARY).to(device)
    objective = MaskedLanguageModelling(model, device, MaskedTasks())
    batch = full_batch()
    optimizer = build_optimizer(OptimizerSpec(), TrainedModules(model))
    return bare_loop(model, optimizer, lambda: objective(batch, 0).total, options)


def hugging_face(options: argparse.Namespace) -> Callable[[], None]:
    import torch
    from transformers import BertConfig, BertForPreTraining

    model = BertForPreTraining(
        BertConfig(
            vocab_size=VOCABULARY,
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=4 * WIDTH,
            max_position_embeddings=CONTEXT,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    ).to(options.device)
    batch = full_batch()
    labels = torch.full((batch.ids_bt.size,), -100)
    labels[batch.chosen_n] = torch.from_numpy(batch.targets_n)
    inputs = {
        "input_ids": torch.from_numpy(batch.ids_bt),
        "attention_mask": torch.from_numpy(batch.seen_bt).long(),
        "token_type_ids": torch.from_numpy(batch.segments_bt),
        "labels": labels.view(batch.ids_bt.shape),
        "next_sentence_label": torch.from_numpy(batch.labels_b),
    }
    inputs = {name: values.to(options.device) for name, values in inputs.items()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    return bare_loop(model, optimizer, lambda: model(**inputs).loss, options)


def data(options: argparse.Namespace) -> dict[str, float]:
    """How long a step waits for its examples, beside how long it computes."""
    import numpy as np

    from workbench.data.masked.batches import MaskedBatches
    from workbench.data.masked.masking import Masking
    from workbench.data.masked.sentence_arrays import SentenceArrays

    rng = np.random.default_rng(0)
    lengths = rng.integers(5, 40, 20_000)
    documents = np.arange(0, 20_001, 20)
    sentences = SentenceArrays(
        rng.integers(7, VOCABULARY, lengths.sum()).astype(np.uint16),
        np.cumsum([0, *lengths]),
        documents.astype(np.int64),
    )
    masking = Masking(VOCABULARY)
    batches = MaskedBatches(sentences, masking, context=CONTEXT, micro_batch_size=BATCH, seed=1)
    times, seen, size = [], 0, 0
    for step in range(40):
        started = time.perf_counter()
        (batch,) = batches.at(step)
        times.append(time.perf_counter() - started)
        seen, size = seen + batch.num_tokens, size + batch.ids_bt.size
    options.side = "ours"
    speed = step_speed(options)["tokens_per_second"]
    return {
        "seconds": statistics.median(times),
        "step_seconds": BATCH * CONTEXT / speed,
        "padding": 1 - seen / size,
    }


SIDES = {"ours": step_speed, "hf": step_speed, "data": data}

if __name__ == "__main__":
    main()
