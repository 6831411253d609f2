"""Whether a model can go on learning from running text, before it starts; torch is not needed."""

from collections.abc import Iterator

from workbench.errors import BadInput
from workbench.models.model_file import ModelFile
from workbench.spec import Problem
from workbench.store.records import TokenizerRecord
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words


def check_going_on(
    spec: PretrainSpec, file: ModelFile, own: TokenizerRecord, chosen: TokenizerRecord | None
) -> None:
    """Raise BadInput when the model cannot go on as the settings ask."""
    for problem in problems_of_going_on(spec, file, own, chosen):
        raise BadInput(problem.words.template, **problem.words.values)


def problems_of_going_on(
    spec: PretrainSpec, file: ModelFile, own: TokenizerRecord, chosen: TokenizerRecord | None
) -> Iterator[Problem]:
    """What stands against it, each with the setting's path.

    `own` is the model's tokenizer, `chosen` the one that the settings name, if they do.
    """
    name, shape = spec.warm_start, file.spec
    if file.labels:
        message = words(
            "'{model}' was fine-tuned to tell classes and predicts no tokens any more; choose the "
            "model that it was made from",
            model=name,
        )
        yield Problem(path="warm_start", words=message)
    if chosen is not None and chosen.digest != own.digest:
        message = words(
            "'{model}' reads text with the tokenizer '{own}'; leave the setting tokenizer empty to "
            "go on with it",
            model=name,
            own=own.name,
        )
        yield Problem(path="tokenizer", words=message)
    if spec.sequence_length > shape.context:
        message = words(
            "sequences of {asked} tokens are longer than the context of '{model}'; choose at most "
            "{context}",
            asked=spec.sequence_length,
            model=name,
            context=shape.context,
        )
        yield Problem(path="sequence_length", words=message)
    if not shape.is_causal and not file.labels:
        yield from _of_masking(spec, file)


def _of_masking(spec: PretrainSpec, file: ModelFile) -> Iterator[Problem]:
    tasks = spec.masking.objective.split("+")
    if "mlm" in tasks and not file.spec.has_masked_head:
        message = words(
            "'{model}' came without its masked-token head: it encodes text, and cannot learn to "
            "fill in masks; import a checkpoint that has the head",
            model=spec.warm_start,
        )
        yield Problem(path="warm_start", words=message)
    elif "nsp" in tasks and not file.spec.reads_pairs:
        message = words(
            "'{model}' cannot tell whether one sentence follows another; choose the objective "
            "masked tokens (mlm)",
            model=spec.warm_start,
        )
        yield Problem(path="masking.objective", words=message)
