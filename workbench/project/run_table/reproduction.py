"""How to make a run again: the one command line, and what has changed since."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from workbench.project.run_table.provenance import environment_of, given_to
from workbench.project.runs.branch_overrides import branch_overrides
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort, free_name
from workbench.store.naming import named
from workbench.store.records import CorpusRecord, ModelRecord, TokenizerRecord
from workbench.store.runs.inputs import Located
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words, words

_PROGRAM = "distill-workbench"
_BY_NAME = ("corpus", "tokenizer", "cache")
"""The settings that name what a run was given, and are called as it."""
_OF_RUNTIME = ("device", "precision", "threads", "attention")
_VERSIONS = ("workbench", "torch")
_PACKAGES = {"workbench": _PROGRAM, "torch": "torch"}


@dataclass(frozen=True)
class Reproduction:
    """`command` is one line for a shell; each of `notes` says what may make other numbers."""

    command: str
    notes: tuple[Words, ...]

    def __str__(self) -> str:
        return self.command


def reproduction_of(
    run: RunFolder, project: ProjectFolder, *, inside: bool = False
) -> Reproduction:
    """The command that asks for a run again, by today's names; raises Corrupt, BadInput.

    With `inside` it is to be called in the project's folder, which it does not name.
    """
    given, there = given_to(run), _Present(project)
    environment = environment_of(run)
    folder = Path() if inside else project.path
    name, runtime = _new_name(run, project), _runtime_settings(run.spec(), environment)
    if (parent := given.get("parent")) is not None:
        begun = ["branch", there.name(parent), "--from", _step(parent), "--name", name]
        changed = branch_overrides(run, project, parent, runtime)
    else:
        begun = ["run", (folder / run.spec_path.relative_to(project.path)).as_posix()]
        changed = _overrides(run.spec(), given, there, {"name": name}, runtime)
    overrides = [part for one in changed for part in ("--set", one)]
    command = [_PROGRAM, *begun, "--project", str(folder), *overrides]
    notes = (*there.notes(given), *_of_versions(environment))
    return Reproduction(shlex.join(command), notes)


def _runtime_settings(
    spec: Mapping[str, Any], environment: Mapping[str, str | int | float]
) -> dict[str, str | int | float]:
    """Device, precision, threads and kernel as they were, not as they would be chosen now."""
    known = _OF_RUNTIME if "runtime" in spec else ()
    return {f"runtime.{n}": environment[n] for n in known if n in environment}


def _overrides(
    spec: Mapping[str, Any],
    given: Mapping[str, Located],
    there: "_Present",
    named_now: Mapping[str, str],
    runtime: Mapping[str, str | int | float],
) -> list[str]:
    """What of a spec must be another to ask for the same run by the names of now."""
    settings = dict(named_now)
    for name in _BY_NAME:
        located = given.get(name)
        if located is not None and spec.get(name):
            settings[name] = there.name(located)
    settings |= _model_settings(spec, given, there)
    settings |= {name: str(value) for name, value in runtime.items()}
    return [f"{name}={value}" for name, value in settings.items() if _told(spec, name) != value]


def _model_settings(
    spec: Mapping[str, Any], given: Mapping[str, Located], there: "_Present"
) -> dict[str, str]:
    """Each model that a spec names, at the very checkpoint that was read."""
    parts = dict(_models_named(spec))
    return {
        name: f"{there.name(given[part])}@{_step(given[part])}"
        for name, part in parts.items()
        if part in given and isinstance(told := _value(spec, name), str) and told
    }


def _models_named(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The settings that name models, each with the part that its model plays in `given_to`."""
    yield "teacher", "teacher"
    yield "model", "model"
    yield "warm_start", "model"
    yield "no_worse_than", "model"
    for number, _ in enumerate(spec.get("further_teachers", ())):
        yield f"further_teachers.{number}.teacher", f"teacher {number + 2}"
    for number, _ in enumerate(spec.get("candidates", ())):
        yield f"candidates.{number}.model", f"candidate {number + 1}"
    for number, _ in enumerate(spec.get("checkpoints", ())):
        yield f"checkpoints.{number}", f"candidate {number + 1}"


def _step(located: Located) -> str:
    """Of a checkpoint, from the name of its folder."""
    return located.folder.rpartition("/step-")[2].lstrip("0") or "0"


def _told(spec: Mapping[str, Any], name: str) -> str:
    """What the spec says of a setting, as text."""
    return str(_value(spec, name))


def _value(spec: Mapping[str, Any], name: str) -> Any:
    """What the spec says of a setting; an empty text where it says nothing."""
    value: Any = spec
    for key in name.split("."):
        match value:
            case Mapping():
                value = value.get(key, "")
            case list() | tuple():
                value = value[int(key)]
            case _:
                return ""
    return value


def _new_name(run: RunFolder, project: ProjectFolder) -> str:
    """One that neither a run has nor what runs make."""
    stored = [one for sort in Sort for one in named(project, sort)]
    return free_name(run.meta.name, [*stored, *project.runs()])


class _Present:
    """What of a run's sources is in the project now."""

    def __init__(self, project: ProjectFolder) -> None:
        records: tuple[CorpusRecord | TokenizerRecord | ModelRecord, ...] = (
            *project.corpora(),
            *project.tokenizers(),
            *project.models(),
        )
        self._records = {record.id: record for record in records}
        self._caches = {record.id: record for record in project.caches()}

    def name(self, located: Located) -> str:
        """What it is called now; as it was called, where it is gone."""
        record = self._records.get(located.id) or self._caches.get(located.id)
        return record.name if record is not None else located.name

    def notes(self, given: Mapping[str, Located]) -> Iterator[Words]:
        for located in given.values():
            digests = self._digests(located.id)
            if not digests:
                yield words(
                    "'{name}', which it was given, is no longer in the project; restore it from "
                    "the bin, or import it again",
                    name=located.name,
                )
            elif located.digest not in digests:
                yield words(
                    "'{name}' is no longer what the run was given: its fingerprint is another one",
                    name=located.name,
                )

    def _digests(self, of: str) -> tuple[str, ...]:
        record = self._records.get(of) or self._caches.get(of)
        match record:
            case None:
                return ()
            case ModelRecord():
                return tuple(checkpoint.digest for checkpoint in record.checkpoints)
            case _:
                return (record.digest,)


def _of_versions(environment: Mapping[str, str | int | float]) -> Iterator[Words]:
    """Another version may round otherwise; builds of one version are not told apart."""
    for name in _VERSIONS:
        # torch tells its build (+cu130) where its package may not.
        then = str(environment.get(name, "")).partition("+")[0]
        now = _version(_PACKAGES[name]).partition("+")[0]
        if then and now and then != now:
            yield words(
                "{package} was {then} and is {now}; the last digits may differ",
                package=name,
                then=then,
                now=now,
            )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
