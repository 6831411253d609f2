"""`views.json`: the ways to look at the table of runs that a person gave names to."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.spec import closest
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.folders import ProjectFolder
from workbench.store.names import clean

FILE_NAME = "views.json"
MOST_VIEWS = 200


class KeptView(BaseModel):
    """What of the runs is shown, and how; empty texts are what the table is at first.

    `columns` and `sorted_by` are names of columns, `group_by` that of a column, metric or setting.
    """

    model_config = ConfigDict(frozen=True)

    where: str = ""
    group_by: str = ""
    columns: tuple[str, ...] = ()
    sorted_by: str = ""
    descending: bool = False
    archived: bool = False


def read_views(project: ProjectFolder) -> dict[str, KeptView]:
    """The views by their names, in alphabetical order; raises Corrupt, CannotBeRead."""
    path = project.path / FILE_NAME
    try:
        plain = read_summed(path, is_required=True)
        views = {name: KeptView.model_validate(view) for name, view in plain.items()}
    except FileNotFoundError:
        return {}
    except (Corrupt, ValidationError):
        raise _damaged(path) from None
    return dict(sorted(views.items(), key=lambda item: item[0].casefold()))


def view(project: ProjectFolder, name: str) -> KeptView:
    """The view of a name; raises NotFound with the nearest one."""
    views = read_views(project)
    if name in views:
        return views[name]
    near = closest(name, tuple(views))
    if near:
        raise NotFound("there is no view '{name}'; did you mean '{near}'?", name=name, near=near)
    raise NotFound("there is no view '{name}'", name=name)


def keep_view(project: ProjectFolder, name: str, kept: KeptView) -> str:
    """Keep a view under a name, in place of the one that has it; gives the name as it is kept."""
    name = clean(name)
    with project.naming():
        views = read_views(project)
        if len(views) >= MOST_VIEWS and name not in views:
            raise BadInput("there are {count} views already; delete one", count=MOST_VIEWS)
        _write(project, {**views, name: kept})
    return name


def delete_view(project: ProjectFolder, name: str) -> None:
    """Forget a view; raises NotFound."""
    with project.naming():
        view(project, name)
        _write(project, {key: kept for key, kept in read_views(project).items() if key != name})


def _write(project: ProjectFolder, views: dict[str, KeptView]) -> None:
    plain: dict[str, Any] = {name: kept.model_dump() for name, kept in views.items()}
    durable.write_json(project.path / FILE_NAME, with_checksum(plain))


def _damaged(path: Path) -> Corrupt:
    return Corrupt(
        "{path} is damaged, so that no view of the runs is known; move it away, and keep views "
        "anew",
        path=path,
    )
