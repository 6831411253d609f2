import csv
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from workbench.errors import BadInput
from workbench.inspection.comparison.similarity import Similarity
from workbench.inspection.interventions.tables import ChangedLoss, InterventionEffect
from workbench.inspection.result_file import (
    AboutResult,
    AskedModel,
    TableResult,
    write_result,
)
from workbench.models.layer_map import LayerMapping

HOSTILE = '=1+1 "q",\n</script><b>你好 \x0e'
ABOUT = AboutResult(HOSTILE, {"model": AskedModel("big", 7, "ab" * 32)}, {"masked": (1, 2)})
TABLE = TableResult(("token", "value", "rank"), ((HOSTILE, 0.1, 1), ("@x", None, 2)))


def written(tmp_path: Path, suffix: str, result=TABLE) -> Path:
    write_result(result, tmp_path / f"a{suffix}", ABOUT)
    return tmp_path / f"a{suffix}"


def test_that_each_format_holds_the_whole_of_what_the_result_is_about(tmp_path: Path) -> None:
    with written(tmp_path, ".csv").open(encoding="utf-8-sig", newline="") as file:
        of_csv = next(csv.DictReader(file))["about"]
    with np.load(written(tmp_path, ".npz"), allow_pickle=False) as arrays:
        of_npz = str(arrays["about"])
    page = written(tmp_path, ".html").read_text("utf-8")
    (of_html,) = re.findall(r'<script type="application/json" id="about">(.*?)</script>', page)
    of_json = json.loads(written(tmp_path, ".json").read_text("utf-8"))["about"]
    assert of_json["text"] == HOSTILE
    assert of_json["models"] == {"model": {"name": "big", "step": 7, "digest": "ab" * 32}}
    assert of_json["settings"] == {"masked": [1, 2]}
    for told in (of_csv, of_npz, of_html):
        assert json.loads(told) == of_json


def test_that_a_spreadsheet_runs_no_text_of_a_table(tmp_path: Path) -> None:
    with written(tmp_path, ".csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["token"].startswith("'=1+1")
    assert second["token"] == "'@x"
    assert (first["value"], second["value"], second["about"]) == ("0.1", "", "")


def test_that_columns_are_arrays_of_numbers_and_of_texts(tmp_path: Path) -> None:
    with np.load(written(tmp_path, ".npz"), allow_pickle=False) as arrays:
        assert arrays["token"].tolist() == [HOSTILE, "@x"]
        assert arrays["value"][0] == 0.1
        assert math.isnan(arrays["value"][1])
        assert arrays["rank"].dtype == np.int64


def test_that_a_page_shows_texts_and_runs_none_of_them(tmp_path: Path) -> None:
    page = written(tmp_path, ".html").read_text("utf-8")
    assert page.count("</script>") == 1
    assert "<b>" not in page
    assert "&lt;b&gt;你好" in page


def test_that_a_table_without_lines_says_what_it_is_about_all_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, ".csv", TableResult(("token",), ()))
    with path.open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    assert json.loads(line["about"])["models"]["model"]["name"] == "big"
    assert line["token"] == ""


def test_that_what_is_not_known_is_null_in_json(tmp_path: Path) -> None:
    values = np.array([[1.0, math.nan], [0.5, 0.25]], dtype=np.float32)
    found = Similarity(
        cka_xy=values,
        plain_cka_xy=values,
        head_divergence_lmij=np.zeros((1, 1, 1, 1), dtype=np.float32),
        mapping=LayerMapping((0,), is_own=True),
        text="a b",
        passages=1,
        tokens=4,
        queries=4,
    )
    plain = json.loads(written(tmp_path, ".json", found).read_text("utf-8"))
    assert plain["cka"] == [[1.0, None], [0.5, 0.25]]
    with np.load(written(tmp_path, ".npz", found)) as arrays:
        np.testing.assert_array_equal(arrays["cka"], values)


def test_that_an_effect_without_candidates_is_written(tmp_path: Path) -> None:
    loss = ChangedLoss(1, "a", 0.5, 0.75)
    effect = InterventionEffect(("head(layer=0,head=0)",), 2, 0, (loss,), (), math.nan)
    for suffix in (".csv", ".json", ".npz", ".html"):
        assert written(tmp_path, suffix, effect).stat().st_size > 0
    plain = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert plain["kl"] is None


def test_that_a_name_without_a_format_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"end it in \.npz, \.csv, \.json, \.html"):
        write_result(TABLE, tmp_path / "a.txt", ABOUT)
    with pytest.raises(BadInput, match="missing"):
        write_result(TABLE, tmp_path / "missing" / "a.csv", ABOUT)
