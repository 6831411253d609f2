"""A view of a pair of texts is opened whatever is shown before."""

import json

from fake_project import FakeModel, FakePair, FakeProject, saved_model
from maps_of import maps_of, random_weights
from screen import button, shown

from ui.panels.attention.panel import AttentionPanel
from ui.widgets.maps.heat_map import HeatMap
from workbench.inspection.maps.source import AttentionSource
from workbench.models.layer_map import LayerMapping

TOKENS = ("[CLS]", "a", "fox", "[SEP]", "ran")


class SameLayers(FakePair):
    def layer_mapping(self):
        return LayerMapping((0, 1), is_own=True)


class ReadsPairs(FakeModel):
    pair = SameLayers

    @property
    def record(self):
        return saved_model(self.name, family="bert")

    def attention(self, text, *, most_tokens=None, second="", weighting="none", **asked):
        source = AttentionSource(word_starts=(0, 1, 2, 3, 4), num_first=4 if second else 0)
        return maps_of(random_weights(2, 5, seed=1), TOKENS, source=source).weighted(weighting)


class PairLab(FakeProject):
    model_class = ReadsPairs

    @property
    def models(self):
        return (saved_model("small", 10, "bert"), saved_model("big", 100, "bert"))


def test_that_a_view_of_a_pair_opens_where_a_single_text_is_shown(
    qtbot, session, tmp_path, request
):
    panel = AttentionPanel(session)
    qtbot.addWidget(panel)
    session.project = PairLab()
    request.addfinalizer(lambda: setattr(session, "project", None))
    session.catalogue_changed.emit()
    panel.resize(1100, 700)
    panel.show()
    qtbot.waitUntil(lambda: len(shown(panel, HeatMap)) == 2)
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    assert not panel.answer.is_pair
    view = {
        "format": "attention view",
        "version": 1,
        "text": "a fox",
        "second": "ran",
        "models": {"model": {"name": "small", "step": 10, "digest": "ab"}},
        "settings": {"pair": "ab"},
    }
    path = tmp_path / "pair.view.json"
    path.write_text(json.dumps(view))
    panel._file.read(str(path))
    qtbot.waitUntil(lambda: panel.answer.is_pair)
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    assert panel._controls.settings.view.pair == "ab"
