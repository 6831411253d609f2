"""A project's database for whoever keeps the catalogue: a damaged one is made anew."""

from workbench.errors import Corrupt
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder


def open_database(folder: ProjectFolder) -> Database:
    """The database; in place of a damaged one an empty one, which ingestion fills."""
    try:
        return Database.open(folder, as_closed=True)
    except Corrupt:
        return make_database_anew(folder)


def make_database_anew(folder: ProjectFolder) -> Database:
    """An empty one in place of what was there."""
    Database.discard(folder)
    return Database.open(folder)
