"""Whether two models read a text alike, so that they can be laid side by side."""

from collections.abc import Sequence

from workbench.errors import BadInput


def require_same_direction(*, teacher_is_causal: bool, student_is_causal: bool) -> None:
    """Raise BadInput for two models of which one alone reads from left to right."""
    if teacher_is_causal != student_is_causal:
        raise BadInput(
            "one of the two models reads from left to right and the other is a BERT, which reads "
            "the text between [CLS] and [SEP]; compare two models of one of these kinds"
        )


def require_same_tokens(teacher: Sequence[str], student: Sequence[str]) -> None:
    """Raise BadInput where two models have split a text into different tokens."""
    if teacher != student:
        raise BadInput(
            "the two models split the text into different tokens ({teacher} and {student}); "
            "compare models that share a tokenizer",
            teacher=len(teacher),
            student=len(student),
        )
