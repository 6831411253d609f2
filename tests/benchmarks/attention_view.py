"""From an answer to the picture in *Attention*: two models of 12 x 12 heads at 512 tokens.

Queries and keys are drawn at random; the panel is the real one. Measured until everything is
painted: the answer (both overviews and both maps), another head by the arrow keys in each view, a
preview under the mouse, the crosshair, and frames of moving the enlarged overview and the enlarged
map. Bounds: 500 ms for the answer, 50 ms for another head, 33 ms a frame; on a busy machine the
processor's time tells more than the wall's.

    python tests/benchmarks/attention_view.py [--tokens 512] [--moves 60]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from moves import show
from pairing import ROOT, warn_if_busy

sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "oracles")]
LAYERS, HEADS, WIDTH = 12, 12, 64
ANSWER_MS, HEAD_MS, FRAME_MS = 500.0, 50.0, 1000 / 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=512)
    parser.add_argument("--moves", type=int, default=60)
    options = parser.parse_args()
    warn_if_busy()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    panel = Shown(options.tokens)
    show("the answer is drawn", panel.answer, 5, ANSWER_MS)
    for tab in ("Maps", "Lines", "Text"):
        panel.open_tab(tab)
        show(f"another head, {tab.lower()}", panel.another_head, options.moves, HEAD_MS)
    panel.open_tab("Maps")
    show("preview of a head", panel.preview, options.moves, HEAD_MS)
    show("crosshair", panel.crosshair, options.moves, FRAME_MS)
    show("moving the overview", panel.moving_overview(), options.moves, FRAME_MS)
    show("moving the map", panel.moving_map(), options.moves, FRAME_MS)


def random_maps(tokens: int, seed: int) -> Any:
    """What a model's answer holds, of random queries and keys."""
    from workbench.inspection.maps.attention_maps import AttentionMaps
    from workbench.inspection.maps.layer_heads import LayerHeads
    from workbench.inspection.maps.reading import described
    from workbench.inspection.maps.source import AttentionSource

    chance = np.random.default_rng(seed)
    norms = np.ones((HEADS, tokens), np.float32)

    def drawn() -> Any:
        return chance.standard_normal((HEADS, tokens, WIDTH)).astype(np.float32)

    layers = tuple(LayerHeads(drawn(), drawn(), norms, norms, causal=True) for _ in range(LAYERS))
    source = AttentionSource(model="random", step=1)
    pieces = tuple(f"▁token{number}" for number in range(tokens))
    return AttentionMaps(pieces, layers, *described(layers, source, "none"), source=source)


class Shown:
    """The panel with an answer of two models."""

    def __init__(self, tokens: int) -> None:
        from fake_project import FakeModel, FakePair, FakeProject, saved_model
        from PySide6.QtWidgets import QApplication

        from ui.panels.attention.panel import AttentionPanel
        from workbench.models.layer_map import LayerMapping

        answers = {name: random_maps(tokens, seed) for seed, name in enumerate(("small", "big"))}

        class Pair(FakePair):
            def layer_mapping(self):
                return LayerMapping((0, 11), is_own=True)

        class Model(FakeModel):
            pair = Pair

            def attention(self, text, *, most_tokens=None, **asked):
                return answers[self.name]

        class Project(FakeProject):
            model_class = Model

        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        self.app = app
        self.session = session_of(app)
        self.session.project = Project(records=(saved_model("small", 10), saved_model("big", 100)))
        self.panel = AttentionPanel(self.session)
        self.panel.resize(1280, 800)
        self.session.select(teacher="big@best", student="small@best")
        self.session.catalogue_changed.emit()
        self.panel.show()
        self._wait_for_answer()

    def _wait_for_answer(self) -> None:
        from PySide6.QtTest import QTest
        from screen import button

        while not button(self.panel, "Look").isEnabled() or not self.grid.num_layers:
            QTest.qWait(20)
        QTest.qWait(300)

    @property
    def grid(self) -> Any:
        from screen import field

        from ui.widgets.maps.head_grid import HeadGrid

        return field(self.panel, "Teacher: layers × heads", HeadGrid)

    @property
    def map(self) -> Any:
        from screen import shown

        from ui.widgets.maps.heat_map import HeatMap

        return shown(self.panel, HeatMap)[0]

    def open_tab(self, name: str) -> None:
        from screen import open_tab

        open_tab(self.panel, name)
        self.app.processEvents()

    def answer(self, number: int) -> None:
        """The same answer again, as if it had just come."""
        self.panel.show_answer(self.panel.answer)
        self.app.processEvents()

    def another_head(self, number: int) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        keys = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up)
        QTest.keyClick(self.grid, keys[number // 8 % 4])
        self.app.processEvents()

    def preview(self, number: int) -> None:
        from PySide6.QtTest import QTest

        grid = self.grid
        from PySide6.QtCore import QPoint

        QTest.mouseMove(grid, QPoint(40 + 7 * number % 200, 40 + 3 * number % 150))
        self.app.processEvents()

    def crosshair(self, number: int) -> None:
        self.map.point(300 + number % 200, 7 * number % 300)
        self.app.processEvents()

    def moving_overview(self) -> Callable[[int], None]:
        grid = self.grid
        grid.set_zoom(4.0)
        self.app.processEvents()
        area = grid.parentWidget().parentWidget()

        def move(number: int) -> None:
            area.horizontalScrollBar().setValue(11 * number % 400)
            area.verticalScrollBar().setValue(7 * number % 400)
            self.app.processEvents()

        return move

    def moving_map(self) -> Callable[[int], None]:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest

        heat_map = self.map
        for _ in range(4):
            QTest.keyClick(heat_map, Qt.Key.Key_Plus)
        middle = heat_map.rect().center()
        QTest.mousePress(heat_map, Qt.MouseButton.LeftButton, pos=middle)

        def move(number: int) -> None:
            QTest.mouseMove(heat_map, middle + QPoint(3 * (number % 40), 2 * (number % 30)))
            self.app.processEvents()

        return move


def session_of(app: Any) -> Any:
    from PySide6.QtCore import QSettings

    from ui.i18n import Languages
    from ui.session import Session
    from ui.settings import Settings
    from ui.theme import Appearance, Theme

    file = str(Path(tempfile.mkdtemp()) / "settings.ini")
    settings = Settings(QSettings(file, QSettings.Format.IniFormat))
    return Session(Theme(app, Appearance.LIGHT), Languages(app, "en"), settings)


if __name__ == "__main__":
    main()
