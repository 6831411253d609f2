"""Everything that can be done in the whole project, by name: verbs of the terminal and the facade.

Each prints what can be compared: what the verb printed, and a digest of what it made.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from tiny_project import CORPUS, TEACHER, TOKENIZER
from whole_project import BIN, FOREIGN, HALF, STUDENT

from workbench.cli.main import main
from workbench.errors import WorkbenchError
from workbench.project import Project

TEXT = "Ada had a kite."


@dataclass(frozen=True)
class Place:
    """Where a verb is tried: the project, what lies beside it, and where its files go."""

    folder: Path

    @property
    def lab(self) -> Path:
        return self.folder / "lab"

    @property
    def beside(self) -> Path:
        return self.folder / "beside"

    @property
    def specs(self) -> Path:
        return self.folder / "specs"

    @property
    def out(self) -> Path:
        return self.folder / "out"


Do = Callable[[Place], None]


def _terminal(*arguments: str) -> Do:
    """A verb of the terminal; `{out}` and the like stand for places, `-` for no `--json`."""

    def do(place: Place) -> None:
        places = {name: getattr(place, name) for name in ("beside", "specs", "out")}
        given = [argument.format(**places) for argument in arguments]
        before = {path.name for path in (place.lab / "runs").glob("*")}
        try:
            main([*given, "--project", str(place.lab), "--json"])
        finally:
            _print_made(place, before)

    return do


def _print_made(place: Place, runs_before: set[str]) -> None:
    """Digests of the files that a verb wrote, and of the weights that its runs made."""
    sys.stdout.flush()
    written = [*place.folder.glob("out*"), *place.out.rglob("*")]
    for path in sorted(one for one in written if one.is_file()):
        print_line({"written": path.name, "digest": _digest(path)})
    for run in sorted((place.lab / "runs").glob("*")):
        weights = sorted(run.glob("checkpoints/*/model.safetensors"))
        if run.name not in runs_before and weights:
            print_line({"made": run.name, "weights": _digest(weights[-1])})


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def print_line(plain: Any) -> None:
    click.echo(json.dumps(plain, ensure_ascii=False))


def _facade(change: Callable[[Project], object]) -> Do:
    """A change by the facade, and then everything that the project says it holds."""

    def do(place: Place) -> None:
        try:
            with Project.open(place.lab, create=False) as project:
                _say_damage(project)  # as the window does, before anybody can change something
                change(project)
                for line in _holds(project):
                    print_line(line)
                _say_damage(project)
        except WorkbenchError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(1)

    return do


def _say_damage(project: Project) -> None:
    for sentence in project.damaged():
        click.echo(f"warning: {sentence}", err=True)


def _holds(project: Project) -> Iterator[dict[str, Any]]:
    for sort in ("corpora", "tokenizers", "caches"):
        yield {sort: [(one.id, one.name) for one in getattr(project, sort)]}
    yield {"models": [(m.id, m.name, len(m.checkpoints)) for m in project.models]}
    yield {"runs": [(r.id, r.name, r.kind, r.status, r.step, r.metrics) for r in project.runs]}
    yield {"bin": [(one.id, one.name, one.sort) for one in project.catalogue.bin()]}
    yield {"sweeps": [spec.name for spec in project.plans.sweeps()]}


def _nothing(project: Project) -> None:
    del project


def _record(project: Project, sort: str, name: str) -> Any:
    found = [one for one in getattr(project, sort) if one.name == name]
    if not found:
        raise WorkbenchError("there is no '{name}' in this project", name=name)
    return found[0]


def _binned(project: Project, name: str) -> Any:
    found = [one for one in project.catalogue.bin() if name in (one.name, one.id[5:])]
    if not found:
        raise WorkbenchError("there is no '{name}' in the bin", name=name)
    return found[0]


def _rename(sort: str, name: str) -> Do:
    return _facade(lambda p: p.catalogue.rename(_record(p, sort, name), "called anew"))


def _delete(sort: str, name: str) -> Do:
    return _facade(lambda p: p.catalogue.delete(_record(p, sort, name)))


def _run(kind: str) -> Do:
    return _terminal("run", f"{{specs}}/{kind}.toml")


BINNED = BIN.replace(" ", "-")
VERBS: dict[str, Do] = {
    "corpus add": _terminal("corpus", "add", "{beside}/more.txt", "--name", "new tales"),
    "corpus show": _terminal("corpus", "show", CORPUS),
    "run tokenizer": _run("tokenizer"),
    "run pretrain": _run("pretrain"),
    "run pretrain bert": _run("bert"),
    "run finetune": _run("finetune"),
    "run distill": _run("distill"),
    "run distill cached": _run("distill_cached"),
    "run distill bert": _run("distill_bert"),
    "run cache": _run("cache"),
    "run evaluate": _run("evaluate"),
    "resume": _terminal("resume", HALF),
    "resume --from": _terminal("resume", HALF, "--from", "2"),
    "watch": _terminal("watch", TEACHER),
    "generate": _terminal(
        *("generate", "--model", TEACHER, "--model", STUDENT, "--model", "llama"),
        *("--model", FOREIGN, "--prompt", "Ada had", "--max-new-tokens", "4"),
    ),
    "fill-mask": _terminal("fill-mask", "--model", "bert", "--text", "Ada had a [MASK]."),
    "classify": _terminal("classify", "--model", "judge", "--model", "judge lora", "--text", TEXT),
    "attention": _terminal(
        *("attention", "--model", TEACHER, "--versus", STUDENT),
        *("--text", TEXT, "--out", "{out}.json"),
    ),
    "score": _terminal("score", "--model", TEACHER, "--versus", STUDENT, "--text", TEXT),
    "speculate": _terminal(
        *("speculate", "--model", TEACHER, "--draft", STUDENT, "--prompt", "Ada had"),
        *("--max-new-tokens", "4", "--lengths", "2", "--rounds", "1"),
    ),
    "worst": _terminal(
        *("worst", "--teacher", TEACHER, "--student", STUDENT, "--corpus", CORPUS),
        *("--tokens", "300", "--passages", "2"),
    ),
    "evaluate": _terminal("evaluate", "--model", STUDENT, "--corpus", "more"),
    "report": _terminal("report", "compared", "--out", "{out}.csv"),
    "export": _terminal("export", TEACHER, "--format", "hf", "--out", "{out}"),
    "import": _terminal("import", "{beside}/hf", "--name", "new foreign"),
    "tokenize": _terminal("tokenize", TEXT, "--tokenizer", TOKENIZER),
    "estimate": _terminal("estimate", "{specs}/distill.toml"),
    "recipe": _terminal("recipe", "distilbert", "--teacher", "bert", "--corpus", CORPUS),
    "runs": _terminal("runs"),
    "reindex": _terminal("reindex"),
    "sweep": _terminal("sweep", "{specs}/sweep.toml"),
    "look": _facade(_nothing),
    "rename corpus": _rename("corpora", "more"),
    "rename run": _rename("runs", STUDENT),
    "delete tokenizer": _delete("tokenizers", FOREIGN),
    "delete run": _delete("runs", STUDENT),
    "restore": _facade(lambda p: p.catalogue.restore(_binned(p, BINNED))),
    "erase": _facade(lambda p: p.catalogue.erase(_binned(p, BINNED))),
}
