"""A project's database for whoever keeps the catalogue: a damaged one is made anew."""

from workbench.errors import Corrupt
from workbench.store.database import closed_sum
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder
from workbench.words import Words, words


def open_database(folder: ProjectFolder) -> tuple[Database, Words | None]:
    """The database; in place of a damaged one an empty one, which ingestion fills.

    With a sentence on damage; what a process that died left behind is no damage.
    """
    path = folder.database_path
    was_closed = path.with_name(path.name + closed_sum.SUFFIX).exists()
    try:
        return Database.open(folder, as_closed=True), None
    except Corrupt:
        said = words(
            "{path} was damaged while it was closed; it is built anew from the folders of the "
            "runs, and nothing is lost",
            path=path,
        )
        return make_database_anew(folder), said if was_closed else None


def make_database_anew(folder: ProjectFolder) -> Database:
    """An empty one in place of what was there."""
    Database.discard(folder)
    return Database.open(folder)
