"""What was made from what: corpora, tokenizers, teachers, students, branches, comparisons."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.inspection.shown import Shown
from workbench.store.filtering.fields import RunRow
from workbench.store.membership import parent_of
from workbench.store.names import Sort
from workbench.store.records import (
    CacheRecord,
    CorpusRecord,
    RunRecord,
    TokenizerRecord,
    sort_of,
)
from workbench.store.runs.asked import GivenSource

_SORTS = {"corpus": Sort.CORPUS, "tokenizer": Sort.TOKENIZER, "cache": Sort.CACHE}
_MADE_IN = {"corpora": Sort.CORPUS, "tokenizers": Sort.TOKENIZER, "caches": Sort.CACHE}

Stored = CorpusRecord | TokenizerRecord | CacheRecord


@dataclass(frozen=True)
class LineageNode:
    """A thing of the project; `kind` is that of the run which made it, `run` its id.

    `is_there` is false of what was deleted since something was made from it.
    """

    sort: Sort
    id: str
    name: str
    kind: str = ""
    run: str = ""
    is_there: bool = True

    @property
    def key(self) -> str:
        return f"{self.sort}/{self.id}"


@dataclass(frozen=True)
class LineageEdge:
    """By the keys of nodes; `role` is what the one is to the other: corpus, teacher."""

    source: str
    target: str
    role: str


@dataclass(frozen=True)
class RunLineage(Shown):
    """Nodes, each behind all that it was made from, and what leads from one to the other."""

    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]

    def around(self, run: RunRecord) -> "RunLineage":
        """What a run comes from, and what was made from it; nothing else."""
        own = {node.key for node in self.nodes if node.run == run.id}
        kept = self._reached(own, forwards=True) | self._reached(own, forwards=False)
        return RunLineage(
            tuple(node for node in self.nodes if node.key in kept),
            tuple(one for one in self.edges if one.source in kept and one.target in kept),
        )

    def _reached(self, begun: Iterable[str], *, forwards: bool) -> set[str]:
        following = self._following(forwards=forwards)
        reached, waiting = set(begun), list(begun)
        while waiting:
            for there in following.get(waiting.pop(), ()):
                if there not in reached:
                    reached.add(there)
                    waiting.append(there)
        return reached

    def _following(self, *, forwards: bool) -> dict[str, list[str]]:
        """The keys that an edge leads to, by those that it leads from."""
        following: dict[str, list[str]] = {}
        for one in self.edges:
            here, there = (one.source, one.target) if forwards else (one.target, one.source)
            following.setdefault(here, []).append(there)
        return following

    def depths(self) -> dict[str, int]:
        """How many steps each node is behind what was made from nothing; the longest way counts."""
        sources, depths = self._following(forwards=False), dict[str, int]()
        for node in self.nodes:
            before = (depths.get(one, 0) + 1 for one in sources.get(node.key, ()))
            depths[node.key] = max(before, default=0)
        return depths

    def lines(self) -> Iterator[str]:
        """A line for each node, behind it what it was made from."""
        names = {node.key: node.name for node in self.nodes}
        made_from: dict[str, list[str]] = {}
        for one in self.edges:
            made_from.setdefault(one.target, []).append(f"{one.role} '{names[one.source]}'")
        for node in self.nodes:
            told = ", ".join(made_from.get(node.key, ()))
            gone = "" if node.is_there else " (deleted)"
            what = node.kind or node.sort
            yield f"{what} '{node.name}'{gone}" + (f" from {told}" if told else "")

    def _repr_html_(self) -> str:
        depths = self.depths()
        items = (
            f'<li style="margin-left:{2 * depths[node.key]}em">{html.escape(line)}</li>'
            for node, line in zip(self.nodes, self.lines(), strict=True)
        )
        return f"<ul>{''.join(items)}</ul>"


def lineage_of(rows: Sequence[RunRow], stored: Sequence[Stored]) -> RunLineage:
    """The lineage of all runs; a corpus, tokenizer or cache stands for the run that made it."""
    nodes = {node.key: node for node in _nodes(rows, stored)}
    edges: list[LineageEdge] = []
    names = {row.record.id: row.record.name for row in rows}
    for row in rows:
        target = _node_of(row)
        for role, source in (*row.record.asked.sources.items(), *_parent(row.record, names)):
            part = role.rstrip(" 0123456789")
            sort = _SORTS.get(part, Sort.RUN)
            missing = LineageNode(sort, source.id, source.name, is_there=False)
            nodes.setdefault(missing.key, missing)
            if missing.key != target.key:
                edges.append(LineageEdge(missing.key, target.key, part))
    return RunLineage(_in_order(nodes, edges), tuple(dict.fromkeys(edges)))


def _parent(run: RunRecord, names: Mapping[str, str]) -> Iterator[tuple[str, GivenSource]]:
    """The run that a branch goes on from; one that was deleted has its id for a name."""
    if parent := parent_of(run.belongs_to):
        yield "parent", GivenSource(parent[0], names.get(parent[0], parent[0]))


def _nodes(rows: Sequence[RunRow], stored: Sequence[Stored]) -> Iterator[LineageNode]:
    makers = {_node_of(row).key: row.record for row in rows}
    for record in stored:
        node = LineageNode(sort_of(record), record.id, record.name)
        maker = makers.get(node.key)
        known = (maker.kind, maker.id) if maker is not None else ("", "")
        yield LineageNode(node.sort, node.id, node.name, *known)
    there = {f"{sort_of(record)}/{record.id}" for record in stored}
    for row in rows:
        node = _node_of(row)
        if node.sort is Sort.RUN or node.key not in there:
            yield node


def _node_of(row: RunRow) -> LineageNode:
    """What a run made, or the run itself: a model has the id of its run."""
    run = row.record
    folder, _, made = run.asked.made.partition("/")
    if folder in _MADE_IN and made and run.kind != "import_model":
        return LineageNode(_MADE_IN[folder], made, run.name, run.kind, run.id)
    return LineageNode(Sort.RUN, run.id, run.name, run.kind, run.id)


def _in_order(
    nodes: dict[str, LineageNode], edges: Sequence[LineageEdge]
) -> tuple[LineageNode, ...]:
    """Each node behind its sources (Kahn's algorithm); ids that go in a circle stand last."""
    waits = dict.fromkeys(nodes, 0)
    after: dict[str, list[str]] = {key: [] for key in nodes}
    for source, target in dict.fromkeys((one.source, one.target) for one in edges):
        waits[target] += 1
        after[source].append(target)
    ready = [key for key, count in waits.items() if not count]
    ordered: list[str] = []
    while ready:
        key = ready.pop(0)
        ordered.append(key)
        for target in after[key]:
            waits[target] -= 1
            if not waits[target]:
                ready.append(target)
    rest = [key for key in nodes if key not in set(ordered)]
    return tuple(nodes[key] for key in (*ordered, *rest))
