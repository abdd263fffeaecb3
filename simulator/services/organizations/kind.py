"""Organizations' kinds."""

from __future__ import annotations

from simulator.services.kinds import Kind, Layer, Refusal, Wire
from simulator.services.organizations import canvas, checks
from simulator.services.organizations.properties import (
    Account,
    Organization,
    OrganizationalUnit,
    OrganizationPolicy,
)
from simulator.text import Text

_HOLDS, _HAS = Text("holds", "포함"), Text("has the policy", "정책 연결")
_HAS_POLICY = Wire(OrganizationPolicy.TYPE, _HAS, canvas.attach, canvas.detach)
_BELOW = (
    Wire(OrganizationalUnit.TYPE, _HOLDS, canvas.put_unit, canvas.take_unit),
    Wire(Account.TYPE, _HOLDS, canvas.put_account, canvas.take_account),
)
_DOWNWARDS = Text(
    "Draw the wire downwards: from the root or a unit to what it holds.",
    "루트나 조직 단위에서 그 안에 있는 항목 쪽으로 연결선을 그리세요.",
)
_FROM_POLICY = Text(
    "Draw the wire from the root, unit or account to the policy.",
    "루트, 조직 단위, 계정에서 정책 쪽으로 연결선을 그리세요.",
)
_NOT_TO_IDENTITIES = Text(
    "An organization policy is attached to the root, a unit or an account, and limits everybody there.",
    "조직 정책은 루트, 조직 단위, 계정에 연결하고 그 안의 모두를 제한해요.",
)

ORGANIZATION = Kind(
    label=Text("Organization", "조직"),
    summary=Text("Accounts under one roof.", "여러 계정을 한곳에서 관리해요."),
    layer=Layer.IDENTITY,
    model=Organization,
    prefix="Organization",
    canvas=True,
    scope="global",
    attributes=("Id", "RootId", "ManagementAccountId"),
    wires=(*_BELOW, _HAS_POLICY),
    links=canvas.links_of_organization,
    drop=canvas.drop_organization,
    rules=(checks.there_is_one_organization,),
)

UNIT = Kind(
    label=Text("Organizational unit", "조직 단위"),
    summary=Text("Accounts with the same policies.", "같은 정책을 적용받는 계정 모음이에요."),
    layer=Layer.IDENTITY,
    model=OrganizationalUnit,
    prefix="Unit",
    canvas=True,
    scope="global",
    attributes=("Id", "Arn"),
    wires=(*_BELOW, _HAS_POLICY),
    refusals=(Refusal(Organization.TYPE, _DOWNWARDS),),
    links=canvas.links_of_unit,
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
    wires=(_HAS_POLICY,),
    refusals=(Refusal(Organization.TYPE, _DOWNWARDS), Refusal(OrganizationalUnit.TYPE, _DOWNWARDS)),
    links=canvas.links_of_account,
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
    refusals=(
        *(Refusal(one.TYPE, _FROM_POLICY) for one in (Organization, OrganizationalUnit, Account)),
        *(Refusal(f"AWS::IAM::{name}", _NOT_TO_IDENTITIES) for name in ("User", "Group", "Role")),
    ),
    drop=canvas.drop_policy,
    rules=(checks.content_is_in_order, checks.not_too_many_at_one_place),
)

KINDS = (ORGANIZATION, UNIT, ACCOUNT, POLICY)
