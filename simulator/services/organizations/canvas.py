"""An organisation on the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.resources.draft import Draft
from simulator.resources.reference import refer
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
