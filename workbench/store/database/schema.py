"""The tables of `project.db`, and the one small step from each version of them to the next."""

from sqlite_utils import Database, Migrations

migrations = Migrations("workbench")

RUN_TABLES = ("metrics", "generations", "checkpoints", "models")
"""What belongs to a run, beside its own row: the first two are told by its journal."""

TABLES = ("corpora", "tokenizers", "runs", *RUN_TABLES)


@migrations(name="0001_catalogue")
def _catalogue(db: Database) -> None:
    """What a project holds, by the folders of corpora, tokenizers and models."""
    db.table("corpora").create(
        {
            "id": str,
            "name": str,
            "digest": str,
            "documents": int,
            "characters": int,
            "bytes": int,
            "encoding": str,
            "skipped": int,
        },
        pk="id",
    )
    db.table("tokenizers").create(
        {"id": str, "name": str, "digest": str, "family": str, "vocabulary_size": int}, pk="id"
    )
    db.table("models").create(
        {"run": str, "name": str, "family": str, "parameters": int, "tokenizer": str}, pk="run"
    )
    db.table("checkpoints").create(
        {
            "run": str,
            "step": int,
            "digest": str,
            "metric": float,
            "is_best": int,
            "is_last": int,
            "pinned": int,
        },
        pk=("run", "step"),
    )


@migrations(name="0002_runs")
def _runs(db: Database) -> None:
    """What the journals tell; `offset` is how far each was read, `seam` the bytes before that."""
    db.table("runs").create(
        {
            "id": str,
            "name": str,
            "kind": str,
            "status": str,
            "step": int,
            "total_steps": int,
            "metrics": str,
            "started_at": float,
            "offset": int,
            "seam": bytes,
        },
        pk="id",
    )
    db.table("metrics").create(
        {
            "run": str,
            "name": str,
            "step": int,
            "value": float,
            "tokens": int,
            "epoch": float,
            "elapsed_s": float,
        },
        pk=("run", "name", "step"),
    )
    db.table("generations").create(
        {"run": str, "step": int, "prompt": str, "text": str}, pk=("run", "step", "prompt")
    )


@migrations(name="0003_what_runs_belong_to")
def _what_runs_belong_to(db: Database) -> None:
    """The plan of each run and its part there, as JSON; of older runs that is not known."""
    db.table("runs").add_column("belongs_to", str)


@migrations(name="0004_ranking")
def _ranking(db: Database) -> None:
    """The name of the metric that checkpoints are ranked by, read again from their folders."""
    db.table("checkpoints").delete_where()
    db.table("checkpoints").add_column("metric_name", str)


@migrations(name="0005_answers")
def _answers(db: Database) -> None:
    """All that the tables and curves show; the folders tell it again.

    The marks say which state of a run's folder its rows tell of.
    """
    for table in ("runs", *RUN_TABLES):
        db.table(table).delete_where()
    runs = db.table("runs")
    for column in ("tokens", "journal_bytes"):
        runs.add_column(column, int)
    for column in ("epoch", "elapsed_s", "created_at"):
        runs.add_column(column, float)
    for column in ("meta_mark", "checkpoints_mark"):
        runs.add_column(column, str)
    for column in ("labels", "template"):
        db.table("models").add_column(column, str)


@migrations(name="0006_problems")
def _problems(db: Database) -> None:
    """What is wrong with each run, as JSON; that its marks are new has each looked at again."""
    runs = db.table("runs")
    runs.add_column("asked_mark", str, not_null_default="")
    runs.add_column("unread_lines", int, not_null_default=0)
    runs.add_column("problems", str, not_null_default="[]")


@migrations(name="0007_what_runs_were_asked")
def _what_runs_were_asked(db: Database) -> None:
    """Best values, courses, settings and remarks, as JSON; the folders tell all of it again."""
    for table in ("runs", *RUN_TABLES):
        db.table(table).delete_where()
    runs = db.table("runs")
    for column, default in (("best", "{}"), ("course", "[]"), ("asked", "{}"), ("remarks", "{}")):
        runs.add_column(column, str, not_null_default=default)


@migrations(name="0008_other_runs")
def _other_runs(db: Database) -> None:
    """Which other runs begin in a run's journal, as JSON; the journals tell it again."""
    for table in ("runs", *RUN_TABLES):
        db.table(table).delete_where()
    db.table("runs").add_column("others", str, not_null_default="[]")
