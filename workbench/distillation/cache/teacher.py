"""Cached predictions of teachers: how they are stored, and how a student learns from them.

Shape legend: b = windows, t = positions, n = predicted tokens, k = those of a chunk, j = kept
tokens of a position, v = vocabulary.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.cache.file import Array, CacheFile, Rows
from workbench.distillation.cache.spec import Kept, Samples, TopK, Whole
from workbench.distillation.divergence.soft_loss import divergence_of, scaled
from workbench.distillation.divergence.with_gradient import of_logarithms
from workbench.distillation.stages import StageSettings
from workbench.distillation.teachers import LogitSignal, Signal, TeacherOutput
from workbench.models.blocks.trace import Trace
from workbench.models.on_device import on_device

_SMALLEST_TAIL = 1e-6
"""Below it float32 cannot tell what is left of 1."""

Columns = dict[Array, NDArray[Any]]


def kept_of(
    logits_kv: Tensor,
    kept: Kept,
    temperature: float,
    *,
    precision: str,
    generator: torch.Generator,
) -> Columns:
    """What is kept of the distributions at some positions.

    p^τ = softmax(z/τ). Of a whole distribution log p at τ = 1 is kept, of which any other τ can be
    made; of the likeliest tokens log p^τ, and the logarithm of what all others have.
    """
    index = np.uint16 if logits_kv.shape[-1] <= 1 << 16 else np.uint32
    if isinstance(kept, Whole):
        log_kv = F.log_softmax(logits_kv, dim=-1)
        return {"logs": _numbers(log_kv, precision)}
    log_kv = F.log_softmax(logits_kv / temperature, dim=-1)
    match kept:
        case TopK(k=k):
            logs_kj, ids_kj = log_kv.topk(min(k, log_kv.shape[-1]), dim=-1)
            return {
                "ids": ids_kj.cpu().numpy().astype(index),
                "logs": _numbers(logs_kj, precision),
                "tail": _numbers(_log_rest(logs_kj), precision),
            }
        case Samples(count=count):
            shares_kv = log_kv.exp()
            ids_kj = torch.multinomial(shares_kv, count, replacement=True, generator=generator)
            entropy_k = -(shares_kv * log_kv).sum(-1)
            return {
                "ids": ids_kj.cpu().numpy().astype(index),
                "entropy": entropy_k.cpu().numpy(),
            }


def _numbers(tensor: Tensor, precision: str) -> NDArray[Any]:
    return tensor.float().cpu().numpy().astype(precision)


def _log_rest(logs_kj: Tensor) -> Tensor:
    """log(1 − Σ p), of at least `_SMALLEST_TAIL`."""
    held_k = logs_kj.exp().sum(-1).clamp_max(1.0 - _SMALLEST_TAIL)
    return torch.log1p(-held_k)


class CachedTeacher:
    """Predictions from a cache, for batches of its windows."""

    def __init__(self, file: CacheFile) -> None:
        self._file = file

    def predict(
        self, batch: CausalBatch, inputs_bt: Tensor, trace: Trace | None = None, begin: int = 0
    ) -> TeacherOutput:
        assert batch.windows_b is not None, "a cache predicts its own windows alone"
        assert trace is None, "a cache holds predictions, no activations"
        rows = self._file.rows(batch.windows_b)
        return TeacherOutput(_signal(rows, self._file.meta.kept, inputs_bt.device))


def _signal(rows: Rows, kept: Kept, device: torch.device) -> Signal:
    if isinstance(kept, Whole):
        assert rows.logs is not None
        logs_nv = torch.from_numpy(rows.logs).flatten(0, 1)
        return LogitSignal(lambda chosen: on_device(logs_nv[chosen].numpy(), device).float())
    assert rows.ids is not None
    ids_nj = on_device(rows.ids.astype(np.int64), device).flatten(0, 1)
    if isinstance(kept, Samples):
        assert rows.entropy is not None
        return _Sampled(ids_nj, on_device(rows.entropy, device).flatten())
    assert rows.logs is not None
    assert rows.tail is not None
    logs = np.concatenate([rows.logs, rows.tail[..., None]], axis=-1)
    return _Bucketed(ids_nj, on_device(logs, device).flatten(0, 1).float())


class _Bucketed:
    """The likeliest tokens, and one bucket for all others, for teacher and student alike.

    A divergence of the coarser distributions is at most that of the whole ones (data processing
    inequality), and equal where both agree within the bucket.
    """

    def __init__(self, ids_nj: Tensor, logs_nj: Tensor) -> None:
        self._ids_nj = ids_nj
        self._logs_nj = logs_nj

    def soft_loss(self, student_kv: Tensor, rows: slice, settings: StageSettings) -> Tensor:
        tau = settings.temperature
        divergence = divergence_of(settings.stage.divergence)
        assert divergence is not None
        log_kj = _log_shares(student_kv, self._ids_nj[rows], tau)
        log_student_kj = torch.cat([log_kj, _log_rest(log_kj)[:, None]], dim=-1)
        loss_k = of_logarithms(self._logs_nj[rows], log_student_kj, divergence)
        return scaled(loss_k, tau, squared=settings.stage.temperature_squared)

    def true_share(self, targets_k: Tensor, rows: slice) -> Tensor:
        raise NotImplementedError("refused before the run starts: see cache_fit")


class _Sampled:
    """KL(p_T ‖ p_S) = −Σ p_T log p_S − H(p_T), the sum estimated by tokens drawn from p_T."""

    def __init__(self, ids_nj: Tensor, entropy_n: Tensor) -> None:
        self._ids_nj = ids_nj
        self._entropy_n = entropy_n

    def soft_loss(self, student_kv: Tensor, rows: slice, settings: StageSettings) -> Tensor:
        tau = settings.temperature
        log_kj = _log_shares(student_kv, self._ids_nj[rows], tau)
        loss_k = -log_kj.mean(-1) - self._entropy_n[rows]
        return scaled(loss_k, tau, squared=settings.stage.temperature_squared)

    def true_share(self, targets_k: Tensor, rows: slice) -> Tensor:
        raise NotImplementedError("refused before the run starts: see cache_fit")


def _log_shares(logits_kv: Tensor, ids_kj: Tensor, temperature: float) -> Tensor:
    """log softmax(z/τ) of some tokens, without the logarithms of all others."""
    if temperature != 1.0:
        logits_kv = logits_kv / temperature
    return logits_kv.log_softmax(-1).gather(-1, ids_kj)


def part_of(
    logits: Callable[[slice], Tensor],
    num_tokens: int,
    kept: Kept,
    temperature: float,
    *,
    precision: str,
    generator: torch.Generator,
    chunk_tokens: int,
) -> Columns:
    """What is kept of many positions, made chunk by chunk."""
    chunks = [
        kept_of(
            logits(slice(begin, begin + chunk_tokens)),
            kept,
            temperature,
            precision=precision,
            generator=generator,
        )
        for begin in range(0, num_tokens, chunk_tokens)
    ]
    return {name: np.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]}
