"""How many tokens drafts may have."""

from collections.abc import Sequence

from workbench.errors import BadInput

MOST_DRAFTED = 64
"""As many tokens as can be drafted at a time."""


def parse_lengths(text: str) -> tuple[int, ...]:
    """Lengths of drafts as a person writes them: `1, 2, 4, 8`; raises BadInput as below."""
    parts = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    if not parts or not all(part.isdecimal() and len(part) < 9 for part in parts):
        raise BadInput(
            "'{text}' names no lengths of drafts; write numbers such as 1,2,4,8", text=text
        )
    lengths = tuple(map(int, parts))
    check_lengths(lengths)
    return lengths


def check_lengths(lengths: Sequence[int]) -> None:
    """Raise BadInput for none, for one that is too short or too long, and for one given twice."""
    if not lengths or not all(1 <= length <= MOST_DRAFTED for length in lengths):
        raise BadInput(
            "drafts have 1 to {most} tokens; give lengths such as 1, 2, 4, 8", most=MOST_DRAFTED
        )
    if len(set(lengths)) < len(lengths):
        raise BadInput("a length of drafts is given twice; name each once")
