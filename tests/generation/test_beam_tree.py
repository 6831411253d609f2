import pytest
import torch
from hugging_face import lively

from workbench.generation.decode import decoding_input, generate
from workbench.generation.spec import BEAMS, parse_strategy
from workbench.generation.trees.beam_nodes import BeamTree, Fate
from workbench.generation.trees.beam_tree import beam_tree
from workbench.generation.trees.paths import path_to
from workbench.models.build import Decoder, build
from workbench.models.spec import GPTSpec

SIZE, PROMPT, LENGTH, END = 23, (3, 1), 9, 5
SPEC = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=32)


@pytest.fixture(scope="module")
def model() -> Decoder:
    return lively(build(SPEC, SIZE, seed=4), amount=0.2).eval().requires_grad_(False)


def trees_of(model: Decoder, text: str, end: int | None = END) -> list[BeamTree]:
    strategy = parse_strategy(text)
    assert isinstance(strategy, BEAMS)
    inputs = decoding_input(
        model, PROMPT, strategy, seed=3, max_new_tokens=LENGTH, eos=end, num_pieces=SIZE
    )
    return list(beam_tree(inputs, strategy))


STRATEGIES = (
    "beam(num_beams=4)",
    "beam(num_beams=3,length_penalty=2,early_stopping=true)",
    "beam(num_beams=3,length_penalty=-1,early_stopping=never)",
    "beam(num_beams=4,repetition_penalty=1.4)",
    "diverse_beam(num_beams=4,num_beam_groups=2)",
    "beam_sample(num_beams=3,top_k=9)",
)


@pytest.mark.parametrize("text", STRATEGIES)
@pytest.mark.parametrize("end", [END, None])
def test_that_the_best_path_is_the_text_that_the_strategy_writes(
    model: Decoder, text: str, end: int | None
) -> None:
    strategy = parse_strategy(text)
    written = generate(
        model, PROMPT, strategy, seed=3, max_new_tokens=LENGTH, eos=end, num_pieces=SIZE
    )
    ids = tuple(token.id for token in written)
    tree = trees_of(model, text, end)[-1]
    assert tree.is_whole
    best = [n for n, node in enumerate(tree.nodes) if node.is_best]
    assert [path_to(tree.nodes, n) for n in best] == [ids[: n + 1] for n in range(len(ids))]
    last = tree.nodes[best[-1]]
    assert (last.fate, last.place) == (Fate.ENDED, 1)
    finals = [node.final for node in tree.nodes if node.final is not None]
    assert last.final == max(finals)


def test_that_scores_are_those_of_the_model_read_anew(model: Decoder) -> None:
    (tree,) = trees_of(model, "beam(num_beams=3,length_penalty=0.5)")[-1:]
    paths = [path_to(tree.nodes, number) for number in range(len(tree.nodes))]
    assert len(paths) == len(set(paths)) > 20
    for path, node in zip(paths, tree.nodes, strict=True):
        ids = [*PROMPT, *path]
        likely_tv = model(torch.tensor([ids[:-1]]))[0].double().log_softmax(dim=-1)
        places = range(len(PROMPT) - 1, len(ids) - 1)
        each = [float(likely_tv[place, ids[place + 1]]) for place in places]
        assert node.score == pytest.approx(sum(each), rel=1e-4)
        assert node.log_probability == pytest.approx(each[-1], rel=1e-4)
        if node.final is not None:
            assert node.final == pytest.approx(sum(each) / len(path) ** 0.5, rel=1e-4)
        assert node.is_over == (path[-1] == END)


def test_that_each_step_keeps_as_many_as_there_are_beams(model: Decoder) -> None:
    nodes = trees_of(model, "beam(num_beams=3)", end=None)[-1].nodes
    depths = [len(path_to(nodes, number)) for number in range(len(nodes))]
    for depth in range(1, LENGTH + 1):
        here = [node for node, d in zip(nodes, depths, strict=True) if d == depth]
        going_on = [node for node in here if node.fate is not Fate.DROPPED]
        assert len(going_on) == 3
        dropped = [node.score for node in here if node.fate is Fate.DROPPED]
        assert len(dropped) == 3
        assert max(dropped) <= min(node.score for node in going_on)
    parents = {node.parent for node in nodes}
    assert all(nodes[one].fate is Fate.KEPT for one in parents - {-1})
