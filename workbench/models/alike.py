"""Whether the weights of models can stand for each other: one architecture, one tokenizer."""

from collections.abc import Sequence

from workbench.errors import BadInput
from workbench.models.model_file import ModelFile


def require_alike(named: Sequence[tuple[str, ModelFile]]) -> None:
    """Raise BadInput, naming two that differ and in what, unless all can be averaged."""
    first_name, first = named[0]
    for name, file in named[1:]:
        if difference := _difference(first, file):
            raise BadInput(
                "'{one}' and '{other}' cannot be averaged: they differ in {difference}; choose "
                "checkpoints of one architecture, tokenizer and task",
                one=first_name,
                other=name,
                difference=difference,
            )


def _difference(one: ModelFile, other: ModelFile) -> str:
    if one.spec != other.spec:
        ours, theirs = one.spec.model_dump(), other.spec.model_dump()
        keys = sorted(ours.keys() | theirs.keys())
        return ", ".join(key for key in keys if ours.get(key) != theirs.get(key))
    for name in ("vocabulary_size", "tokenizer_digest", "labels", "template"):
        if getattr(one, name) != getattr(other, name):
            return "tokenizer" if name == "tokenizer_digest" else name
    return ""
