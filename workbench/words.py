"""A sentence for a person, as an English template with its values beside it.

The engine never translates: it hands the template and the values on, and whoever shows them
(the terminal, the window in its language) fills the one into the other.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

Value = str | int | float


class Words(BaseModel):
    """An English sentence template in `str.format` syntax and the values that fill it.

    A value may be a sentence itself, such as a reason, and is translated with the whole.
    """

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    template: str
    values: dict[str, "Value | Words"] = {}

    def __str__(self) -> str:
        """The filled sentence; one that its values do not fill (in a strange journal), as it is.

        Raises nothing: it is also called where an error is told.
        """
        try:
            return self.template.format(**self.values)
        except (LookupError, ValueError, AttributeError, TypeError, MemoryError):
            return self.template


def words(template: str, **values: Any) -> Words:
    """Pair a template with its values; what is no number and no sentence is kept as its text."""
    kept = int | float | Words
    plain = {key: v if isinstance(v, kept) else printable(str(v)) for key, v in values.items()}
    return Words(template=template, values=plain)


def printable(text: str) -> str:
    """The text as UTF-8 can hold it; bytes of a file's name that are no UTF-8 are spelt out."""
    return text.encode(errors="backslashreplace").decode()
