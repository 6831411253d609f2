"""From a slider of *Next token* to the picture, for two models of a large vocabulary.

Logits as sharp as a trained model's are drawn at random; each move of the temperature, top-k, top-p
or min-p is measured until bars, funnel and table are painted. Bound: 50 ms; on a busy machine the
processor's time tells more than the wall's. The filters' own share is measured alone, in numpy as
the window runs them and in torch as a sampler does, which alone computes on --device.

    python tests/benchmarks/next_token_sliders.py [--vocabulary 32000] [--moves 200]
        [--device cpu]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from device import require_device, take_device, wait_for
from moves import show
from pairing import ROOT, warn_if_busy

sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "oracles")]
BOUND_MS = 50.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vocabulary", type=int, default=32_000)
    parser.add_argument("--moves", type=int, default=200)
    take_device(parser)
    options = parser.parse_args()
    require_device(options.device)
    warn_if_busy()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    show(
        "filters of one model, numpy", filters_in_numpy(options.vocabulary), options.moves, BOUND_MS
    )
    in_torch = filters_in_torch(options.vocabulary, options.device)
    show("filters of one model, torch", in_torch, options.moves, BOUND_MS)
    show(
        "slider to picture, two models",
        slider_to_picture(options.vocabulary),
        options.moves,
        BOUND_MS,
    )


def settings_at(number: int) -> tuple[float, int, float, float]:
    """Temperature, top-k, top-p, min-p of a move."""
    return 0.5 + number % 40 / 40, 20 + number % 100, 0.8 + number % 19 / 100, number % 7 / 100


def known(vocabulary: int, seed: int):
    from workbench.generation.candidates.funnel import (
        OWN,
        FunnelStage,
        TokenCandidate,
        TokenCandidates,
    )

    chance = np.random.default_rng(seed)
    logits_v = (3 * chance.standard_normal(vocabulary)).astype(np.float32)
    shares_v = np.exp(logits_v - logits_v.max())
    shares_v /= shares_v.sum()
    best = np.argsort(-logits_v)[:25]
    own = FunnelStage(OWN, vocabulary, 1.0, vocabulary, 1.0)
    candidates = tuple(
        TokenCandidate(int(i), f"▁token{i}", float(logits_v[i]), rank, (float(shares_v[i]),))
        for rank, i in enumerate(best, start=1)
    )
    return TokenCandidates(10, 3.0, (own,), candidates, logits_v, shares_v)


def filters_in_numpy(vocabulary: int) -> Callable[[int], None]:
    from workbench.generation.candidates.live import LiveCandidates
    from workbench.generation.spec import Sample

    live = LiveCandidates(known(vocabulary, 1))

    def move(number: int) -> None:
        temperature, top_k, top_p, min_p = settings_at(number)
        live.under(Sample(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p))

    return move


def filters_in_torch(vocabulary: int, device: str) -> Callable[[int], None]:
    import torch

    from workbench.generation.filters.chain import filtered, filters_of
    from workbench.generation.spec import Sample

    logits_1v = torch.from_numpy(known(vocabulary, 1).logits_v)[None].to(device)
    generator = torch.Generator(device)

    def move(number: int) -> None:
        temperature, top_k, top_p, min_p = settings_at(number)
        settings = Sample(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
        filtered(logits_1v, filters_of(settings, generator)).softmax(dim=-1)
        wait_for(device)

    return move


def slider_to_picture(vocabulary: int) -> Callable[[int], None]:
    from fake_project import FakeModel, FakeProject, saved_model
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QDoubleSpinBox

    from ui.i18n import Languages
    from ui.panels.next_token.panel import NextTokenPanel
    from ui.session import Session
    from ui.settings import Settings
    from ui.theme import Appearance, Theme
    from ui.widgets.charts.filtered_bars import FilteredBars
    from ui.widgets.number_slider import NumberSlider

    class Model(FakeModel):
        def candidates(self, prompt, strategy, *, top=20, also=()):
            return known(vocabulary, len(self.reference))

    class Project(FakeProject):
        model_class = Model

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    file = str(Path(tempfile.mkdtemp()) / "settings.ini")
    settings = Settings(QSettings(file, QSettings.Format.IniFormat))
    session = Session(Theme(app, Appearance.LIGHT), Languages(app, "en"), settings)
    session.project = Project(records=(saved_model("small", 10), saved_model("big", 100)))
    panel = NextTokenPanel(session)
    panel.resize(1200, 760)
    session.select(teacher="big@best", student="small@best")
    session.catalogue_changed.emit()
    panel.show()
    bars = panel.findChild(FilteredBars)
    assert bars is not None
    while not bars.rows:
        QTest.qWait(20)
    QTest.qWait(300)
    sliders = panel.findChildren(NumberSlider)
    boxes = [box for one in sliders for box in one.findChildren(QDoubleSpinBox)]

    def move(number: int) -> None:
        boxes[number % 4].setValue(settings_at(number)[number % 4])
        app.processEvents()
        assert panel is not None, "the panel lives as long as it is moved"

    return move


if __name__ == "__main__":
    main()
