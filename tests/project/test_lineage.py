"""What was made from what; the oracle for ways through a graph is networkx."""

import random
from pathlib import Path

import networkx
from tiny_project import CORPUS, TEACHER, TOKENIZER, distill_spec, pretrain_spec

from workbench.project import Project
from workbench.project.run_table.lineage import RunLineage, lineage_of
from workbench.store.filtering.fields import RunRow
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.asked import GivenSource, RunAsked


def graph_of(lineage: RunLineage) -> networkx.DiGraph:
    graph = networkx.DiGraph((one.source, one.target) for one in lineage.edges)
    graph.add_nodes_from(node.key for node in lineage.nodes)
    return graph


def random_rows(chance: random.Random, count: int) -> list[RunRow]:
    """Runs that were given up to three of the runs before them."""
    rows = []
    for number in range(count):
        before = chance.sample(range(number), min(number, chance.randint(0, 3)))
        sources = {
            f"teacher {n}": GivenSource(f"{one:04d}", f"run {one}") for n, one in enumerate(before)
        }
        record = RunRecord(
            f"{number:04d}",
            f"run {number}",
            "distill",
            RunStatus.FINISHED,
            Path(),
            1,
            1,
            asked=RunAsked({}, sources),
        )
        rows.append(RunRow(record))
    chance.shuffle(rows)
    return rows


def test_that_order_depth_and_what_is_around_are_those_of_the_graph() -> None:
    chance = random.Random(3)
    for _ in range(20):
        rows = random_rows(chance, 40)
        whole = lineage_of(rows, ())
        graph, order = graph_of(whole), [node.key for node in whole.nodes]
        assert all(order.index(a) < order.index(b) for a, b in graph.edges)
        depths = whole.depths()
        for key in order:
            longest = max((depths[one] + 1 for one in graph.predecessors(key)), default=0)
            assert depths[key] == longest
        run = chance.choice(rows).record
        key = f"run/{run.id}"
        around = {key} | networkx.ancestors(graph, key) | networkx.descendants(graph, key)
        assert {node.key for node in whole.around(run).nodes} == around


def test_that_a_student_comes_from_corpus_tokenizer_and_teacher(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        student = project.run(distill_spec())
        found = project.run_table.lineage(student)
        assert [node.name for node in found.nodes] == [CORPUS, TOKENIZER, TEACHER, "small"]
        assert found.depths() == {node.key: n for n, node in enumerate(found.nodes)}
        assert list(found.lines())[-1] == (
            f"distill 'small' from corpus '{CORPUS}', tokenizer '{TOKENIZER}', teacher '{TEACHER}'"
        )
        teacher = project.model(TEACHER).record
        project.catalogue.delete(teacher)
        gone = [node.name for node in project.run_table.lineage("small").nodes if not node.is_there]
        assert gone == [TEACHER]


def test_that_a_branch_comes_from_its_parent_too(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        parent = project.run(pretrain_spec(name="parent"))
        branch = project.run(
            project.saved_run(parent).branch(name="on", overrides=["loop.steps=22"])
        )
        found = project.run_table.lineage(branch)
        assert [node.name for node in found.nodes] == [CORPUS, TOKENIZER, "parent", "on"]
        assert list(found.lines())[-1].endswith(", parent 'parent'")
        project.catalogue.delete(project.saved_run("parent").record)
        gone = [node.name for node in project.run_table.lineage("on").nodes if not node.is_there]
        assert gone == [parent.id]
