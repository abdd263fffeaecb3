"""Shapes of questions and answers. The parts of an answer are described in docs/policy-simulator.md."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from dashboard.api.schemas import Body, Content
from simulator.services.iam.asking import MAX_ENDPOINT_POLICIES, AskedBy, AskedOf
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.sizes import LONGEST

Policy = Content | str
DOCUMENT = Field(description="The document as an object, or as JSON or YAML text.")


class QuestionIn(Body):
    document: Content | str = DOCUMENT
    request: AskedBy
    session_policy: Policy | None = None
    endpoint_policies: Annotated[list[Policy], Field(max_length=MAX_ENDPOINT_POLICIES)] | None = None
    resource_policy: Policy | None = Field(None, description="Instead of the document's.")

    def question(self) -> dict[str, Any]:
        """What is asked of the document."""
        return self.dict(exclude={"document"})


class WhoCanIn(AskedOf):
    document: Content | str = DOCUMENT


class DocumentOnlyIn(Body):
    document: Content | str = DOCUMENT


class CheckIn(Body):
    text: str = Field(max_length=2 * LONGEST)
    kind: PolicyKind = Field(strict=False)
    document: Content | str | None = Field(
        None, description="Whose resources the policy's references may name."
    )


class AnswerOut(Schema):
    decision: dict[str, Any]
    layers: list[dict[str, Any]]
    decided_by: dict[str, Any] | None
    warnings: list[dict[str, Any]]
    request: dict[str, Any]


class StandingOut(Schema):
    arn: str
    name: str
    id: str | None
    account: str
    outcome: str
    reason: str
    text: str


class EverybodyOut(Schema):
    principals: list[StandingOut]
    total: int
    cut: bool
    request: dict[str, Any]


class OverviewOut(Schema):
    identities: list[dict[str, Any]]
    roots: list[dict[str, Any]]
    policies: list[dict[str, Any]]
    resources: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    managed: list[str]


class ProblemsOut(Schema):
    problems: list[dict[str, Any]]


class ShareSummary(Schema):
    id: str
    url: str
    created_at: datetime
    ends_at: datetime


class ShareOut(ShareSummary):
    document: Content
    request: dict[str, Any]
    session_policy: Policy | None = None
    endpoint_policies: list[Policy] | None = None
    resource_policy: Policy | None = None
    own: bool
