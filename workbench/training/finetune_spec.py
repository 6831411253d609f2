"""Settings of fine-tuning: which model, which examples, what task, and what may change."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from workbench.data.labelled.template import PROMPT
from workbench.models.lora.spec import LoraSpec
from workbench.spec import Impossible, Spec, setting
from workbench.training.optimizing.spec import OptimizerSpec, ScheduleSpec
from workbench.training.spec import TuningLoopSpec, TuningRuntimeSpec


class ClassifySpec(Spec):
    """Tell which of some classes a text, or a pair of texts, belongs to."""

    kind: Literal["classify"] = setting(
        "classify", title="Task", help="Tell which class a text belongs to."
    )
    text: str = setting(
        "text",
        title="Text column",
        help="The column or field that holds the text.",
        text="column",
        min_length=1,
    )
    second: str = setting(
        "",
        title="Second text",
        help="For pairs, such as question and answer: the column of the second text. "
        "Empty: single texts.",
        text="column",
    )
    label: str = setting(
        "label",
        title="Label column",
        help="The column or field that names the class.",
        text="column",
        min_length=1,
    )
    merge_spellings: bool = setting(
        True,
        title="Merge spellings",
        help="Labels that differ only in case, spaces or the way a number is written (yes and Yes, "
        "1 and 1.0) are one class, spelled as most of them are. Off: each is a class of its own.",
        advanced=True,
    )
    metric: Literal["accuracy", "macro_f1", "loss"] = setting(
        "accuracy",
        title="Best by",
        help="What makes a checkpoint the best, and what early stopping watches. Macro-F1 counts "
        "rare classes as much as frequent ones.",
    )
    teacher: str = setting(
        "",
        title="Teacher",
        help="A classifier of the same classes to learn from: how likely it finds every class. "
        "Empty: the examples alone.",
        advanced=True,
    )
    alpha: float = setting(
        0.5,
        title="Weight of the teacher α",
        help="The share of the soft loss, if there is a teacher; the true class has the rest.",
        ge=0,
        le=1,
        advanced=True,
    )
    temperature: float = setting(
        2.0,
        title="Distillation temperature τ",
        help="Softens both models' probabilities before they are compared, if there is a teacher.",
        gt=0,
        le=100,
        advanced=True,
    )


class InstructSpec(Spec):
    """Answer prompts, or take part in chats: only the answers are learnt, not what they answer."""

    kind: Literal["instruct"] = setting("instruct", title="Task", help="Answer a prompt.")
    prompt: str = setting(
        "prompt",
        title="Prompt column",
        help="The column or field that holds the question or instruction. Chats and Alpaca's "
        "instructions with their input have a field prompt too.",
        text="column",
        min_length=1,
    )
    response: str = setting(
        "response",
        title="Response column",
        help="The column or field that holds the answer to learn; of a chat, response is the "
        "assistant's last words.",
        text="column",
        min_length=1,
    )
    chat: str = setting(
        "",
        title="Chat column",
        help="Instead of prompt and response: the column of whole chats, lists of messages with "
        "role and content (or from and value). All that the assistant says is learnt. Needs a "
        "model that brings a chat template. Empty: prompt and response.",
        text="column",
    )
    chat_template: Literal["auto", "model", "own"] = setting(
        "auto",
        title="Read by",
        help="model: the chat template that an imported model brings. own: the template below. "
        "auto: the model's if it has one, or else the one below.",
    )
    template: str = setting(
        "Question: {prompt}\nAnswer: ",
        title="Template",
        help="What the model reads before it answers; {prompt} stands for the prompt. "
        "It is kept with the model and used again when you ask it. Not used with the model's own "
        "chat template.",
        text="lines",
        max_length=2_000,
    )
    teacher: str = setting(
        "",
        title="Teacher",
        help="A model with the same tokenizer to learn from: how likely it finds every token in "
        "the place of each token of an answer. Empty: the examples alone.",
        advanced=True,
    )
    alpha: float = setting(
        0.5,
        title="Weight of the teacher α",
        help="The share of the soft loss, if there is a teacher; the true tokens have the rest.",
        ge=0,
        le=1,
        advanced=True,
    )
    temperature: float = setting(
        2.0,
        title="Distillation temperature τ",
        help="Softens both models' probabilities before they are compared, if there is a teacher.",
        gt=0,
        le=100,
        advanced=True,
    )

    @model_validator(mode="after")
    def _has_prompt(self) -> Self:
        if self.template.count(PROMPT) != 1:
            raise Impossible("the template must hold {name} once", name=PROMPT)
        if self.chat and self.chat_template == "own":
            raise Impossible(
                "whole chats are read by the model's chat template; choose that, or leave the chat "
                "column empty"
            )
        return self


TaskSpec = Annotated[ClassifySpec | InstructSpec, Field(discriminator="kind")]


class FinetuneSpec(Spec):
    """Go on training a model on examples of one task."""

    kind: Literal["finetune"] = "finetune"
    name: str = setting(
        "tuned", title="Name", help="What the model will be called.", min_length=1, max_length=80
    )
    model: str = setting(
        title="Model",
        help="The model to start from: a name, with @best, @last or @STEP behind it if wanted.",
        min_length=1,
    )
    examples: str = setting(
        title="Examples",
        help="A .csv, .tsv, .json, .jsonl or .parquet file (each also .gz) with one example a row. "
        "The run keeps a copy.",
        text="file",
        min_length=1,
    )
    validation_examples: str = setting(
        "",
        title="Validation file",
        help="A file of the same kind to measure on. Empty: a share of the examples is kept out.",
        text="file",
    )
    validation_fraction: float = setting(
        0.2,
        title="Validation share",
        help="The share of the examples that is kept out of training to measure on.",
        gt=0,
        le=0.5,
    )
    task: TaskSpec = setting(ClassifySpec(), title="Task", help="What is to be learnt.")
    start: Literal["trained", "random"] = setting(
        "trained",
        title="First weights",
        help="Those of the model; or random ones, to see what its training was worth.",
    )
    frozen_layers: int = setting(
        0,
        title="Frozen layers",
        help="So many of the first layers, and the embeddings, keep their weights. 0 trains all.",
        unit="layers",
        zero="none",
        ge=0,
        advanced=True,
    )
    layer_decay: float = setting(
        1.0,
        title="Layer decay",
        help="Each layer learns this much slower than the one above it: 0.9 to 0.95 keeps more of "
        "what the lower layers know; 1 treats all alike.",
        unit="×",
        gt=0,
        le=1,
        advanced=True,
    )
    lora: LoraSpec = setting(
        LoraSpec(rank=0),
        title="LoRA",
        help="Train small matrices beside the model's own, which stay as they are; they are "
        "merged when the model is used or exported.",
    )
    optimizer: OptimizerSpec = setting(
        OptimizerSpec(learning_rate=3e-4, weight_decay=0.01, beta2=0.999),
        title="Optimizer",
        help="How the weights follow the gradient.",
    )
    schedule: ScheduleSpec = setting(
        ScheduleSpec(shape="linear", warmup_steps=20, final_ratio=0.0),
        title="Schedule",
        help="The schedule of the learning rate.",
    )
    loop: TuningLoopSpec = setting(
        TuningLoopSpec(steps=0, epochs=3.0, evaluate_every=50),
        title="Loop",
        help="Length, batches, evaluations.",
    )
    runtime: TuningRuntimeSpec = setting(
        TuningRuntimeSpec(), title="Runtime", help="Device, precision, threads and seed."
    )

    @model_validator(mode="after")
    def _one_way_to_spare(self) -> Self:
        if self.lora.rank and (self.frozen_layers or self.layer_decay < 1):
            raise Impossible(
                "LoRA freezes the model's own weights; leave frozen layers at 0 and layer decay "
                "at 1, or set the LoRA rank to 0"
            )
        return self
