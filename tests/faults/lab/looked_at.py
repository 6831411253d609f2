"""What must be true of a project whatever two processes did in it at once."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from forked import Said, said_by
from written import NEW, SORTS, WRITING, Writing

from workbench.errors import WorkbenchError
from workbench.project import Project
from workbench.store.files import manifest

Snapshot = dict[str, frozenset[str]]
_KEPT = ("corpora", "tokenizers", "caches", "runs")
_ERASES, _DELETES = WRITING["erase"], WRITING["delete"]


def snapshot(lab: Path) -> Snapshot:
    """The ids of all that is in the project, and in its bin."""
    inside = {sort: frozenset(path.name for path in (lab / sort).glob("*")) for sort in _KEPT}
    binned = {f"bin/{s}": frozenset(p.name for p in (lab / "bin" / s).glob("*")) for s in _KEPT}
    return inside | binned


def faults_after(
    lab: Path, before: Snapshot, both: Sequence[Writing], saids: Sequence[Said], scratch: Path
) -> Iterator[str]:
    """Sentences for all that is wrong; a process of its own opens the project."""
    opened = said_by(lambda: _tell(lab), scratch, 30.0)
    if opened.code or opened.failure:
        yield f"the project does not open: {opened.failure} {opened.err[-300:]}"
        return
    holds = json.loads(opened.out)
    yield from holds["damaged"]
    yield from _names_taken_twice(holds)
    yield from _lost(before, snapshot(lab), both)
    yield from _not_there(holds, both, saids)
    yield from _damaged_files(lab)
    yield from _leftovers(lab)


def _tell(lab: Path) -> None:
    with Project.open(lab, create=False) as project:
        names = {sort: [one.name for one in getattr(project, sort)] for sort in SORTS}
        others = {
            "runs": [one.name for one in project.runs],
            "bin": [one.name for one in project.catalogue.bin()],
            "damaged": [str(sentence) for sentence in project.damaged()],
        }
    json.dump(names | others, sys.stdout)


def _names_taken_twice(holds: dict[str, list[str]]) -> Iterator[str]:
    """Runs may share theirs."""
    for sort in SORTS:
        counted = Counter(name.casefold() for name in holds[sort])
        for name, count in counted.items():
            if count > 1:
                yield f"{count} {sort} are called '{name}'"


def _lost(before: Snapshot, after: Snapshot, both: Sequence[Writing]) -> Iterator[str]:
    for sort in _KEPT:
        there = after[sort] | after[f"bin/{sort}"]
        for name in sorted((before[sort] | before[f"bin/{sort}"]) - there):
            if not (_ERASES in both and name in before[f"bin/{sort}"]):
                yield f"{sort}/{name} is lost"
        if _DELETES not in both and before[sort] & after[f"bin/{sort}"]:
            yield f"something of {sort} is in the bin, and nobody deleted it"


def _not_there(
    holds: dict[str, list[str]], both: Sequence[Writing], saids: Sequence[Said]
) -> Iterator[str]:
    """What a verb made without an error is there, or in the bin."""
    if _ERASES in both:
        return
    for writing, said in zip(both, saids, strict=True):
        if said.code == 0 and writing.makes and NEW not in (*holds[writing.makes], *holds["bin"]):
            yield f"what was made without an error is not among the {writing.makes}"


def _damaged_files(lab: Path) -> Iterator[str]:
    for path in sorted(lab.rglob(manifest.MANIFEST_NAME)):
        try:
            manifest.verify(path.parent)
        except WorkbenchError as error:
            yield str(error).replace(str(lab), "")


def _leftovers(lab: Path) -> Iterator[str]:
    for path in sorted(lab.rglob(".*")):
        yield f"left over: {path.relative_to(lab).parent}/{path.name[:12]}…"
