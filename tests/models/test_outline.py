"""The order of a model's parts; their shapes are tested for every family (test_families.py)."""

import pytest

from workbench.models.size.outline import outline
from workbench.models.spec import BertSpec


@pytest.mark.parametrize(
    ("position", "wanted"),
    [
        ("post", ["attention", "norm", "feed_forward", "norm"]),
        ("pre", ["norm", "attention"] * 1 + ["norm", "feed_forward"]),
    ],
)
def test_that_norms_stand_where_they_are_computed(position: str, wanted: list[str]) -> None:
    spec = BertSpec(num_layers=3, norm_position=position)  # type: ignore[arg-type]
    (block,) = (stretch for stretch in outline(spec, 30) if stretch.times == 3)
    assert [part.kind.value for part in block.parts] == wanted
