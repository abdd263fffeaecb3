"""Requests put to a document's policies: who asks, for what, and what IAM decides.

Nothing is simulated: the answer follows from the document alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from labs.grading.objectives import AskedRequest, Named
from simulator.document import Document, read_resources
from simulator.problems import InvalidInput
from simulator.resources.typed import TypedResources
from simulator.services.iam.asking import AskedOf, account_asked, settle
from simulator.services.iam.directory import Directory
from simulator.services.iam.evaluate import Outcome
from simulator.services.iam.naming import arn_of
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
    """A document's identities and policies, read once for every request that is put to them.

    What cannot be read has no say; whether a document may be handed in so is not asked here.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._resources: TypedResources | None = None

    @property
    def resources(self) -> TypedResources:
        if self._resources is None:
            self._resources = read_resources(self._document)
        return self._resources

    def answer(self, asked: AskedRequest) -> Answer | None:
        """What IAM decides; None when nothing can be asked: a resource that is named is not there."""
        principal, resource = self._arn(asked.principal), self._arn(asked.resource)
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
            ruling = settle(self.resources, question)
        except InvalidInput:
            return None
        if asked.account is None:
            of = AskedOf(action=asked.action, resource=resource)
            told["accountId"] = account_asked(Directory(self.resources), of, principal)
        return Answer(OUTCOMES[ruling.outcome], ruling.reason, told)

    def _arn(self, named: str | Named) -> str | None:
        if isinstance(named, str):
            return named
        found = self.resources.get(named.resource)
        arn = None if found is None else arn_of(found)
        return None if arn is None else arn + named.path
