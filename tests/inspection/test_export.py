import csv
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from maps_of import maps_of, random_weights

from workbench.errors import BadInput
from workbench.inspection.comparison.divergence import compare
from workbench.inspection.exports.about import read_about
from workbench.inspection.exports.files import MOST_WEIGHTS, SUFFIXES, export
from workbench.inspection.exports.pictures import MASKED, full_colour, shade
from workbench.inspection.exports.png import encode_png
from workbench.inspection.maps.attention_maps import AttentionComparison, AttentionMaps
from workbench.inspection.maps.source import AttentionSource
from workbench.inspection.views.shown_attention import shown
from workbench.inspection.views.view import AttentionView

TOKENS = ("▁the", "=1+1", "<b>&\0", "龙")


def some_maps(layers: int, seed: int, tokens: tuple[str, ...] = TOKENS) -> AttentionMaps:
    return maps_of(random_weights(layers, len(tokens), seed), tokens)


@pytest.fixture
def comparison() -> AttentionComparison:
    return compare(some_maps(4, 1), some_maps(2, 2))


def test_that_an_npz_holds_attention_and_tokens_without_pickles(tmp_path: Path) -> None:
    maps = some_maps(2, 1)
    export(maps, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as read:
        assert np.array_equal(read["attention"], maps.attention_lhqk)
        assert read["attention"].shape == (2, 3, 4, 4)
        assert read["tokens"].tolist()[0] == "▁the"
        assert np.array_equal(read["entropy"], maps.statistics.entropy_lh)


def test_that_a_comparison_keeps_both_models_and_their_divergence(
    tmp_path: Path, comparison: AttentionComparison
) -> None:
    export(comparison, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as read:
        assert read["attention"].shape == (4, 3, 4, 4)
        assert read["student_attention"].shape == (2, 3, 4, 4)
        assert read["layer_pairs"].tolist() == [[0, 0], [3, 1]]
        assert np.array_equal(read["divergence"][1], comparison.layers[1].divergence_ij)


def test_that_json_says_the_same_to_six_decimals(
    tmp_path: Path, comparison: AttentionComparison
) -> None:
    export(comparison, tmp_path / "a.json")
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    np.testing.assert_allclose(read["attention"], comparison.teacher.attention_lhqk, atol=1e-6)
    assert read["tokens"] == list(TOKENS)
    np.testing.assert_allclose(
        read["student_entropy"], comparison.student.statistics.entropy_lh, atol=1e-6
    )


def test_that_csv_has_a_line_for_all_that_is_seen_and_no_formula(tmp_path: Path) -> None:
    maps = some_maps(2, 1)
    export(maps, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 2 * 3 * (4 * 5 // 2)
    for line in lines:
        index = tuple(int(line[name]) for name in ("layer", "head", "query", "key"))
        assert float(line["attention"]) == pytest.approx(maps.attention_lhqk[index], abs=1e-6)
        assert not line["key_token"].startswith("=")
    assert lines[-1]["query_token"] == "龙"


@pytest.mark.qt
@pytest.mark.parametrize("size", [1, 4, 40, 41, 300])
def test_that_qt_reads_the_png(tmp_path: Path, size: int) -> None:
    from PySide6.QtGui import QImage

    export(some_maps(1, 1, ("t",) * size), tmp_path / "a.PNG")
    image = QImage(str(tmp_path / "a.PNG"))
    assert not image.isNull()
    assert image.width() > 3 * 100


@pytest.mark.qt
def test_that_every_pixel_arrives() -> None:
    from PySide6.QtGui import QImage

    rgb_yxc = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    image = QImage.fromData(encode_png(rgb_yxc))
    colours = [[image.pixelColor(x, y) for x in range(7)] for y in range(5)]
    read = [[(one.red(), one.green(), one.blue()) for one in row] for row in colours]
    assert np.array_equal(read, rgb_yxc)


def test_that_more_attention_is_darker_and_the_future_is_grey() -> None:
    image = shade(np.array([[0.0, 0.0], [0.5, 1.0]], dtype=np.float32), causal=True)
    brightness = image.sum(axis=-1)
    assert brightness[0, 0] > brightness[1, 0] > brightness[1, 1]
    assert tuple(image[0, 1]) == MASKED


@pytest.mark.qt
@pytest.mark.parametrize("size", [1, 40, 41])
def test_that_an_svg_is_valid_and_is_drawn(
    tmp_path: Path, comparison: AttentionComparison, size: int
) -> None:
    from PySide6.QtSvg import QSvgRenderer

    export(comparison, tmp_path / "a.svg")
    root = ET.parse(tmp_path / "a.svg").getroot()
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "layer 3, head 2" in texts
    assert "<b>&�" in texts
    assert QSvgRenderer(str(tmp_path / "a.svg")).isValid()
    export(some_maps(1, 1, ("t",) * size), tmp_path / "b.svg")
    assert QSvgRenderer(str(tmp_path / "b.svg")).isValid()


def test_that_a_name_without_a_known_format_is_answered_with_those_there_are(
    tmp_path: Path,
) -> None:
    with pytest.raises(BadInput) as caught:
        export(some_maps(1, 1), tmp_path / "a.gif")
    assert all(suffix in str(caught.value) for suffix in SUFFIXES)
    assert not list(tmp_path.iterdir())


def test_that_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="missing"):
        export(some_maps(1, 1), tmp_path / "missing" / "a.npz")


def told(maps: AttentionMaps) -> AttentionMaps:
    """The same, of a model of a project."""
    source = AttentionSource(model="big", digest="ab" * 32, step=7, text="the <b>")
    return replace(maps, source=source)


@pytest.mark.qt
def test_that_every_format_says_what_it_is_of(tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    for suffix in SUFFIXES:
        export(told(some_maps(2, 1)), tmp_path / f"a{suffix}")
    with np.load(tmp_path / "a.npz") as read:
        of_npz = str(read["about"])
    of_svg = ET.parse(tmp_path / "a.svg").getroot().findtext("{http://www.w3.org/2000/svg}metadata")
    of_png = QImage(str(tmp_path / "a.png")).text("about")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        of_csv = next(csv.DictReader(file))["about"]
    of_json = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["about"]
    assert of_json["models"] == {"model": {"name": "big", "step": 7, "digest": "ab" * 32}}
    assert of_json["text"] == "the <b>"
    for other in (of_npz, of_svg, of_png, of_csv):
        assert other is not None
        assert json.loads(other) == of_json


def test_that_an_export_is_read_again_as_the_view_that_it_was(tmp_path: Path) -> None:
    view = AttentionView(layer=1, aggregate="max", words=True, mass=0.9)
    for name in ("a.json", "a.view.json"):
        export(told(some_maps(2, 1)), tmp_path / name, view)
        assert read_about(tmp_path / name).settings == view


def test_that_thresholds_and_weighting_reach_the_file(tmp_path: Path) -> None:
    maps = some_maps(2, 1)
    export(maps, tmp_path / "a.npz", AttentionView(weighting="value", least=0.3))
    with np.load(tmp_path / "a.npz") as read:
        expected = np.where(maps.attention_lhqk < 0.3, 0, maps.attention_lhqk)
        np.testing.assert_allclose(read["attention"], expected, atol=1e-6)


def test_that_more_weights_than_a_file_can_hold_with_sense_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MOST_WEIGHTS, ".npz", 3 * 4 * 4)
    with pytest.raises(BadInput, match="2 layers × 3 heads on 4 tokens are 96 weights"):
        export(some_maps(2, 1), tmp_path / "a.npz")
    export(some_maps(2, 1), tmp_path / "a.npz", AttentionView(layer=1))
    assert [one.name for one in tmp_path.iterdir()] == ["a.npz"]


def test_that_the_largest_weighted_weight_has_full_colour() -> None:
    maps = some_maps(1, 1)
    (layer,) = maps.layers
    large = replace(layer, value_norms_hk=np.full_like(layer.value_norms_hk, 40.0))
    weighted = replace(maps, layers=(large,)).weighted("value")
    assert full_colour(shown(weighted)) == pytest.approx(40 * maps.attention_lhqk.max(), rel=1e-4)
    assert full_colour(shown(maps)) == 1
