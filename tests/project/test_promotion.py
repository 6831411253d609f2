"""A checkpoint is compared with the present best model before it takes its place."""

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_project import CORPUS, TEACHER, grown, pretrain_spec

from workbench.corpora.corpus import Corpus
from workbench.errors import BadInput
from workbench.inspection.comparison.promotion import PromotionCheck, PromotionRow
from workbench.project import Project

PROBES = ("Ada had a lamp.", "The cat sat.")


@pytest.fixture(scope="module")
def tiny_template(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a model of which the untrained checkpoint was kept."""
    spec = pretrain_spec(name="kept", loop={"steps": 40, "keep_every": 40})
    return grown(tiny_template, tmp_path_factory.mktemp("kept"), spec)


@pytest.fixture
def kept(tiny: Project) -> Project:
    return tiny


def check(project: Project, reference: str, best: str = "", **asked: Any) -> PromotionCheck:
    *_, found = project.model(reference).promotion(best, **asked)
    return found


def test_that_an_untrained_checkpoint_is_worse_on_everything_and_a_trained_one_is_not(
    kept: Project,
) -> None:
    asked = {
        "measures": ("validation", "pairs", "probes"),
        "corpus": CORPUS,
        "probes": PROBES,
        "characters": 2_000,
        "most_pairs": 6,
    }
    young, old = (
        check(kept, "kept@0", "kept@40", **asked),
        check(kept, "kept@40", "kept@0", **asked),
    )
    assert [row.measure for row in young.rows] == ["validation", "pairs", "probes"]
    assert (young.is_not_worse, old.is_not_worse) == (False, True)
    assert "kept@0 is worse than kept@40" in str(young.verdict)
    assert "kept@40 is not worse than kept@0" in str(old.verdict)
    assert [(row.candidate, row.best) for row in young.rows] == [
        (row.best, row.candidate) for row in old.rows
    ]
    assert "not worse" in old._repr_html_()


def test_that_its_own_best_checkpoint_is_what_it_is_compared_with_by_default(
    kept: Project,
) -> None:
    found = check(kept, "kept@0", measures=("probes",), probes=PROBES)
    assert found.best == "kept@40"
    assert not found.is_not_worse


@pytest.mark.parametrize("best", ["", "kept@best", "kept@40"])
def test_that_a_checkpoint_is_not_compared_with_itself(kept: Project, best: str) -> None:
    with pytest.raises(BadInput, match="'kept@40' would be compared with itself"):
        check(kept, "kept@40", best, measures=("probes",), probes=PROBES)


def test_that_bits_per_byte_are_those_of_torch(kept: Project) -> None:
    model = kept.model(TEACHER)
    found = check(kept, TEACHER, "kept@0", measures=("probes",), probes=PROBES)
    nats = 0.0
    for text in PROBES:
        ids = torch.tensor(model.framing().around(model.tokenizer.encode(text)))
        with torch.no_grad():
            logits_tv = model.network()(ids[None, :-1])[0]
        nats += torch.nn.functional.cross_entropy(logits_tv, ids[1:], reduction="sum").item()
    expected = nats / math.log(2) / sum(len(text.encode()) for text in PROBES)
    assert math.isclose(found.rows[0].candidate, expected, rel_tol=1e-5)


def test_that_no_more_of_the_validation_text_is_read_than_is_asked_for(kept: Project) -> None:
    found = check(kept, TEACHER, "kept@0", corpus=CORPUS, characters=1)
    first = next(iter(Corpus.open(kept.corpus(CORPUS).folder).documents("validation")))
    assert first
    assert found.rows[0].count == 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"measures": ()}, "nothing is compared"),
        ({"measures": ("taste",), "corpus": CORPUS}, "'taste' is nothing that models"),
        ({"measures": ("pairs",)}, "name one"),
        ({"measures": ("probes",), "probes": (" ",)}, "no probe sentences"),
    ],
)
def test_that_what_cannot_be_compared_is_said(
    kept: Project, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        check(kept, TEACHER, **asked)


def test_that_a_figure_which_is_no_number_is_worse_than_any() -> None:
    assert not PromotionRow("validation", 1, math.nan, 9.0).is_not_worse
    assert not PromotionRow("pairs", 1, math.nan, 0.0).is_not_worse
    assert PromotionRow("pairs", 1, 0.5, 0.5).is_not_worse
