import tomllib
from typing import get_args

import pytest

from resources.sample_specs import MOST_COLUMNS, SAMPLE_SPECS, completed, missing_settings
from workbench.activities.spec import ANY_SPEC, AnySpec, load_spec
from workbench.spec import read_toml, settings_of, to_plain, to_toml, validate

KINDS = {type_.model_fields["kind"].default: type_ for type_ in get_args(AnySpec)}


def test_that_every_kind_has_one_sample() -> None:
    assert {path.stem for path in SAMPLE_SPECS.glob("*.toml")} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_that_a_sample_is_valid_and_survives_writing(kind: str) -> None:
    spec = load_spec(SAMPLE_SPECS / f"{kind}.toml")
    assert spec.kind == kind
    (SAMPLE_SPECS / f"{kind}.toml").read_text("ascii")
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

    written = names(read_toml(SAMPLE_SPECS / f"{kind}.toml"))
    assert {path for path, _ in settings_of(KINDS[kind])} <= written
    missing = [
        str(one) for one in missing_settings((SAMPLE_SPECS / f"{kind}.toml").read_text("ascii"))
    ]
    assert missing == [], "python -m resources.update puts them in"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_that_a_complete_sample_is_left_as_it_is(kind: str) -> None:
    text = (SAMPLE_SPECS / f"{kind}.toml").read_text("ascii")
    assert completed(text) == text


@pytest.mark.parametrize(
    ("kind", "key", "line", "before"),
    [
        ("pretrain", "momentum", "momentum = 0.9                  # SGD's memory", "epsilon"),
        ("add_corpus", "dedupe", "dedupe = false", "documents"),
        ("finetune", "decay_share", "decay_share = 0.2", "final_ratio"),
        ("distill", "frozen_layers", "frozen_layers = 0", " " * 32 + "# hidden, attention"),
        ("distill", "new_tokens", "new_tokens = 32", "prompt_tokens"),
    ],
)
def test_that_a_setting_that_a_sample_lacks_comes_back_where_it_is_declared(
    kind: str, key: str, line: str, before: str
) -> None:
    text = (SAMPLE_SPECS / f"{kind}.toml").read_text("ascii")
    lines = [one for one in text.splitlines() if not one.startswith(f"{key} =")]
    less = "\n".join(lines) + "\n"
    assert [one.key for one in missing_settings(less)] == [key]
    again = completed(less).splitlines()
    at = next(at for at, one in enumerate(again) if one.startswith(line))
    assert again[at - 1].startswith(before)
    assert again[:at] + again[at + 1 :] == lines


def test_that_a_table_that_a_sample_lacks_comes_back_with_its_settings() -> None:
    text = (SAMPLE_SPECS / "pretrain.toml").read_text("ascii")
    less = text.partition("[runtime]")[0]
    again = completed(less)
    assert again.startswith(less)
    assert tomllib.loads(again) == tomllib.loads(text)
    assert missing_settings(again) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_that_every_line_of_a_sample_is_explained_or_plain(kind: str) -> None:
    text = (SAMPLE_SPECS / f"{kind}.toml").read_text("ascii")
    assert text.startswith("# ")
    assert f"distill-workbench run {kind}.toml" in text
    assert max(map(len, text.splitlines())) <= MOST_COLUMNS
