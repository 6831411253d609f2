"""Attention maps against Hugging Face's eager attention: time and memory, each in a fresh process.

A BERT of BERT-base's size with random weights reads 512 tokens: ours with statistics and tiles of
all 12 x 12 heads, HF's with `output_attentions`, and both the forward pass alone. The peak of a
side is its highest resident memory during the passes less what it had before the first one; with
`--device cuda` that of the card.

    python tests/benchmarks/attention_maps.py [--rounds 5] [--tokens 512] [--changes 200]
        [--device cpu]

Wanted: ours takes at most HF's time, and at most 60 % of its memory; 200 changes of text and head
let memory grow by nothing to speak of.
"""

import argparse
import gc
import json
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from device import forget_peak, peak_mb, require_device, take_device, timed
from pairing import in_child, ratio, warn_if_busy

VOCABULARY, LAYERS, WIDTH, HEADS = 30_522, 12, 768, 12
MEGABYTE = 1_000_000
SAMPLE_EVERY_S = 0.002
SHARE_OF_MEMORY = 0.6


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(SIDES[options.side](options)))
        return
    require_device(options.device)
    warn_if_busy()
    figures: dict[str, list[dict[str, float]]] = {side: [] for side in PAIRED}
    for _ in range(options.rounds):
        for side in PAIRED:
            figures[side].append(child(options, side))
    for side, rounds in figures.items():
        seconds, peak = (median(rounds, name) for name in ("seconds", "peak_mb"))
        print(f"{side:12} {seconds:6.2f} s  {peak:6.0f} MB")
    ours, theirs = figures["maps"], figures["hf_maps"]
    for name, bound in (("seconds", 1.0), ("peak_mb", SHARE_OF_MEMORY)):
        share = ratio([one[name] for one in ours], [one[name] for one in theirs])
        print(f"ours / HF {name}: {share:.2f} (at most {bound})")
    told = child(options, "changes")
    print(
        f"{options.changes} changes of text and head: {told['growth_mb']:+.1f} MB; a head's map "
        f"{told['head_ms']:.1f} ms, a layer's {told['layer_ms']:.1f} ms"
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--changes", type=int, default=200)
    take_device(parser)
    parser.add_argument("--side", default="")
    return parser.parse_args()


def child(options: argparse.Namespace, side: str) -> dict[str, float]:
    figures: dict[str, float] = in_child(
        Path(__file__),
        *("--side", side, "--passes", str(options.passes), "--tokens", str(options.tokens)),
        *("--threads", str(options.threads), "--changes", str(options.changes)),
        *("--device", options.device),
        environment={"OMP_NUM_THREADS": str(options.threads)},
    )
    return figures


def median(rounds: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in rounds)


def measured(options: argparse.Namespace, one_pass: Callable[[], Any]) -> dict[str, float]:
    """The median time of the passes, and the peak above what was there before the first."""
    gc.collect()
    before, before_on_card, peak = resident_mb(), forget_peak(options.device), Peak()
    seconds = [timed(one_pass, options.device) for _ in range(options.passes)]
    taken = peak.end() - before
    if options.device == "cuda":
        taken = peak_mb(options.device) - before_on_card
    return {"seconds": statistics.median(seconds), "peak_mb": taken}


def ids_of(options: argparse.Namespace, seed: int = 1) -> list[int]:
    import numpy as np

    return np.random.default_rng(seed).integers(1000, VOCABULARY, options.tokens).tolist()


def hf_bert(options: argparse.Namespace) -> Any:
    import torch
    from transformers import BertConfig, BertModel

    torch.set_num_threads(options.threads)
    config = BertConfig(max_position_embeddings=max(512, options.tokens))
    config._attn_implementation = "eager"
    return BertModel(config, add_pooling_layer=False).eval().to(options.device)


def hf_maps(options: argparse.Namespace) -> dict[str, float]:
    return _hf(options, output_attentions=True)


def hf_forward(options: argparse.Namespace) -> dict[str, float]:
    return _hf(options, output_attentions=False)


def _hf(options: argparse.Namespace, *, output_attentions: bool) -> dict[str, float]:
    import torch

    model, ids_bt = hf_bert(options), torch.tensor([ids_of(options)], device=options.device)
    with torch.inference_mode():
        return measured(options, lambda: model(ids_bt, output_attentions=output_attentions))


def our_bert(options: argparse.Namespace) -> Any:
    from workbench.models.build import build
    from workbench.models.spec import BertSpec

    spec = BertSpec(
        num_layers=LAYERS,
        hidden_size=WIDTH,
        num_heads=HEADS,
        context=max(512, options.tokens),
    )
    return build(spec, VOCABULARY).eval().to(options.device)


def forward(options: argparse.Namespace) -> dict[str, float]:
    import torch

    from workbench.models.inference import inference_context

    model, ids_bt = our_bert(options), torch.tensor([ids_of(options)], device=options.device)
    with inference_context(options.threads):
        return measured(options, lambda: model.hidden(ids_bt))


def maps(options: argparse.Namespace) -> dict[str, float]:
    from workbench.inspection.maps.reading import attention_maps

    model, ids = our_bert(options), ids_of(options)
    tokens = [str(i) for i in ids]
    return measured(options, lambda: attention_maps(model, ids, tokens))


def changes(options: argparse.Namespace) -> dict[str, float]:
    """Texts and heads looked at in turn: memory after the first tenth against the end."""
    from workbench.inspection.maps.reading import attention_maps

    model, few = our_bert(options), argparse.Namespace(tokens=min(options.tokens, 128))
    early = 0.0
    for change in range(options.changes):
        if change % 4 == 0:
            answer = attention_maps(model, ids_of(few, change), ["t"] * few.tokens)
        answer.head_qk(change % LAYERS, change % HEADS)
        answer.layer_hqk(change % LAYERS)
        if change == options.changes // 10:
            gc.collect()
            early = resident_mb()
    gc.collect()
    growth = resident_mb() - early
    answer = attention_maps(model, ids_of(options), ["t"] * options.tokens)
    heads = [_timed(answer.head_qk, 3, head) for head in range(HEADS)]
    layers = [_timed(answer.layer_hqk, layer) for layer in range(LAYERS)]
    return {
        "growth_mb": growth,
        "head_ms": 1000 * statistics.median(heads),
        "layer_ms": 1000 * statistics.median(layers),
    }


def _timed(look: Callable[..., Any], *which: int) -> float:
    begun = time.perf_counter()
    look(*which)
    return time.perf_counter() - begun


class Peak:
    """The highest resident memory in MB, watched by a thread."""

    def __init__(self) -> None:
        self._highest = resident_mb()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self._highest

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_EVERY_S):
            self._highest = max(self._highest, resident_mb())


def resident_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    raise RuntimeError("the kernel does not tell VmRSS")


PAIRED = ("hf_maps", "maps", "hf_forward", "forward")
SIDES: dict[str, Callable[[argparse.Namespace], dict[str, float]]] = {
    "hf_maps": hf_maps,
    "maps": maps,
    "hf_forward": hf_forward,
    "forward": forward,
    "changes": changes,
}

if __name__ == "__main__":
    main()
