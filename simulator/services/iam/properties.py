"""Users, groups, roles and their policies, with CloudFormation's names.

A policy stands in its property as an object, as in CloudFormation, or as the text of one.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from simulator.resources.properties import (
    JsonDocument,
    Properties,
    ResourceProperties,
    about,
    refuse,
)
from simulator.resources.reference import ReferenceOrText, to
from simulator.resources.units import SECONDS
from simulator.services.iam.managed import MANAGED

#: Most groups a user is in, and most managed policies an identity has (quota "IAM and AWS STS quotas").
MAX_GROUPS = 10
MAX_MANAGED = 10

_NAME = r"^[A-Za-z0-9+=,.@_-]+$"
_PATH = r"^/([\x21-\x2e\x30-\x7e]+/)*$"

#: Policies of AWS that a form offers, by ARN: a name is the same in every language.
_OF_AWS = {
    arn: (arn.rpartition("/")[2],) * 2 for arn in sorted(MANAGED, key=lambda arn: arn.rpartition("/")[2])
}

NameOfUser = Annotated[str, Field(min_length=1, max_length=64, pattern=_NAME)]
NameOfGroup = Annotated[str, Field(min_length=1, max_length=128, pattern=_NAME)]
NameOfRole = Annotated[str, Field(min_length=1, max_length=64, pattern=_NAME)]
NameOfPolicy = Annotated[str, Field(min_length=1, max_length=128, pattern=_NAME)]
IdentityPath = Annotated[
    str,
    Field(min_length=1, max_length=512, pattern=_PATH),
    about(
        ("Path", "경로"),
        (
            "Part of the ARN before the name, such as /dev/. It groups identities and grants nothing.",
            "ARN에서 이름 앞에 오는 부분이에요(예: /dev/). 구분에만 쓰이고 권한과는 상관없어요.",
        ),
        advanced=True,
    ),
]
ManagedPolicies = Annotated[
    list[
        Annotated[
            ReferenceOrText,
            to("AWS::IAM::ManagedPolicy"),
            about(
                ("Managed policy", "관리형 정책"),
                ("A policy of the document, or the ARN of one.", "문서에 있는 정책이나 정책의 ARN이에요."),
                choices=_OF_AWS,
            ),
        ]
    ],
    Field(max_length=MAX_MANAGED),
    about(
        ("Managed policies", "관리형 정책"),
        (
            "Policies that stand by themselves and may be attached to several identities.",
            "독립적으로 존재하고, 여러 사용자, 그룹, 역할에 연결할 수 있는 정책이에요.",
        ),
    ),
]
Boundary = Annotated[
    ReferenceOrText | None,
    to("AWS::IAM::ManagedPolicy"),
    about(
        ("Permissions boundary", "권한 경계"),
        (
            "The managed policy that says what this identity may have at most. It grants nothing by itself.",
            "이 사용자나 역할이 가질 수 있는 최대 권한을 정하는 관리형 정책이에요. 그 자체로 권한을 주지는 않아요.",
        ),
        choices=_OF_AWS,
        advanced=True,
    ),
]
UserList = Annotated[
    list[
        Annotated[
            ReferenceOrText,
            to("AWS::IAM::User"),
            about(
                ("User", "사용자"),
                (
                    "A user of the document, by reference or by name.",
                    "문서에 있는 사용자예요. 참조나 이름으로 써요.",
                ),
            ),
        ]
    ],
    about(("Users", "사용자"), ("The users it is attached to.", "정책을 연결한 사용자예요.")),
]
GroupList = Annotated[
    list[
        Annotated[
            ReferenceOrText,
            to("AWS::IAM::Group"),
            about(
                ("Group", "그룹"),
                (
                    "A group of the document, by reference or by name.",
                    "문서에 있는 그룹이에요. 참조나 이름으로 써요.",
                ),
            ),
        ]
    ],
    about(("Groups", "그룹"), ("The groups it is attached to.", "정책을 연결한 그룹이에요.")),
]
RoleList = Annotated[
    list[
        Annotated[
            ReferenceOrText,
            to("AWS::IAM::Role"),
            about(
                ("Role", "역할"),
                (
                    "A role of the document, by reference or by name.",
                    "문서에 있는 역할이에요. 참조나 이름으로 써요.",
                ),
            ),
        ]
    ],
    about(("Roles", "역할"), ("The roles it is attached to.", "정책을 연결한 역할이에요.")),
]
POLICY_HELP = (
    'The policy as JSON: {"Version": "2012-10-17", "Statement": […]}.',
    'JSON으로 쓴 정책이에요. {"Version": "2012-10-17", "Statement": […]} 형식으로 쓰세요.',
)


class InlinePolicy(Properties):
    """A policy that stands in its identity and goes with it."""

    PolicyName: Annotated[
        NameOfPolicy,
        about(
            ("Name", "이름"),
            ("Of the policy, within its identity.", "이 사용자, 그룹, 역할 안에서 쓰는 정책 이름이에요."),
        ),
    ]
    PolicyDocument: Annotated[JsonDocument, about(("Policy", "정책"), POLICY_HELP)]


InlinePolicies = Annotated[
    list[
        Annotated[
            InlinePolicy, about(("Inline policy", "인라인 정책"), ("Name and policy.", "이름과 정책이에요."))
        ]
    ],
    about(
        ("Inline policies", "인라인 정책"),
        (
            "Policies of this identity alone, which go with it.",
            "이 사용자, 그룹, 역할에만 속하는 정책이에요. 속한 곳을 지우면 함께 없어져요.",
        ),
        advanced=True,
    ),
]


class User(ResourceProperties):
    """Somebody, or some program, with credentials of its own."""

    TYPE: ClassVar[str] = "AWS::IAM::User"

    UserName: Annotated[
        NameOfUser | None,
        about(
            ("User name", "사용자 이름"),
            (
                "Unique in the account, capitals aside. AWS invents one when it is left out.",
                "계정 안에서 고유한 이름이에요. 대소문자만 다른 이름은 쓸 수 없고, 비우면 AWS가 자동으로 정해요.",
            ),
            mutable=False,
        ),
    ] = None
    Path: IdentityPath = "/"
    Groups: Annotated[
        list[
            Annotated[
                ReferenceOrText,
                to("AWS::IAM::Group"),
                about(
                    ("Group", "그룹"),
                    (
                        "A group of the document, by reference or by name.",
                        "문서에 있는 그룹이에요. 참조나 이름으로 써요.",
                    ),
                ),
            ]
        ],
        Field(max_length=MAX_GROUPS),
        about(
            ("Groups", "그룹"),
            (
                "The groups the user is in; it has their policies, too.",
                "사용자가 속한 그룹이에요. 그룹의 정책도 사용자에게 적용돼요.",
            ),
        ),
    ] = []
    ManagedPolicyArns: ManagedPolicies = []
    Policies: InlinePolicies = []
    PermissionsBoundary: Boundary = None


class Group(ResourceProperties):
    """Users who get the same policies. It has no credentials, is no principal, and holds no other groups."""

    TYPE: ClassVar[str] = "AWS::IAM::Group"

    GroupName: Annotated[
        NameOfGroup | None,
        about(
            ("Group name", "그룹 이름"),
            (
                "Unique in the account, capitals aside. AWS invents one when it is left out.",
                "계정 안에서 고유한 이름이에요. 대소문자만 다른 이름은 쓸 수 없고, 비우면 AWS가 자동으로 정해요.",
            ),
            mutable=False,
        ),
    ] = None
    Path: IdentityPath = "/"
    ManagedPolicyArns: ManagedPolicies = []
    Policies: InlinePolicies = []

    @model_validator(mode="before")
    @classmethod
    def _holds_no_groups(cls, given: Any) -> Any:
        if isinstance(given, dict) and "Groups" in given:
            raise refuse(
                "GroupsDoNotNest",
                "A group cannot be in a group.",
                "그룹은 다른 그룹에 속할 수 없어요.",
                "Put the users into both groups.",
                "사용자를 두 그룹에 모두 넣으세요.",
                ("Groups",),
            )
        if isinstance(given, dict) and "PermissionsBoundary" in given:
            raise refuse(
                "GroupHasNoBoundary",
                "A group has no permissions boundary.",
                "그룹에는 권한 경계를 설정할 수 없어요.",
                "Set it for the users.",
                "사용자에 설정하세요.",
                ("PermissionsBoundary",),
            )
        for name in ("LoginProfile", "AccessKeys"):
            if isinstance(given, dict) and name in given:
                raise refuse(
                    "GroupDoesNotSignIn",
                    "A group has no password and no access keys: it does not sign in.",
                    "그룹에는 암호도 액세스 키도 없어요. 그룹은 로그인하지 않아요.",
                    "Its users sign in, each with credentials of their own.",
                    "로그인은 사용자가 각자의 자격 증명으로 해요.",
                    (name,),
                )
        return given


class Role(ResourceProperties):
    """An identity without credentials of its own: who is trusted may assume it for a while."""

    TYPE: ClassVar[str] = "AWS::IAM::Role"

    RoleName: Annotated[
        NameOfRole | None,
        about(
            ("Role name", "역할 이름"),
            (
                "Unique in the account, capitals aside. AWS invents one when it is left out.",
                "계정 안에서 고유한 이름이에요. 대소문자만 다른 이름은 쓸 수 없고, 비우면 AWS가 자동으로 정해요.",
            ),
            mutable=False,
        ),
    ] = None
    Path: IdentityPath = "/"
    AssumeRolePolicyDocument: Annotated[
        JsonDocument,
        about(
            ("Trust policy", "신뢰 정책"),
            (
                "Who may assume the role, as a policy with a Principal and no Resource.",
                "누가 역할을 수임할 수 있는지 정하는 정책이에요. Principal을 쓰고 Resource는 쓰지 않아요.",
            ),
        ),
    ]
    ManagedPolicyArns: ManagedPolicies = []
    Policies: InlinePolicies = []
    PermissionsBoundary: Boundary = None
    MaxSessionDuration: Annotated[
        int,
        Field(ge=3600, le=43_200),
        about(
            ("Longest session", "최대 세션 기간"),
            (
                "How long one may be in the role at most.",
                "역할을 한 번 수임했을 때 쓸 수 있는 최대 시간이에요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = 3600
    Description: Annotated[
        str | None,
        Field(max_length=1000),
        about(("Description", "설명"), ("What the role is for.", "역할의 용도예요."), advanced=True),
    ] = None


class ManagedPolicy(ResourceProperties):
    """A policy that stands by itself. Attached to an identity it grants; as a boundary it limits."""

    TYPE: ClassVar[str] = "AWS::IAM::ManagedPolicy"

    ManagedPolicyName: Annotated[
        NameOfPolicy | None,
        about(
            ("Policy name", "정책 이름"),
            (
                "Unique in the account. AWS invents one when it is left out.",
                "계정 안에서 고유한 이름이에요. 비우면 AWS가 자동으로 정해요.",
            ),
            mutable=False,
        ),
    ] = None
    Path: IdentityPath = "/"
    Description: Annotated[
        str | None,
        Field(max_length=1000),
        about(("Description", "설명"), ("What the policy is for.", "정책의 용도예요."), advanced=True),
    ] = None
    PolicyDocument: Annotated[JsonDocument, about(("Policy", "정책"), POLICY_HELP)]
    Users: UserList = []
    Groups: GroupList = []
    Roles: RoleList = []


class Policy(ResourceProperties):
    """An inline policy written beside the identities it stands in."""

    TYPE: ClassVar[str] = "AWS::IAM::Policy"

    PolicyName: Annotated[
        NameOfPolicy,
        about(
            ("Policy name", "정책 이름"),
            (
                "Of the policy, within its identities.",
                "연결한 사용자, 그룹, 역할 안에서 쓰는 정책 이름이에요.",
            ),
        ),
    ]
    PolicyDocument: Annotated[JsonDocument, about(("Policy", "정책"), POLICY_HELP)]
    Users: UserList = []
    Groups: GroupList = []
    Roles: RoleList = []


class InstanceProfile(ResourceProperties):
    """What carries a role to an instance."""

    TYPE: ClassVar[str] = "AWS::IAM::InstanceProfile"

    InstanceProfileName: Annotated[
        NameOfPolicy | None,
        about(
            ("Name", "이름"),
            (
                "Unique in the account. AWS invents one when it is left out.",
                "계정 안에서 고유한 이름이에요. 비우면 AWS가 자동으로 정해요.",
            ),
            mutable=False,
        ),
    ] = None
    Path: IdentityPath = "/"
    Roles: Annotated[
        list[
            Annotated[
                ReferenceOrText,
                to("AWS::IAM::Role"),
                about(
                    ("Role", "역할"),
                    (
                        "A role of the document, by reference or by name.",
                        "문서에 있는 역할이에요. 참조나 이름으로 써요.",
                    ),
                ),
            ]
        ],
        Field(min_length=1, max_length=1),
        about(
            ("Role", "역할"),
            (
                "The one role an instance with this profile has.",
                "이 프로파일을 쓰는 인스턴스가 받는 역할이에요. 하나만 넣을 수 있어요.",
            ),
        ),
    ]
