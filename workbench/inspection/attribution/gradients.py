"""Saliency of tokens: gradient × input, and integrated gradients, on the token embeddings.

Sundararajan, Taly and Yan 2017, "Axiomatic Attribution for Deep Networks". No parameter of the
model ever wants a gradient: the embeddings that are put in the place of its own do. Shapes:
b batch, t tokens, c hidden size, s steps, v vocabulary.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.attribution.token_saliency import SaliencyProgress
from workbench.models.build import Model
from workbench.models.inference import on_threads

Score = Callable[[Tensor], Tensor]
"""From the ids bt of one text, again and again, to what is explained, b."""

TOKENS_AT_ONCE = 1024


@dataclass(frozen=True)
class EmbeddingSaliency:
    """What each token has to do with a score: `values_t`, and the score there and at the baseline.

    Integrated gradients add up to the difference of both scores but for a gap.
    """

    values_t: NDArray[np.float64]
    score: float
    baseline_score: float


def saliency(
    model: Model,
    ids: Sequence[int],
    score: Score,
    settings: SaliencySettings,
    threads: int,
    reference: int | None = None,
) -> Iterator[SaliencyProgress | EmbeddingSaliency]:
    """Tells after each batch how far it is, and in the end the answer.

    `reference` is the token of a baseline of tokens; the mean of all where there is none.
    """
    ids_bt = torch.tensor([list(ids)], device=model.head_weight.device)
    is_integrated = settings.method == "integrated_gradients"
    baseline_c = _baseline(model, settings, reference)
    path = _Path(model, ids_bt, baseline_c, score, threads)
    ends = path.scores(np.array([1.0, 0.0]))
    shares_s, weights_s = quadrature(settings.steps) if is_integrated else (np.ones(1), np.ones(1))
    rows = max(1, TOKENS_AT_ONCE // len(ids))
    total_tc = torch.zeros_like(path.difference_tc)
    for begin in range(0, len(shares_s), rows):
        end = min(begin + rows, len(shares_s))
        gradients_stc = path.gradients(shares_s[begin:end])
        weights = torch.from_numpy(weights_s[begin:end]).to(gradients_stc)
        total_tc += torch.einsum("stc,s->tc", gradients_stc, weights)
        yield SaliencyProgress(end, len(shares_s))
    values_t = (total_tc * path.difference_tc).sum(-1)
    yield EmbeddingSaliency(values_t.cpu().numpy(), *ends.tolist())


def quadrature(steps: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The places between 0 and 1 of Gauss and Legendre's rule, and their weights."""
    nodes_s, weights_s = np.polynomial.legendre.leggauss(steps)
    return (nodes_s + 1) / 2, weights_s / 2


def _baseline(model: Model, settings: SaliencySettings, reference: int | None) -> Tensor:
    """What stands in each token's place at the beginning of the path, c."""
    weight_vc = model.token_embedding.weight
    if settings.method == "gradient_x_input" or settings.baseline == "zero":
        return torch.zeros_like(weight_vc[0])
    if settings.baseline == "mean" or reference is None:
        return weight_vc.mean(0)
    return weight_vc[reference]


class _Path:
    """The straight line of embeddings from a baseline to those of a text, and the score on it."""

    def __init__(
        self, model: Model, ids_bt: Tensor, baseline_c: Tensor, score: Score, threads: int
    ) -> None:
        self._embedding = model.token_embedding
        self._ids_bt, self._score, self._threads = ids_bt, score, threads
        self._baseline_c = baseline_c
        self._way_tc = self._embedding(ids_bt)[0] - baseline_c

    @property
    def difference_tc(self) -> Tensor:
        """From the baseline to the text, in float64."""
        return self._way_tc.double()

    def scores(self, shares_b: NDArray[np.float64]) -> Tensor:
        """The score at shares of the way, b."""
        with on_threads(self._threads), torch.no_grad():
            return self._scored(self._at(shares_b)).double()

    def gradients(self, shares_b: NDArray[np.float64]) -> Tensor:
        """The score's gradients there, btc, in float64."""
        with on_threads(self._threads), torch.enable_grad():
            embeddings_btc = self._at(shares_b).requires_grad_()
            score_b = self._scored(embeddings_btc)
            (gradients_btc,) = torch.autograd.grad(score_b.sum(), embeddings_btc)
        return gradients_btc.double()

    def _at(self, shares_b: NDArray[np.float64]) -> Tensor:
        shares_b11 = torch.from_numpy(shares_b).to(self._way_tc)[:, None, None]
        return self._baseline_c + shares_b11 * self._way_tc

    def _scored(self, embeddings_btc: Tensor) -> Tensor:
        with self._embedding.register_forward_hook(lambda *_: embeddings_btc):
            return self._score(self._ids_bt.expand(len(embeddings_btc), -1))
