"""Hosted zones and their record sets."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simulator.resources.properties import Properties, ResourceProperties, about, refuse
from simulator.resources.reference import Reference, ReferenceOrText, Target, To, to
from simulator.resources.units import SECONDS
from simulator.services.cloudfront.properties import Distribution
from simulator.services.elb.properties import LoadBalancer
from simulator.services.s3.properties import Bucket

_LABEL = re.compile(r"^(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)$")


def plain_name(name: str) -> str:
    """A domain name as it is compared: lower case, without the root's dot."""
    return name.lower().removesuffix(".")


def _check_name(value: str) -> str:
    labels = plain_name(value).split(".")
    if len(value) > 254 or not all(_LABEL.match(label) for label in labels) or "*" in labels[1:]:
        raise refuse(
            "BadDomainName",
            f'"{value[:60]}" is not a domain name.',
            f'도메인 이름으로 쓸 수 없어요: "{value[:60]}"',
            "Use letters, digits and hyphens between dots, such as shop.example.",
            "shop.example처럼 점 사이에 영문자, 숫자, 하이픈을 쓰세요.",
        )
    return value


DomainName = Annotated[str, AfterValidator(_check_name)]

ANSWERS = To(
    (
        Target(Distribution.TYPE, "DomainName"),
        Target(LoadBalancer.TYPE, "DNSName"),
        Target(Bucket.TYPE, "DomainName"),
    )
)


class HostedZone(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::Route53::HostedZone"

    Name: Annotated[
        DomainName,
        about(
            ("Domain name", "도메인 이름"),
            ("The domain whose records it holds.", "이 호스팅 영역이 관리하는 도메인이에요."),
            mutable=False,
        ),
    ]


class Alias(Properties):
    DNSName: Annotated[
        Reference,
        ANSWERS,
        about(
            ("Alias target", "별칭 대상"),
            ("The AWS resource the name stands for.", "이 이름이 가리키는 AWS 리소스예요."),
            mutable=False,
        ),
    ]
    HostedZoneId: Annotated[
        ReferenceOrText | None,
        to(LoadBalancer.TYPE, attribute="CanonicalHostedZoneID"),
        about(
            ("Target's hosted zone", "대상의 호스팅 영역"),
            ("Follows from the target; may be left out.", "대상에 따라 정해지니 비워도 돼요."),
            advanced=True,
            mutable=False,
        ),
    ] = None
    EvaluateTargetHealth: Annotated[
        bool,
        about(
            ("Evaluate target health", "대상 상태 평가"),
            (
                "An unhealthy target is not answered while another record can be.",
                "다른 레코드로 응답할 수 있는 동안 비정상 대상을 응답에서 빼요.",
            ),
        ),
    ] = False


class RecordSet(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::Route53::RecordSet"

    HostedZoneId: Annotated[
        Reference,
        to(HostedZone.TYPE),
        about(
            ("Hosted zone", "호스팅 영역"),
            ("The zone it is in.", "이 레코드가 속한 호스팅 영역이에요."),
            mutable=False,
        ),
    ]
    Name: Annotated[
        DomainName,
        about(
            ("Record name", "레코드 이름"),
            ("The name people ask for.", "사람들이 조회하는 이름이에요."),
            mutable=False,
        ),
    ]
    Type: Annotated[
        Literal["A", "AAAA", "CNAME"],
        about(
            ("Record type", "레코드 유형"),
            ("What is answered: an address or another name.", "주소로 답할지, 다른 이름으로 답할지 정해요."),
            mutable=False,
            choices={
                "A": ("A – IPv4 address", "A – IPv4 주소"),
                "AAAA": ("AAAA – IPv6 address", "AAAA – IPv6 주소"),
                "CNAME": ("CNAME – another name", "CNAME – 다른 이름"),
            },
        ),
    ] = "A"
    TTL: Annotated[
        int | None,
        Field(ge=0, le=2_147_483_647),
        about(
            ("TTL", "TTL"),
            (
                "How long resolvers keep the answer. Aliases take the target's (60 s).",
                "리졸버가 응답을 캐시하는 시간이에요. 별칭은 대상의 값(60초)을 써요.",
            ),
            unit=SECONDS,
        ),
    ] = None
    ResourceRecords: Annotated[
        list[
            Annotated[
                ReferenceOrText,
                ANSWERS,
                about(("Value", "값"), ("An address or a name.", "주소나 이름이에요.")),
            ]
        ]
        | None,
        Field(min_length=1, max_length=400),
        about(
            ("Values", "값"),
            ("The answers of a record that is no alias.", "별칭이 아닌 레코드의 응답이에요."),
            mutable=False,
        ),
    ] = None
    AliasTarget: Annotated[
        Alias | None,
        about(
            ("Alias", "별칭"),
            ("Point to an AWS resource instead of an address.", "주소 대신 AWS 리소스를 가리켜요."),
        ),
    ] = None
    SetIdentifier: Annotated[
        str | None,
        Field(min_length=1, max_length=128),
        about(
            ("Record ID", "레코드 ID"),
            ("Tells records of one name apart.", "이름이 같은 레코드를 구분해요."),
            advanced=True,
            mutable=False,
        ),
    ] = None
    Weight: Annotated[
        int | None,
        Field(ge=0, le=255),
        about(
            ("Weight", "가중치"),
            (
                "Its share is its weight among the sum of all; 0 gets nothing.",
                "전체 가중치 합에서 이 값이 차지하는 비율만큼 응답해요. 0이면 응답하지 않아요.",
            ),
        ),
    ] = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if (self.AliasTarget is None) == (self.ResourceRecords is None):
            raise refuse(
                "AliasOrRecords",
                "A record has either an alias or values.",
                "레코드에는 별칭과 값 중 하나만 있어야 해요.",
                "Give AliasTarget, or ResourceRecords with TTL.",
                "AliasTarget을 쓰거나, ResourceRecords와 TTL을 쓰세요.",
            )
        if self.ResourceRecords is not None and self.TTL is None:
            raise refuse(
                "RecordNeedsTtl",
                "A record with values needs a TTL.",
                "값이 있는 레코드에는 TTL이 있어야 해요.",
                "Add TTL, for example 60.",
                "TTL을 넣으세요(예: 60).",
            )
        if self.AliasTarget is not None and self.TTL is not None:
            raise refuse(
                "AliasHasNoTtl",
                "An alias has no TTL of its own.",
                "별칭에는 TTL을 따로 정할 수 없어요.",
                "Remove TTL; the target's is used.",
                "TTL을 지우세요. 대상의 값을 써요.",
            )
        if (self.Weight is None) != (self.SetIdentifier is None):
            raise refuse(
                "WeightNeedsSetIdentifier",
                "Weight and SetIdentifier go together.",
                "Weight와 SetIdentifier는 함께 써야 해요.",
                "Give both for a weighted record, none for a simple one.",
                "가중치 기반 레코드에는 둘 다 쓰고, 단순 레코드에는 둘 다 쓰지 마세요.",
            )
        return self

    @property
    def answer(self) -> tuple[Reference | str, ...]:
        """What the record answers with, alias or values."""
        if self.AliasTarget is not None:
            return (self.AliasTarget.DNSName,)
        return tuple(self.ResourceRecords or ())
