"""Organizations' kinds."""

from __future__ import annotations

from simulator.services.kinds import Kind, Layer
from simulator.services.organizations import canvas, checks
from simulator.services.organizations.properties import (
    Account,
    Organization,
    OrganizationalUnit,
    OrganizationPolicy,
)
from simulator.text import Text

ORGANIZATION = Kind(
    label=Text("Organization", "조직"),
    summary=Text("Accounts under one roof.", "여러 계정을 한데 관리해요."),
    layer=Layer.IDENTITY,
    model=Organization,
    prefix="Organization",
    canvas=True,
    scope="global",
    attributes=("Id", "RootId", "ManagementAccountId"),
    drop=canvas.drop_organization,
    rules=(checks.there_is_one_organization,),
)

UNIT = Kind(
    label=Text("Organizational unit", "조직 단위"),
    summary=Text("Accounts with the same policies.", "같은 정책을 적용받는 계정들이에요."),
    layer=Layer.IDENTITY,
    model=OrganizationalUnit,
    prefix="Unit",
    canvas=True,
    scope="global",
    attributes=("Id", "Arn"),
    drop=canvas.drop_unit,
    rules=(checks.units_end_at_the_root,),
)

ACCOUNT = Kind(
    label=Text("Account", "계정"),
    summary=Text("A member account of the organisation.", "조직의 멤버 계정이에요."),
    layer=Layer.IDENTITY,
    model=Account,
    prefix="Account",
    canvas=True,
    scope="global",
    attributes=("AccountId", "Arn"),
    drop=canvas.drop_account,
    rules=(checks.emails_are_unique,),
)

POLICY = Kind(
    label=Text("Organization policy", "조직 정책"),
    summary=Text(
        "What accounts, or their resources, may at most.",
        "계정이나 계정의 리소스에 허용하는 최대 권한이에요.",
    ),
    layer=Layer.IDENTITY,
    model=OrganizationPolicy,
    prefix="OrganizationPolicy",
    canvas=True,
    scope="global",
    attributes=("Id", "Arn"),
    drop=canvas.drop_policy,
    rules=(checks.content_is_in_order, checks.not_too_many_at_one_place),
)

KINDS = (ORGANIZATION, UNIT, ACCOUNT, POLICY)
