"""An organisation with its units and accounts, and the policies attached to them, with CloudFormation's names."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.resources.properties import JsonDocument, ResourceProperties, about
from simulator.resources.reference import Reference, Target, To

#: How deep units may be nested below the root, and most policies of one type at one place (Quotas for Organizations).
MAX_DEPTH = 5
MAX_ATTACHED = 5

_PARENTS = To(
    (Target("AWS::Organizations::Organization", "RootId"), Target("AWS::Organizations::OrganizationalUnit"))
)
_TARGETS = To((*_PARENTS.targets, Target("AWS::Organizations::Account")))


class Organization(ResourceProperties):
    """The organisation; its account is the management account, which no policy of it limits."""

    TYPE: ClassVar[str] = "AWS::Organizations::Organization"

    FeatureSet: Annotated[
        Literal["ALL"],
        about(
            ("Features", "기능"),
            ("All features: policies need them.", "정책을 쓰려면 모든 기능이 필요해요."),
            choices={"ALL": ("All features", "모든 기능")},
            advanced=True,
        ),
    ] = "ALL"


class OrganizationalUnit(ResourceProperties):
    """Accounts, or units of them, that get the same policies."""

    TYPE: ClassVar[str] = "AWS::Organizations::OrganizationalUnit"

    Name: Annotated[
        str,
        Field(min_length=1, max_length=128),
        about(("Name", "이름"), ("Unique within its parent.", "상위 항목 안에서 고유한 이름이에요.")),
    ]
    ParentId: Annotated[
        Reference,
        _PARENTS,
        about(("Parent", "상위 항목"), ("The root or another unit.", "루트나 다른 조직 단위예요.")),
    ]


class Account(ResourceProperties):
    """A member account. Resources name the account they are in by its logical id."""

    TYPE: ClassVar[str] = "AWS::Organizations::Account"

    AccountName: Annotated[
        str,
        Field(min_length=1, max_length=50),
        about(("Account name", "계정 이름"), ("What people call it.", "사람이 알아보는 이름이에요.")),
    ]
    Email: Annotated[
        str,
        Field(min_length=6, max_length=64, pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$"),
        about(
            ("E-mail", "이메일"),
            (
                "Of the account's root user; no other account has it.",
                "계정 루트 사용자의 이메일이에요. 다른 계정과 겹칠 수 없어요.",
            ),
            advanced=True,
        ),
    ]
    ParentIds: Annotated[
        list[
            Annotated[
                Reference,
                _PARENTS,
                about(("Parent", "상위 항목"), ("The root or a unit.", "루트나 조직 단위예요.")),
            ]
        ],
        Field(max_length=1),
        about(
            ("Parent", "상위 항목"),
            (
                "The root or the unit it is in; the root when there is none.",
                "계정이 속한 루트나 조직 단위예요. 비우면 루트예요.",
            ),
        ),
    ] = []


class OrganizationPolicy(ResourceProperties):
    """A policy of the organisation: what accounts, or their resources, may at most."""

    TYPE: ClassVar[str] = "AWS::Organizations::Policy"

    Name: Annotated[
        str,
        Field(min_length=1, max_length=128),
        about(("Name", "이름"), ("What people call it.", "사람이 알아보는 이름이에요.")),
    ]
    Type: Annotated[
        Literal["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
        about(
            ("Type", "유형"),
            (
                "Service control policies limit an account's users and roles, resource control policies its resources.",
                "서비스 제어 정책은 계정의 사용자와 역할을, 리소스 제어 정책은 계정의 리소스를 제한해요.",
            ),
            choices={
                "SERVICE_CONTROL_POLICY": ("Service control policy (SCP)", "서비스 제어 정책(SCP)"),
                "RESOURCE_CONTROL_POLICY": ("Resource control policy (RCP)", "리소스 제어 정책(RCP)"),
            },
            mutable=False,
        ),
    ] = "SERVICE_CONTROL_POLICY"
    Content: Annotated[
        JsonDocument,
        about(
            ("Policy", "정책"),
            (
                'The policy as JSON: {"Version": "2012-10-17", "Statement": […]}.',
                'JSON으로 쓴 정책이에요. {"Version": "2012-10-17", "Statement": […]} 형식으로 쓰세요.',
            ),
        ),
    ]
    TargetIds: Annotated[
        list[
            Annotated[
                Reference,
                _TARGETS,
                about(
                    ("Target", "연결 대상"),
                    ("The root, a unit or an account.", "루트, 조직 단위, 계정 중 하나예요."),
                ),
            ]
        ],
        about(
            ("Attached to", "연결 대상"),
            (
                "Where it applies, and to everything below.",
                "정책이 적용되는 곳이에요. 그 하위 항목에도 모두 적용돼요.",
            ),
        ),
    ] = []
