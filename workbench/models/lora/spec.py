"""The settings of low-rank adapters; torch is not needed."""

from typing import Literal

from workbench.spec import Spec, setting


class LoraSpec(Spec):
    """Small matrices beside the frozen ones: W + (alpha / rank) · B A (Hu et al. 2021)."""

    rank: int = setting(
        8,
        title="LoRA rank",
        help="How wide the adapters are. 0 uses none and trains the model's own weights; "
        "8 is a usual choice.",
        zero="off",
        ge=0,
        le=1024,
    )
    alpha: float = setting(
        16.0,
        title="LoRA alpha",
        help="The adapters' output is scaled by alpha / rank; twice the rank is usual.",
        gt=0,
        le=10_000,
    )
    layers: Literal["attention", "all"] = setting(
        "attention",
        title="LoRA layers",
        help="Beside which matrices adapters stand: those of attention, or of feed-forward too.",
    )
    dropout: float = setting(
        0.0,
        title="LoRA dropout",
        help="Dropout before the adapters.",
        zero="off",
        ge=0,
        lt=1,
        advanced=True,
    )
