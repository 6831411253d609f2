"""What writes in `decoding_speed.py`: our model, its eight strategies, and the rivals."""

import argparse
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZES = {"S": (6, 384, 6, 8192), "M": (12, 768, 12, 16384)}
CONTEXT, PROMPT = 512, tuple(range(100, 164))
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


def model_of(size: str, device: str = "cpu") -> Any:
    import torch

    from workbench.models.build import build
    from workbench.models.spec import GPTSpec

    layers, width, heads, vocabulary = SIZES[size]
    spec = GPTSpec(num_layers=layers, hidden_size=width, num_heads=heads, context=CONTEXT)
    torch.manual_seed(0)
    return build(spec, vocabulary).eval().requires_grad_(False).to(device)


def ours(options: argparse.Namespace, width: Any) -> Write:
    from workbench.generation.decode import generate
    from workbench.generation.spec import Greedy
    from workbench.models.packed.packing import packed

    model, threads = packed(model_of(options.sizes, options.device), width), options.threads
    settings = {"max_new_tokens": options.tokens, "threads": threads}
    return lambda: sum(1 for _ in generate(model, PROMPT, Greedy(), **settings))


def alone(options: argparse.Namespace, width: Any) -> Write:
    from workbench.generation.decode import generate
    from workbench.generation.spec import parse_strategy
    from workbench.models.packed.packing import packed

    model, strategies = (
        packed(model_of(options.sizes, options.device), width),
        map(parse_strategy, STRATEGIES),
    )
    settings = {"max_new_tokens": options.tokens, "threads": options.threads}
    chosen = list(strategies)
    return lambda: sum(
        1 for strategy in chosen for _ in generate(model, PROMPT, strategy, **settings)
    )


def together(options: argparse.Namespace, width: Any) -> Write:
    from workbench.generation.spec import parse_strategy
    from workbench.generation.together import AskedRow, generate_together
    from workbench.models.packed.packing import packed

    model = packed(model_of(options.sizes, options.device), width)
    rows = [AskedRow(parse_strategy(text)) for text in STRATEGIES]
    settings = {"max_new_tokens": options.tokens, "threads": options.threads}
    return lambda: sum(1 for _ in generate_together(model, PROMPT, rows, **settings))


def transformers(options: argparse.Namespace, width: str) -> Write:
    import torch
    from hf_gpt2 import hf_gpt2, hf_writing

    torch.set_num_threads(options.threads)
    layers, hidden, heads, vocabulary = SIZES[options.sizes]
    model = hf_gpt2(vocabulary, hidden, layers, heads, CONTEXT).eval()
    model = (model.bfloat16() if width == "bf16" else model).to(options.device)
    return hf_writing(model, PROMPT, options.tokens, options.device)


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
