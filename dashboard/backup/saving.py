"""Writing an archive while the lab runs: one transaction sees one moment of the database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from dashboard.backup.archive import Manifest, Writer
from dashboard.backup.beside import beside
from dashboard.backup.rows import fields_of, read, tables_of
from simulator import ENGINE_VERSION


class CannotSave(Exception):
    """A sentence that says why no backup was made."""


def version() -> str:
    """The program's version."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


@contextmanager
def one_moment(using: str) -> Iterator[str]:
    """A connection on which everything read is of the same moment, and nobody who writes has to wait.

    PostgreSQL gives that to a repeatable-read transaction. SQLite in WAL mode gives it to any transaction
    that has only read, so the one opened here is deferred, unlike those of the program.
    """
    if connections[using].vendor == "postgresql":
        with transaction.atomic(using):
            with connections[using].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield using
        return
    options = {**connections[using].settings_dict["OPTIONS"], "transaction_mode": "DEFERRED"}
    with beside(using, "backup-reading", OPTIONS=options) as reading, transaction.atomic(reading):
        yield reading


def save(stream: IO[bytes], using: str = "default") -> Manifest:
    """Write the whole database to `stream`. Raises CannotSave."""
    with one_moment(using) as reading:
        connection = connections[reading]
        loader = MigrationLoader(connection)
        applied = sorted(loader.applied_migrations)
        if not applied:
            raise CannotSave("The database is empty: there is nothing to back up.")
        unknown = [node for node in applied if node not in loader.disk_migrations]
        if unknown:
            names = ", ".join(".".join(node) for node in unknown[:3])
            raise CannotSave(f"The database is of a newer version of Stratolab ({names}): use that version.")
        state = loader.project_state([node for node in applied if node in loader.graph.nodes])
        writer = Writer(stream)
        for model in tables_of(state):
            columns = [field.attname for field in fields_of(model)]
            writer.table(model._meta.label_lower, columns, read(model, reading))
        return writer.close(
            stratolab=version(),
            engine=ENGINE_VERSION,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=connection.vendor,
            migrations=[list(node) for node in applied],
        )
