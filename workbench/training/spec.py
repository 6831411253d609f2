"""Settings of training: loop, masking, runtime."""

from typing import Literal, Self

from pydantic import field_validator, model_validator

from workbench.spec import Impossible, Spec, setting
from workbench.training.checkpoint_spec import CheckpointPolicy
from workbench.training.measuring.measuring_spec import MeasuringSpec
from workbench.training.measuring.probe_spec import ProbeSpec

Sharding = Literal["auto", "ddp", "fsdp"]


class LoopSpec(CheckpointPolicy, MeasuringSpec):
    """Batches, evaluations, checkpoints and samples; the same for every objective."""

    micro_batch_size: int = setting(
        16,
        title="Micro-batch",
        help="Windows that go through the model at once. Halve it when memory runs out.",
        unit="windows",
        ge=1,
        le=4096,
    )
    accumulation: int = setting(
        1,
        title="Accumulation",
        help="Micro-batches whose gradients make one step; batch = micro-batch × accumulation.",
        ge=1,
        le=4096,
    )
    minutes: float = setting(
        0.0,
        title="Time limit",
        help="Stops after this much training time, even before the last step; 0 means no limit.",
        unit="min",
        zero="no limit",
        ge=0,
    )
    evaluate_every: int = setting(
        100,
        title="Evaluate every",
        help="Steps between two looks at the validation text. A checkpoint is saved each time.",
        unit="steps",
        ge=1,
    )
    keep_every: int = setting(
        0,
        title="Keep a checkpoint every",
        help="The best checkpoint and the last are kept. With a number, the one before the first "
        "step is kept too, and one every so many steps, so that you can see how heads come to be: "
        "Inspect, Over checkpoints. Each takes about three times the disk of the weights.",
        unit="steps",
        zero="best and last only",
        ge=0,
    )
    patience: int = setting(
        0,
        title="Early stopping",
        help="Stops after this many evaluations without a better validation loss; 0 never does.",
        unit="evaluations",
        zero="off",
        ge=0,
    )
    sample_prompt: str = setting(
        "",
        title="Sample prompt",
        help="The model continues this text at each evaluation, so that you see it learn. "
        "Empty: it writes from the beginning of a document. A BERT fills in each [MASK] of it.",
        max_length=2_000,
    )
    sample_tokens: int = setting(
        60,
        title="Sample length",
        help="Tokens the model writes at each evaluation; 0 writes nothing.",
        unit="tokens",
        zero="none",
        ge=0,
        le=1_000,
    )
    tensorboard: bool = setting(
        False,
        title="TensorBoard files",
        help="Also writes the curves, as they come, as event files into the folder tensorboard of "
        "the run. They change no number of it.",
        advanced=True,
    )


class TextLoopSpec(LoopSpec, ProbeSpec):
    """A loop over running text, which is measured by the token."""

    evaluation_tokens: int = setting(
        50_000,
        title="Evaluation size",
        help="Validation tokens scored at each evaluation; 0 means all of them.",
        unit="tokens",
        zero="all",
        ge=0,
    )
    baseline: bool = setting(
        True,
        title="N-gram baseline",
        help="Fits a Kneser-Ney n-gram model to the same tokens and draws its loss as a line, "
        "so that you see what the neural model adds.",
    )


class LengthSpec(Spec):
    """How long to train, in steps, epochs or tokens."""

    steps: int = setting(
        1_000,
        title="Steps",
        help="Optimizer steps; 0 leaves the length to epochs or tokens.",
        unit="steps",
        zero="no limit",
        ge=0,
    )
    epochs: float = setting(
        0.0,
        title="Epochs",
        help="Passes over the training tokens, at most; 0 means no limit.",
        zero="no limit",
        ge=0,
        le=1_000_000,
        advanced=True,
    )
    tokens: int = setting(
        0,
        title="Tokens",
        help="Training tokens, at most; 0 means no limit.",
        unit="tokens",
        zero="no limit",
        ge=0,
        advanced=True,
    )

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if not (self.steps or self.epochs or self.tokens):
            raise Impossible("the run has no end: set steps, epochs or tokens")
        return self


class PretrainLoopSpec(LengthSpec, TextLoopSpec):
    """A loop over running text for so many steps, epochs or tokens."""


class TuningLoopSpec(LengthSpec, LoopSpec):
    """A loop over the examples of a task for so many steps, epochs or tokens."""


class MaskingSpec(Spec):
    """What a BERT learns from: masked tokens, pairs of sentences, or both."""

    objective: Literal["mlm+nsp", "mlm", "nsp"] = setting(
        "mlm+nsp",
        title="Objective",
        help="Fills in masked tokens (mlm), tells whether the second sentence follows the first "
        "(nsp), or learns both at once, as BERT did.",
    )
    rate: float = setting(
        0.15,
        title="Mask rate",
        help="The share of tokens to fill in. Of these, 80 % are replaced by [MASK], 10 % by a "
        "random token and 10 % stay.",
        gt=0,
        lt=1,
    )
    whole_words: bool = setting(
        False,
        title="Whole words",
        help="Mask all pieces of a word together, so that none is given away by its neighbours.",
    )
    short_share: float = setting(
        0.1,
        title="Short examples",
        help="The share of examples that are shorter than the context, so that short texts are "
        "seen too.",
        ge=0,
        le=1,
        advanced=True,
    )


class DeviceSpec(Spec):
    """Where and how exactly the numbers are computed."""

    device: Literal["auto", "cpu", "cuda", "mps"] = setting(
        "auto",
        title="Device",
        help="Where the model runs; auto takes a graphics card if there is one.",
    )
    precision: Literal["auto", "fp32", "bf16"] = setting(
        "auto",
        title="Precision",
        help="bfloat16 (bf16) is faster where the hardware knows it; weights stay in float32 "
        "(fp32) either way.",
    )
    threads: int = setting(
        0,
        title="Threads",
        help="Processor threads; 0 takes one for each core. Fixed threads give equal numbers.",
        zero="auto",
        ge=0,
        le=1024,
    )
    seed: int = setting(
        1,
        title="Seed",
        help="Decides initial weights, order of the batches and dropout.",
        ge=0,
        lt=2**31,
    )


class TuningRuntimeSpec(DeviceSpec):
    """The same, and how a model learns: attention's kernel, and many processes' shares."""

    attention: Literal["auto", "fused", "plain"] = setting(
        "auto",
        title="Attention kernel",
        help="What a model learns with. Fused is torch's scaled_dot_product_attention; plain is "
        "matrix products and a softmax, as transformers' eager: equal but for rounding, faster on "
        "some processors, with more memory, and for windows of up to 512 tokens. Auto takes plain "
        "for bf16 on a processor where it is faster, measured once a machine; the run records it.",
        advanced=True,
    )
    sharding: Sharding = setting(
        "auto",
        title="Sharding",
        help="Only where torchrun starts several processes: each holds a whole model (ddp), or a "
        "slice of it and of the optimizer's memory (fsdp); auto takes slices where a whole one "
        "would fill more than half of the memory.",
        advanced=True,
    )


class RuntimeSpec(TuningRuntimeSpec):
    """The same of training whose windows are all of one size, so that compiling pays."""

    compile: Literal["auto", "on", "off"] = setting(
        "auto",
        title="Compile",
        help="Compiles the blocks with torch.compile: needs a C++ compiler, takes half a minute or "
        "more before the first step, and makes each step a few percent faster. Measure the time "
        "tells after how long that pays here. Numbers are equal but for rounding. Auto does it "
        "only on CUDA, in runs of five minutes or more that it makes shorter, as measured before "
        "the first step; the run records it.",
        advanced=True,
    )

    @field_validator("compile", mode="before")
    @classmethod
    def _reads_flags(cls, value: object) -> object:
        """True and False, as specs had them before there was a third choice."""
        return {True: "on", False: "off"}[value] if isinstance(value, bool) else value
