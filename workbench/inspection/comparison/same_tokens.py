"""Whether two models read a text as the same tokens, so that they can be laid side by side."""

from collections.abc import Sequence

from workbench.errors import BadInput


def require_same_tokens(teacher: Sequence[str], student: Sequence[str]) -> None:
    """Raise BadInput where two models have split a text into different tokens."""
    if teacher != student:
        raise BadInput(
            "the two models split the text into different tokens ({teacher} and {student}); "
            "compare models that share a tokenizer",
            teacher=len(teacher),
            student=len(student),
        )
