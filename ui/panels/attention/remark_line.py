"""What must be said of the maps: why two cannot be compared, which layers correspond."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.i18n import joined
from ui.panels.attention.maps.map_settings import MapSettings
from ui.panels.attention.queries import AttentionResult
from ui.shell.messages import translate
from ui.texts.reading_note import last_not_read
from workbench.models.layer_map import LayerMapping


class RemarkLine(QLabel):
    """Takes no room where nothing is to be said."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText, wordWrap=True)

    def show_result(self, result: AttentionResult, settings: MapSettings) -> None:
        """Say it of what has been answered, as the settings show it."""
        text = translate(result.remark) if result.remark is not None else ""
        if result.comparison is not None:
            text = self._correspondence(result.comparison.mapping)
        said = map(translate, result.remarks(settings))
        self.setText("\n".join(filter(None, [text, *said])))
        self.setVisible(bool(self.text()))

    def _correspondence(self, mapping: LayerMapping) -> str:
        template = self.tr("Layers, teacher → student, by a uniform layer map: {pairs}")
        if mapping.is_own:
            template = self.tr("Layers, teacher → student, by the student's own layer map: {pairs}")
        pairs = joined(f"{theirs} → {ours}" for theirs, ours in mapping.pairs)
        return template.format(pairs=pairs or "–")


def what_is_not_read(result: AttentionResult, text: str) -> list[str]:
    """How much of a text the models that have answered left out."""
    seen = [one.maps for one in result.seen.values() if result.text == text]
    notes = (
        last_not_read(maps.left_out, maps.left_out + len(maps.tokens), len(maps.tokens))
        for maps in seen
    )
    return list(dict.fromkeys(notes))
