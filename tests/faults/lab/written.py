"""The verbs that write, so that any two of them get into each other's way.

What one makes, another renames something to; what one reads, another deletes.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import click
import whole_project
from called import Place
from tiny_project import CORPUS, TEACHER, TOKENIZER, distill_spec, finetune_spec
from whole_project import HALF, SHORT

from workbench.activities.spec import AnySpec
from workbench.cli.main import main
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.plans.sweep import SweepSpec
from workbench.project import Project
from workbench.spec import Spec, to_plain, to_toml, validate
from workbench.store.bin import BinnedItem
from workbench.store.records import AnyRecord

NEW = "twin"
SORTS = {"corpora": "corpus", "tokenizers": "tokenizer", "caches": "cache", "models": "model"}
_RENAMED = {
    "corpora": ("more", CORPUS),
    "tokenizers": ("foreign", TOKENIZER),
    "caches": ("kept", "kept"),
    "models": ("llama", "bert"),
}
"""What the first and what the second of two processes rename."""


@dataclass(frozen=True)
class Writing:
    """A verb that writes: what sort of thing called `NEW` it makes, and what it reads."""

    do: Callable[[Place, "Writing", int], None]
    makes: str = ""
    reads: tuple[str, str] = ("corpora", "more")

    def call(self, place: Place, other: "Writing", number: int) -> None:
        """Do it as process `number`, 0 or 1, while another does `other`."""
        self.do(place, other, number)


def prepare_template(place: Place) -> None:
    """Into the bin: a thing of every sort called `NEW`; the specs of new ones beside it."""
    made: dict[str, AnySpec] = {
        "tokenizer": whole_project.tokenizer(NEW),
        "pretrain": whole_project.pretraining(NEW, loop={"steps": 2}),
        "cache": whole_project.cache(NEW),
    }
    specs: dict[str, Spec] = {
        **made,
        "finetune": finetune_spec(name=NEW, loop={"steps": 2, "evaluate_every": 2}),
        "distill": whole_project.distillation(NEW),
        "sweep": _new_sweep(),
    }
    place.specs.mkdir()
    for name, spec in specs.items():
        (place.specs / f"{name}.toml").write_text(to_toml(spec))
    with Project.open(place.lab) as project:
        project.add_corpus(place.beside / "more.txt", name=NEW)
        for spec in made.values():
            project.run(spec)
        for sort in SORTS:
            project.catalogue.delete(record_of(project, sort, NEW))
        for run in [run for run in project.runs if run.name == NEW]:
            project.catalogue.delete(run)


def _new_sweep() -> SweepSpec:
    base = distill_spec(stages=[{"steps": 1}], loop=SHORT)
    assert isinstance(base, DistillSpec)
    plain = {
        "name": NEW,
        "base": to_plain(base),
        "varied": [{"name": "stages.0.alpha", "values": ["0.2", "0.8"]}],
    }
    return validate(SweepSpec, plain)


def record_of(project: Project, sort: str, name: str) -> AnyRecord:
    """A record by its name; raises WorkbenchError when it is not there."""
    found = [one for one in getattr(project, sort) if one.name == name]
    if not found:
        raise WorkbenchError("there is no '{name}' among the {sort}", name=name, sort=sort)
    return found[0]


def _binned(project: Project, sort: str) -> BinnedItem:
    items = [one for one in project.catalogue.bin() if (one.sort, one.name) == (SORTS[sort], NEW)]
    if not items:
        raise WorkbenchError("there is no '{name}' in the bin", name=NEW)
    return items[0]


def _terminal(*arguments: str) -> Callable[[Place, Writing, int], None]:
    def do(place: Place, other: Writing, number: int) -> None:
        places = {name: getattr(place, name) for name in ("beside", "specs", "out")}
        given = [argument.format(**places) for argument in arguments]
        main([*given, "--project", str(place.lab), "--json"])

    return do


def _run(kind: str) -> Callable[[Place, Writing, int], None]:
    return _terminal("run", f"{{specs}}/{kind}.toml")


def _facade(
    change: Callable[[Project, Writing, int], object],
) -> Callable[[Place, Writing, int], None]:
    def do(place: Place, other: Writing, number: int) -> None:
        try:
            with Project.open(place.lab, create=False) as project:
                change(project, other, number)
        except WorkbenchError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(1)

    return do


def _sort(other: Writing) -> str:
    return other.makes or "corpora"


def _rename(project: Project, other: Writing, number: int) -> None:
    sort = _sort(other)
    project.catalogue.rename(record_of(project, sort, _RENAMED[sort][number]), NEW)


def _delete(project: Project, other: Writing, number: int) -> None:
    project.catalogue.delete(record_of(project, *other.reads))


def _restore(project: Project, other: Writing, number: int) -> None:
    project.catalogue.restore(_binned(project, _sort(other)))


def _erase(project: Project, other: Writing, number: int) -> None:
    project.catalogue.erase(_binned(project, _sort(other)))


WRITING: dict[str, Writing] = {
    "corpus add": Writing(
        _terminal("corpus", "add", "{beside}/more.txt", "--name", NEW), makes="corpora"
    ),
    "tokenizer": Writing(_run("tokenizer"), makes="tokenizers", reads=("corpora", CORPUS)),
    "pretrain": Writing(_run("pretrain"), makes="models", reads=("tokenizers", TOKENIZER)),
    "finetune": Writing(_run("finetune"), makes="models", reads=("models", TEACHER)),
    "distill": Writing(_run("distill"), makes="models", reads=("models", TEACHER)),
    "cache": Writing(_run("cache"), makes="caches", reads=("models", TEACHER)),
    "import": Writing(_terminal("import", "{beside}/hf", "--name", NEW), makes="models"),
    "export": Writing(
        _terminal("export", TEACHER, "--format", "hf", "--out", "{out}"),
        reads=("models", TEACHER),
    ),
    "sweep": Writing(_terminal("sweep", "{specs}/sweep.toml"), reads=("models", TEACHER)),
    "resume": Writing(_terminal("resume", HALF), reads=("runs", HALF)),
    "rename": Writing(_facade(_rename)),
    "delete": Writing(_facade(_delete)),
    "restore": Writing(_facade(_restore)),
    "erase": Writing(_facade(_erase)),
    "reindex": Writing(_terminal("reindex")),
}
OF_THE_CATALOGUE = ("rename", "delete", "restore", "erase", "reindex")
"""What only the process that keeps the catalogue may do."""
