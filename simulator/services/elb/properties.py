"""Application Load Balancers, their listeners and target groups."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from simulator.resources.properties import Properties, ResourceProperties, about, refuse
from simulator.resources.reference import Reference, to
from simulator.resources.units import SECONDS
from simulator.services.ec2.instance import Instance
from simulator.services.vpc.properties import Subnet, Vpc
from simulator.services.vpc.security_groups import Groups

ALGORITHM = "load_balancing.algorithm.type"
DEREGISTRATION_DELAY = "deregistration_delay.timeout_seconds"
SLOW_START = "slow_start.duration_seconds"

ALGORITHMS = ("round_robin", "least_outstanding_requests")


class LoadBalancer(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::ElasticLoadBalancingV2::LoadBalancer"

    Name: Annotated[
        str | None,
        Field(min_length=1, max_length=32, pattern=r"^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$"),
        about(
            ("Name", "이름"),
            (
                "Unique in the region and account. Optional.",
                "리전과 계정 안에서 고유한 이름이에요. 비워도 돼요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = None
    Scheme: Annotated[
        Literal["internet-facing", "internal"],
        about(
            ("Scheme", "체계"),
            (
                "Internet-facing balancers have public addresses; internal ones are reached from the VPC.",
                "인터넷 경계 로드 밸런서는 퍼블릭 주소를 갖고, 내부 로드 밸런서는 VPC 안에서만 접근할 수 있어요.",
            ),
            mutable=False,
            choices={"internet-facing": ("Internet-facing", "인터넷 경계"), "internal": ("Internal", "내부")},
        ),
    ] = "internet-facing"
    Type: Annotated[
        Literal["application"],
        about(
            ("Type", "유형"),
            (
                "An Application Load Balancer works on HTTP requests.",
                "Application Load Balancer는 HTTP 요청 단위로 분산해요.",
            ),
            mutable=False,
            advanced=True,
            choices={"application": ("Application Load Balancer", "Application Load Balancer")},
        ),
    ] = "application"
    Subnets: Annotated[
        list[
            Annotated[
                Reference,
                to(Subnet.TYPE),
                about(("Subnet", "서브넷"), ("One subnet a zone.", "가용 영역마다 하나예요.")),
            ]
        ],
        Field(max_length=20),
        about(
            ("Subnets", "서브넷"),
            (
                "The zones the balancer has nodes in; at least two.",
                "로드 밸런서가 노드를 두는 가용 영역이에요. 두 곳 이상이어야 해요.",
            ),
            mutable=False,
        ),
    ]
    SecurityGroups: Groups = []


def _check_matcher(value: str) -> str:
    """Codes 200..499, single, listed by commas or as ranges: "200", "200,202", "200-299"."""
    parts = value.split(",") if re.fullmatch(r"[0-9]{3}(-[0-9]{3})?(,[0-9]{3}(-[0-9]{3})?)*", value) else []
    ranges = [[int(code) for code in part.split("-")] for part in parts]
    if not ranges or any(not 200 <= r[0] <= r[-1] <= 499 for r in ranges):
        raise refuse(
            "BadMatcher",
            f'"{value[:40]}" is not a list of status codes.',
            f'상태 코드 목록이 아니에요: "{value[:40]}"',
            "Write codes between 200 and 499, such as 200, 200,302 or 200-299.",
            "200, 200,302, 200-299처럼 200~499 사이의 코드를 쓰세요.",
        )
    return value


class HealthMatcher(Properties):
    HttpCode: Annotated[
        str,
        AfterValidator(_check_matcher),
        about(
            ("Success codes", "성공 코드"),
            ("Answers that count as healthy.", "정상으로 보는 응답 코드예요."),
        ),
    ] = "200"

    def accepts(self, code: int) -> bool:
        """Whether an answer with this status is a success."""
        for part in self.HttpCode.split(","):
            first, _, last = part.partition("-")
            if int(first) <= code <= int(last or first):
                return True
        return False


class TargetGroupAttribute(Properties):
    Key: Annotated[
        Literal[
            "load_balancing.algorithm.type",
            "deregistration_delay.timeout_seconds",
            "slow_start.duration_seconds",
        ],
        about(
            ("Attribute", "속성"),
            ("What is set.", "설정할 속성을 골라요."),
            choices={
                ALGORITHM: ("Load balancing algorithm", "로드 밸런싱 알고리즘"),
                DEREGISTRATION_DELAY: ("Deregistration delay (seconds)", "등록 취소 지연(초)"),
                SLOW_START: ("Slow start duration (seconds)", "느린 시작 기간(초)"),
            },
        ),
    ]
    Value: Annotated[
        str,
        Field(max_length=64),
        about(
            ("Value", "값"),
            (
                "round_robin or least_outstanding_requests; 0–3600; 0 or 30–900.",
                "round_robin 또는 least_outstanding_requests, 0~3600, 0 또는 30~900이에요.",
            ),
        ),
    ]

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        seconds = int(self.Value) if re.fullmatch(r"[0-9]{1,5}", self.Value) else -1
        fits = {
            ALGORITHM: self.Value in ALGORITHMS,
            DEREGISTRATION_DELAY: 0 <= seconds <= 3600,
            SLOW_START: seconds == 0 or 30 <= seconds <= 900,
        }
        if not fits[self.Key]:
            allowed = {
                ALGORITHM: " | ".join(ALGORITHMS),
                DEREGISTRATION_DELAY: "0–3600",
                SLOW_START: "0, 30–900",
            }[self.Key]
            raise refuse(
                "BadAttributeValue",
                f'"{self.Value}" is not a value of {self.Key}.',
                f'{self.Key}에 쓸 수 없는 값이에요: "{self.Value}"',
                f"Allowed: {allowed}. Values are written as text, in quotes.",
                f"쓸 수 있는 값: {allowed}. 값은 따옴표로 묶은 문자열로 써요.",
            )
        return self


class TargetDescription(Properties):
    Id: Annotated[
        Reference,
        to(Instance.TYPE),
        about(("Target", "대상"), ("A standalone instance.", "독립 실행 인스턴스예요."), mutable=False),
    ]


class TargetGroup(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::ElasticLoadBalancingV2::TargetGroup"

    Port: Annotated[
        int,
        Field(ge=1, le=65_535),
        about(
            ("Port", "포트"),
            ("The port targets listen on.", "대상이 요청을 받는 포트예요."),
            mutable=False,
        ),
    ] = 80
    Protocol: Annotated[
        Literal["HTTP", "HTTPS"],
        about(
            ("Protocol", "프로토콜"),
            ("How the balancer talks to targets.", "로드 밸런서가 대상과 통신하는 방식이에요."),
            mutable=False,
            choices={"HTTP": ("HTTP", "HTTP"), "HTTPS": ("HTTPS", "HTTPS")},
        ),
    ] = "HTTP"
    VpcId: Annotated[
        Reference,
        to(Vpc.TYPE),
        about(
            ("VPC", "VPC"),
            ("The network targets are in.", "대상이 있는 네트워크예요."),
            mutable=False,
            advanced=True,
        ),
    ]
    HealthCheckPath: Annotated[
        str,
        Field(min_length=1, max_length=1024, pattern=r"^/[^\s]*$"),
        about(
            ("Health check path", "상태 확인 경로"),
            ("Asked of every target again and again.", "모든 대상에 주기적으로 요청하는 경로예요."),
        ),
    ] = "/"
    HealthCheckIntervalSeconds: Annotated[
        int,
        Field(ge=5, le=300),
        about(
            ("Health check interval", "상태 확인 간격"),
            ("Time between two checks of a target.", "한 대상의 상태를 확인하는 주기예요."),
            unit=SECONDS,
        ),
    ] = 30
    HealthCheckTimeoutSeconds: Annotated[
        int,
        Field(ge=2, le=120),
        about(
            ("Health check timeout", "상태 확인 제한 시간"),
            (
                "A check without an answer for this long has failed; shorter than the interval.",
                "이 시간 안에 응답이 없으면 실패예요. 간격보다 짧아야 해요.",
            ),
            unit=SECONDS,
        ),
    ] = 5
    HealthyThresholdCount: Annotated[
        int,
        Field(ge=2, le=10),
        about(
            ("Healthy threshold", "정상 임계값"),
            (
                "Successes in a row until a target is healthy.",
                "연속으로 몇 번 성공하면 정상으로 볼지 정해요.",
            ),
        ),
    ] = 5
    UnhealthyThresholdCount: Annotated[
        int,
        Field(ge=2, le=10),
        about(
            ("Unhealthy threshold", "비정상 임계값"),
            (
                "Failures in a row until a target is unhealthy.",
                "연속으로 몇 번 실패하면 비정상으로 볼지 정해요.",
            ),
        ),
    ] = 2
    Matcher: Annotated[
        HealthMatcher,
        about(
            ("Success codes", "성공 코드"),
            ("Answers that count as healthy.", "정상으로 보는 응답 코드예요."),
            advanced=True,
        ),
    ] = HealthMatcher()
    Targets: Annotated[
        list[Annotated[TargetDescription, about(("Target", "대상"), ("One target.", "대상 하나예요."))]],
        Field(max_length=1_000),
        about(
            ("Targets", "대상"),
            (
                "Standalone instances. A group's instances register by themselves.",
                "독립 실행 인스턴스예요. 그룹의 인스턴스는 자동으로 등록돼요.",
            ),
            advanced=True,
        ),
    ] = []
    TargetGroupAttributes: Annotated[
        list[
            Annotated[
                TargetGroupAttribute, about(("Attribute", "속성"), ("One attribute.", "속성 하나예요."))
            ]
        ],
        Field(max_length=20),
        about(
            ("Attributes", "속성"),
            (
                "Algorithm, deregistration delay, slow start.",
                "알고리즘, 등록 취소 지연, 느린 시작을 정해요.",
            ),
        ),
    ] = []

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.HealthCheckTimeoutSeconds >= self.HealthCheckIntervalSeconds:
            raise refuse(
                "TimeoutNotShorter",
                f"The health check timeout ({self.HealthCheckTimeoutSeconds} s) is not shorter than the interval"
                f" ({self.HealthCheckIntervalSeconds} s).",
                f"상태 확인 제한 시간({self.HealthCheckTimeoutSeconds}초)이 간격"
                f"({self.HealthCheckIntervalSeconds}초)보다 짧지 않아요.",
                "Shorten HealthCheckTimeoutSeconds or lengthen HealthCheckIntervalSeconds.",
                "HealthCheckTimeoutSeconds를 줄이거나 HealthCheckIntervalSeconds를 늘리세요.",
            )
        if len({attribute.Key for attribute in self.TargetGroupAttributes}) < len(self.TargetGroupAttributes):
            raise refuse(
                "DuplicateAttribute",
                "An attribute is set twice.",
                "같은 속성을 두 번 설정했어요.",
                "Keep one entry a key in TargetGroupAttributes.",
                "TargetGroupAttributes에는 키마다 한 항목만 남기세요.",
            )
        if self.slow_start and self.algorithm != "round_robin":
            raise refuse(
                "SlowStartNeedsRoundRobin",
                "Slow start works only with round robin.",
                "느린 시작은 라운드 로빈에서만 쓸 수 있어요.",
                "Remove slow_start.duration_seconds or use round_robin.",
                "slow_start.duration_seconds를 지우거나 round_robin을 쓰세요.",
            )
        return self

    def attribute(self, key: str, default: str) -> str:
        return next((item.Value for item in self.TargetGroupAttributes if item.Key == key), default)

    @property
    def algorithm(self) -> str:
        """One of `ALGORITHMS`."""
        return self.attribute(ALGORITHM, "round_robin")

    @property
    def deregistration_delay(self) -> int:
        """Seconds a leaving target may finish its requests."""
        return int(self.attribute(DEREGISTRATION_DELAY, "300"))

    @property
    def slow_start(self) -> int:
        """Seconds over which a new target's share grows; 0 is off."""
        return int(self.attribute(SLOW_START, "0"))


class Action(Properties):
    Type: Annotated[
        Literal["forward"],
        about(
            ("Action", "작업"),
            ("What is done with a request.", "요청을 어떻게 처리할지 정해요."),
            mutable=False,
            choices={"forward": ("Forward to a target group", "대상 그룹으로 전달")},
        ),
    ] = "forward"
    TargetGroupArn: Annotated[
        Reference,
        to(TargetGroup.TYPE),
        about(
            ("Target group", "대상 그룹"), ("Who answers.", "요청에 응답할 대상 그룹이에요."), mutable=False
        ),
    ]


class Listener(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::ElasticLoadBalancingV2::Listener"

    LoadBalancerArn: Annotated[
        Reference,
        to(LoadBalancer.TYPE),
        about(
            ("Load balancer", "로드 밸런서"),
            ("The balancer it belongs to.", "이 리스너가 속한 로드 밸런서예요."),
            mutable=False,
        ),
    ]
    Port: Annotated[
        int,
        Field(ge=1, le=65_535),
        about(
            ("Port", "포트"),
            (
                "The port it listens on; one listener a port.",
                "요청을 받는 포트예요. 포트마다 하나만 둘 수 있어요.",
            ),
            mutable=False,
        ),
    ] = 80
    Protocol: Annotated[
        Literal["HTTP", "HTTPS"],
        about(
            ("Protocol", "프로토콜"),
            ("What clients speak to it.", "클라이언트가 쓰는 프로토콜이에요."),
            mutable=False,
            choices={"HTTP": ("HTTP", "HTTP"), "HTTPS": ("HTTPS", "HTTPS")},
        ),
    ] = "HTTP"
    DefaultActions: Annotated[
        list[Annotated[Action, about(("Action", "작업"), ("One action.", "작업 하나예요."))]],
        Field(min_length=1, max_length=1),
        about(
            ("Default action", "기본 작업"),
            ("Where requests go that no rule caught.", "어떤 규칙에도 맞지 않는 요청을 보내는 곳이에요."),
            mutable=False,
        ),
    ]
