import datetime
import itertools
import math
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.activities.spec import ANY_SPEC, AnySpec, load_spec
from workbench.corpora.spec import AddCorpusSpec
from workbench.errors import BadInput
from workbench.file_formats.toml_text import parse_toml
from workbench.generation.spec import Strategy
from workbench.plans.journey import JourneySpec
from workbench.plans.sweep import SweepSpec
from workbench.spec import (
    MAX_SPEC_BYTES,
    BadSpec,
    Spec,
    digest,
    setting,
    to_toml,
    validate,
    with_overrides,
)
from workbench.training.pretrain_spec import PretrainSpec

PLAIN = {"kind": "pretrain", "corpus": "novel", "tokenizer": "pieces"}


def problems(data: dict) -> list[str]:
    with pytest.raises(BadSpec) as error:
        validate(ANY_SPEC, data)
    return [str(problem) for problem in error.value.problems]


def test_that_a_spec_file_read_back_is_equal(tmp_path):
    spec = validate(ANY_SPEC, PLAIN | {"loop": {"steps": 7}})
    path = tmp_path / "spec.toml"
    path.write_text(to_toml(spec))
    assert load_spec(path) == spec


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"loop": {"stepz": 5}}, "loop.stepz: is not a setting that is known here"),
        ({"optimizer": {"learning_rate": 0}}, "optimizer.learning_rate: must be more than 0"),
        ({"loop": {"steps": "many"}}, "loop.steps: must be a whole number, not 'many'"),
        ({"optimizer": {"learning_rate": float("nan")}}, "must be"),
        ({"loop": {"steps": 10**20}}, "loop.steps: must be at most 1000000000000000, not 1000"),
        ({"loop": {"patience": 10**20}}, "loop.patience: must be at most 1000000000000000"),
        ({"loop": {"steps": 1e300}}, "loop.steps: must be at most 1000000000000000, not 1e+300"),
        ({"loop": {"steps": 0, "epochs": 1e300}}, "loop.epochs: must be at most 1000000"),
        ({"schedule": {"shape": "wavy"}}, "schedule.shape: 'wavy' is not one of"),
        ({"loop": {"steps": 0}}, "loop: the run has no end"),
        ({"model": {"hidden_size": 100, "num_heads": 3}}, "model: the width 100 cannot"),
    ],
)
def test_that_an_impossible_setting_is_named_with_what_is_possible(change, sentence):
    (problem,) = problems(PLAIN | change)
    assert sentence in problem


def specs_in(annotation: Any) -> Iterator[type[Spec]]:
    """Every kind of spec that a type holds, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation
        for field in annotation.model_fields.values():
            yield from specs_in(field.annotation)
    for argument in get_args(annotation):
        yield from specs_in(argument)


SPECS = sorted(
    {spec for kind in (AnySpec, SweepSpec, JourneySpec, Strategy) for spec in specs_in(kind)},
    key=lambda spec: spec.__name__,
)
WRONG_VALUES: tuple[Any, ...] = (
    *("", "x", "x" * 100_000, "\udce4", 5, -1, 10**5000, 1.5, math.nan, math.inf, True, None),
    *([], [1], [[1]], {}, {"a": 1}, datetime.date(2026, 11, 29)),
)


@pytest.mark.parametrize("spec_type", SPECS)
def test_that_no_wrong_value_of_any_setting_is_told_in_a_librarys_words(spec_type: type[Spec]):
    for name, value in itertools.product(spec_type.model_fields, WRONG_VALUES):
        try:
            validate(spec_type, {name: value})
        except BadSpec as error:
            for problem in error.problems:
                assert problem.words.template != "{reason}", problem


def test_that_a_list_is_not_called_empty_because_its_members_are_impossible():
    base = {"kind": "distill", "corpus": "c", "teacher": "t"}
    (problem,) = problems(base | {"stages": [{"alpha": 2}]})
    assert problem == "stages.0.alpha: must be at most 1.0, not 2"
    (problem,) = problems(base | {"stages": []})
    assert problem == "stages: must not be empty"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('kind = "pretrain"\nname = 2026-11-29', "name: must be text, not '2026-11-29'"),
        ("a = " + "[" * 20_000 + "]" * 20_000, "more than 50 deep within each other"),
        ("a" + ".a" * 2_000 + " = 1", "more than 50 deep within each other"),
        ("a = " + "9" * 5_000, "a number of thousands of digits"),
        ("x = 1\n" + "a." * 30_000 + "a = 1", "line 2, has tables or lists more than 50 deep"),
        ("[" + "a." * 30_000 + "a]", "line 1, has tables or lists more than 50 deep"),
        ("\"a\" . 'b'." * 6_000 + "a = 1", "line 1, has tables or lists more than 50 deep"),
        ("a = {" + "b." * 30_000 + "b = 1}", "line 1, has tables or lists more than 50 deep"),
        ("a = " + "{b = " * 10_000, "line 1, has tables or lists more than 50 deep"),
        ("kind = 0x" + "f" * 60_000, "a number of thousands of digits"),
        ('kind = "pretrain"\nname = """' + "x" * 60_000, "it ends too early"),
        ('\\"' * 32_000, "line 1: write a setting"),
        ("a = 12:00:00", "needs 'kind'"),
        ('kind = "\\ud800"', "line 1"),
        ('kind = "pretrain"\nruntime.seed = -0.0e-999', "runtime.seed: must be at least 0|corpus"),
    ],
)
def test_that_what_python_itself_stumbles_over_in_a_spec_file_is_a_sentence(
    tmp_path: Path, text: str, sentence: str
):
    path = tmp_path / "odd.toml"
    path.write_text(text)
    began = time.perf_counter()
    with pytest.raises(BadInput, match=f"odd.toml.*({sentence})"):
        load_spec(path, ["seed=1"])
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("name=2026-11-29", "name: must be text, not '2026-11-29'"),
        ("a=" + "[" * 20_000, "more than 50 deep within each other"),
        ("a" + ".a" * 20_000 + "=1", "more than 50 deep within each other"),
        ("a=" + "9" * 5_000, "a number of thousands of digits"),
        ("a={" + "b." * 30_000 + "b=1}", "more than 50 deep within each other"),
        ("loop." + "²" + "=1", "loop.²: is not a setting"),
        ("name=0x" + "f" * 30_000, "a number of thousands of digits"),
    ],
)
def test_that_what_python_itself_stumbles_over_in_an_override_is_a_sentence(
    override: str, sentence: str
):
    with pytest.raises(BadInput, match=sentence):
        validate(ANY_SPEC, with_overrides(PLAIN, [override]))


def test_that_an_unknown_kind_names_those_that_exist():
    (problem,) = problems({"kind": "pretrian"})
    assert "'pretrian' is not one of" in problem
    assert "'pretrain'" in problem


def test_that_overrides_reach_into_sections_and_lists():
    data = with_overrides(
        {"stages": [{"alpha": 0.5}]},
        ["loop.steps=9", "stages.0.alpha=0.9", "name=my run", "title=1\nx=2"],
    )
    assert data == {
        "stages": [{"alpha": 0.9}],
        "loop": {"steps": 9},
        "name": "my run",
        "title": "1\nx=2",
    }


@pytest.mark.parametrize("override", ["loop.steps", "=5", "stages.3.alpha=1", "name.deep.er=1"])
def test_that_an_override_that_fits_nowhere_is_refused(override):
    with pytest.raises(BadInput):
        with_overrides({"stages": [], "name": "x"}, [override])


@pytest.mark.parametrize("key", ["²", "٣", "-1", "1", "9" * 5000, "x", "", " 0"])
def test_that_an_override_names_a_member_of_a_list_by_a_plain_number(key: str):
    with pytest.raises(BadInput, match="needs a number below 1"):
        with_overrides({"stages": [{}]}, [f"stages.{key}.alpha=1"])


def test_that_a_text_of_many_dots_and_brackets_is_no_depth():
    text = "a.b." * 100 + "[" * 100
    quoted = f'name = "{text}"\nb = \'{text}\'\n# {text}\nc = """{text}\n"""\nd = [{"1.5, " * 99}]'
    assert parse_toml(quoted, "here")["name"] == text


@pytest.mark.slow
def test_that_no_spec_is_written_that_could_not_be_read_again(tmp_path: Path):
    files = tuple(f"/texts/{number:030}.txt" for number in range(30_000))
    path = tmp_path / "spec.toml"
    path.write_text(to_toml(AddCorpusSpec(name="many", files=files[:20_000])))
    written = load_spec(path)
    assert isinstance(written, AddCorpusSpec)
    assert written.files == files[:20_000]
    with pytest.raises(BadInput, match="a spec file has at most 1048576; name a folder"):
        to_toml(AddCorpusSpec(name="many", files=files))


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link_to_a_pipe(path: Path) -> None:
    make_pipe(path.with_name("pipe"))
    path.symlink_to("pipe")


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (make_pipe, "It is no file but a pipe, a socket or a device"),
    "socket": (make_socket, "It is no file but a pipe, a socket or a device"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "It is no file but a pipe"),
    "terminal": (lambda path: path.symlink_to("/dev/tty"), "It is no file but a pipe"),
    "folder": (Path.mkdir, "It is a folder"),
    "link to a pipe": (
        make_link_to_a_pipe,
        "It is no file but a pipe",
    ),
    "dangling link": (lambda path: path.symlink_to("nowhere"), "No such file or folder"),
    "link to itself": (lambda path: path.symlink_to(path), "The links lead in a circle"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and devices in folders")
@pytest.mark.parametrize("kind", NO_FILES)
def test_that_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str):
    make, sentence = NO_FILES[kind]
    path = tmp_path / "s.toml"
    make(path)
    with pytest.raises(BadInput, match=f"s.toml cannot be read: {sentence}"):
        load_spec(path)


@pytest.mark.parametrize("name", ["a\0b.toml", "\ud800.toml", "x" * 5000, "a/" * 3000])
def test_that_a_text_that_is_no_path_is_refused(name: str):
    with pytest.raises(BadInput, match=r"cannot be read: (The system takes it for no|The name is)"):
        load_spec(name)


def test_that_a_whole_number_without_a_bound_of_its_own_has_one():
    digits = "9" * 25
    (problem,) = problems(with_overrides(PLAIN, [f"loop.steps={digits}"]))
    assert problem.startswith("loop.steps: must be at most 1000000000000000, not 99")


def test_that_a_file_too_large_for_a_spec_is_refused_unread(tmp_path):
    path = tmp_path / "spec.toml"
    path.write_text("a." * MAX_SPEC_BYTES + "b = 1")
    with pytest.raises(BadInput, match="Is it the right file"):
        load_spec(path)


@pytest.mark.parametrize(
    ("unknown", "named", "more"),
    [
        ({f"k{i}": i for i in range(80_000)}, 12, 80_000 - 12),
        ({f"k{i}": i for i in range(12)}, 12, 0),
        ({"k" * 500_000: 1}, 1, 0),
    ],
)
def test_that_of_very_many_unknown_settings_a_dozen_are_named(unknown, named, more):
    told = problems(PLAIN | {"loop": unknown})
    assert sum("is not a setting that is known here" in one for one in told) == named
    assert told[named:] == ([f"and {more} more"] if more else [])
    assert len("; ".join(told)) < 2000


@given(steps=st.integers(1, 10**6), seed=st.integers(0, 2**31 - 1))
def test_that_equal_specs_have_equal_digests_and_others_do_not(steps, seed):
    def made(extra: int) -> AnySpec:
        return validate(
            PretrainSpec, PLAIN | {"loop": {"steps": steps + extra}, "runtime": {"seed": seed}}
        )

    assert digest(made(0)) == digest(made(0))
    assert digest(made(0)) != digest(made(1))


def test_that_a_whole_number_is_bounded_on_both_sides_and_within_lists():
    class Wide(Spec):
        n: int = setting(0, title="n", help="n")
        pairs: tuple[tuple[int, int], ...] = setting((), title="pairs", help="pairs")

    for number in (2**63, -(2**63) - 1, 10**400):
        for values in ({"n": number}, {"pairs": [[1, number]]}):
            with pytest.raises(BadSpec, match=r"must be at (most|least)"):
                validate(Wide, values)
    assert validate(Wide, {"n": 2**31, "pairs": [[-(2**31), 2]]}).n == 2**31
