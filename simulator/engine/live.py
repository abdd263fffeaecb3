"""A world as those see it who change it between two ticks: commands and skips."""

from __future__ import annotations

from typing import Any, Protocol

from simulator.control import Control
from simulator.document import Architecture, Document
from simulator.engine.dataplane import DataPlane
from simulator.engine.plan import Plan


class Live(Protocol):
    """What may be read of a world, and the few ways in which it may be changed.

    faults: those that last, each as the frame shows it. tick: the last one finished.
    """

    tick: int
    document: Document
    architecture: Architecture
    plan: Plan
    plane: DataPlane
    control: Control
    faults: list[dict[str, Any]]

    def adopt(self, document: Document) -> None:
        """Go on with another document."""

    def refresh(self) -> None:
        """Tell the data plane which targets may be chosen and how names are answered now."""

    def observe(self) -> None:
        """Let every runtime see what the last tick measured."""
