"""Settings of a pretraining: a new model on a corpus, or one that goes on learning."""

from typing import Literal, Self

from pydantic import model_validator

from workbench.models.spec import AnyModelSpec, LlamaSpec, ModelSpec
from workbench.spec import Impossible, Spec, setting
from workbench.training.mixture_spec import FurtherCorpus, require_each_once, shares_of
from workbench.training.optimizing.spec import OptimizerSpec, ScheduleSpec
from workbench.training.spec import (
    MaskingSpec,
    PretrainLoopSpec,
    RuntimeSpec,
)


class PretrainSpec(Spec):
    """Train a model on a corpus: from random weights, or one that goes on (continued pretraining).

    GPT and Llama models learn to predict the next token, BERT to fill in masked ones and to tell
    whether one sentence follows another.
    """

    kind: Literal["pretrain"] = "pretrain"
    name: str = setting(
        "teacher", title="Name", help="What the model will be called.", min_length=1, max_length=80
    )
    corpus: str = setting(title="Corpus", help="The text to learn from.", min_length=1)
    further_corpora: tuple[FurtherCorpus, ...] = setting(
        (),
        title="Further corpora",
        help="A mixture: each is read beside the first in the share of its weight, and has a "
        "validation curve of its own.",
        advanced=True,
    )
    warm_start: str = setting(
        "",
        title="Start from",
        help="A model that goes on learning, also an imported one: a name, with @best, @last or "
        "@STEP behind it if wanted. It keeps its shape and tokenizer. Empty: a new model as "
        "described below.",
    )
    tokenizer: str = setting(
        "",
        title="Tokenizer",
        help="What cuts the text into tokens. A model that goes on has its own: leave it empty.",
    )
    model: ModelSpec = setting(
        LlamaSpec(qk_norm=True), title="Model", help="The shape of the model."
    )
    sequence_length: int = setting(
        0,
        title="Sequence length",
        help="Tokens that are read at once while learning and measuring, if fewer than the model's "
        "context.",
        unit="tokens",
        zero="the context",
        ge=0,
        advanced=True,
    )
    masking: MaskingSpec = setting(
        MaskingSpec(), title="Masking", help="What a BERT model learns from; others ignore it."
    )
    optimizer: OptimizerSpec = setting(
        OptimizerSpec(), title="Optimizer", help="How the weights follow the gradient."
    )
    schedule: ScheduleSpec = setting(
        ScheduleSpec(), title="Schedule", help="The schedule of the learning rate."
    )
    loop: PretrainLoopSpec = setting(
        PretrainLoopSpec(), title="Loop", help="Length, batches, evaluations."
    )
    runtime: RuntimeSpec = setting(
        RuntimeSpec(), title="Runtime", help="Device, precision, threads and seed."
    )

    @property
    def mixture(self) -> tuple[tuple[str, float], ...]:
        """Every corpus and its share of the tokens, which add up to 1."""
        return shares_of(self.corpus, self.further_corpora)

    def length_in(self, shape: AnyModelSpec) -> int:
        """How many tokens a model of a shape reads at once in this run."""
        return self.sequence_length or shape.context

    @model_validator(mode="after")
    def _can_read(self) -> Self:
        if not (self.tokenizer or self.warm_start):
            raise Impossible("choose a tokenizer, or a model to start from, which has its own")
        require_each_once(self.mixture)
        if not self.warm_start and self.sequence_length > self.model.context:
            raise Impossible(
                "sequences of {asked} tokens are longer than the context of {context}; choose at "
                "most {context}",
                asked=self.sequence_length,
                context=self.model.context,
            )
        return self
