"""Every text that a beam search has looked at, as a tree with what became of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from workbench.generation.decoding import DecodingInput
from workbench.generation.strategies.beam import AnyBeam, BeamStep, Hypothesis, decode
from workbench.generation.trees.beam_nodes import BeamNode, BeamTree, Fate
from workbench.generation.trees.paths import ROOT
from workbench.models.inference import inference_context, query_threads

Path = tuple[int, ...]
"""A text as its tokens behind the prompt."""


def beam_tree(inputs: DecodingInput, strategy: AnyBeam) -> Iterator[BeamTree]:
    """The tree as the search goes on, and at last whole: its best text is what the strategy writes.

    Groups of beams share one tree: a text that several keep stands there once.
    """
    growing = _growing(inputs, strategy)
    threads = query_threads()
    while True:
        with inference_context(threads):  # left before each yield, as in `generate`
            tree = next(growing, None)
        if tree is None:
            return
        yield tree


def _growing(inputs: DecodingInput, strategy: AnyBeam) -> Iterator[BeamTree]:
    seen, best, told = _Seen(strategy.length_penalty, inputs.ends), [], 0
    for token in decode(inputs, strategy, seen.observe):
        best.append(token.id)
        if seen.num_steps > told:
            told = seen.num_steps
            yield seen.tree(tuple(best), is_whole=False)
    yield seen.tree(tuple(best), is_whole=True)


@dataclass
class _Seen:
    """The texts of all groups, by their tokens."""

    length_penalty: float
    ends: frozenset[int]
    nodes: dict[Path, BeamNode] = field(default_factory=dict)
    num_steps: int = 0

    def observe(self, step: BeamStep) -> None:
        """Take in what one step made of a group; what any group keeps is kept."""
        self.num_steps = step.length
        for one in step.dropped:
            if _path(one) not in self.nodes:
                self._add(one, one.score, Fate.DROPPED)
        for one in step.kept:
            if not one.is_filler:
                self._add(one, one.score, Fate.KEPT)
        for one in step.ended:
            if not one.is_filler:
                total = one.score * len(one.tokens) ** self.length_penalty
                self._add(one, total, Fate.ENDED, one.score)

    def tree(self, best: Path, *, is_whole: bool) -> BeamTree:
        """All texts, each behind the one that it goes on from: on the best one's path first, then
        the likeliest."""
        behind: dict[Path, list[Path]] = {}
        for path in self.nodes:
            behind.setdefault(path[:-1], []).append(path)
        final = {path: node.final for path, node in self.nodes.items() if node.final is not None}
        places = {path: n for n, path in enumerate(sorted(final, key=lambda p: -final[p]), 1)}

        def order(path: Path) -> tuple[bool, float]:
            return best[: len(path)] != path, -self.nodes[path].score

        nodes: list[BeamNode] = []
        waiting: list[tuple[Path, int]] = [((), ROOT)]
        while waiting:
            before, parent = waiting.pop()
            for path in sorted(behind.get(before, ()), key=order):
                waiting.append((path, len(nodes)))
                is_best = best[: len(path)] == path
                place = places.get(path, 0) if is_whole else 0
                nodes.append(replace(self.nodes[path], parent=parent, place=place, is_best=is_best))
        return BeamTree(tuple(nodes), self.num_steps, is_whole)

    def _add(self, one: Hypothesis, score: float, fate: Fate, final: float | None = None) -> None:
        token = one.tokens[-1]
        self.nodes[_path(one)] = BeamNode(
            token.id,
            ROOT,
            token.log_probability,
            score,
            fate,
            final,
            is_over=token.id in self.ends,
        )


def _path(one: Hypothesis) -> Path:
    return tuple(token.id for token in one.tokens)
