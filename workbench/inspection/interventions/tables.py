"""What interventions bring about, as plain numbers; torch is not needed.

Shapes: l layers, h heads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.loss_kind import LossKind
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.pages import html_table
from workbench.inspection.shown import Shown
from workbench.words import Words

IMPORTANCE_COLUMNS = ("layer", "head", "loss_increase", "gradient")
EFFECT_COLUMNS = ("measure", "id", "token", "without", "with")


@dataclass(frozen=True)
class HeadImportance(Shown):
    """Every head's importance over so many passages; NaN while there are none.

    `increase_lh` is how much the loss (nats a token, or a text whose class is told) rises with the
    head's output zeroed, and `gradient_lh` the mean size of the loss's gradient by a factor on it.
    `tokens` (or texts) are scored; `notes` say what the loss is of. `done` of `total` layers were
    gone through.
    """

    increase_lh: Floats
    gradient_lh: Floats
    loss: float
    tokens: int
    passages: int
    done: int
    total: int
    kind: LossKind = "next_token"
    notes: tuple[Words, ...] = ()

    @property
    def rank_correlation(self) -> float:
        """Spearman's ρ of the two measures over all heads; NaN where one of them is constant."""
        return rank_correlation(self.increase_lh.ravel(), self.gradient_lh.ravel())

    def rows(self) -> list[tuple[int, int, float, float]]:
        """Layer, head, and both measures; the head whose ablation costs most comes first."""
        layers, heads = self.increase_lh.shape
        rows = [
            (
                layer,
                head,
                float(self.increase_lh[layer, head]),
                float(self.gradient_lh[layer, head]),
            )
            for layer in range(layers)
            for head in range(heads)
        ]
        return sorted(rows, key=lambda row: -row[2])

    def table(self) -> Iterator[tuple[object, ...]]:
        """The heading, and a line for each head."""
        yield IMPORTANCE_COLUMNS
        yield from self.rows()

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """Both measures [layers, heads]."""
        return {"loss_increase": self.increase_lh, "gradient": self.gradient_lh}

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        heads = [dict(zip(IMPORTANCE_COLUMNS, row, strict=True)) for row in self.rows()]
        plain = {
            "loss": self.loss,
            "tokens": self.tokens,
            "passages": self.passages,
            "scored": self.kind,
            "notes": [str(note) for note in self.notes],
            "rank_correlation": self.rank_correlation,
            "heads": heads,
        }
        return dict(finite(plain))

    def _repr_html_(self) -> str:
        lines = [(f"L{a} H{b}", f"{c:+.4f}", f"{d:.4f}") for a, b, c, d in self.rows()]
        about = f"{self.passages} passages, {self.tokens} scored, loss {self.loss:.4f} nats"
        about = " ".join((about, *(f"({note})" for note in self.notes)))
        heading = ("head", "loss increase", "gradient")
        return f"<p>{escape(about)}</p>{html_table(heading, lines)}"


@dataclass(frozen=True)
class ChangedProbability:
    """A candidate for the next token: its probability and rank without and with interventions."""

    id: int
    text: str
    probability: float
    changed_probability: float
    rank: int
    changed_rank: int


@dataclass(frozen=True)
class ChangedLoss:
    """A token of the text, and its surprisal in nats without and with interventions."""

    id: int
    text: str
    loss: float
    changed_loss: float


@dataclass(frozen=True)
class InterventionEffect(Shown):
    """What a model makes of a text without and with interventions.

    `losses` are those of all tokens but the first, of an encoder's those of each token where it is
    masked, and of a model that tells classes that of the likeliest one. `candidates` are those for
    the next token, or for an encoder's first [MASK] (none without), or the classes, likeliest first
    by the larger of the two probabilities; `kl` is KL(without ‖ with) there, in nats. `text` and
    `changed_text` are what is written behind it, as far as it has come, both by `strategy` and from
    `seed`; `is_over` says that nothing more follows. The first `left_out` tokens stand outside the
    context of the candidates, `tokens` are read.
    """

    interventions: tuple[str, ...]
    tokens: int
    left_out: int
    losses: tuple[ChangedLoss, ...]
    candidates: tuple[ChangedProbability, ...]
    kl: float | None
    kind: LossKind = "next_token"
    text: str = ""
    changed_text: str = ""
    strategy: str = ""
    seed: int = 0
    is_over: bool = False

    @property
    def loss(self) -> float | None:
        """Mean nats, without interventions."""
        return _mean([one.loss for one in self.losses])

    @property
    def changed_loss(self) -> float | None:
        """Mean nats, with them."""
        return _mean([one.changed_loss for one in self.losses])

    def table(self) -> Iterator[tuple[object, ...]]:
        """A line for every token of the text, with its surprisal, and every candidate."""
        yield EFFECT_COLUMNS
        for loss in self.losses:
            yield ("surprisal", loss.id, loss.text, loss.loss, loss.changed_loss)
        for one in self.candidates:
            yield ("probability", one.id, one.text, one.probability, one.changed_probability)

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        plain = {
            "interventions": self.interventions,
            "tokens": self.tokens,
            "left_out": self.left_out,
            "loss": self.loss,
            "changed_loss": self.changed_loss,
            "scored": self.kind,
            "kl": self.kl,
            "candidates": [vars(one) for one in self.candidates],
            "losses": [vars(one) for one in self.losses],
            "text": self.text,
            "changed_text": self.changed_text,
        }
        if self.strategy:
            plain |= {"strategy": self.strategy, "seed": self.seed}
        return dict(finite(plain))

    def _repr_html_(self) -> str:
        predicted = {"next_token": "next token", "masked_token": "[MASK]", "class": "class"}
        heading = (predicted[self.kind], "without", "with")
        lines = [
            (one.text, f"{one.probability:.2%}", f"{one.changed_probability:.2%}")
            for one in self.candidates
        ]
        figures = []
        if self.loss is not None:
            figures.append(f"loss {self.loss:.4f} → {self.changed_loss:.4f}")
        if self.kl is not None:
            figures.append(f"KL {self.kl:.4f} nats")
        texts = [("without", self.text), ("with", self.changed_text)] if self.text else []
        return (
            f"<p>{escape(', '.join(self.interventions))}: {', '.join(figures)}</p>"
            f"{html_table(heading, lines)}{html_table(('', 'text'), texts) if texts else ''}"
        )


def rank_correlation(one_x: Floats, other_x: Floats) -> float:
    """Spearman's ρ: the correlation of ranks, equal values sharing the mean of theirs."""
    ranks = _ranks(one_x), _ranks(other_x)
    if any(np.isnan(x).any() for x in (one_x, other_x)) or any(np.ptp(r) == 0 for r in ranks):
        return float("nan")
    return float(np.corrcoef(*ranks)[0, 1])


def finite(value: Any) -> Any:
    """Plain values for JSON, which knows no NaN and no infinity: None stands for them."""
    match value:
        case float():
            return value if np.isfinite(value) else None
        case dict():
            return {name: finite(one) for name, one in value.items()}
        case list() | tuple():
            return [finite(one) for one in value]
        case _:
            return value


def _ranks(values_x: Floats) -> NDArray[np.float64]:
    _, places_x, counts = np.unique(values_x, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: NDArray[np.float64] = (last - (counts - 1) / 2)[places_x]
    return means


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None
