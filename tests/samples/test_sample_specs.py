from typing import get_args

import pytest

from resources import ROOT
from workbench.activities.spec import ANY_SPEC, AnySpec, load_spec
from workbench.spec import read_toml, settings_of, to_plain, to_toml, validate

FOLDER = ROOT / "samples" / "specs"
KINDS = {type_.model_fields["kind"].default: type_ for type_ in get_args(AnySpec)}


def test_that_every_kind_has_one_sample() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_that_a_sample_is_valid_and_survives_writing(kind: str) -> None:
    spec = load_spec(FOLDER / f"{kind}.toml")
    assert spec.kind == kind
    (FOLDER / f"{kind}.toml").read_text("ascii")
    assert validate(ANY_SPEC, to_plain(spec)) == spec
    assert f'kind = "{kind}"' in to_toml(spec)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_that_a_sample_names_every_setting(kind: str) -> None:
    """Complete means: no setting has to be looked up elsewhere."""

    def names(plain: object, prefix: str = "") -> set[str]:
        if isinstance(plain, dict):
            inner = (names(value, f"{prefix}{key}.") for key, value in plain.items())
            return set(plain and (f"{prefix}{key}" for key in plain)).union(*inner)
        return set()

    written = names(read_toml(FOLDER / f"{kind}.toml"))
    assert {path for path, _ in settings_of(KINDS[kind])} <= written


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_that_every_line_of_a_sample_is_explained_or_plain(kind: str) -> None:
    text = (FOLDER / f"{kind}.toml").read_text("ascii")
    assert text.startswith("# ")
    assert f"distill-workbench run {kind}.toml" in text
    assert max(map(len, text.splitlines())) <= 100
