"""Policies as the rules see them: parsed, checked and immutable.

Terms
-----
kind
    What a policy is attached to. It says which elements it may have and how long it may be.
statement
    One grant or refusal. It applies to a request when every one of its elements matches.
condition
    One operator with one key and its values: a `Condition` block is flattened into these, all of which must hold.
version
    Of the policy language, not of the policy. 2008-10-17, which is meant when none is written, knows no
    variables: there ``${aws:username}`` is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from simulator.text import Text

CURRENT_VERSION = "2012-10-17"
OLD_VERSION = "2008-10-17"
VERSIONS = (CURRENT_VERSION, OLD_VERSION)


class PolicyKind(StrEnum):
    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    KEY = "key"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    ENDPOINT = "endpoint"


KINDS: dict[PolicyKind, Text] = {
    PolicyKind.IDENTITY: Text("identity-based policy", "자격 증명 기반 정책"),
    PolicyKind.RESOURCE: Text("resource-based policy", "리소스 기반 정책"),
    PolicyKind.TRUST: Text("role trust policy", "역할 신뢰 정책"),
    PolicyKind.KEY: Text("KMS key policy", "KMS 키 정책"),
    PolicyKind.BOUNDARY: Text("permissions boundary", "권한 경계"),
    PolicyKind.SESSION: Text("session policy", "세션 정책"),
    PolicyKind.SCP: Text("service control policy (SCP)", "서비스 제어 정책(SCP)"),
    PolicyKind.RCP: Text("resource control policy (RCP)", "리소스 제어 정책(RCP)"),
    PolicyKind.ENDPOINT: Text("VPC endpoint policy", "VPC 엔드포인트 정책"),
}

#: Kinds that say whom they are about; in the others the principal is whoever they are attached to.
WITH_PRINCIPAL = frozenset(
    {PolicyKind.RESOURCE, PolicyKind.TRUST, PolicyKind.KEY, PolicyKind.RCP, PolicyKind.ENDPOINT}
)


class Effect(StrEnum):
    ALLOW = "Allow"
    DENY = "Deny"


class SetOperator(StrEnum):
    """How an operator treats a key with several values."""

    FOR_ALL = "ForAllValues"
    FOR_ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator, one key, its values.

    operator: the operator's own name as the guide spells it, without set operator and without `IfExists`.
    values: as text, whatever JSON had: ``true`` becomes "true".
    """

    operator: str
    key: str
    values: tuple[str, ...]
    set_operator: SetOperator | None = None
    if_exists: bool = False

    @property
    def name(self) -> str:
        """The whole operator, as it is written in a policy."""
        name = self.operator + ("IfExists" if self.if_exists else "")
        return f"{self.set_operator}:{name}" if self.set_operator else name


@dataclass(frozen=True, slots=True)
class Principals:
    """A `Principal` or `NotPrincipal` element. everyone: ``"*"`` or ``{"AWS": "*"}``."""

    everyone: bool = False
    aws: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    canonical_user: tuple[str, ...] = ()

    def values(self) -> tuple[str, ...]:
        """Everything named, as written."""
        everyone = ("*",) if self.everyone else ()
        return (*everyone, *self.aws, *self.service, *self.federated, *self.canonical_user)


@dataclass(frozen=True, slots=True)
class Statement:
    """index: its place in the policy, from 0. A ``not_`` flag says that the element was written as Not….

    resources: None when the element is left out, as in a trust policy: then it is about what the policy is attached to.
    """

    index: int
    effect: Effect
    actions: tuple[str, ...]
    resources: tuple[str, ...] | None = None
    sid: str | None = None
    principals: Principals | None = None
    not_principal: bool = False
    not_action: bool = False
    not_resource: bool = False
    conditions: tuple[Condition, ...] = ()

    @property
    def label(self) -> str:
        """What it is called: its Sid, else its place."""
        return self.sid or f"Statement[{self.index}]"


@dataclass(frozen=True, slots=True)
class Policy:
    kind: PolicyKind
    version: str
    statements: tuple[Statement, ...]
    id: str | None = None
    version_given: bool = True

    @property
    def has_variables(self) -> bool:
        """Whether ``${…}`` is a variable here, not text."""
        return self.version == CURRENT_VERSION
