"""Greedy writing, token by token, against Hugging Face's generate.

S: GPT, 6 layers, 384 wide, 6 heads, context 256, vocabulary 8,192; fp32, one text at a time, with
one and with two threads. Ours is what the window shows: it also tells each token's probability,
rank and entropy, and it always computes in one thread, so that it leaves a training alone.

    python tests/benchmarks/decoding.py [--quick] [--pairs 5] [--tokens 200] [--device cpu]
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from device import require_device, take_device
from pairing import in_child, ratio, warn_if_busy

VOCABULARY, WIDTH, LAYERS, HEADS, CONTEXT = 8192, 384, 6, 6, 256
PROMPT = tuple(range(100, 116))


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(side(options)))
        return
    require_device(options.device)
    warn_if_busy()
    for threads in (1, 2):
        compare(options, threads)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--times", type=int, default=3, help="texts in each process")
    parser.add_argument("--quick", action="store_true", help="one pair of short texts")
    parser.add_argument("--threads", type=int, default=1)
    take_device(parser)
    parser.add_argument("--side", default="")
    options = parser.parse_args()
    if options.quick:
        options.pairs, options.tokens, options.times = 1, 50, 1
    return options


def compare(options: argparse.Namespace, threads: int) -> None:
    pairs = [
        [child(options, name, threads) for name in ("ours", "hf")] for _ in range(options.pairs)
    ]
    ours, theirs = zip(*pairs, strict=True)
    print(
        f"{threads} threads: ours {statistics.median(ours):6.1f} tokens/s   "
        f"hf generate {statistics.median(theirs):6.1f} tokens/s   ratio {ratio(ours, theirs):.2f}",
        flush=True,
    )


def child(options: argparse.Namespace, name: str, threads: int) -> float:
    """One side in a process of its own; ours waits as `workbench` sets it, the rival as usual."""
    waiting = {"OMP_WAIT_POLICY": "PASSIVE"} if name == "ours" else {}
    return in_child(
        Path(__file__),
        *("--side", name, "--threads", str(threads)),
        *("--tokens", str(options.tokens), "--times", str(options.times)),
        *("--device", options.device),
        environment={"OMP_NUM_THREADS": str(threads), **waiting},
    )


def side(options: argparse.Namespace) -> float:
    """Tokens a second of one side; the first text warms up."""
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    write = {"ours": ours, "hf": hugging_face}[options.side](options)
    write()
    seconds = []
    for _ in range(options.times):
        begun = time.perf_counter()
        assert write() == options.tokens
        seconds.append(time.perf_counter() - begun)
    return options.tokens / statistics.median(seconds)


def ours(options: argparse.Namespace) -> Callable[[], int]:
    from workbench.generation.decode import generate
    from workbench.generation.spec import Greedy
    from workbench.models.build import build
    from workbench.models.spec import GPTSpec

    shape = GPTSpec(num_layers=LAYERS, hidden_size=WIDTH, num_heads=HEADS, context=CONTEXT)
    model, most = build(shape, VOCABULARY).eval().to(options.device), options.tokens
    return lambda: sum(1 for _ in generate(model, PROMPT, Greedy(), max_new_tokens=most))


def hugging_face(options: argparse.Namespace) -> Callable[[], int]:
    from hf_gpt2 import hf_writing
    from training_step import hf_model

    model = hf_model().eval().to(options.device)
    return hf_writing(model, PROMPT, options.tokens, options.device)


if __name__ == "__main__":
    main()
