"""Logs: what is being done, bound once where it begins, and said with every line logged meanwhile.

`bound(run=…, slice=…)` names what a task, a request or a socket is about. The names live in a context variable:
they follow the work through threads and tasks and never reach the neighbour's lines. People appear by their
id, never by name or token. ``LOG_FORMAT=json`` writes one JSON object a line, for machines; the default
is for eyes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import orjson

NOTHING: Mapping[str, Any] = MappingProxyType({})
_bound: ContextVar[Mapping[str, Any]] = ContextVar("stratolab.logs", default=NOTHING)


def bind(**fields: Any) -> None:
    """Name what the rest of this task or thread is about. A callable is asked when a line is written."""
    _bound.set({**_bound.get(), **fields})


@contextmanager
def bound(**fields: Any) -> Iterator[None]:
    """Name what the block is about."""
    token = _bound.set({**_bound.get(), **fields})
    try:
        yield
    finally:
        _bound.reset(token)


def context() -> dict[str, Any]:
    """What is bound here and now, without what is empty."""
    found = {name: value() if callable(value) else value for name, value in _bound.get().items()}
    return {name: value for name, value in found.items() if value not in (None, "")}


class WithContext(logging.Filter):
    """Takes what is bound where the line is logged; a handler may write it elsewhere."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.context = {**context(), **getattr(record, "fields", NOTHING)}
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "context", NOTHING),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class ReadableLines(logging.Formatter):
    """Time, level, logger and message, then what is bound."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        fields = getattr(record, "context", NOTHING)
        said = " ".join(f"{name}={value}" for name, value in fields.items())
        return super().formatMessage(record) + (f"  [{said}]" if said else "")


def configuration(format_: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error in one format, "json" or "text"."""
    formatter = JsonLines if format_ == "json" else ReadableLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": WithContext}},
        "formatters": {"line": {"()": formatter}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["context"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            # Whoever asks for a name that is not ours gets 400; a trace of it each time is no news.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Uvicorn brings handlers of its own, and would log addresses with their queries.
            "uvicorn": {"handlers": [], "propagate": True, "level": "WARNING"},
            "uvicorn.error": {"handlers": [], "propagate": True, "level": "WARNING"},
        },
    }
