"""What `attention` is asked: by its options, or by the file of a view."""

from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadInput
from workbench.inspection.exports.about import AboutAttention, read_about
from workbench.inspection.views.view import AttentionView, HeadNumber


@dataclass(frozen=True)
class AskedAttention:
    """Which models are asked, on which texts, and what is shown of their maps."""

    model: str
    versus: str
    text: str
    second: str
    view: AttentionView
    student_view: AttentionView | None = None

    @classmethod
    def of_file(cls, told: AboutAttention) -> "AskedAttention":
        """What a view's file asks again: the very checkpoints, whatever the best one is now."""
        models = [f"{model.name}@{model.step}" for model in told.models.values()]
        return cls(
            models[0],
            "".join(models[1:]),
            told.text,
            told.second,
            told.settings,
            told.student_settings,
        )


def several_heads(text: str) -> tuple[HeadNumber, ...]:
    """Heads as they are written: 3.1,4.2."""
    pairs = [one.split(".") for one in text.split(",")] if text else []
    if not all(len(pair) == 2 and all(part.strip().isdecimal() for part in pair) for pair in pairs):
        raise BadInput(
            "'{text}' names no heads; write LAYER.HEAD,LAYER.HEAD with numbers from 0", text=text
        )
    return tuple((int(layer), int(head)) for layer, head in pairs)


def read_view(path: Path | None, asked: AskedAttention) -> AboutAttention | None:
    """The view of a file, None without one; raises BadInput where other options are given too."""
    if path is None:
        return None
    if asked != AskedAttention("", "", "", "", AttentionView()):
        raise BadInput(
            "a view has its own models, texts and settings; leave the other options out, or --view"
        )
    return read_about(path)


def require_question(asked: AskedAttention) -> None:
    """Raise BadInput unless there are a model and a text."""
    if not asked.model:
        raise BadInput("there is no model to look into; name one with --model, or a --view")
    if not asked.text:
        raise BadInput("there is no text to look at; write one with --text")
