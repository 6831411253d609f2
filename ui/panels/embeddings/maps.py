"""The maps of both models side by side, on the same axes, with what their colours mean."""

from collections.abc import Collection
from html import escape

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from ui.i18n import beside
from ui.models import figures
from ui.panels.embeddings.colouring import (
    Categories,
    Coloured,
    PieceProperty,
    Ramp,
    coloured,
    has_property,
    ramp_colours,
)
from ui.theme import Theme
from ui.widgets.charts.point_map import Bounds, MapPoint, PointMap
from ui.widgets.drawings.whole_picture import Columns
from ui.widgets.maps.colour_legend import ColourLegend, Tick
from ui.widgets.numbers import short
from ui.widgets.token_strip import shown, spelled
from workbench.inspection.embeddings.properties import EmbeddedPiece
from workbench.inspection.embeddings.spec import EmbeddingMap


class EmbeddingMaps(QWidget):
    """Shows an `EmbeddingMap`; `chosen` brings the id of a piece that a person chose."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._found: EmbeddingMap | None = None
        self._by_label, self._by = QLabel(), QComboBox()
        self._by_label.setBuddy(self._by)
        self._names = QLabel(textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._legend = ColourLegend()
        self._headings = [QLabel(textFormat=Qt.TextFormat.PlainText) for _ in range(2)]
        self._maps = [PointMap() for _ in range(2)]
        self._sides = [QWidget() for _ in range(2)]
        self._facts = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._by.currentIndexChanged.connect(self._show)
        for one in self._maps:
            one.chosen.connect(lambda key: self.chosen.emit(int(key)))

    @property
    def found(self) -> EmbeddingMap | None:
        return self._found

    def show_found(self, found: EmbeddingMap | None) -> None:
        """Show a map, or nothing."""
        self._found = found
        self._fill_properties()
        self._show()

    def mark(self, chosen: int | None, near: Collection[int] = ()) -> None:
        """Show which piece is chosen, and those that are nearest to it."""
        for one in self._maps:
            one.mark("" if chosen is None else str(chosen), [str(number) for number in near])

    def columns(self) -> Columns:
        """What a picture shows of it: the maps beside each other, what colours mean below."""
        sides = zip(self._headings, self._maps, self._sides, strict=True)
        first, *others = [[heading, one] for heading, one, side in sides if not side.isHidden()]
        return [[*first, self._names, self._legend, self._facts], *others]

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        self._by_label.setText(self.tr("Colour by"))
        self._maps[0].setAccessibleName(self.tr("Map of the model's pieces"))
        self._maps[1].setAccessibleName(self.tr("Map of the student's pieces"))
        for one in self._maps:
            one.setToolTip(self.tr("Click a piece to see the nearest ones; arrow keys go on"))
        self._fill_properties()
        self._show()

    # -- inside

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._by_label)
        head.addWidget(self._by)
        head.addWidget(self._names, 1)
        head.addWidget(self._legend, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        for side, heading, one in zip(self._sides, self._headings, self._maps, strict=True):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(heading)
            column.addWidget(one, 1)
            split.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(split, 1)
        layout.addWidget(self._facts)

    def _fill_properties(self) -> None:
        """Those that there is anything to colour by; the chosen one stays if it is among them."""
        chosen = self._property()
        names = self._property_names()
        with QSignalBlocker(self._by):
            self._by.clear()
            for which, name in names.items():
                if self._found is None or has_property(self._found, which):
                    self._by.addItem(name, which.value)
            self._by.setCurrentIndex(max(0, self._by.findData(chosen.value)))

    def _property(self) -> PieceProperty:
        return PieceProperty(self._by.currentData() or PieceProperty.SCRIPT)

    def _property_names(self) -> dict[PieceProperty, str]:
        return {
            PieceProperty.SCRIPT: self.tr("Script"),
            PieceProperty.BEGINS_WORD: self.tr("Begins a word"),
            PieceProperty.LENGTH: self.tr("Length in characters"),
            PieceProperty.FREQUENCY: self.tr("Frequency"),
            PieceProperty.NORM: self.tr("Norm of the embedding"),
            PieceProperty.ALIGNMENT: self.tr("Cosine of both models, aligned"),
        }

    def _show(self) -> None:
        found = self._found
        self._legend.setVisible(found is not None)
        self._sides[1].setVisible(found is not None and len(found.models) > 1)
        if found is None:
            self._show_nothing()
            return
        bounds = _bounds(found)
        for model, name in enumerate(found.models):
            colours = coloured(found, model, self._property(), self._theme.colours)
            self._headings[model].setText(self._heading(found, model, name))
            self._maps[model].set_points(self._points(found, model, colours), bounds)
            if model == 0:
                self._show_legend(colours)
        self._facts.setText(self._facts_text(found))

    def _heading(self, found: EmbeddingMap, model: int, name: str) -> str:
        if not found.variances:
            return self.tr("{model}: UMAP").format(model=name)
        across, up = (figures.share(one) for one in found.variances[model])
        heading = self.tr("{model}: {across} + {up} of the variance")
        if model:
            heading = self.tr("{model}: {across} + {up} of its variance, along the same axes")
        return heading.format(model=name, across=across, up=up)

    def _show_nothing(self) -> None:
        self._names.clear()
        self._facts.clear()
        for heading, one in zip(self._headings, self._maps, strict=True):
            heading.clear()
            one.set_points((), (0.0, 1.0, 0.0, 1.0))

    def _points(self, found: EmbeddingMap, model: int, colours: Coloured) -> list[MapPoint]:
        places = found.points_mnd[model].tolist()
        return [
            MapPoint(
                str(piece.id),
                shown(spelled(piece.piece)),
                x,
                y,
                colours.colours[number],
                self._about(found, model, number, piece),
            )
            for number, (piece, (x, y)) in enumerate(zip(found.pieces, places, strict=True))
        ]

    def _about(self, found: EmbeddingMap, model: int, number: int, piece: EmbeddedPiece) -> str:
        norm = short(found.norms_mn[model, number].item())
        lines = [
            self.tr("id {id}").format(id=piece.id),
            self.tr("norm {norm}").format(norm=norm),
        ]
        if piece.frequency is not None:
            often = self.tr("occurs {count} times")
            lines.append(often.format(count=figures.count(piece.frequency)))
        if found.cosines:
            cosine = figures.measure(found.cosines[number])
            lines.append(self.tr("cosine of both models {cosine}").format(cosine=cosine))
        return beside(lines)

    def _show_legend(self, colours: Coloured) -> None:
        self._names.setVisible(isinstance(colours, Categories))
        self._legend.setVisible(isinstance(colours, Ramp))
        if isinstance(colours, Categories):
            names = self._category_names()
            self._names.setText(
                " ".join(
                    f'<span style="color:{colour}">●</span>&nbsp;{escape(names.get(name, name))}'
                    for name, colour in colours.names
                )
            )
            return
        ends = [figures.measure(one, 2) for one in (colours.least, colours.most)]
        if self._property() in (PieceProperty.LENGTH, PieceProperty.FREQUENCY):
            ends = [figures.count(round(one)) for one in (colours.least, colours.most)]
        if colours.is_log:
            ends[1] = self.tr("{count} (logarithmic)").format(count=ends[1])
        ticks = [Tick(place, label) for place, label in zip((0.0, 1.0), ends, strict=True)]
        ramp = [QColor(colour) for colour in ramp_colours(self._theme.colours)]
        self._legend.set_scale(ramp, ticks, self._property_names()[self._property()])

    def _category_names(self) -> dict[str, str]:
        """What is no name of a rarer script."""
        return {
            "yes": self.tr("begins a word"),
            "no": self.tr("goes on"),
            "other": self.tr("others"),
            "Latin": self.tr("Latin"),
            "Han": self.tr("Chinese characters"),
            "Cyrillic": self.tr("Cyrillic"),
            "Greek": self.tr("Greek"),
            "digits": self.tr("digits"),
            "signs": self.tr("signs"),
            "space": self.tr("space"),
            "byte": self.tr("byte"),
            "special": self.tr("special"),
        }

    def _facts_text(self, found: EmbeddingMap) -> str:
        count, all_of_them = (figures.count(n) for n in (len(found.pieces), found.num_pieces))
        most = self.tr("The {count} most frequent of {all} pieces")
        if found.by_frequency is None:
            most = self.tr("{count} chosen pieces of {all}")
        elif not found.by_frequency:
            most = self.tr("The first {count} of {all} pieces by id: none was counted")
        facts = [most.format(count=count, all=all_of_them)]
        if found.left_out:
            missing = self.tr("{count} are not in both models, and left out")
            facts.append(missing.format(count=figures.count(found.left_out)))
        if found.projection == "umap":
            facts.append(self.tr("UMAP: near pieces stay near; axes and distances mean nothing"))
        if found.tied:
            facts.append(self.tr("input and output are one matrix (tied)"))
        if (fit := found.alignment) is not None:
            aligned = self.tr(
                "aligned by {count} pieces: disparity {disparity} (0: the same but for rotation "
                "and scale; pieces paired at random: {chance})"
            )
            disparity, chance = (figures.measure(one) for one in (fit.disparity, fit.by_chance))
            aligned_by = figures.count(fit.num_pieces)
            facts.append(aligned.format(count=aligned_by, disparity=disparity, chance=chance))
        return beside(facts)


def _bounds(found: EmbeddingMap) -> Bounds:
    """What holds the points of all models."""
    low_d, high_d = found.points_mnd.min((0, 1)), found.points_mnd.max((0, 1))
    return low_d[0].item(), high_d[0].item(), low_d[1].item(), high_d[1].item()
