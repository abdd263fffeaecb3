"""A request: who asks to do what to which resource, under which circumstances."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from simulator.services.iam.arns import Arn, Name, read_arn
from simulator.services.iam.context import Context, Scalar
from simulator.services.iam.principals import Requester, read_requester

#: ``service:Action`` of a request: one action, without wildcards.
ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9_.-]+", re.ASCII)

ContextValues = Mapping[str, Scalar | list[Scalar] | tuple[Scalar, ...] | None]


@dataclass(frozen=True, slots=True)
class Request:
    """action: in lower case, as actions are compared; asked: as it was written. account: the resource's.

    bounded: whether the requester has a permissions boundary. A `NotPrincipal` with Deny cannot spare such a one.
    """

    requester: Requester
    action: str
    resource: Name
    account: str
    context: Context
    asked: str
    bounded: bool = False

    @property
    def arn(self) -> Arn | None:
        return read_arn(self.resource.text)

    @property
    def same_account(self) -> bool:
        return self.requester.account == self.account

    @property
    def is_role_assumption(self) -> bool:
        """Whether it asks to become a role, or something on the way there: its resource policy is a trust policy."""
        arn = self.arn
        return (
            self.action.startswith("sts:")
            and arn is not None
            and arn.service == "iam"
            and arn.resource_type == "role"
        )

    @property
    def is_about_key(self) -> bool:
        """Whether it asks for a KMS key, whose policy must allow everything."""
        arn = self.arn
        return (
            self.action.startswith("kms:")
            and arn is not None
            and arn.service == "kms"
            and arn.resource_type == "key"
        )


@lru_cache(4096)
def requester_named(text: str) -> Requester | None:
    return read_requester(text)


def request(
    principal: str,
    action: str,
    resource: str,
    account: str,
    context: ContextValues | None = None,
    *,
    bounded: bool = False,
) -> Request:
    """A request with the keys that follow from it added to its context, where they are not given.

    Raises ValueError when `principal` names nobody.
    """
    requester = requester_named(principal)
    if requester is None:
        raise ValueError(f"{principal!r} names no principal")
    return Request(
        requester,
        action.lower(),
        Name.of(resource),
        account,
        full_context(requester, account, context or {}),
        action,
        bounded,
    )


def full_context(requester: Requester, account: str, given: ContextValues) -> Context:
    """What is given, and what AWS knows by itself: who asks, and whose resource it is."""
    return Context({"aws:ResourceAccount": account, **requester.keys(), **_spelled(given)})


_DERIVED = {
    key.lower(): key
    for key in (
        "aws:ResourceAccount",
        "aws:PrincipalType",
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:username",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalServiceName",
    )
}


def _spelled(given: ContextValues) -> ContextValues:
    """With the derived keys in our spelling, so that one given in another spelling replaces ours."""
    if not any(key.lower() in _DERIVED for key in given):
        return given
    return {_DERIVED.get(key.lower(), key): value for key, value in given.items()}
