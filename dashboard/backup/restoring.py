"""Putting an archive back: tables of the archive's age, its rows, then the migrations it has not seen.

What was there stays until everything has worked: on PostgreSQL all happens in one transaction, on SQLite in a
new file that takes the old one's place at the end. Redis is emptied: its hot copies are of another life.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from dashboard.accounts.models import User
from dashboard.backup.archive import BadArchive, Reader
from dashboard.backup.beside import beside
from dashboard.backup.rows import Loader, tables_of
from dashboard.runs import store

#: How long to wait for somebody who still holds a table (PostgreSQL).
LOCK_TIMEOUT = "20s"


class CannotRestore(Exception):
    """A sentence that says why nothing was restored."""


@dataclass(frozen=True)
class Restored:
    rows: int
    upgraded: bool  # the archive was of an older schema


def restore(reader: Reader, *, replace: bool = False, using: str = "default") -> Restored:
    """Make the database what the archive holds. Raises BadArchive or CannotRestore; then nothing has changed."""
    reader.verify()
    newer = unknown_migrations(reader)
    if newer:
        raise CannotRestore(
            f"The archive is of a newer version of Stratolab ({reader.manifest.stratolab}; this one does not "
            f"know {', '.join(newer[:3])}): upgrade first."
        )
    with the_lab_stopped():
        if not replace and holds_people(using):
            raise CannotRestore(
                "The database is not empty. Give --replace to put the archive in its place; what is in it now "
                "is then gone."
            )
        try:
            if connections[using].vendor == "postgresql":
                restored = into_postgresql(reader, using)
            else:
                restored = into_sqlite(reader, using)
        except (DatabaseError, ValidationError, KeyError, TypeError, ValueError) as error:
            raise CannotRestore(f"Nothing was restored, and nothing changed: {error}") from error
        forget_hot_copies()
    ContentType.objects.clear_cache()
    return restored


def unknown_migrations(reader: Reader) -> list[str]:
    """What the archive's schema has and this program does not know."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [f"{app}.{name}" for app, name in reader.manifest.migrations if (app, name) not in known]


def holds_people(using: str) -> bool:
    """Whether there is anything of anybody: all there is belongs to somebody."""
    connection = connections[using]
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return User._base_manager.using(using).values("pk").exists()


# ------------------------------------------------------------------------------------------------ stopped


@contextmanager
def the_lab_stopped() -> Iterator[None]:
    """Raises CannotRestore while workers, a scheduler or `manage.py stratolab` work on this data."""
    with the_lock():
        try:
            busy = bool(store.workers_alive()) or bool(store.connection().exists(store.LEASE))
        except redis.ConnectionError as error:
            if not settings.EMBEDDED_VALKEY:
                raise CannotRestore(
                    f"Redis does not answer ({error}). It must be there: what it knows of runs has to go."
                ) from None
            busy = False
        if busy:
            raise CannotRestore(
                "Workers or the scheduler are at work. Stop them, wait five seconds, and try again."
            )
        yield


@contextmanager
def the_lock() -> Iterator[None]:
    """The lock a lab on this machine holds while it runs."""
    handle = os.open(settings.VAR_DIR / "stratolab.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CannotRestore(f"Stratolab is running on {settings.VAR_DIR}. Stop it first.") from None
    else:
        yield
    finally:
        os.close(handle)


def forget_hot_copies() -> None:
    """Empty Redis: runs go on from their checkpoints. A stopped lab's own Valkey loses its files instead."""
    try:
        store.connection().flushdb()
    except redis.ConnectionError:
        if not settings.EMBEDDED_VALKEY:
            raise CannotRestore(
                "The database is restored, but Redis has gone away meanwhile. Empty it before you start."
            ) from None
        shutil.rmtree(settings.VAR_DIR / "valkey", ignore_errors=True)


# ----------------------------------------------------------------------------------------------- databases


def into_postgresql(reader: Reader, using: str) -> Restored:
    """In one transaction: drop every table, make the archive's, fill them. The database is the lab's own."""
    connection = connections[using]
    with transaction.atomic(using):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        return build(reader, using)


def into_sqlite(reader: Reader, using: str) -> Restored:
    """In a file beside the database's, which then takes its place."""
    place = Path(connections[using].settings_dict["NAME"])
    fresh = place.with_name(f"{place.name}.restoring")
    remove(fresh)
    try:
        with beside(using, "backup-writing", NAME=str(fresh)) as writing:
            restored = build(reader, writing)
            settle(connections[writing])
        settle(connections[using])
        fresh.chmod(place.stat().st_mode & 0o777)
        remove(place)
        os.replace(fresh, place)
    finally:
        remove(fresh)
    return restored


def settle(connection: BaseDatabaseWrapper) -> None:
    """Everything of a SQLite database in its one file, and the connection closed."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def remove(file: Path) -> None:
    """A SQLite database with what stands beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def build(reader: Reader, using: str) -> Restored:
    """In an empty database: the archive's tables and rows, then the newer migrations."""
    connection = connections[using]
    archived = {(app, name) for app, name in reader.manifest.migrations}
    executor = MigrationExecutor(connection)
    every = executor.migration_plan(executor.loader.graph.leaf_nodes())
    plan = [step for step in every if (step[0].app_label, step[0].name) in archived]
    state = executor.migrate(None, plan=plan)
    with transaction.atomic(using):
        fill(reader, connection, {model._meta.label_lower: model for model in tables_of(state)})
        # Now, not at the end: a table with open questions cannot be altered.
        connection.check_constraints()
    call_command("migrate", database=using, interactive=False, verbosity=0)
    return Restored(reader.manifest.rows, upgraded=len(plan) < len(every))


def fill(reader: Reader, connection: BaseDatabaseWrapper, models: dict[str, Any]) -> None:
    """The archive's rows instead of what migrations have put into their tables."""
    quote = connection.ops.quote_name
    with connection.constraint_checks_disabled():
        with connection.cursor() as cursor:
            for model in models.values():
                cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")
        for table in reader.manifest.tables:
            model = models.get(table.model)
            if model is None:
                raise BadArchive(f"The archive has a table {table.model} that its own schema has not.")
            Loader(connection, model, table.columns).write(reader.rows(table))
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
                cursor.execute(sql)
