"""What others would train: nanoGPT by its README, and GPT-2 in Hugging Face's Trainer."""

import math
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from hf_gpt2 import hf_gpt2

from quality.cells import Scored
from quality.clock import TIMED, WARM_UP, steps_that_fit, train_for
from quality.texts import HeldOut, bits_per_byte, characters
from workbench.training.runtime import Runtime

README_STEPS, README_WARM_UP = 2_000, 100
BLOCK, NANO_BATCH, PEAK, LOWEST = 64, 12, 1e-3, 1e-4
"""nanoGPT's README: "I only have a macbook"; the rest is config/train_shakespeare_char.py."""
LAYERS, WIDTH, HEADS, CONTEXT, BATCH = 4, 192, 4, 128, 16
"""The journey's teacher."""
HF_PEAK = 1e-3


def nanogpt(
    text: HeldOut, minutes: float, seed: int, runtime: Runtime, folder: str, fitted: bool
) -> Scored:
    """The character-level recipe; after its 2,000 iterations the learning rate stays at its lowest,
    as train.py has it. `fitted`: the schedule is as long as what fits into the minutes."""
    sys.path.insert(0, folder)
    train, held_out, vocabulary = characters(text)
    data = torch.tensor(train, device=runtime.device)

    def new_step(total: int) -> tuple[Any, Callable[[int], None]]:
        torch.manual_seed(1337 + seed)
        return _nanogpt_step(data, vocabulary, total, runtime.device)

    planned = README_STEPS
    if fitted:
        planned = steps_that_fit(new_step(README_STEPS)[1], minutes)
    model, step = new_step(planned)
    seconds, taken = train_for(step, minutes, planned if fitted else sys.maxsize)
    model.eval()
    bits = bits_per_byte(
        # Without targets it gives the last position alone.
        lambda ids_bt: model(ids_bt, ids_bt)[0],
        np.array(held_out, dtype=np.uint32),
        len(text.held_out.encode()),
        BLOCK,
        runtime.device,
    )
    return Scored(bits, seconds, taken, planned, model.get_num_params())


def _nanogpt_step(
    data: torch.Tensor, vocabulary: int, total: int, device: str
) -> tuple[Any, Callable[[int], None]]:
    from model import GPT, GPTConfig

    config = GPTConfig(
        block_size=BLOCK,
        vocab_size=vocabulary,
        n_layer=4,
        n_head=4,
        n_embd=128,
        dropout=0.0,
        bias=False,
    )
    model = GPT(config).to(device)
    optimizer = model.configure_optimizers(0.1, PEAK, (0.9, 0.99), device)
    offsets = torch.arange(BLOCK + 1, device=device)

    def step(number: int) -> None:
        for group in optimizer.param_groups:
            group["lr"] = nanogpt_rate(number, total)
        starts = torch.randint(len(data) - BLOCK, (NANO_BATCH,)).to(device)
        windows_bt = data[starts[:, None] + offsets]
        _, loss = model(windows_bt[:, :-1].contiguous(), windows_bt[:, 1:].contiguous())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return model, step


def nanogpt_rate(step: int, total: int) -> float:
    """Warm-up, a half cosine to the lowest rate at `total`, and the lowest from there on."""
    if step < README_WARM_UP:
        return PEAK * (step + 1) / (README_WARM_UP + 1)
    if step > total:
        return LOWEST
    done = (step - README_WARM_UP) / max(1, total - README_WARM_UP)
    return LOWEST + 0.5 * (1.0 + math.cos(math.pi * done)) * (PEAK - LOWEST)


def trainer(text: HeldOut, minutes: float, seed: int, runtime: Runtime) -> Scored:
    """A GPT-2 of the journey's teacher's size on our tokens: cosine over the steps that fit into
    the minutes, warm-up of 5 %, the learning rate of our presets, our precision."""
    shards = text.shards()
    tokens = torch.from_numpy(np.asarray(shards.tokens("train"), dtype=np.int64))
    vocabulary = shards.vocabulary_size
    trial = _train(tokens, vocabulary, WARM_UP + TIMED, seed, runtime, math.inf)
    took = np.diff(trial.ended)[WARM_UP:]
    planned = max(1, int(60 * minutes / float(np.median(took))))
    trained = _train(tokens, vocabulary, planned, seed, runtime, minutes)
    model = trained.model.eval()
    bits = bits_per_byte(
        lambda ids_bt: model(ids_bt).logits,
        shards.tokens("validation"),
        shards.bytes("validation"),
        CONTEXT,
        runtime.device,
    )
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return Scored(bits, trained.seconds, len(trained.ended), planned, parameters)


class _Windows(torch.utils.data.Dataset[dict[str, torch.Tensor]]):
    """Windows at random offsets, a function of the seed and their number."""

    def __init__(self, tokens: torch.Tensor, count: int, seed: int) -> None:
        self._tokens = tokens
        draw = np.random.default_rng(seed)
        self._starts = draw.integers(0, len(tokens) - CONTEXT, size=count)

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: int) -> dict[str, torch.Tensor]:
        start = self._starts[number]
        # The model shifts the labels by one itself.
        ids = self._tokens[start : start + CONTEXT]
        return {"input_ids": ids, "labels": ids}


class _Trained:
    """The model, when its first step began and when each ended."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.began: float | None = None
        self.ended: list[float] = []

    @property
    def seconds(self) -> float:
        assert self.began is not None
        return self.ended[-1] - self.began


def _train(
    tokens: torch.Tensor, vocabulary: int, steps: int, seed: int, runtime: Runtime, minutes: float
) -> _Trained:
    from transformers import Trainer, TrainerCallback, TrainingArguments

    torch.manual_seed(seed)
    trained = _Trained(hf_gpt2(vocabulary, WIDTH, LAYERS, HEADS, CONTEXT))

    class Clock(TrainerCallback):
        def on_step_begin(self, args, state, control, **kwargs):
            trained.began = trained.began or time.perf_counter()

        def on_step_end(self, args, state, control, **kwargs):
            trained.ended.append(time.perf_counter())
            control.should_training_stop |= trained.seconds >= 60 * minutes

    with tempfile.TemporaryDirectory() as folder:
        settings = TrainingArguments(
            output_dir=folder,
            max_steps=steps,
            per_device_train_batch_size=BATCH,
            learning_rate=HF_PEAK,
            lr_scheduler_type="cosine",
            warmup_steps=max(1, steps // 20),
            weight_decay=0.1,
            adam_beta2=0.95,
            bf16=runtime.precision == "bf16",
            use_cpu=runtime.device == "cpu",
            seed=seed,
            save_strategy="no",
            eval_strategy="no",
            logging_strategy="no",
            report_to=[],
            disable_tqdm=True,
        )
        windows = _Windows(tokens, steps * BATCH, seed)
        Trainer(trained.model, settings, train_dataset=windows, callbacks=[Clock()]).train()
    return trained
