"""What the metrics of other tools are called here, where that is certain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.words import Words, listed, words

EPOCH, TOKENS = "epoch", "tokens"
"""No curves here but what other curves can be drawn over."""

_TRAINING = frozenset(("train", "training"))
_VALIDATION = frozenset(("eval", "val", "valid", "validation", "dev"))
_SEPARATORS = re.compile(r"[/._\- ]+")
_QUANTITIES: Mapping[str, tuple[str, str]] = {
    "loss": ("loss", "validation_loss"),
    "perplexity": ("", "validation_perplexity"),
    "ppl": ("", "validation_perplexity"),
    "accuracy": ("", "validation_accuracy"),
    "acc": ("", "validation_accuracy"),
    "bits per byte": ("", "validation_bits_per_byte"),
    "learning rate": ("learning_rate", ""),
    "lr": ("learning_rate", ""),
    "grad norm": ("gradient_norm", ""),
    "gradient norm": ("gradient_norm", ""),
    "tokens per second": ("tokens_per_second", ""),
    "epoch": (EPOCH, ""),
    "tokens": (TOKENS, ""),
    "num tokens": (TOKENS, ""),
    "num input tokens seen": (TOKENS, ""),
}
"""By what is measured: its name where it is of training, and where of validation; empty: none."""
_SHARES = ("validation_accuracy",)
"""What is a share here, and per cent elsewhere."""


@dataclass(frozen=True)
class MetricNames:
    """What each metric of a run is called here; `taken` are those that got another name."""

    names: Mapping[str, str]
    taken: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[Words, ...]:
        """What was mapped, as a sentence; none if nothing was."""
        if not self.taken:
            return ()
        pairs = listed(f"{tag} → {name}" for tag, name in self.taken.items())
        return (
            words(
                "metrics are called as in this project: {pairs}; a loss counts as nats per token "
                "here, whatever it was where it was written",
                pairs=pairs,
            ),
        )


def names_of(ranges: Mapping[str, tuple[float, float]]) -> MetricNames:
    """What metrics are called here, by their tags; each with its smallest and largest value.

    A name that two of them would have is given to neither, unless one has it already.
    """
    wanted = {tag: own_name(tag, *ends) for tag, ends in ranges.items()}
    called = list(wanted.values())
    names = {
        tag: tag if name in ranges or called.count(name) > 1 else name
        for tag, name in wanted.items()
    }
    taken = {tag: name for tag, name in names.items() if name != tag}
    return MetricNames(names, taken)


def own_name(tag: str, least: float = 0.0, most: float = 0.0) -> str:
    """What a metric is called here; the tag itself where nobody can be certain."""
    parts = _SEPARATORS.split(tag.strip("/._- ").casefold())
    is_validation = not _VALIDATION.isdisjoint((parts[0], parts[-1]))
    is_training = not _TRAINING.isdisjoint((parts[0], parts[-1]))
    if is_validation and is_training:
        return tag
    of_part = _VALIDATION | _TRAINING
    if parts[0] in of_part:
        parts = parts[1:]
    elif parts[-1] in of_part:
        parts = parts[:-1]
    names = _QUANTITIES.get(" ".join(parts), ("", ""))
    name = names[1] if is_validation else names[0]
    if name in _SHARES and not (least >= 0 and most <= 1):
        return tag
    return name or tag
