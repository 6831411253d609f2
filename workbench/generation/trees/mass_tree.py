"""Every continuation of a prompt that has a share of the probability, and what the others have.

A whole depth is read in one pass. Shapes: b continuations of a depth, t tokens, v vocabulary.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.decoding import DecodingInput
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.spec import Sample
from workbench.generation.trees.mass_nodes import MOST_NODES, MassNode, MassTree, Reach
from workbench.generation.trees.paths import ROOT
from workbench.models.inference import inference_context, query_threads

LEAST_MASS = 1e-4
"""A depth has at most as many continuations of a mass as that goes into 1."""
_NOTHING = 1e-12
"""What rounding leaves of a rest that is none."""

Distribution = Callable[[Tensor, Tensor], Tensor]
"""From logits bv and the ids bt before to the probabilities bv, in float64, of the next token."""


def mass_tree(
    inputs: DecodingInput, strategy: Sample, *, least_mass: float, most_nodes: int
) -> Iterator[MassTree]:
    """The tree as it grows, token by token to `max_new_tokens`: the likeliest `most_nodes` of all
    continuations of at least this mass, and a rest beside those that have siblings without it.

    The mass is the product of the probabilities by which the strategy draws, `Sample()`'s being the
    model's own. Raises BadInput for what cannot be opened.
    """
    _check(strategy, least_mass, most_nodes)
    growing = _growing(inputs, strategy, _Tree(least_mass, most_nodes))
    threads = query_threads()
    while True:
        with inference_context(threads):  # left before each yield, as in `generate`
            tree = next(growing, None)
        if tree is None:
            return
        yield tree


def next_probabilities(strategy: Sample, inputs: DecodingInput) -> Distribution:
    """The exact probabilities by which a strategy draws; XTC counts by how often it is due."""
    penalties, share = penalties_of(strategy, inputs), strategy.xtc_probability
    chains = [
        (part, filters_of(strategy.model_copy(update={"xtc_probability": due}), inputs.generator))
        for part, due in ((1.0 - share, 0.0), (share, 1.0))
        if part > 0.0
    ]

    def distribution(logits_bv: Tensor, ids_bt: Tensor) -> Tensor:
        logits_bv = penalised(logits_bv, ids_bt, penalties)
        drawn = [
            part * filtered(logits_bv, filters).double().softmax(dim=-1) for part, filters in chains
        ]
        # Where every token is forbidden, nothing goes on; no rounding makes a token too likely.
        return torch.stack(drawn).sum(dim=0).nan_to_num(nan=0.0).clamp(max=1.0)

    return distribution


def _check(strategy: Sample, least_mass: float, most_nodes: int) -> None:
    if strategy.mirostat_tau:
        raise BadInput(
            "mirostat follows what was drawn, so that no continuation has a probability of its "
            "own; leave out mirostat_tau to open the tree"
        )
    if not LEAST_MASS <= least_mass <= 1.0:
        raise BadInput(
            "a mass of {mass} cannot be asked for; choose one between {least} and 1",
            mass=least_mass,
            least=LEAST_MASS,
        )
    if not 1 <= most_nodes <= MOST_NODES:
        raise BadInput(
            "{count} continuations cannot be shown; ask for 1 to {most}",
            count=most_nodes,
            most=MOST_NODES,
        )


def _growing(inputs: DecodingInput, strategy: Sample, tree: "_Tree") -> Iterator[MassTree]:
    distribution = next_probabilities(strategy, inputs)
    sequences, ids_bt = inputs.prompt(), inputs.prompt_row()
    frontier = [ROOT]
    for num_tokens in range(1, inputs.max_new_tokens + 1):
        logits_bv = sequences.next_logits()[:, : inputs.num_pieces]
        tree.open(frontier, distribution(logits_bv, ids_bt))
        for number in tree.newest:
            if _is_over([*inputs.prompt_ids, *tree.path(number)], inputs):
                tree.end(number)
        yield tree.grown(num_tokens)
        rows, frontier, tokens = _going_on(tree, frontier)
        if not frontier:
            return
        rows_b, tokens_b = ids_bt.new_tensor(rows), ids_bt.new_tensor(tokens)
        sequences.select(rows_b)
        sequences.append(tokens_b)
        ids_bt = torch.cat([ids_bt[rows_b], tokens_b[:, None]], dim=1)


def _going_on(tree: "_Tree", frontier: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """Of the newest nodes that are not over: which of the frontier each continues, their numbers
    and their tokens."""
    row_of = {number: row for row, number in enumerate(frontier)}
    open_nodes = [n for n in tree.newest if tree.nodes[n].reach is Reach.DEEPEST]
    rows = [row_of[tree.nodes[number].parent] for number in open_nodes]
    return rows, open_nodes, [tree.token(number) for number in open_nodes]


def _is_over(ids: Sequence[int], inputs: DecodingInput) -> bool:
    if ids[-1] in inputs.ends or inputs.is_complete(ids):
        return True
    return inputs.stop_texts is not None and bool(inputs.stop_texts.found(ids))


@dataclass
class _Tree:
    """The nodes so far by number: a node's continuations have greater ones."""

    least_mass: float
    most_nodes: int
    nodes: dict[int, MassNode] = field(default_factory=dict)
    newest: list[int] = field(default_factory=list)
    left_out: int = 0
    num_made: int = 0

    def open(self, frontier: Sequence[int], probabilities_bv: Tensor) -> None:
        """Add the continuations of these nodes, and drop the unlikeliest for want of room."""
        before = [1.0 if n == ROOT else self.nodes[n].mass for n in frontier]
        masses_bv = probabilities_bv * probabilities_bv.new_tensor(before)[:, None]
        places = (masses_bv >= self.least_mass).nonzero()
        found = zip(
            places.tolist(),
            probabilities_bv[places[:, 0], places[:, 1]].tolist(),
            masses_bv[places[:, 0], places[:, 1]].tolist(),
            strict=True,
        )
        self._looked_at(frontier)
        self.newest = []
        for (row, token), probability, mass in sorted(found, key=lambda one: -one[2]):
            self.nodes[self.num_made] = MassNode(token, frontier[row], probability, mass)
            self.newest.append(self.num_made)
            self.num_made += 1
        self._make_room()

    def end(self, number: int) -> None:
        """The text is over with a node."""
        self.nodes[number] = replace(self.nodes[number], reach=Reach.ENDED)

    def token(self, number: int) -> int:
        token = self.nodes[number].token
        assert token is not None, "a rest is never gone on from"
        return token

    def path(self, number: int) -> list[int]:
        tokens: list[int] = []
        while number != ROOT:
            tokens.append(self.token(number))
            number = self.nodes[number].parent
        return tokens[::-1]

    def grown(self, num_tokens: int) -> MassTree:
        """The tree as it is, each node before its own continuations, the likeliest first."""
        children: dict[int, list[int]] = {}
        for number, node in self.nodes.items():
            children.setdefault(node.parent, []).append(number)
        ordered: list[MassNode] = []
        waiting = [(ROOT, ROOT)]  # a node, and where it stands in the order
        while waiting:
            number, place = waiting.pop()
            inside = sorted(children.get(number, ()), key=lambda n: -self.nodes[n].mass)
            if not inside and number != ROOT:
                continue
            begin = len(ordered)
            ordered += [self._as_seen(n, place, children) for n in inside]
            ordered += self._rest(number, place, inside)
            waiting += [(n, begin + k) for k, n in enumerate(inside)]
        return MassTree(tuple(ordered), num_tokens, self.left_out)

    def _as_seen(self, number: int, parent: int, children: dict[int, list[int]]) -> MassNode:
        node = replace(self.nodes[number], parent=parent)
        return replace(node, reach=Reach.OPENED) if number in children else node

    def _rest(self, number: int, place: int, inside: Sequence[int]) -> list[MassNode]:
        whole = 1.0 if number == ROOT else self.nodes[number].mass
        share = 1.0 - sum(self.nodes[n].probability for n in inside)
        return [MassNode(None, place, share, share * whole, Reach.REST)] if share > _NOTHING else []

    def _looked_at(self, frontier: Sequence[int]) -> None:
        for number in frontier:
            if number != ROOT:
                self.nodes[number] = replace(self.nodes[number], reach=Reach.SMALL)

    def _make_room(self) -> None:
        """Keep the likeliest; a node goes after all that go on from it, as they have no more."""
        best = sorted(self.nodes, key=lambda number: (-self.nodes[number].mass, number))
        dropped = set(best[self.most_nodes :])
        self.left_out += len(dropped)
        for number in dropped:
            del self.nodes[number]
        self.newest = [number for number in self.newest if number not in dropped]
