"""What an exported file says of itself, and by which it can be opened again."""

from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from workbench.errors import BadInput, reason_of
from workbench.file_formats.json_text import parse_json
from workbench.file_formats.plain_file import TooLarge, read_plain_file
from workbench.inspection.maps.attention_maps import AttentionComparison, AttentionMaps
from workbench.inspection.views.view import AttentionView
from workbench.spec import Spec, validate

FORMAT: Final = "attention view"
MOST_BYTES = 2**30
"""A larger file is refused unread."""


class ViewedModel(Spec):
    """A model of a project, and which of its checkpoints was looked into."""

    name: str
    step: int
    digest: str


class DrawnView(Spec):
    """How a window draws a view: as what, on which scale, in which colours."""

    drawn_as: Literal["maps", "lines", "text", "table"] = "maps"
    difference: bool = False
    scale: Literal["linear", "robust", "log", "fixed"] = "linear"
    upper: float = Field(default=1.0, gt=0, le=1)
    colours: Literal["own", "viridis", "cividis", "magma"] = "own"


class AboutAttention(Spec):
    """The texts, the models by their role, how much of the text was read, and the view's settings.

    Alone in a file it is a view: small, and enough to see the same again. A window that shows two
    models has other heads of the student, in `student_settings`.
    """

    format: Literal["attention view"] = FORMAT
    version: Literal[1] = 1
    text: str
    second: str = ""
    models: dict[str, ViewedModel] = Field(min_length=1, max_length=2)
    left_out: int = 0
    unknown: int = 0
    settings: AttentionView
    student_settings: AttentionView | None = None
    drawn: DrawnView | None = None


def about(
    attention: AttentionMaps | AttentionComparison,
    view: AttentionView,
    student_view: AttentionView | None = None,
) -> AboutAttention:
    """What is to be said of an export."""
    models = models_of(attention)
    source = next(iter(models.values())).source
    return AboutAttention(
        text=source.text,
        second=source.second,
        models={role: _viewed(maps) for role, maps in models.items()},
        left_out=source.left_out,
        unknown=source.unknown,
        settings=view,
        student_settings=student_view,
    )


def models_of(attention: AttentionMaps | AttentionComparison) -> dict[str, AttentionMaps]:
    """Each model's maps under its role; a model that stands alone is called `model`."""
    if isinstance(attention, AttentionComparison):
        return attention.models
    return {"model": attention}


def _viewed(maps: AttentionMaps) -> ViewedModel:
    source = maps.source
    return ViewedModel(name=source.model, step=source.step, digest=source.digest)


def read_about(path: Path) -> AboutAttention:
    """What a view's file, or an export as .json, says of itself.

    Raises BadInput for a file that cannot be read, or is neither.
    """
    try:
        plain = parse_json(read_plain_file(path, MOST_BYTES), path)
    except TooLarge as found:
        raise BadInput(
            "{path} has {size} bytes, too many for a view; is it the right file?",
            path=path,
            size=found.size,
        ) from None
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from None
    told = plain.get("about", plain) if isinstance(plain, dict) else None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BadInput(
            "{path} is no view of attention; give one that was exported, a file that ends in .json",
            path=path,
        )
    return validate(AboutAttention, told, where=str(path))
