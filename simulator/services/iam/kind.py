"""IAM's kinds: identities, and the policies they have."""

from __future__ import annotations

from simulator.services.iam import access_keys, canvas, checks
from simulator.services.iam.access_key_operations import OPERATIONS as ACCESS_KEY_OPERATIONS
from simulator.services.iam.properties import Group, InstanceProfile, ManagedPolicy, Policy, Role, User
from simulator.services.kinds import Kind, Layer, Owner, Refusal, Wire
from simulator.text import Text

_ATTACHED = Text("has the policy", "정책 연결")


def _attached() -> tuple[Wire, Wire]:
    return (
        Wire(ManagedPolicy.TYPE, _ATTACHED, canvas.attach, canvas.detach),
        Wire(Policy.TYPE, _ATTACHED, canvas.write_into, canvas.take_from),
    )


_BUCKET, _ACCOUNT = "AWS::S3::Bucket", "AWS::Organizations::Account"
_TO_BUCKET = Refusal(
    _BUCKET,
    Text(
        "Permissions are no wire: write them into a policy of the identity, or into the bucket policy.",
        "권한은 연결선으로 주지 않아요. 보안 주체의 정책이나 버킷 정책에 쓰세요.",
    ),
)
_TO_ACCOUNT = Refusal(
    _ACCOUNT,
    Text(
        "Choose the account in the settings of the identity.",
        "계정은 이 리소스의 설정에서 고르세요.",
    ),
)


def _from_policy() -> tuple[Refusal, ...]:
    """Wires run from whoever has a policy to the policy."""
    text = Text(
        "Draw the wire from the identity to its policy.",
        "사용자, 그룹, 역할에서 정책 쪽으로 연결선을 그리세요.",
    )
    bucket = Text(
        "A policy is attached to identities. For a bucket, add a bucket policy.",
        "이 정책은 사용자, 그룹, 역할에 연결해요. 버킷에는 버킷 정책을 추가하세요.",
    )
    return (*(Refusal(one.TYPE, text) for one in (User, Group, Role)), Refusal(_BUCKET, bucket))


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
        *_attached(),
    ),
    refusals=(
        Refusal(
            Role.TYPE,
            Text(
                "Who may assume a role stands in its trust policy. Name the user there.",
                "역할을 수임할 수 있는 보안 주체는 역할의 신뢰 정책에서 정해요. 거기에 사용자를 쓰세요.",
            ),
        ),
        Refusal(
            User.TYPE,
            Text(
                "Users do not belong to users. Put both into a group.",
                "사용자는 다른 사용자에 속하지 않아요. 둘을 한 그룹에 넣으세요.",
            ),
        ),
        _TO_BUCKET,
        _TO_ACCOUNT,
    ),
    links=canvas.links_of_user,
    drop=canvas.drop_user,
    rules=(*_IDENTITY_RULES, checks.boundary_allows_something),
    metrics=access_keys.METRICS,
    operations=ACCESS_KEY_OPERATIONS,
)

GROUP = Kind(
    label=Text("User group", "사용자 그룹"),
    summary=Text("Users who get the same policies.", "같은 정책을 적용받는 사용자 모음이에요."),
    layer=Layer.IDENTITY,
    model=Group,
    prefix="UserGroup",
    canvas=True,
    scope="global",
    account=True,
    attributes=("Arn",),
    wires=_attached(),
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
        Refusal(
            Role.TYPE,
            Text(
                "A group does not sign in and is no principal, so it assumes no role. Let its users do so.",
                "그룹은 로그인하지 않고 보안 주체가 아니어서 역할을 수임할 수 없어요. 사용자가 수임하게 하세요.",
            ),
        ),
        Refusal(
            _BUCKET,
            Text(
                "A group does not sign in and makes no requests; its users do. Attach a policy to the group.",
                "그룹은 로그인하지 않고 요청도 보내지 않아요. 요청은 사용자가 보내니 그룹에 정책을 연결하세요.",
            ),
        ),
        _TO_ACCOUNT,
    ),
    links=canvas.links_of_group,
    drop=canvas.drop_group,
    rules=_IDENTITY_RULES,
)

ROLE = Kind(
    label=Text("IAM role", "IAM 역할"),
    summary=Text(
        "An identity that trusted principals assume for a while.",
        "신뢰하는 보안 주체가 잠시 수임해서 써요. 자체 자격 증명은 없어요.",
    ),
    layer=Layer.IDENTITY,
    model=Role,
    prefix="Role",
    canvas=True,
    scope="global",
    account=True,
    attributes=("Arn", "RoleId"),
    wires=_attached(),
    refusals=(
        Refusal(
            Group.TYPE,
            Text(
                "Only users are in groups. Attach the policies to the role itself.",
                "그룹에는 사용자만 속할 수 있어요. 정책을 역할에 직접 연결하세요.",
            ),
        ),
        Refusal(
            User.TYPE,
            Text(
                "Who may assume the role stands in its trust policy. Name the user there.",
                "역할을 수임할 수 있는 보안 주체는 신뢰 정책에서 정해요. 거기에 사용자를 쓰세요.",
            ),
        ),
        Refusal(
            Role.TYPE,
            Text(
                "A role may assume another: name it in the other's trust policy, and allow sts:AssumeRole here.",
                "역할도 다른 역할을 수임할 수 있어요. 상대의 신뢰 정책에 쓰고, 이 역할에 sts:AssumeRole을 허용하세요.",
            ),
        ),
        _TO_BUCKET,
        _TO_ACCOUNT,
    ),
    links=canvas.links_of_role,
    drop=canvas.drop_role,
    rules=(*_IDENTITY_RULES, checks.trusted_principals_exist, checks.boundary_allows_something),
)

MANAGED_POLICY = Kind(
    label=Text("Managed policy", "관리형 정책"),
    summary=Text(
        "A policy for several identities, or a permissions boundary.",
        "여러 사용자, 그룹, 역할에 연결하거나 권한 경계로 쓰는 정책이에요.",
    ),
    layer=Layer.IDENTITY,
    model=ManagedPolicy,
    prefix="ManagedPolicy",
    canvas=True,
    scope="global",
    account=True,
    attributes=("PolicyArn",),
    refusals=_from_policy(),
    drop=canvas.drop_managed_policy,
    rules=(checks.names_are_unique, *_POLICY_RULES),
)

INLINE_POLICY = Kind(
    label=Text("Inline policy", "인라인 정책"),
    summary=Text("A policy written into identities.", "사용자, 그룹, 역할 안에 들어가는 정책이에요."),
    layer=Layer.IDENTITY,
    model=Policy,
    prefix="InlinePolicy",
    canvas=True,
    scope="global",
    account=True,
    refusals=_from_policy(),
    drop=canvas.drop_inline_policy,
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
    drop=canvas.drop_instance_profile,
    attributes=("Arn",),
    rules=(checks.names_are_unique, _ACCOUNT_RULE),
)

KINDS = (USER, GROUP, ROLE, MANAGED_POLICY, INLINE_POLICY, INSTANCE_PROFILE)
