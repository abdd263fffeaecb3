"""The typed view of a whole document: what the engine runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.document.schema import Document
from simulator.document.validate import examine
from simulator.problems import InvalidInput, Severity
from simulator.resources.typed import TypedResource, TypedResources


class Architecture(TypedResources):
    """A document without errors, typed."""

    def __init__(self, document: Document, resources: Iterable[TypedResource[Any]]) -> None:
        super().__init__(resources)
        self.document = document

    @classmethod
    def of(cls, document: Document) -> Architecture:
        """Raises InvalidInput with the errors of `check_document`, if there is any."""
        typed, problems = examine(document)
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        if errors:
            raise InvalidInput(errors)
        return cls(document, typed.values())
