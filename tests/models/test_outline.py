"""The order of a model's parts; their shapes are tested for every family (test_families.py)."""

import pytest

from workbench.models.size.outline import outline
from workbench.models.spec import (
    AnyModelSpec,
    BertSpec,
    GemmaSpec,
    GPTSpec,
    LlamaSpec,
    ModernBertSpec,
    NeoXSpec,
)


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


@pytest.mark.parametrize(
    ("spec", "branches"),
    [
        (GPTSpec(num_layers=3), ["norm attention", "norm feed_forward"]),
        (BertSpec(num_layers=3), ["attention", "feed_forward"]),
        (BertSpec(num_layers=3, norm_position="pre"), ["norm attention", "norm feed_forward"]),
        (LlamaSpec(num_layers=3), ["norm attention", "norm feed_forward"]),
        (
            LlamaSpec(num_layers=3, qk_norm=True),
            ["norm head_norm attention", "norm feed_forward"],
        ),
        (NeoXSpec(num_layers=3), ["norm attention", "norm feed_forward"]),
        (
            GemmaSpec(num_layers=3),
            ["norm head_norm attention norm", "norm feed_forward norm"],
        ),
        (ModernBertSpec(num_layers=4), ["norm attention", "norm feed_forward"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_that_the_stream_goes_around_what_each_family_adds_to_it(
    spec: AnyModelSpec, branches: list[str]
) -> None:
    (block,) = (stretch for stretch in outline(spec, 30) if stretch.times == 3)
    around = [" ".join(p.kind.value for p in block.parts[a:b]) for a, b in block.branches]
    assert around == branches
    assert block.side_by_side == isinstance(spec, NeoXSpec)


def test_that_heads_lead_out_of_the_stream_side_by_side() -> None:
    *_, heads = outline(BertSpec(num_layers=3), 30)
    assert heads.side_by_side
    assert not heads.is_added
    *_, heads = outline(BertSpec(num_layers=3, pooler=False), 30)
    assert not heads.branches
