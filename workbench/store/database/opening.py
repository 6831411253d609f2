"""Bringing `project.db` up to date when it is opened."""

from pathlib import Path

from sqlite_utils import Database

from workbench.errors import ReadOnly
from workbench.store.database.schema import migrations


def bring_up_to_date(path: Path, db: Database) -> None:
    """Take each step that a database has not taken yet; raises ReadOnly for a newer one."""
    known = _known_migrations()
    if {migration.name for migration in migrations.applied(db)} - known:
        raise ReadOnly("{path} was made by a newer version", path=path)
    db.enable_wal()
    # The index can be rebuilt: losing its last moments in a power cut is no loss,
    # waiting for the disk once a second in the window's thread would be one.
    db.execute("PRAGMA synchronous = NORMAL")
    migrations.apply(db)


def _known_migrations() -> set[str]:
    db = Database(memory=True)
    try:
        return {migration.name for migration in migrations.pending(db)}
    finally:
        db.close()
