"""Rows as JSON and back, and which tables there are in a given state of the schema."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.state import ProjectState

Model = type[models.Model]
#: Rows read at a time; of tables with blobs, which may be megabytes each, only a few.
BATCH, BLOB_BATCH = 500, 4


def tables_of(state: ProjectState) -> list[Model]:
    """Every model that has a table of its own, links between models included."""
    found = state.apps.get_models(include_auto_created=True)
    return [
        model for model in found if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]


def fields_of(model: Model) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def batch_of(model: Model) -> int:
    blobs = any(isinstance(field, models.BinaryField) for field in fields_of(model))
    return BLOB_BATCH if blobs else BATCH


def read(model: Model, using: str) -> Iterator[list[Any]]:
    """All rows in the order of their keys, a batch at a time: needs no cursor that outlives its statement."""
    names = [field.attname for field in fields_of(model)]
    key = names.index(model._meta.pk.attname)
    size = batch_of(model)
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    batch = list(rows[:size])
    while batch:
        for row in batch:
            yield [encode(value) for value in row]
        batch = list(rows.filter(pk__gt=batch[-1][key])[:size])


def encode(value: Any) -> Any:
    """A field's value as JSON. Loud about what it does not know."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"a backup cannot hold a {type(value).__name__}")


def decoder(field: Any) -> Callable[[Any], Any]:
    """What makes the field's value of its JSON again."""
    if isinstance(field, models.BinaryField):
        return base64.b64decode
    if isinstance(field, models.JSONField):
        return lambda value: value
    to_python: Callable[[Any], Any] = field.to_python
    return to_python


class Loader:
    """Writes rows into a model's table, as they are: no default, no save method, no signal has a say."""

    def __init__(self, connection: BaseDatabaseWrapper, model: Model, columns: list[str]) -> None:
        self.connection = connection
        self.size = batch_of(model)
        fields = {field.attname: field for field in fields_of(model)}
        self.fields = [fields[name] for name in columns]
        self.decoders = [decoder(field) for field in self.fields]
        quote = connection.ops.quote_name
        self.sql = (
            f"INSERT INTO {quote(model._meta.db_table)} "
            f"({', '.join(quote(field.column) for field in self.fields)}) "
            f"VALUES ({', '.join(['%s'] * len(self.fields))})"
        )

    def prepared(self, row: list[Any]) -> list[Any]:
        return [
            None if value is None else field.get_db_prep_save(decode(value), self.connection)
            for field, decode, value in zip(self.fields, self.decoders, row, strict=True)
        ]

    def write(self, rows: Iterator[list[Any]]) -> None:
        batch: list[list[Any]] = []
        with self.connection.cursor() as cursor:
            for row in rows:
                batch.append(self.prepared(row))
                if len(batch) == self.size:
                    cursor.executemany(self.sql, batch)
                    batch.clear()
            if batch:
                cursor.executemany(self.sql, batch)
