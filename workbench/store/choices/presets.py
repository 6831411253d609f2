"""`presets.json`: the strategies that a person gave names to, in their short form."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.spec import closest
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.folders import ProjectFolder
from workbench.store.names import clean

FILE_NAME = "presets.json"


def read_presets(project: ProjectFolder) -> dict[str, str]:
    """The strategies by their names, as they were kept; raises Corrupt, CannotBeRead."""
    path = project.path / FILE_NAME
    try:
        plain = read_summed(path, is_required=True)
    except FileNotFoundError:
        return {}
    except Corrupt:
        raise _damaged(path) from None
    if not all(isinstance(text, str) for text in plain.values()):
        raise _damaged(path)
    return plain


def keep_preset(project: ProjectFolder, name: str, strategy: str) -> str:
    """Keep a strategy under a name, in place of the one that has it; gives the name as it is kept.

    Raises BadInput for a name that is none, ReadOnly, Locked, DiskFull.
    """
    name = clean(name)
    with _changing(project) as presets:
        presets[name] = strategy
    return name


def rename_preset(project: ProjectFolder, old: str, new: str) -> str:
    """Give a preset another name; raises NotFound, and BadInput where another one has it."""
    new = clean(new)
    with _changing(project) as presets:
        strategy = _of(presets, old)
        if new in presets and new != old:
            raise BadInput("there is a preset '{name}' already; choose another name", name=new)
        del presets[old]
        presets[new] = strategy
    return new


def delete_preset(project: ProjectFolder, name: str) -> None:
    """Forget a preset; raises NotFound."""
    with _changing(project) as presets:
        _of(presets, name)
        del presets[name]


def preset(project: ProjectFolder, name: str) -> str:
    """The strategy of a name; raises NotFound with the nearest one."""
    return _of(read_presets(project), name)


def _of(presets: dict[str, str], name: str) -> str:
    if name in presets:
        return presets[name]
    near = closest(name, tuple(presets))
    if near:
        raise NotFound("there is no preset '{name}'; did you mean '{near}'?", name=name, near=near)
    raise NotFound("there is no preset '{name}'", name=name)


def _damaged(path: Path) -> Corrupt:
    return Corrupt(
        "{path} is damaged, so that no preset is known; move it away, and name strategies anew",
        path=path,
    )


@contextmanager
def _changing(project: ProjectFolder) -> Iterator[dict[str, str]]:
    """What is kept, to be changed by one process at a time."""
    with project.naming():
        presets = read_presets(project)
        yield presets
        durable.write_json(project.path / FILE_NAME, with_checksum(presets))
