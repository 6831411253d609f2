"""Settings of the optimizer and of the learning rate's schedule."""

from typing import Literal

from workbench.spec import Spec, setting

OptimizerName = Literal["adamw", "sgd", "muon"]


class OptimizerSpec(Spec):
    """How the weights follow the gradient."""

    algorithm: OptimizerName = setting(
        "adamw",
        title="Optimizer",
        help="AdamW adapts the step of each weight; SGD takes the same step for all; Muon makes "
        "the step of each matrix in the blocks orthogonal, and leaves all else to AdamW.",
    )
    learning_rate: float = setting(
        1e-3,
        title="Learning rate",
        help="The size of a step at the schedule's peak. Small models bear 1e-3 and more.",
        gt=0,
        le=10,
    )
    weight_decay: float = setting(
        0.1,
        title="Weight decay",
        help="Pulls matrices towards zero at each step; biases and norms are left alone.",
        zero="off",
        ge=0,
        le=1,
    )
    beta1: float = setting(
        0.9, title="Beta 1", help="AdamW's memory of the gradient.", ge=0, lt=1, advanced=True
    )
    beta2: float = setting(
        0.95,
        title="Beta 2",
        help="AdamW's memory of the squared gradient.",
        ge=0,
        lt=1,
        advanced=True,
    )
    epsilon: float = setting(
        1e-8, title="Epsilon", help="Keeps AdamW's division finite.", gt=0, le=1, advanced=True
    )
    momentum: float = setting(
        0.9,
        title="Momentum",
        help="SGD's memory of the gradient.",
        zero="off",
        ge=0,
        lt=1,
        advanced=True,
    )
    muon_momentum: float = setting(
        0.95,
        title="Momentum of Muon",
        help="Muon's memory of the gradient.",
        zero="off",
        ge=0,
        lt=1,
        advanced=True,
        group="Muon",
    )
    muon_nesterov: bool = setting(
        True,
        title="Nesterov momentum",
        help="Muon steps from where its momentum is about to be, not from where it was.",
        advanced=True,
        group="Muon",
    )
    muon_iterations: int = setting(
        5,
        title="Newton-Schulz iterations",
        help="More of them bring Muon's steps closer to orthogonal matrices, and take longer.",
        ge=1,
        le=20,
        advanced=True,
        group="Muon",
    )
    muon_adjustment: Literal["match_rms_adamw", "original"] = setting(
        "match_rms_adamw",
        title="Adjustment to shape",
        help="As AdamW's steps: Muon's are as large, so that one learning rate serves both. As "
        "first published: they are scaled by the square root of rows / columns, at least by 1.",
        advanced=True,
        group="Muon",
    )
    muon_rate: float = setting(
        1.0,
        title="Learning rate of Muon",
        help="Multiplies the learning rate for the matrices that Muon moves.",
        unit="×",
        gt=0,
        le=1000,
        advanced=True,
        group="Muon",
    )
    clip_norm: float = setting(
        1.0,
        title="Gradient clipping",
        help="The largest norm of the whole gradient; 0 leaves it as it is.",
        zero="off",
        ge=0,
    )


class ScheduleSpec(Spec):
    """How the learning rate rises and falls over the run."""

    shape: Literal["constant", "linear", "cosine", "warmup_stable_decay"] = setting(
        "cosine",
        title="Schedule",
        help="The schedule of the learning rate after warm-up: constant; falling in a line or a "
        "half cosine; or stable, then falling at the end.",
    )
    warmup_steps: int = setting(
        50,
        title="Warm-up",
        help="Steps over which the learning rate rises from zero to its peak.",
        unit="steps",
        zero="none",
        ge=0,
    )
    final_ratio: float = setting(
        0.1,
        title="Final learning rate",
        help="Where the learning rate ends, as a share of its peak.",
        ge=0,
        le=1,
    )
    decay_share: float = setting(
        0.2,
        title="Decay share",
        help="The last part of the run over which warmup-stable-decay falls.",
        gt=0,
        le=1,
        advanced=True,
    )
    decay_shape: Literal["linear", "cosine", "1-sqrt"] = setting(
        "linear",
        title="Decay shape",
        help="How warmup-stable-decay falls: in a line, in a half cosine, or as 1 minus the "
        "square root of the share done, which falls fast at first.",
        advanced=True,
    )
