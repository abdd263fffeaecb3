"""Who makes a request, and whether a `Principal` element is about them.

Guide: "AWS JSON policy elements: Principal" and "…: NotPrincipal". Terms:

requester
    Who makes the request: an IAM user, a role session, a federated user's session, an account's root user, an AWS
    service, somebody signed in elsewhere, or nobody known. A role's own ARN stands for a session of it whose name does
    not matter.
grade
    How closely a policy names the requester. It decides which implicit denies the policy's Allow gets round.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from simulator.services.iam.arns import Arn, read_arn
from simulator.services.iam.policy import Principals
from simulator.text import Text


class RequesterKind(StrEnum):
    USER = "user"
    ROLE = "role"
    SESSION = "session"
    FEDERATED_USER = "federated-user"
    ROOT = "root"
    SERVICE = "service"
    FEDERATED = "federated"
    ANONYMOUS = "anonymous"


REQUESTERS: dict[RequesterKind, Text] = {
    RequesterKind.USER: Text("IAM user", "IAM 사용자"),
    RequesterKind.ROLE: Text("IAM role", "IAM 역할(role)"),
    RequesterKind.SESSION: Text("role session", "역할 세션"),
    RequesterKind.FEDERATED_USER: Text("federated user session", "페더레이션 사용자 세션"),
    RequesterKind.ROOT: Text("root user", "루트 사용자"),
    RequesterKind.SERVICE: Text("AWS service", "AWS 서비스"),
    RequesterKind.FEDERATED: Text("identity of an external provider", "외부 자격 증명 공급자의 사용자"),
    RequesterKind.ANONYMOUS: Text("anonymous", "익명 사용자"),
}

#: Principals that AWS Organizations' service control policies are about.
IN_AN_ACCOUNT = frozenset(
    {
        RequesterKind.USER,
        RequesterKind.ROLE,
        RequesterKind.SESSION,
        RequesterKind.FEDERATED_USER,
        RequesterKind.ROOT,
    }
)

#: Providers of web identities that are named without a resource of their own.
WEB_PROVIDERS = frozenset(
    {"cognito-identity.amazonaws.com", "www.amazon.com", "graph.facebook.com", "accounts.google.com"}
)
_SERVICE = re.compile(r"[a-z0-9][a-z0-9.-]*\.(amazonaws\.com|amazonaws\.com\.cn|aws\.internal)", re.ASCII)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


class Grade(IntEnum):
    """Closer is greater."""

    NONE = 0
    ACCOUNT = 1  # the account: it may pass the right on to its users and roles
    EVERYONE = 2  # "*"
    ROLE = 3  # the role of a session, the user of a federated session
    DIRECT = 4  # exactly the requester


@dataclass(frozen=True, slots=True)
class Requester:
    """text: as the request names them. account: None for services, providers and anonymous. name: the friendly name.

    role: the name of the role of a session, or of a role itself.
    """

    kind: RequesterKind
    text: str
    account: str | None = None
    partition: str = "aws"
    name: str = ""
    role: str | None = None

    @property
    def is_service_linked(self) -> bool:
        """Whether it is a service-linked role, which no organisation policy restricts."""
        return self.role is not None and self.role.startswith("AWSServiceRoleFor")

    @property
    def arn(self) -> str | None:
        """What ``aws:PrincipalArn`` holds: for a session the ARN of its role."""
        if self.kind is RequesterKind.SESSION:
            return f"arn:{self.partition}:iam::{self.account}:role/{self.role}"
        return self.text if self.kind in IN_AN_ACCOUNT else None

    def keys(self) -> dict[str, str]:
        """Keys of the request context that follow from who asks."""
        found = {
            "aws:PrincipalType": _PRINCIPAL_TYPES.get(self.kind),
            "aws:PrincipalAccount": self.account,
            "aws:PrincipalArn": self.arn,
            "aws:username": self.name if self.kind is RequesterKind.USER else None,
            "aws:PrincipalIsAWSService": "true" if self.kind is RequesterKind.SERVICE else "false",
            "aws:PrincipalServiceName": self.text if self.kind is RequesterKind.SERVICE else None,
        }
        return {key: value for key, value in found.items() if value is not None}


_PRINCIPAL_TYPES: Mapping[RequesterKind, str] = {
    RequesterKind.USER: "User",
    RequesterKind.ROLE: "AssumedRole",
    RequesterKind.SESSION: "AssumedRole",
    RequesterKind.FEDERATED_USER: "FederatedUser",
    RequesterKind.ROOT: "Account",
    RequesterKind.ANONYMOUS: "Anonymous",
}


def read_requester(text: str) -> Requester | None:
    """Who a request's principal is; None for a text that names nobody."""
    if text in ("*", "anonymous"):
        return Requester(RequesterKind.ANONYMOUS, "*")
    if (arn := read_arn(text)) is not None:
        return _of_arn(arn, text)
    if text in WEB_PROVIDERS:
        return Requester(RequesterKind.FEDERATED, text)
    if _SERVICE.fullmatch(text):
        return Requester(RequesterKind.SERVICE, text)
    return None


def _of_arn(arn: Arn, text: str) -> Requester | None:
    if not _ACCOUNT.fullmatch(arn.account) or arn.region:
        return None
    type_, _, path = arn.resource.partition("/")
    name = path.rsplit("/", 1)[-1]
    match arn.service, type_:
        case "iam", "root" if not path:
            return Requester(RequesterKind.ROOT, text, arn.account, arn.partition, "root")
        case "iam", "user" if name:
            return Requester(RequesterKind.USER, text, arn.account, arn.partition, name)
        case "iam", "role" if name:
            return Requester(RequesterKind.ROLE, text, arn.account, arn.partition, name, role=name)
        case "iam", "saml-provider" | "oidc-provider" if path:
            return Requester(RequesterKind.FEDERATED, text, partition=arn.partition, name=path)
        case "sts", "assumed-role" if path.count("/") == 1 and not path.startswith("/") and name:
            role = path.split("/", 1)[0]
            return Requester(RequesterKind.SESSION, text, arn.account, arn.partition, name, role=role)
        case "sts", "federated-user" if name:
            return Requester(RequesterKind.FEDERATED_USER, text, arn.account, arn.partition, name)
        case _:
            return None


class Named:
    """The principals of an element, ready to be asked about many requesters."""

    __slots__ = ("accounts", "everyone", "exact", "roles", "users")

    def __init__(self, principals: Principals) -> None:
        self.everyone = principals.everyone
        #: Texts that are somebody's own name.
        self.exact = {*principals.service, *principals.federated}
        self.accounts: set[str] = set()
        #: Account and name, without the path: names are unique in an account, and a session's ARN has no path.
        self.roles: set[tuple[str, str]] = set()
        self.users: set[tuple[str, str]] = set()
        for text in principals.aws:
            self._add(text)

    def _add(self, text: str) -> None:
        if _ACCOUNT.fullmatch(text):
            self.accounts.add(text)
            return
        self.exact.add(text)
        requester = read_requester(text)
        if requester is None or requester.account is None:
            return
        if requester.kind is RequesterKind.ROOT:
            self.accounts.add(requester.account)
        elif requester.kind is RequesterKind.ROLE:
            self.roles.add((requester.account, requester.name))
        elif requester.kind is RequesterKind.USER:
            self.users.add((requester.account, requester.name))

    def grade(self, requester: Requester) -> Grade:
        """How closely the requester is named."""
        if requester.kind is RequesterKind.ROLE:
            return self._grade_of_role(requester)
        if requester.text in self.exact and requester.kind is not RequesterKind.ANONYMOUS:
            return Grade.DIRECT
        if requester.account is not None:
            if self._names_origin(requester):
                return Grade.ROLE
            if requester.kind is RequesterKind.ROOT and requester.account in self.accounts:
                return Grade.DIRECT
        if self.everyone:
            return Grade.EVERYONE
        return Grade.ACCOUNT if requester.account in self.accounts else Grade.NONE

    def _grade_of_role(self, requester: Requester) -> Grade:
        if self._names_origin(requester):
            return Grade.ROLE
        if self.everyone:
            return Grade.EVERYONE
        return Grade.ACCOUNT if requester.account in self.accounts else Grade.NONE

    def _names_origin(self, requester: Requester) -> bool:
        """Whether the role behind a session, or the user behind a federated one, is named."""
        account = requester.account or ""
        if requester.role is not None:
            return (account, requester.role) in self.roles
        return requester.kind is RequesterKind.FEDERATED_USER and (account, requester.name) in self.users

    def lists_all_of(self, requester: Requester) -> bool:
        """Whether every identity a requester has is named: the account, the role, and the session or user."""
        if requester.account is None:
            return requester.text in self.exact
        if requester.account not in self.accounts:
            return False
        if requester.role is not None and (requester.account, requester.role) not in self.roles:
            return False
        own = requester.kind in (RequesterKind.ROLE, RequesterKind.ROOT)
        return own or requester.text in self.exact

    def lists_any_of(self, requester: Requester) -> bool:
        """Whether any identity of a requester is named, everyone included."""
        return self.grade(requester) is not Grade.NONE
