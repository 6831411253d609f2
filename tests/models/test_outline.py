"""The outline against the real modules, over sizes and settings."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.models.build import build_empty
from workbench.models.estimate import count_parameters, parameters_by_part
from workbench.models.outline import PartKind, outline
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec

SIZES = {
    "num_layers": st.integers(1, 3),
    "hidden_size": st.sampled_from([8, 16, 32]),
    "num_heads": st.sampled_from([2, 4]),
    "context": st.integers(2, 20),
    "ffn_size": st.sampled_from([0, 8, 24]),
    "tied_embeddings": st.booleans(),
}
GPTS = st.builds(GPTSpec, **SIZES)
BERTS = st.builds(
    BertSpec,
    **SIZES,
    norm_position=st.sampled_from(["post", "pre"]),
    num_segments=st.integers(0, 2),
    masked_head=st.booleans(),
    pooler=st.booleans(),
)
LLAMAS = st.builds(
    LlamaSpec, **SIZES, num_kv_heads=st.sampled_from([0, 1, 2]), qkv_bias=st.booleans()
)


@settings(max_examples=60, deadline=None)
@given(spec=st.one_of(GPTS, BERTS, LLAMAS), vocabulary_size=st.integers(3, 40))
def test_that_the_shapes_are_those_of_the_real_modules(
    spec: AnyModelSpec, vocabulary_size: int
) -> None:
    model = build_empty(spec, vocabulary_size)
    there = Counter(tuple(parameter.shape) for parameter in model.parameters())
    drawn = Counter(
        shape
        for stretch in outline(spec, vocabulary_size)
        for part in stretch.parts
        for shape in part.shapes
        for _ in range(stretch.times)
    )
    assert drawn == there
    total = sum(stretch.parameters for stretch in outline(spec, vocabulary_size))
    assert total == count_parameters(spec, vocabulary_size)


@settings(max_examples=30, deadline=None)
@given(spec=st.one_of(GPTS, BERTS, LLAMAS))
def test_that_attention_and_feed_forward_have_the_estimates_shares(spec: AnyModelSpec) -> None:
    sums: Counter[PartKind] = Counter()
    for stretch in outline(spec, 30):
        for part in stretch.parts:
            sums[part.kind] += stretch.times * part.parameters
    by_part = parameters_by_part(spec, 30)
    assert sums[PartKind.ATTENTION] == by_part.attention
    assert sums[PartKind.FEED_FORWARD] == by_part.feed_forward
    embeddings = (PartKind.TOKENS, PartKind.POSITIONS, PartKind.SEGMENTS)
    assert sum(sums[kind] for kind in embeddings) == by_part.embedding


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
