"""How fast one text is written, greedily, beside transformers, CTranslate2 and llama.cpp.

S: GPT, 6 layers, 384 wide, 6 heads, vocabulary 8,192; M: 12 layers, 768 wide, 12 heads, vocabulary
16,384; random weights, a prompt of 64 tokens and 256 behind it, one text at a time. Each side is a
process of its own that stays; they write in turn, round after round, and the table has medians and
medians of the ratios within a round. The same of processor time, which a busy machine changes
least: with --threads 1 it is what an idle one would take. Ours tells each token's probability, rank
and entropy as well. The GGUF files are written by our exporter. Then eight strategies of one model,
together and one after the other.

CTranslate2 is left out where it is not installed, or not found in --ctranslate2 DIR.

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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pairing import ROOT, ratio, warn_if_busy

SIZES = {"S": (6, 384, 6, 8192), "M": (12, 768, 12, 16384)}
CONTEXT, PROMPT = 512, tuple(range(100, 164))
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
STRATEGIES = (
    "greedy",
    "sample",
    "sample(temperature=0.8)",
    "sample(top_k=40)",
    "sample(top_p=0.9)",
    "sample(min_p=0.05)",
    "greedy(repetition_penalty=1.2)",
    "sample(mirostat_tau=5)",
)

Write = Callable[[], int]
"""Writes, and says how many tokens."""

Speeds = dict[str, list[tuple[float, float]]]
"""Each side's tokens a second, and a second of processor time, in each round."""


def main() -> None:
    options = arguments()
    if options.side:
        serve(options)
        return
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
    print(f"\n{size}: tokens/s, medians", f"(not installed: {', '.join(gone)})" if gone else "")
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
    speeds = measured(options, size, [name for name in TOGETHER if options.only in name], Path())
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
    package = {"llama.cpp": "xllamacpp", "ctranslate2": "ctranslate2"}.get(name.split()[0], "")
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
            *("--folder", str(folder), "--ctranslate2", options.ctranslate2),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={
            **os.environ,
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


def model_of(size: str) -> Any:
    import torch

    from workbench.models.build import build
    from workbench.models.spec import GPTSpec

    layers, width, heads, vocabulary = SIZES[size]
    spec = GPTSpec(num_layers=layers, hidden_size=width, num_heads=heads, context=CONTEXT)
    torch.manual_seed(0)
    return build(spec, vocabulary).eval().requires_grad_(False)


def ours(options: argparse.Namespace, width: Any) -> Write:
    from workbench.generation.decode import generate
    from workbench.generation.spec import Greedy
    from workbench.models.packed.packing import packed

    model, threads = packed(model_of(options.sizes), width), options.threads
    settings = {"max_new_tokens": options.tokens, "threads": threads}
    return lambda: sum(1 for _ in generate(model, PROMPT, Greedy(), **settings))


def alone(options: argparse.Namespace, width: Any) -> Write:
    from workbench.generation.decode import generate
    from workbench.generation.spec import parse_strategy
    from workbench.models.packed.packing import packed

    model, strategies = packed(model_of(options.sizes), width), map(parse_strategy, STRATEGIES)
    settings = {"max_new_tokens": options.tokens, "threads": options.threads}
    chosen = list(strategies)
    return lambda: sum(
        1 for strategy in chosen for _ in generate(model, PROMPT, strategy, **settings)
    )


def together(options: argparse.Namespace, width: Any) -> Write:
    from workbench.generation.spec import parse_strategy
    from workbench.generation.together import AskedRow, generate_together
    from workbench.models.packed.packing import packed

    model = packed(model_of(options.sizes), width)
    rows = [AskedRow(parse_strategy(text)) for text in STRATEGIES]
    settings = {"max_new_tokens": options.tokens, "threads": options.threads}
    return lambda: sum(1 for _ in generate_together(model, PROMPT, rows, **settings))


def transformers(options: argparse.Namespace, width: str) -> Write:
    import torch
    from hf_gpt2 import hf_gpt2

    torch.set_num_threads(options.threads)
    layers, hidden, heads, vocabulary = SIZES[options.sizes]
    model = hf_gpt2(vocabulary, hidden, layers, heads, CONTEXT).eval()
    model = model.bfloat16() if width == "bf16" else model
    ids = torch.tensor([PROMPT])

    def write() -> int:
        with torch.inference_mode():
            text = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                min_new_tokens=options.tokens,
                max_new_tokens=options.tokens,
                pad_token_id=0,
            )
        return text.shape[1] - len(PROMPT)

    return write


def write_ggufs(size: str, folder: Path) -> None:
    """The model in every width, with a small tokenizer that is filled up to its vocabulary."""
    from text_material import english, poems, train

    from workbench.models.hub.gguf_file import PRECISIONS, write_gguf
    from workbench.models.model_file import ModelFile
    from workbench.models.spec import GPTSpec

    layers, width, heads, vocabulary = SIZES[size]
    spec = GPTSpec(num_layers=layers, hidden_size=width, num_heads=heads, context=CONTEXT)
    tokenizer = train(folder / "tokenizer", english(300) + poems(100))
    pieces = (folder / "tokenizer" / "tokenizer.model").read_bytes()
    file, model = ModelFile(spec=spec, vocabulary_size=vocabulary), model_of(size)
    for precision in PRECISIONS:
        path = folder / f"{precision}.gguf"
        write_gguf(model, file, tokenizer, pieces, path, "a model", precision)


def llama_cpp(options: argparse.Namespace, width: str) -> Write:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(Path(options.folder) / f"{width}.gguf")
    parameters.n_ctx, parameters.n_parallel = CONTEXT, 1
    parameters.warmup, parameters.enable_chat_template = False, False
    parameters.cpuparams.n_threads = options.threads
    parameters.cpuparams_batch.n_threads = options.threads
    server = xllamacpp.Server(parameters)
    request = {
        "prompt": list(PROMPT),
        "n_predict": options.tokens,
        "temperature": 0.0,
        "ignore_eos": True,
        "cache_prompt": False,
    }

    def write() -> int:
        return int(server.handle_completions(request)["usage"]["completion_tokens"])

    return write


def ctranslate2(options: argparse.Namespace, width: str) -> Write:
    if options.ctranslate2:
        sys.path.append(options.ctranslate2)
    import numpy as np

    ctranslate2: Any = importlib.import_module("ctranslate2")

    layers, hidden, heads, vocabulary = SIZES[options.sizes]
    chance = np.random.default_rng(0)

    def drawn(*shape: int) -> Any:
        return chance.normal(0.0, 0.02, shape).astype(np.float32)

    spec = ctranslate2.specs.TransformerDecoderModelSpec.from_config(
        layers, heads, activation=ctranslate2.specs.Activation.GELUTanh
    )
    decoder = spec.decoder
    decoder.scale_embeddings = False
    decoder.embeddings.weight = drawn(vocabulary, hidden)
    decoder.position_encodings.encodings = drawn(CONTEXT, hidden)
    decoder.projection.weight = decoder.embeddings.weight
    linears = []
    norms = [decoder.layer_norm]
    for layer in decoder.layer:
        attention, inner = layer.self_attention, layer.ffn
        norms += [attention.layer_norm, inner.layer_norm]
        linears += [
            (attention.linear[0], 3 * hidden, hidden),
            (attention.linear[1], hidden, hidden),
            (inner.linear_0, 4 * hidden, hidden),
            (inner.linear_1, hidden, 4 * hidden),
        ]
    for norm in norms:
        norm.gamma, norm.beta = np.ones(hidden, np.float32), np.zeros(hidden, np.float32)
    for linear, rows, columns in linears:
        linear.weight, linear.bias = drawn(rows, columns), np.zeros(rows, np.float32)
    spec.config.bos_token = spec.config.eos_token = spec.config.unk_token = "0"
    spec.register_vocabulary([str(number) for number in range(vocabulary)])
    spec.validate()
    spec.optimize(quantization=width)
    folder = Path(options.folder) / "ctranslate2"
    folder.mkdir()
    spec.save(str(folder))
    generator = ctranslate2.Generator(
        str(folder), device="cpu", compute_type=width, intra_threads=options.threads
    )
    prompt = [[str(number) for number in PROMPT]]

    def write() -> int:
        (result,) = generator.generate_batch(
            prompt,
            min_length=options.tokens,
            max_length=options.tokens,
            sampling_topk=1,
            include_prompt_in_result=False,
        )
        return len(result.sequences_ids[0])

    return write


if __name__ == "__main__":
    main()
