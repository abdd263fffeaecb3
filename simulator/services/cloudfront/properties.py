"""Distributions with their origins and behaviors, and cache policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from simulator.resources.properties import Properties, ResourceProperties, about, demand_known
from simulator.resources.reference import Reference, ReferenceOrText, Target, To, to
from simulator.resources.units import SECONDS
from simulator.services.elb.properties import LoadBalancer
from simulator.services.s3.properties import Bucket
from simulator.text import Text


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A cache policy AWS offers ready made. TTLs in seconds."""

    name: str
    min_ttl: int
    default_ttl: int
    max_ttl: int


#: By id, as the CloudFront guide lists them.
MANAGED_CACHE_POLICIES: dict[str, ManagedPolicy] = {
    "658327ea-f89d-4fab-a63d-7e88639e58f6": ManagedPolicy("CachingOptimized", 1, 86_400, 31_536_000),
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": ManagedPolicy("CachingDisabled", 0, 0, 0),
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": ManagedPolicy(
        "CachingOptimizedForUncompressedObjects", 1, 86_400, 31_536_000
    ),
    "2e54312d-136d-493c-8eb9-b001f22f67d2": ManagedPolicy("Amplify", 2, 2, 600),
}
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

_POLICY_LABELS = {id: Text(policy.name, policy.name) for id, policy in MANAGED_CACHE_POLICIES.items()}
YEAR = 31_536_000


def _check_policy(value: Reference | str) -> Reference | str:
    if isinstance(value, str):
        demand_known(
            value, MANAGED_CACHE_POLICIES, "UnknownCachePolicy", "managed cache policy", "관리형 캐시 정책"
        )
    return value


class CachePolicySettings(Properties):
    Name: Annotated[
        str,
        Field(min_length=1, max_length=128),
        about(("Name", "이름"), ("Unique in the account.", "계정 안에서 고유한 이름이에요."), mutable=False),
    ]
    Comment: Annotated[
        str | None,
        Field(max_length=128),
        about(("Comment", "설명"), ("For people.", "사람이 읽는 메모예요."), advanced=True),
    ] = None
    MinTTL: Annotated[
        float,
        Field(ge=0, le=YEAR),
        about(
            ("Minimum TTL", "최소 TTL"),
            (
                "Kept at least this long, whatever the origin says.",
                "오리진이 보낸 값과 상관없이 적어도 이만큼은 캐시해요.",
            ),
            unit=SECONDS,
        ),
    ] = 0
    DefaultTTL: Annotated[
        float,
        Field(ge=0, le=YEAR),
        about(
            ("Default TTL", "기본 TTL"),
            ("Used when the origin names no time.", "오리진이 캐시 시간을 지정하지 않을 때 써요."),
            unit=SECONDS,
        ),
    ] = 86_400
    MaxTTL: Annotated[
        float,
        Field(ge=0, le=YEAR),
        about(
            ("Maximum TTL", "최대 TTL"),
            ("Kept at most this long.", "길어도 이만큼까지만 캐시해요."),
            unit=SECONDS,
        ),
    ] = YEAR


class CachePolicy(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::CloudFront::CachePolicy"

    CachePolicyConfig: Annotated[
        CachePolicySettings,
        about(("Cache settings", "캐시 설정"), ("Names and times.", "정책 이름과 TTL을 정해요.")),
    ]


def _port(label: tuple[str, str], help: tuple[str, str]) -> object:
    return about(label, help, advanced=True, mutable=False)


class CustomOrigin(Properties):
    OriginProtocolPolicy: Annotated[
        Literal["http-only", "https-only", "match-viewer"],
        about(
            ("Origin protocol", "오리진 프로토콜"),
            ("How the edge talks to the origin.", "엣지가 오리진과 통신하는 방식이에요."),
            mutable=False,
            choices={
                "http-only": ("HTTP only", "HTTP만"),
                "https-only": ("HTTPS only", "HTTPS만"),
                "match-viewer": ("Match viewer", "뷰어와 동일"),
            },
        ),
    ] = "http-only"
    HTTPPort: Annotated[
        int,
        Field(ge=1, le=65_535),
        _port(("HTTP port", "HTTP 포트"), ("Port for HTTP.", "HTTP에 쓰는 포트예요.")),
    ] = 80
    HTTPSPort: Annotated[
        int,
        Field(ge=1, le=65_535),
        _port(("HTTPS port", "HTTPS 포트"), ("Port for HTTPS.", "HTTPS에 쓰는 포트예요.")),
    ] = 443


class S3Origin(Properties):
    OriginAccessIdentity: Annotated[
        str | None,
        Field(max_length=256),
        about(
            ("Origin access identity", "오리진 액세스 ID"),
            (
                "The older way to keep a bucket private. Leave it empty.",
                "버킷을 비공개로 두는 예전 방식이에요. 비워 두세요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = None


class Origin(Properties):
    Id: Annotated[
        str,
        Field(min_length=1, max_length=128),
        about(
            ("Origin ID", "오리진 ID"),
            ("Behaviors name the origin by it.", "동작에서 이 ID로 오리진을 가리켜요."),
            mutable=False,
        ),
    ]
    DomainName: Annotated[
        Reference,
        To((Target(LoadBalancer.TYPE, "DNSName"), Target(Bucket.TYPE, "DomainName"))),
        about(
            ("Origin domain", "오리진 도메인"),
            ("Where misses are fetched from.", "캐시 미스일 때 콘텐츠를 가져오는 곳이에요."),
            mutable=False,
        ),
    ]
    CustomOriginConfig: Annotated[
        CustomOrigin | None,
        about(
            ("Custom origin", "사용자 지정 오리진"),
            ("For a load balancer or a web server.", "로드 밸런서나 웹 서버에 써요."),
            advanced=True,
            mutable=False,
        ),
    ] = None
    S3OriginConfig: Annotated[
        S3Origin | None,
        about(
            ("S3 origin", "S3 오리진"),
            ("For a bucket.", "버킷에 써요."),
            advanced=True,
            mutable=False,
        ),
    ] = None


class DefaultBehavior(Properties):
    TargetOriginId: Annotated[
        str,
        Field(min_length=1, max_length=128),
        about(
            ("Origin", "오리진"),
            ("The ID of the origin that is asked.", "요청을 보낼 오리진의 ID예요."),
            mutable=False,
        ),
    ]
    ViewerProtocolPolicy: Annotated[
        Literal["allow-all", "redirect-to-https", "https-only"],
        about(
            ("Viewer protocol policy", "뷰어 프로토콜 정책"),
            ("What viewers may speak.", "최종 사용자가 쓸 수 있는 프로토콜이에요."),
            choices={
                "allow-all": ("HTTP and HTTPS", "HTTP 및 HTTPS"),
                "redirect-to-https": ("Redirect HTTP to HTTPS", "HTTP를 HTTPS로 리디렉션"),
                "https-only": ("HTTPS only", "HTTPS만"),
            },
        ),
    ] = "allow-all"
    CachePolicyId: Annotated[
        ReferenceOrText,
        to(CachePolicy.TYPE),
        AfterValidator(_check_policy),
        about(
            ("Cache policy", "캐시 정책"),
            (
                "How long answers are kept: a policy of your own, or one AWS manages.",
                "응답을 얼마나 오래 캐시할지 정해요. 직접 만든 정책이나 AWS 관리형 정책을 써요.",
            ),
            choices=_POLICY_LABELS,
        ),
    ] = CACHING_OPTIMIZED
    Compress: Annotated[
        bool,
        about(
            ("Compress objects", "객체 자동 압축"),
            ("Text is sent compressed.", "텍스트를 압축해서 보내요."),
        ),
    ] = False


class CacheBehavior(DefaultBehavior):
    PathPattern: Annotated[
        str,
        Field(min_length=1, max_length=255, pattern=r"^[A-Za-z0-9_\-.*$/~\"'@:+&?]+$"),
        about(
            ("Path pattern", "경로 패턴"),
            (
                "* is any number of characters, ? exactly one. Case matters; the first match wins.",
                "*는 글자 수에 상관없이, ?는 한 글자와 맞아요. 대소문자를 구분하고, 처음으로 맞는 동작을 써요.",
            ),
            mutable=False,
        ),
    ]


class DistributionSettings(Properties):
    Enabled: Annotated[
        bool,
        about(
            ("Enabled", "활성화"),
            ("Switched off, it answers nothing.", "끄면 아무 요청에도 응답하지 않아요."),
            mutable=False,
        ),
    ] = True
    Comment: Annotated[
        str | None,
        Field(max_length=128),
        about(("Comment", "설명"), ("For people.", "사람이 읽는 메모예요."), advanced=True),
    ] = None
    Aliases: Annotated[
        list[
            Annotated[
                str,
                Field(min_length=1, max_length=253),
                about(("Name", "이름"), ("A host name.", "호스트 이름이에요.")),
            ]
        ],
        Field(max_length=100),
        about(
            ("Alternate domain names", "대체 도메인 이름"),
            ("Your own names it answers to.", "이 배포가 응답하는 내 도메인 이름이에요."),
            mutable=False,
        ),
    ] = []
    PriceClass: Annotated[
        Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"],
        about(
            ("Price class", "가격 분류"),
            ("Which edge locations are used.", "어떤 엣지 로케이션을 쓸지 정해요."),
            mutable=False,
            advanced=True,
            choices={
                "PriceClass_100": ("North America and Europe", "북미 및 유럽"),
                "PriceClass_200": (
                    "And Asia, Middle East, Africa",
                    "북미, 유럽, 아시아, 중동, 아프리카",
                ),
                "PriceClass_All": ("All edge locations", "모든 엣지 로케이션"),
            },
        ),
    ] = "PriceClass_All"
    Origins: Annotated[
        list[Annotated[Origin, about(("Origin", "오리진"), ("One origin.", "오리진 하나예요."))]],
        Field(min_length=1, max_length=25),
        about(
            ("Origins", "오리진"),
            ("Where content comes from.", "콘텐츠의 원본이 있는 곳이에요."),
            mutable=False,
        ),
    ]
    DefaultCacheBehavior: Annotated[
        DefaultBehavior,
        about(
            ("Default behavior", "기본 동작"),
            ("For every path no other behavior takes.", "다른 동작에 맞지 않는 모든 경로에 적용해요."),
        ),
    ]
    CacheBehaviors: Annotated[
        list[
            Annotated[
                CacheBehavior, about(("Behavior", "동작"), ("One path pattern.", "경로 패턴 하나예요."))
            ]
        ],
        Field(max_length=25),
        about(
            ("Behaviors", "동작"),
            ("Tried in this order before the default.", "기본 동작보다 먼저, 순서대로 비교해요."),
        ),
    ] = []


class Distribution(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::CloudFront::Distribution"

    DistributionConfig: Annotated[
        DistributionSettings,
        about(
            ("Distribution settings", "배포 설정"),
            ("Origins, behaviors, names.", "오리진, 동작, 이름을 정해요."),
        ),
    ]
