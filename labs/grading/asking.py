"""Requests put to a document's policies: who asks, for what, and what IAM decides.

Nothing is simulated: the answer follows from the document alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from labs.grading.objectives import AskedRequest, Named
from simulator.document import Architecture, Document
from simulator.problems import InvalidInput
from simulator.services.iam.asking import AskedOf, account_asked, settle
from simulator.services.iam.directory import Directory, arn_of
from simulator.services.iam.evaluate import Outcome
from simulator.services.iam.reasons import IamReason

OUTCOMES = {
    Outcome.ALLOWED: "allowed",
    Outcome.IMPLICITLY_DENIED: "implicitDeny",
    Outcome.EXPLICITLY_DENIED: "explicitDeny",
}


@dataclass(frozen=True)
class Answer:
    """What became of a request. asked: as it was understood, with ARNs for resources of the document."""

    outcome: str
    reason: IamReason
    asked: dict[str, Any]


class Asking:
    """A document's identities and policies, read once for every request that is put to them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._world: Architecture | None = None
        self._read = False

    @property
    def world(self) -> Architecture | None:
        """None for a document with errors: it decides nothing."""
        if not self._read:
            self._read = True
            try:
                self._world = Architecture.of(self.document)
            except InvalidInput:
                self._world = None
        return self._world

    def answer(self, asked: AskedRequest) -> Answer | None:
        """What IAM decides; None when nothing can be asked: what is named is not there, or cannot be read."""
        world = self.world
        if world is None:
            return None
        principal, resource = _arn(asked.principal, world), _arn(asked.resource, world)
        if principal is None or resource is None:
            return None
        told: dict[str, Any] = {
            "principal": principal,
            "action": asked.action,
            "resource": resource,
            "accountId": asked.account,
            "context": {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in asked.context.items()
            },
        }
        question: dict[str, Any] = {"request": told, "session_policy": asked.session_policy}
        try:
            ruling = settle(world, question)
        except InvalidInput:
            return None
        if asked.account is None:
            of = AskedOf(action=asked.action, resource=resource)
            told["accountId"] = account_asked(Directory(world), of, principal)
        return Answer(OUTCOMES[ruling.outcome], ruling.reason, told)


def _arn(named: str | Named, world: Architecture) -> str | None:
    if isinstance(named, str):
        return named
    found = world.get(named.resource)
    arn = None if found is None else arn_of(found)
    return None if arn is None else arn + named.path
