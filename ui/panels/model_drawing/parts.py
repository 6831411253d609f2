"""What the parts of a model are called, and an outline as something to draw."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from ui.i18n import joined
from ui.models import figures
from ui.theme import Colours
from ui.widgets.drawings.model_drawing import Drawing, shares_of
from ui.widgets.drawings.model_layout import Box, BoxFrame
from workbench.models.size.outline import Part, PartKind, Stretch


def drawing_of(title: str, outline: tuple[Stretch, ...], colours: Colours) -> Drawing:
    """The model's parts with names, sizes and colours in the present language and theme."""
    total = sum(stretch.parameters for stretch in outline)
    heading = QCoreApplication.translate("ModelDrawing", "{title}: {count} parameters").format(
        title=title, count=figures.count(total)
    )
    return Drawing(
        heading,
        tuple(_frame(stretch, colours) for stretch in outline),
        shares_of(_shares(outline, colours)),
        QCoreApplication.translate(
            "ModelDrawing",
            "A residual connection: what the parts made is added to what they have read.",
        ),
    )


def _frame(stretch: Stretch, colours: Colours) -> BoxFrame:
    label = ""
    if stretch.times > 1:
        label = QCoreApplication.translate("ModelDrawing", "× {times} layers: {count}").format(
            times=stretch.times, count=figures.count(stretch.parameters)
        )
    boxes = tuple(_box(part, colours) for part in stretch.parts)
    return BoxFrame(boxes, label, stretch.branches, stretch.side_by_side, stretch.is_added)


def _box(part: Part, colours: Colours) -> Box:
    shapes = joined(_shape(shape) for shape in part.shapes)
    figure = figures.count(part.parameters)
    if not part.shapes:
        figure = QCoreApplication.translate("ModelDrawing", "tied")
        shapes = QCoreApplication.translate("ModelDrawing", "shared with the token embedding")
    title = part_text(part.kind)
    tooltip = f"{title}\n{part_help(part.kind)}\n{shapes}"
    return Box(title, figure, shapes, _colour(part.kind, colours), tooltip)


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(figures.count(size) for size in shape)


def _colour(kind: PartKind, colours: Colours) -> str:
    """The same colour for what the bar counts together."""
    match kind:
        case PartKind.TOKENS | PartKind.POSITIONS | PartKind.SEGMENTS:
            return colours.series[0]
        case PartKind.ATTENTION:
            return colours.series[1]
        case PartKind.FEED_FORWARD:
            return colours.series[2]
        case PartKind.NORM | PartKind.HEAD_NORM:
            return colours.series[6]
        case _:
            return colours.series[3]


def _shares(outline: tuple[Stretch, ...], colours: Colours) -> list[tuple[str, int, str]]:
    groups = (
        (
            QCoreApplication.translate("ModelDrawing", "Embeddings"),
            (PartKind.TOKENS, PartKind.POSITIONS, PartKind.SEGMENTS),
        ),
        (QCoreApplication.translate("ModelDrawing", "Attention"), (PartKind.ATTENTION,)),
        (QCoreApplication.translate("ModelDrawing", "Feed-forward"), (PartKind.FEED_FORWARD,)),
        (
            QCoreApplication.translate("ModelDrawing", "Norms"),
            (PartKind.NORM, PartKind.HEAD_NORM),
        ),
        (
            QCoreApplication.translate("ModelDrawing", "Output heads"),
            (PartKind.POOLER, PartKind.NEXT_SENTENCE, PartKind.MASKED_HEAD, PartKind.OUTPUT),
        ),
    )
    return [(title, _count(outline, kinds), _colour(kinds[0], colours)) for title, kinds in groups]


def _count(outline: tuple[Stretch, ...], kinds: tuple[PartKind, ...]) -> int:
    return sum(
        stretch.times * part.parameters
        for stretch in outline
        for part in stretch.parts
        if part.kind in kinds
    )


def part_text(kind: PartKind) -> str:
    """What a part is called."""
    match kind:
        case PartKind.TOKENS:
            return QCoreApplication.translate("ModelDrawing", "Token embedding")
        case PartKind.POSITIONS:
            return QCoreApplication.translate("ModelDrawing", "Position embedding")
        case PartKind.SEGMENTS:
            return QCoreApplication.translate("ModelDrawing", "Segment embedding")
        case PartKind.NORM:
            return QCoreApplication.translate("ModelDrawing", "Norm")
        case PartKind.HEAD_NORM:
            return QCoreApplication.translate("ModelDrawing", "Norms of queries and keys")
        case PartKind.ATTENTION:
            return QCoreApplication.translate("ModelDrawing", "Attention")
        case PartKind.FEED_FORWARD:
            return QCoreApplication.translate("ModelDrawing", "Feed-forward")
        case PartKind.POOLER:
            return QCoreApplication.translate("ModelDrawing", "Pooler")
        case PartKind.NEXT_SENTENCE:
            return QCoreApplication.translate("ModelDrawing", "Next-sentence head")
        case PartKind.MASKED_HEAD:
            return QCoreApplication.translate("ModelDrawing", "Masked-token head")
        case PartKind.OUTPUT:
            return QCoreApplication.translate("ModelDrawing", "Output layer")
        case _:
            assert_never(kind)


def part_help(kind: PartKind) -> str:
    """What a part does, in a sentence."""
    match kind:
        case PartKind.TOKENS:
            return QCoreApplication.translate(
                "ModelDrawing", "One row of numbers for each piece of the vocabulary."
            )
        case PartKind.POSITIONS:
            return QCoreApplication.translate(
                "ModelDrawing", "One row for each place in the context, added to the token's."
            )
        case PartKind.SEGMENTS:
            return QCoreApplication.translate(
                "ModelDrawing", "Tells the first sentence from the second."
            )
        case PartKind.NORM:
            return QCoreApplication.translate(
                "ModelDrawing", "Brings each token's numbers to the same scale."
            )
        case PartKind.HEAD_NORM:
            return QCoreApplication.translate(
                "ModelDrawing", "Brings each head's queries and keys to the same scale."
            )
        case PartKind.ATTENTION:
            return QCoreApplication.translate(
                "ModelDrawing",
                "Each token gathers from the others: queries, keys, values, and the way out.",
            )
        case PartKind.FEED_FORWARD:
            return QCoreApplication.translate(
                "ModelDrawing", "Each token by itself goes through a wider layer and back."
            )
        case PartKind.POOLER:
            return QCoreApplication.translate(
                "ModelDrawing", "Sums a text up from its first token."
            )
        case PartKind.NEXT_SENTENCE:
            return QCoreApplication.translate(
                "ModelDrawing", "Answers whether the second sentence follows the first."
            )
        case PartKind.MASKED_HEAD:
            return QCoreApplication.translate(
                "ModelDrawing", "Prepares a masked token's state for the output layer."
            )
        case PartKind.OUTPUT:
            return QCoreApplication.translate(
                "ModelDrawing", "Turns a state into a score for each piece of the vocabulary."
            )
        case _:
            assert_never(kind)
