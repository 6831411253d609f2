"""Settings of every family that there is, small ones, for tests that all families must pass."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from typed_keywords import Sizes

from workbench.models.spec import FAMILIES, AnyModelSpec
from workbench.models.transformer_spec import TransformerSpec
from workbench.spec import BadSpec, validate

_SIZES: dict[str, SearchStrategy[Any]] = {
    "num_layers": st.integers(1, 3),
    "hidden_size": st.sampled_from([8, 16, 32]),
    "num_heads": st.sampled_from([2, 4]),
    "context": st.integers(2, 20),
    "ffn_size": st.sampled_from([0, 8, 24]),
    "dropout": st.just(0.0),
}


def specs_of(family: str) -> SearchStrategy[AnyModelSpec]:
    """Possible settings of a family: what it has of its own is varied as it is declared."""
    spec_type = FAMILIES[family]
    return (
        st.fixed_dictionaries(
            {
                name: _SIZES.get(name, _values(field))
                for name, field in spec_type.model_fields.items()
            }
        )
        .filter(lambda plain: _is_possible(spec_type, plain))
        .map(lambda plain: _spec(spec_type, plain))
    )


def _is_possible(spec_type: type[AnyModelSpec], plain: dict[str, Any]) -> bool:
    try:
        _spec(spec_type, plain)
    except BadSpec:
        return False
    return True


def _spec(spec_type: type[AnyModelSpec], plain: dict[str, Any]) -> AnyModelSpec:
    return validate(TypeAdapter[AnyModelSpec](spec_type), plain)


def _values(field: FieldInfo) -> SearchStrategy[Any]:
    if field.annotation is bool:
        return st.booleans()
    if get_origin(field.annotation) is Literal:
        return st.sampled_from(get_args(field.annotation))
    if field.annotation is int:
        return st.integers(0, 2)
    return st.just(field.default)


def small_specs(family: str) -> Iterator[AnyModelSpec]:
    """A family's usual settings in one small size, then each of its own settings changed."""
    spec_type = FAMILIES[family]
    sizes: Sizes = {"num_layers": 3, "hidden_size": 48, "num_heads": 4, "context": 24}
    yield spec_type(**sizes)
    for name, field in spec_type.model_fields.items():
        if name not in TransformerSpec.model_fields:
            for value in _others(field):
                yield _spec(spec_type, {**sizes, name: value})


def _others(field: FieldInfo) -> list[Any]:
    if field.annotation is bool:
        return [not field.default]
    if field.annotation is int:
        return [value for value in (0, 2) if value != field.default]
    if get_origin(field.annotation) is Literal:
        return [value for value in get_args(field.annotation) if value != field.default]
    return []


def named(spec: AnyModelSpec) -> str:
    """What differs from the usual settings, as a test's id."""
    own = (name for name in spec.model_fields_set if name not in TransformerSpec.model_fields)
    return "-".join([spec.family, *(f"{name}={getattr(spec, name)}" for name in sorted(own))])


ALL = tuple(FAMILIES)
SPECS = tuple(spec for family in ALL for spec in small_specs(family))
