import itertools
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from hugging_face import lively
from tiny_project import TEACHER
from transformers import (
    LogitsProcessorList,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from workbench.errors import BadInput
from workbench.generation.decoding import DecodingInput
from workbench.generation.spec import Sample
from workbench.generation.trees.mass_nodes import MassTree, Reach
from workbench.generation.trees.mass_tree import mass_tree
from workbench.generation.trees.paths import path_to
from workbench.models.build import Decoder, build
from workbench.models.spec import GPTSpec
from workbench.project import Project

SIZE, PROMPT, LENGTH, END = 6, (3, 1), 4, 5
SPEC = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=16)


@pytest.fixture(scope="module")
def model() -> Decoder:
    return lively(build(SPEC, SIZE, seed=4), amount=0.3).eval().requires_grad_(False)


def opened(
    model: Decoder, strategy: Sample, least_mass: float, most_nodes: int = 2_000
) -> MassTree:
    *_, tree = list(grown(model, strategy, least_mass, most_nodes))
    return tree


def grown(
    model: Decoder, strategy: Sample, least_mass: float, most_nodes: int
) -> Sequence[MassTree]:
    inputs = DecodingInput(
        model, PROMPT, torch.Generator(), LENGTH, frozenset({END}), SIZE, time.perf_counter()
    )
    return list(mass_tree(inputs, strategy, least_mass=least_mass, most_nodes=most_nodes))


def exhaustive(model, warpers) -> dict[tuple[int, ...], float]:
    """The probability of every beginning of a text of at most LENGTH tokens, one by one."""
    masses: dict[tuple[int, ...], float] = {(): 1.0}
    for length in range(LENGTH):
        for path in [one for one in masses if len(one) == length and END not in one]:
            ids_1t = torch.tensor([[*PROMPT, *path]])
            logits_1v = warpers(ids_1t, model(ids_1t)[:, -1].float())
            shares = logits_1v.double().softmax(dim=-1)[0].tolist()
            masses |= {(*path, token): masses[path] * p for token, p in enumerate(shares)}
    del masses[()]
    return masses


CASES = (
    (Sample(), LogitsProcessorList()),
    (
        Sample(temperature=0.7, top_k=4, top_p=0.9),
        LogitsProcessorList(
            [TemperatureLogitsWarper(0.7), TopKLogitsWarper(4), TopPLogitsWarper(0.9)]
        ),
    ),
    (
        Sample(repetition_penalty=1.5),
        LogitsProcessorList([RepetitionPenaltyLogitsProcessor(1.5)]),
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize(("strategy", "warpers"), CASES)
@pytest.mark.parametrize("least_mass", [1e-4, 0.004, 0.02, 0.2])
def test_that_the_tree_has_what_an_exhaustive_enumeration_finds_above_the_mass(
    model: Decoder, strategy: Sample, warpers: LogitsProcessorList, least_mass: float
) -> None:
    masses = exhaustive(model, warpers)
    tree = opened(model, strategy, least_mass)
    tokens = [n for n, node in enumerate(tree.nodes) if node.token is not None]
    found = {path_to(tree.nodes, n): tree.nodes[n].mass for n in tokens}
    expected = {path: mass for path, mass in masses.items() if mass >= least_mass}
    assert found == pytest.approx(expected, rel=1e-5)
    assert sum(tree.nodes[n].mass for n in tree.leaves) == pytest.approx(1.0, abs=1e-9)
    for number in tokens:
        is_over = path_to(tree.nodes, number)[-1] == END
        assert (tree.nodes[number].reach is Reach.ENDED) == is_over


def test_that_without_room_the_likeliest_are_kept_and_the_others_counted(model: Decoder) -> None:
    masses = exhaustive(model, LogitsProcessorList())
    whole = opened(model, Sample(), 1e-3)
    for most in (1, 2, 7, 30):
        tree = opened(model, Sample(), 1e-3, most)
        kept = sorted((node.mass for node in tree.nodes if node.token is not None), reverse=True)
        assert kept == pytest.approx(sorted(masses.values(), reverse=True)[:most], rel=1e-5)
        assert sum(tree.nodes[n].mass for n in tree.leaves) == pytest.approx(1.0, abs=1e-9)
        assert tree.left_out >= 1
    assert whole.left_out == 0


def test_that_xtc_counts_by_how_often_it_is_due(model: Decoder) -> None:
    def first(strategy: Sample) -> dict[int | None, float]:
        nodes = opened(model, strategy, 1e-4).nodes
        return {node.token: node.mass for node in nodes if node.parent == -1}

    never, always = first(Sample()), first(Sample(xtc_probability=1.0, xtc_threshold=0.1))
    mixed = first(Sample(xtc_probability=0.25, xtc_threshold=0.1))
    assert len(always) < len(never)
    for token in range(SIZE):
        expected = 0.75 * never.get(token, 0.0) + 0.25 * always.get(token, 0.0)
        assert mixed.get(token, 0.0) == pytest.approx(expected, abs=1e-9)


def test_that_it_grows_by_a_token_at_a_time_and_one_pass_each(
    model: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes, hidden = itertools.count(), model.hidden

    def counted(*arguments, **settings):
        next(passes)
        return hidden(*arguments, **settings)

    monkeypatch.setattr(model, "hidden", counted)
    trees = grown(model, Sample(), 0.004, 2_000)
    assert [tree.num_tokens for tree in trees] == [1, 2, 3, 4]
    assert next(passes) == 4
    sizes = [len(tree.nodes) for tree in trees]
    assert sizes == sorted(set(sizes))


def test_that_a_text_is_over_where_it_is_all_that_was_asked_for(tiny_template: Path) -> None:
    with Project.open(tiny_template, create=False) as project:
        model = project.model(TEACHER)
        *_, shown = model.mass_tree("Ada had a", 'sample(choices=["kite","drum"])', least_mass=1e-3)
    texts = {n: shown.text_to(n).strip() for n in range(len(shown.tree.nodes))}
    tokens = [n for n in texts if shown.tree.nodes[n].token is not None]
    ended = {n for n in tokens if shown.tree.nodes[n].reach is Reach.ENDED}
    assert {texts[n] for n in ended} == {"kite", "drum"}
    assert ended == {n for n in tokens if texts[n] in ("kite", "drum")}
    assert sum(shown.tree.nodes[n].mass for n in shown.tree.leaves) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("strategy", "least_mass", "most_nodes", "sentence"),
    [
        (Sample(mirostat_tau=5.0), 0.1, 10, "leave out mirostat_tau"),
        (Sample(), 0.0, 10, "between 0.0001 and 1"),
        (Sample(), 0.1, 0, "1 to 2000"),
    ],
)
def test_that_what_cannot_be_opened_gets_a_sentence(
    model: Decoder, strategy: Sample, least_mass: float, most_nodes: int, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        grown(model, strategy, least_mass, most_nodes)
