"""What an AMI carries: how long it takes to start and how it answers. AWS has no resource type for it.

Figures that are left at their defaults take no part in a world: an application without a memory of its own
never runs out of it, one without disk work has no disk metrics.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.resources.properties import ResourceProperties, about
from simulator.resources.units import KILOBYTES, MEBIBYTES, PERCENT, REQUESTS, SECONDS


class Application(ResourceProperties):
    """What an AMI carries: how long it takes to start and how it answers."""

    TYPE: ClassVar[str] = "Lab::Application"

    ReadySeconds: Annotated[
        float,
        Field(ge=0, le=3_600),
        about(
            ("Start-up time", "준비 시간"),
            ("From running to the first answer.", "인스턴스가 실행된 뒤 첫 응답까지 걸리는 시간이에요."),
            unit=SECONDS,
        ),
    ] = 30
    QueueLimit: Annotated[
        int,
        Field(ge=0, le=100_000),
        about(
            ("Queue limit", "대기열 한도"),
            (
                "Requests that may wait on one instance; the next is refused with 503.",
                "인스턴스 하나에서 기다릴 수 있는 요청 수예요. 넘치면 503으로 거절해요.",
            ),
            unit=REQUESTS,
        ),
    ] = 100
    ServiceTime: Annotated[
        Literal["exponential", "deterministic", "lognormal"],
        about(
            ("Service time", "처리 시간 분포"),
            ("How much the work varies from request to request.", "요청마다 작업량이 얼마나 다른지 정해요."),
            advanced=True,
            choices={
                "exponential": ("Exponential", "지수 분포"),
                "deterministic": ("Always the same", "항상 같음"),
                "lognormal": ("Lognormal", "로그 정규 분포"),
            },
        ),
    ] = "exponential"
    Variation: Annotated[
        float,
        Field(ge=0, le=10),
        about(
            ("Variation", "변동 계수"),
            ("Standard deviation over mean, for lognormal.", "로그 정규 분포의 표준 편차 ÷ 평균이에요."),
            advanced=True,
        ),
    ] = 1.0
    ReadySpreadPercent: Annotated[
        float,
        Field(ge=0, le=100),
        about(
            ("Start-up spread", "준비 시간 편차"),
            (
                "How far one start-up may stray from the start-up time, evenly in both directions.",
                "준비 시간이 시작할 때마다 얼마나 달라지는지 정해요. 위아래로 고르게 흩어져요.",
            ),
            unit=PERCENT,
            advanced=True,
        ),
    ] = 20
    UserDataSeconds: Annotated[
        float,
        Field(ge=0, le=3_600),
        about(
            ("User data", "사용자 데이터"),
            (
                "Work of the user data script before the application starts: packages, code, settings."
                " A golden AMI needs none.",
                "애플리케이션이 시작되기 전에 사용자 데이터 스크립트가 일하는 시간이에요. 패키지, 코드, 설정을"
                " 내려받아요. 모두 담아 둔 골든 AMI라면 0이에요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = 0
    CloudWatchAgent: Annotated[
        bool,
        about(
            ("CloudWatch agent", "CloudWatch 에이전트"),
            (
                "Tells CloudWatch how much memory is in use. EC2 alone does not know.",
                "메모리 사용량을 CloudWatch에 보내요. EC2만으로는 알 수 없는 지표예요.",
            ),
            advanced=True,
        ),
    ] = False
    BaseMemoryMB: Annotated[
        float,
        Field(ge=0, le=1_000_000),
        about(
            ("Base memory", "기본 메모리"),
            (
                "What the system and the idle application take.",
                "운영 체제와 요청이 없을 때의 애플리케이션이 쓰는 메모리예요.",
            ),
            unit=MEBIBYTES,
            advanced=True,
        ),
    ] = 300
    MemoryMBPerRequest: Annotated[
        float,
        Field(ge=0, le=10_000),
        about(
            ("Memory of a request", "요청당 메모리"),
            (
                "What each request takes while it waits or is worked on. Without memory left the application is"
                " killed and starts again.",
                "요청 하나가 기다리거나 처리되는 동안 쓰는 메모리예요. 메모리가 바닥나면 애플리케이션이 강제"
                " 종료되고 다시 시작돼요.",
            ),
            unit=MEBIBYTES,
            advanced=True,
        ),
    ] = 0
    DiskReadKBPerRequest: Annotated[
        float,
        Field(ge=0, le=1_000_000),
        about(
            ("Disk read by a request", "요청당 디스크 읽기"),
            ("For the metric DiskReadBytes.", "DiskReadBytes 지표에 쓰여요."),
            unit=KILOBYTES,
            advanced=True,
        ),
    ] = 0
    DiskWriteKBPerRequest: Annotated[
        float,
        Field(ge=0, le=1_000_000),
        about(
            ("Disk written by a request", "요청당 디스크 쓰기"),
            ("For the metric DiskWriteBytes.", "DiskWriteBytes 지표에 쓰여요."),
            unit=KILOBYTES,
            advanced=True,
        ),
    ] = 0
    CreditsBeforePercent: Annotated[
        float,
        Field(ge=0, le=100),
        about(
            ("CPU credits at the beginning", "처음 CPU 크레딧"),
            (
                "What instances that are there when the world begins have of the credits they can keep. Those launched"
                " later begin as AWS lets them.",
                "시뮬레이션을 시작할 때 이미 있는 인스턴스의 크레딧이 최대 적립의 몇 퍼센트인지 정해요. 나중에 시작한"
                " 인스턴스는 AWS 규칙을 따라요.",
            ),
            unit=PERCENT,
            advanced=True,
        ),
    ] = 100
    HookSeconds: Annotated[
        float | None,
        Field(ge=0, le=172_800),
        about(
            ("Completes lifecycle hooks after", "수명 주기 후크 완료까지"),
            (
                "The application itself completes a lifecycle action, with CONTINUE, so long after the wait began."
                " Left out: nobody does, and the hook waits for a call or its timeout.",
                "기다리기 시작한 뒤 이 시간이 지나면 애플리케이션이 스스로 CONTINUE로 수명 주기 작업을 완료해요."
                " 비우면 아무도 완료하지 않아서 API 호출이나 제한 시간을 기다려요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = None
    ContentionPercent: Annotated[
        float,
        Field(ge=0, le=100),
        about(
            ("Contention", "경합"),
            (
                "Share of all work that only one vCPU at a time can do: a lock, a connection pool. At 0, twice the"
                " vCPUs do twice the work; above it, a bigger instance gains less and less.",
                "한 번에 vCPU 하나만 할 수 있는 작업의 비율이에요. 잠금이나 연결 풀 같은 것들이죠. 0이면 vCPU가 두"
                " 배일 때 처리량도 두 배이고, 값이 클수록 큰 인스턴스의 이득이 줄어요.",
            ),
            unit=PERCENT,
            advanced=True,
        ),
    ] = 0
    Broken: Annotated[
        bool,
        about(
            ("Broken", "고장 난 버전"),
            (
                "The application of this version never starts: instances run, and nothing answers on their port.",
                "이 버전의 애플리케이션은 시작되지 않아요. 인스턴스는 실행되지만 포트에서 응답하지 않아요.",
            ),
            advanced=True,
        ),
    ] = False
