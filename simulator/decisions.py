"""Decisions: one choice with everything that explains it.

A rule in a service's `decide.py` is a pure function that returns a `Decision`. The engine acts on its
`outcome`, the event log shows its table, the playground and the REST API return it as it is. A decision
never influences a number after it was taken: switching explanations off changes nothing else.

Terms
-----
candidate
    Something that could have been chosen: a target, a record, a datapoint, a rule. Its `values` are the
    columns a reader wants to see; `verdict` says what became of it.
evidence
    Named facts the rule looked at: thresholds, bounds, the clock.
source
    Where the rule is documented, as the title of the AWS guide's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from simulator.text import Text


class Verdict(StrEnum):
    CHOSEN = "chosen"
    REJECTED = "rejected"  # filtered out by a condition
    ELIGIBLE = "eligible"  # passed every filter, another one won


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a decision's table."""

    id: str
    verdict: Verdict
    values: Mapping[str, Any] = field(default_factory=dict)
    why: Text | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "verdict": self.verdict.value,
            "values": dict(self.values),
            "why": self.why.as_json() if self.why else None,
        }


class Reason(StrEnum):
    """Base of each service's own enumeration of reasons; the members' texts are in its `REASONS` table."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice.

    subject: dotted name of the rule, e.g. ``autoscaling.target_tracking``.
    outcome: what was decided, JSON-able; its type is the subject's.
    reason: member name of the service's `Reason` enumeration.
    text: the reason as one sentence with this decision's numbers, in both languages.
    at: simulated second, and resource: logical id; both None for a rule called alone.
    """

    subject: str
    outcome: Any
    reason: str
    text: Text
    candidates: tuple[Candidate, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    at: float | None = None
    resource: str | None = None
    layer: str | None = None

    def placed(self, at: float, resource: str, layer: str) -> Decision:
        """The same decision, taken in a world: when, by which resource, on which layer."""
        return replace(self, at=at, resource=resource, layer=layer)

    def as_json(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "outcome": self.outcome,
            "reason": self.reason,
            "text": self.text.as_json(),
            "candidates": [candidate.as_json() for candidate in self.candidates],
            "evidence": dict(self.evidence),
            "source": self.source,
            "at": self.at,
            "resource": self.resource,
            "layer": self.layer,
        }
