"""A second connection beside one that is configured, for as long as it is needed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections


@contextmanager
def beside(using: str, alias: str, **changes: Any) -> Iterator[str]:
    """`alias` is a connection like `using` with other settings; closed and forgotten afterwards."""
    described = {**copy.deepcopy(connections[using].settings_dict), **changes}
    connections[alias] = type(connections[using])(described, alias)
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
