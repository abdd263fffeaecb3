"""IAM's kinds: identities, and the policies they have."""

from __future__ import annotations

from simulator.services.iam import access_keys, canvas, checks
from simulator.services.iam.access_key_operations import OPERATIONS as ACCESS_KEY_OPERATIONS
from simulator.services.iam.properties import Group, InstanceProfile, ManagedPolicy, Policy, Role, User
from simulator.services.kinds import Kind, Layer, Owner, Refusal, Wire
from simulator.text import Text

_ATTACHED = Text("has the policy", "정책 연결")


def _attached() -> Wire:
    return Wire(ManagedPolicy.TYPE, _ATTACHED, canvas.attach, canvas.detach)


_ACCOUNT_RULE = checks.what_belongs_together_is_in_one_account
_POLICY_RULES = (_ACCOUNT_RULE, checks.policies_are_in_order, checks.policies_are_not_too_long)
_IDENTITY_RULES = (checks.names_are_unique, checks.managed_policies_are_known, *_POLICY_RULES)

USER = Kind(
    label=Text("IAM user", "IAM 사용자"),
    summary=Text("Somebody with credentials of their own.", "자기 자격 증명을 가진 사람이나 프로그램이에요."),
    layer=Layer.IDENTITY,
    model=User,
    prefix="User",
    canvas=True,
    scope="global",
    account=True,
    attributes=("Arn",),
    wires=(
        Wire(Group.TYPE, Text("is in the group", "그룹 소속"), canvas.join, canvas.leave),
        _attached(),
    ),
    links=canvas.links_of_user,
    drop=canvas.drop_user,
    rules=(*_IDENTITY_RULES, checks.boundary_allows_something),
    metrics=access_keys.METRICS,
    operations=ACCESS_KEY_OPERATIONS,
)

GROUP = Kind(
    label=Text("User group", "사용자 그룹"),
    summary=Text("Users who get the same policies.", "같은 정책을 적용받는 사용자들이에요."),
    layer=Layer.IDENTITY,
    model=Group,
    prefix="UserGroup",
    canvas=True,
    scope="global",
    account=True,
    attributes=("Arn",),
    wires=(_attached(),),
    refusals=(
        Refusal(
            Group.TYPE,
            Text(
                "A group cannot be in a group. Put the users into both.",
                "그룹은 다른 그룹에 속할 수 없어요. 사용자를 두 그룹에 모두 넣으세요.",
            ),
        ),
        Refusal(
            User.TYPE,
            Text("Draw the wire from the user to the group.", "사용자에서 그룹 쪽으로 연결선을 그리세요."),
        ),
    ),
    links=canvas.links_of_group,
    drop=canvas.drop_group,
    rules=_IDENTITY_RULES,
)

ROLE = Kind(
    label=Text("IAM role", "IAM 역할"),
    summary=Text(
        "An identity that trusted principals assume for a while.",
        "신뢰하는 보안 주체가 잠시 수임하는 자격 증명이에요.",
    ),
    layer=Layer.IDENTITY,
    model=Role,
    prefix="Role",
    canvas=True,
    scope="global",
    account=True,
    attributes=("Arn", "RoleId"),
    wires=(_attached(),),
    refusals=(
        Refusal(
            Group.TYPE,
            Text(
                "Only users are in groups. Attach the policies to the role itself.",
                "그룹에는 사용자만 속할 수 있어요. 정책을 역할에 직접 연결하세요.",
            ),
        ),
    ),
    links=canvas.links_of_role,
    drop=canvas.drop_role,
    rules=(*_IDENTITY_RULES, checks.trusted_principals_exist, checks.boundary_allows_something),
)

MANAGED_POLICY = Kind(
    label=Text("Managed policy", "관리형 정책"),
    summary=Text(
        "A policy for several identities, or a permissions boundary.",
        "여러 자격 증명에 연결하거나 권한 경계로 쓰는 정책이에요.",
    ),
    layer=Layer.IDENTITY,
    model=ManagedPolicy,
    prefix="ManagedPolicy",
    canvas=True,
    scope="global",
    account=True,
    attributes=("PolicyArn",),
    drop=canvas.drop_managed_policy,
    rules=(checks.names_are_unique, *_POLICY_RULES),
)

INLINE_POLICY = Kind(
    label=Text("Inline policy", "인라인 정책"),
    summary=Text("A policy written into identities.", "자격 증명 안에 들어가는 정책이에요."),
    layer=Layer.IDENTITY,
    model=Policy,
    prefix="InlinePolicy",
    canvas=True,
    scope="global",
    account=True,
    rules=(checks.inline_policy_is_attached, *_POLICY_RULES),
)

INSTANCE_PROFILE = Kind(
    label=Text("Instance profile", "인스턴스 프로파일"),
    summary=Text("Carries a role to instances.", "인스턴스에 역할을 전달해요."),
    layer=Layer.IDENTITY,
    model=InstanceProfile,
    prefix="InstanceProfile",
    scope="global",
    owner=Owner(Role.TYPE, ("Roles", "*")),
    attributes=("Arn",),
    rules=(checks.names_are_unique, _ACCOUNT_RULE),
)

KINDS = (USER, GROUP, ROLE, MANAGED_POLICY, INLINE_POLICY, INSTANCE_PROFILE)
