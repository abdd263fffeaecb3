"""Security groups: who may connect to what carries them. They are stateful: answers need no rule."""

from __future__ import annotations

import ipaddress
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simulator.resources.properties import Properties, ResourceProperties, about, refuse
from simulator.resources.reference import Reference, Target, To, to
from simulator.services.vpc.properties import Vpc

TYPE = "AWS::EC2::SecurityGroup"
#: How a security group is referred to: by itself or by its attribute GroupId.
MEMBERS = To((Target(TYPE), Target(TYPE, "GroupId")))

#: Rules in each direction (AWS's default quota).
MAX_RULES = 60
#: Security groups of one network interface (AWS's default quota).
MAX_GROUPS = 5


def _check_cidr(value: str) -> str:
    """An IPv4 block without host bits; 0.0.0.0/0 is everybody."""
    try:
        network = ipaddress.IPv4Network(value)
    except ValueError:
        network = None
    if network is None or str(network) != value:
        raise refuse(
            "BadCidrIp",
            f'"{value[:40]}" is not an IPv4 address block.',
            f'IPv4 주소 블록이 아니에요: "{value[:40]}"',
            "Write a block whose host bits are zero, such as 10.0.0.0/16, or 0.0.0.0/0 for everybody.",
            "10.0.0.0/16처럼 호스트 비트가 0인 블록을 쓰세요. 모두 허용하려면 0.0.0.0/0이에요.",
        )
    return value


_PROTOCOL = Annotated[
    Literal["tcp", "udp", "icmp", "-1"],
    about(
        ("Protocol", "프로토콜"),
        (
            "Which protocol; -1 is all of them, on all ports.",
            "허용할 프로토콜이에요. -1은 모든 프로토콜과 포트예요.",
        ),
        choices={
            "tcp": ("TCP", "TCP"),
            "udp": ("UDP", "UDP"),
            "icmp": ("ICMP", "ICMP"),
            "-1": ("All", "모두"),
        },
    ),
]
_PORT = Field(ge=-1, le=65_535)
_FROM = Annotated[
    int | None,
    _PORT,
    about(("From port", "시작 포트"), ("First port of the range.", "포트 범위의 처음이에요.")),
]
_TO = Annotated[
    int | None, _PORT, about(("To port", "끝 포트"), ("Last port of the range.", "포트 범위의 끝이에요."))
]
_CIDR = Annotated[
    str | None,
    AfterValidator(lambda value: value if value is None else _check_cidr(value)),
    about(
        ("IPv4 CIDR block", "IPv4 CIDR 블록"),
        (
            "Addresses at the other end; 0.0.0.0/0 is everybody.",
            "상대방의 주소 범위예요. 0.0.0.0/0은 모두를 뜻해요.",
        ),
    ),
]


class _Rule(Properties):
    IpProtocol: _PROTOCOL
    FromPort: _FROM = None
    ToPort: _TO = None
    CidrIp: _CIDR = None

    @model_validator(mode="after")
    def _has_ports(self) -> Self:
        if self.IpProtocol in ("tcp", "udp"):
            if self.FromPort is None or self.ToPort is None or self.FromPort > self.ToPort:
                raise refuse(
                    "BadPortRange",
                    f"A rule for {self.IpProtocol} needs FromPort and ToPort, in order.",
                    f"{self.IpProtocol} 규칙에는 FromPort와 ToPort가 필요하고, 순서도 맞아야 해요.",
                    "Write the same port twice to allow one.",
                    "포트 하나만 허용하려면 같은 값을 두 번 쓰세요.",
                )
        return self


def _one_end(cidr: str | None, group: Reference | None) -> None:
    if (cidr is None) == (group is None):
        raise refuse(
            "OneSource",
            "A rule names exactly one other end: a block of addresses or a security group.",
            "규칙에는 주소 블록과 보안 그룹 중 하나만 정해야 해요.",
            "Keep one of the two.",
            "둘 중 하나만 남기세요.",
        )


class Ingress(_Rule):
    SourceSecurityGroupId: Annotated[
        Reference | None,
        MEMBERS,
        about(
            ("Source security group", "소스 보안 그룹"),
            ("Whatever carries this group may connect.", "이 보안 그룹이 붙은 리소스의 연결을 허용해요."),
        ),
    ] = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        _one_end(self.CidrIp, self.SourceSecurityGroupId)
        return self


class Egress(_Rule):
    DestinationSecurityGroupId: Annotated[
        Reference | None,
        MEMBERS,
        about(
            ("Destination security group", "대상 보안 그룹"),
            (
                "Connections to whatever carries this group.",
                "이 보안 그룹이 붙은 리소스로의 연결을 허용해요.",
            ),
        ),
    ] = None

    @model_validator(mode="after")
    def _one_destination(self) -> Self:
        _one_end(self.CidrIp, self.DestinationSecurityGroupId)
        return self


class SecurityGroup(ResourceProperties):
    TYPE: ClassVar[str] = TYPE

    GroupDescription: Annotated[
        str,
        Field(min_length=1, max_length=255),
        about(
            ("Description", "설명"), ("What it is for.", "어디에 쓰는 보안 그룹인지 적어요."), mutable=False
        ),
    ]
    VpcId: Annotated[
        Reference,
        to(Vpc.TYPE),
        about(
            ("VPC", "VPC"), ("The network it belongs to.", "이 보안 그룹이 속한 네트워크예요."), mutable=False
        ),
    ]
    SecurityGroupIngress: Annotated[
        list[Annotated[Ingress, about(("Rule", "규칙"), ("One rule.", "규칙 하나예요."))]],
        Field(max_length=MAX_RULES),
        about(
            ("Inbound rules", "인바운드 규칙"),
            (
                "Who may connect. What no rule allows is dropped without an answer.",
                "연결을 허용할 상대예요. 어떤 규칙에도 맞지 않으면 응답 없이 버려요.",
            ),
        ),
    ] = []
    SecurityGroupEgress: Annotated[
        list[Annotated[Egress, about(("Rule", "규칙"), ("One rule.", "규칙 하나예요."))]],
        Field(max_length=MAX_RULES),
        about(
            ("Outbound rules", "아웃바운드 규칙"),
            (
                "Where connections may be opened to. Left out: everywhere.",
                "어디로 연결할 수 있는지 정해요. 비우면 모든 곳으로 연결할 수 있어요.",
            ),
            advanced=True,
        ),
    ] = []


#: The field of whatever carries security groups.
Groups = Annotated[
    list[
        Annotated[
            Reference, MEMBERS, about(("Security group", "보안 그룹"), ("A group.", "보안 그룹이에요."))
        ]
    ],
    Field(max_length=MAX_GROUPS),
    about(
        ("Security groups", "보안 그룹"),
        (
            "Who may connect. Left out, everybody may: AWS would take the VPC's default group, which lets nobody in"
            " from outside.",
            "누가 연결할 수 있는지 정해요. 비우면 모두 연결할 수 있어요. AWS에서는 VPC의 기본 보안 그룹이 쓰여 밖에서"
            " 연결할 수 없어요.",
        ),
        advanced=True,
    ),
]
