"""`tree` tells the same trees as the facade, and a sentence where there is none."""

from pathlib import Path

import pytest
from called_verbs import Call, Result
from tiny_project import TEACHER

from workbench.generation.prompt_spec import PromptSpec
from workbench.project import Project

PROMPT = "Ada had"


@pytest.fixture
def tree(call: Call, tiny_template: Path):
    def tree(*arguments: str) -> Result:
        asked = ("--model", TEACHER, "--prompt", PROMPT)
        return call("tree", *asked, *arguments, "--project", tiny_template)

    return tree


def text_to(nodes: list[dict], number: int) -> str:
    node = nodes[number]
    before = "" if node["parent"] < 0 else text_to(nodes, node["parent"])
    return before + node["text"]


def test_that_the_masses_of_what_nothing_goes_on_sum_to_one(tree) -> None:
    nodes = tree("--least-mass", "0.004", "--max-new-tokens", "4", "--json").objects
    parents = {node["parent"] for node in nodes}
    leaves = [node for number, node in enumerate(nodes) if number not in parents]
    assert sum(node["mass"] for node in leaves) == pytest.approx(1.0)
    assert {node["reach"] for node in nodes} >= {"opened", "rest"}
    said = tree("--least-mass", "0.004", "--max-new-tokens", "4")
    assert len(said.out.splitlines()) == len(nodes)
    assert "of the mass is not opened" in said.err
    assert "more continuations have the mass" in tree("--most-nodes", "3").err


@pytest.mark.parametrize("strategy", ["beam(num_beams=3)", "beam_sample(num_beams=2,top_k=9)"])
def test_that_the_best_path_reads_as_what_is_generated(
    tree, strategy: str, tiny_template: Path
) -> None:
    flags = ("--kind", "beams", "--strategy", strategy, "--seed", "5", "--max-new-tokens", "8")
    nodes = tree(*flags, "--json").objects
    (best,) = (number for number, node in enumerate(nodes) if node["place"] == 1)
    with Project.open(tiny_template, create=False) as project:
        model = project.model(TEACHER)
        written = model.generate(PROMPT, strategy, seed=5, max_new_tokens=8)
    assert text_to(nodes, best) == written
    starred = [line for line in tree(*flags).out.splitlines() if line.lstrip().startswith("* ")]
    assert len(starred) == sum(node["is_best"] for node in nodes)


def test_that_branches_hold_every_text_that_was_written(tree, tiny_template: Path) -> None:
    flags = ("--kind", "branches", "--samples", "3", "--max-new-tokens", "6")
    ways = ("--strategy", "sample(top_k=3)", "--strategy", "greedy")
    nodes = tree(*flags, *ways, "--json").objects
    ends = {
        one["by"]: text_to(nodes, number)
        for number, node in enumerate(nodes)
        for one in node["ended"]
    }
    assert len(ends) == 6
    with Project.open(tiny_template, create=False) as project:
        model = project.model(TEACHER)
        for seed in range(3):
            written = model.generate(PROMPT, "sample(top_k=3)", seed=seed, max_new_tokens=6)
            assert ends[f"sample(top_k=3), seed {seed}"] == written


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--strategy", "greedy"), 1, "gives a continuation no probability"),
        (("--strategy", "sample(mirostat_tau=5)"), 1, "leave out mirostat_tau"),
        (("--least-mass", "2"), 1, "between 0.0001 and 1"),
        (("--kind", "beams", "--strategy", "sample"), 1, "has no beams"),
        (("--strategy", "sample", "--strategy", "greedy"), 2, "has one strategy"),
    ],
)
def test_that_what_makes_no_tree_gets_a_sentence(
    tree, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    result = tree(*arguments)
    assert result.code == code
    assert sentence in result.error


def test_that_what_was_begun_is_read_with_its_probabilities(tiny_template: Path) -> None:
    with Project.open(tiny_template, create=False) as project:
        model = project.model(TEACHER)
        written = tuple(model.stream(PROMPT, max_new_tokens=5))
        begun = model.begun_tokens(
            PromptSpec(text=PROMPT, written=tuple(token.id for token in written))
        )
    assert [one.text for one in begun] == [token.text for token in written]
    likely = [one.log_probability for one in begun]
    assert likely == pytest.approx([token.log_probability for token in written], abs=1e-4)
