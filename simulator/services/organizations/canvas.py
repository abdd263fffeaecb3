"""An organisation on the canvas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.resources.draft import Draft
from simulator.resources.reference import Reference, refer
from simulator.services.kinds import Link
from simulator.services.organizations.properties import (
    Account,
    Organization,
    OrganizationalUnit,
    OrganizationPolicy,
)


def organization(draft: Draft, position: Mapping[str, float]) -> str:
    """The organisation there is, or a new one."""
    there = draft.of_type(Organization.TYPE)
    return there[0] if there else draft.add(Organization.TYPE, {}, base="Organization", canvas=position)


def drop_organization(draft: Draft, position: Mapping[str, float]) -> str:
    return draft.add(Organization.TYPE, {}, base="Organization", canvas=position)


def _beside(position: Mapping[str, float]) -> dict[str, float]:
    return {"x": position["x"] - 270, "y": position["y"]}


def drop_unit(draft: Draft, position: Mapping[str, float]) -> str:
    """A unit below the root; the organisation comes along when there is none."""
    root = refer(organization(draft, _beside(position)), "RootId")
    id = draft.free_id("Unit")
    return draft.add(OrganizationalUnit.TYPE, {"Name": id, "ParentId": root}, base=id, canvas=position)


def drop_account(draft: Draft, position: Mapping[str, float]) -> str:
    """A member account below the root; the organisation comes along when there is none."""
    root = refer(organization(draft, _beside(position)), "RootId")
    id = draft.free_id("Account")
    properties = {"AccountName": id, "Email": f"{id.lower()}@example.com", "ParentIds": [root]}
    return draft.add(Account.TYPE, properties, base=id, canvas=position)


def drop_policy(draft: Draft, position: Mapping[str, float]) -> str:
    """A service control policy as many begin with one: work only in the Regions that are used."""
    content: dict[str, Any] = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OnlyTheseRegions",
                "Effect": "Deny",
                "NotAction": ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "sts:*", "support:*"],
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["ap-northeast-2", "us-east-1"]}},
            }
        ],
    }
    root = refer(organization(draft, _beside(position)), "RootId")
    properties = {"Name": "OnlyTheseRegions", "Content": content, "TargetIds": [root]}
    return draft.add(OrganizationPolicy.TYPE, properties, base="OrganizationPolicy", canvas=position)


# --- wires ----------------------------------------------------------------------------------------------


def _named(draft: Draft, id: str) -> dict[str, Any]:
    """How an organisation, a unit or an account is referred to: of the organisation its root is meant."""
    return refer(id, "RootId" if draft.type_of(id) == Organization.TYPE else None)


def put_unit(draft: Draft, parent: str, unit: str) -> None:
    """A unit has one parent: the old one is let go."""
    draft.properties(unit)["ParentId"] = _named(draft, parent)


def take_unit(draft: Draft, parent: str, unit: str) -> None:
    """Back below the root, where it had another parent."""
    roots = [one for one in draft.of_type(Organization.TYPE) if one != parent]
    if roots:
        put_unit(draft, roots[0], unit)
    else:
        draft.properties(unit).pop("ParentId", None)


def put_account(draft: Draft, parent: str, account: str) -> None:
    """An account has one parent: the old one is let go."""
    draft.properties(account)["ParentIds"] = [_named(draft, parent)]


def take_account(draft: Draft, parent: str, account: str) -> None:
    """Without a parent it is below the root."""
    draft.properties(account).pop("ParentIds", None)


def attach(draft: Draft, target: str, policy: str) -> None:
    draft.items(policy, "TargetIds").append(_named(draft, target))


def detach(draft: Draft, target: str, policy: str) -> None:
    items = draft.items(policy, "TargetIds")
    items[:] = [one for one in items if (found := Reference.read(one)) is None or found.target != target]


def links_of_organization(draft: Draft) -> Iterator[Link]:
    yield from _below(draft, Organization.TYPE)
    yield from _policies(draft, Organization.TYPE)


def links_of_unit(draft: Draft) -> Iterator[Link]:
    yield from _below(draft, OrganizationalUnit.TYPE)
    yield from _policies(draft, OrganizationalUnit.TYPE)


def links_of_account(draft: Draft) -> Iterator[Link]:
    return _policies(draft, Account.TYPE)


def _below(draft: Draft, type_: str) -> Iterator[Link]:
    """An organisation's tree is drawn from the root down, although whatever is below names what is above."""
    for unit in draft.of_type(OrganizationalUnit.TYPE):
        parent = draft.target(unit, "ParentId")
        if parent is not None and parent != unit and draft.type_of(parent) == type_:
            yield Link(parent, unit, (unit, "Properties", "ParentId"))
    for account in draft.of_type(Account.TYPE):
        for index, parent in draft.targets(account, "ParentIds"):
            if draft.type_of(parent) == type_:
                yield Link(parent, account, (account, "Properties", "ParentIds", index))


def _policies(draft: Draft, type_: str) -> Iterator[Link]:
    """Whatever a policy is attached to is wired to it, as an identity to its policies."""
    for policy in draft.of_type(OrganizationPolicy.TYPE):
        for index, target in draft.targets(policy, "TargetIds"):
            if draft.type_of(target) == type_:
                yield Link(target, policy, (policy, "Properties", "TargetIds", index))
