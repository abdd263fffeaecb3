"""Viewers and what they ask for: what AWS has no resource type for."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from simulator.geography import PLACES
from simulator.resources.instants import Instant
from simulator.resources.properties import Properties, ResourceProperties, about, known, refuse
from simulator.resources.reference import Reference, Target, To
from simulator.resources.units import DAYS, HOURS, KILOBYTES, MILLISECONDS, REQUESTS_PER_SECOND, SECONDS
from simulator.services.cloudfront.properties import Distribution
from simulator.services.elb.properties import LoadBalancer
from simulator.services.route53.properties import DomainName, HostedZone
from simulator.services.s3.properties import Bucket

MAX_RATE = 1_000_000
MAX_SECONDS = 31_536_000
#: Rows of a recorded trace: two numbers each in the document, which has a limit of its own.
MAX_POINTS = 10_000
#: As far back as predictive scaling looks.
MAX_HISTORY_DAYS = 14

_RATE = Field(ge=0, le=MAX_RATE)
_TIME = Field(ge=0, le=MAX_SECONDS)


def _rate(en: str, ko: str, help_en: str, help_ko: str) -> object:
    return about((en, ko), (help_en, help_ko), unit=REQUESTS_PER_SECOND)


def _time(en: str, ko: str, help_en: str, help_ko: str) -> object:
    return about((en, ko), (help_en, help_ko), unit=SECONDS)


_SHAPE = about(
    ("Shape", "모양"), ("How the rate changes over time.", "시간에 따라 요청률이 변하는 모양이에요.")
)


class Constant(Properties):
    """The same rate all the time."""

    Shape: Annotated[Literal["Constant"], _SHAPE]
    Rate: Annotated[float, _RATE, _rate("Rate", "요청률", "Always the same.", "언제나 같은 값이에요.")]


class Ramp(Properties):
    """From one rate to another in a straight line."""

    Shape: Annotated[Literal["Ramp"], _SHAPE]
    From: Annotated[
        float, _RATE, _rate("From", "시작 요청률", "Until the ramp begins.", "변하기 전의 값이에요.")
    ]
    To: Annotated[float, _RATE, _rate("To", "최종 요청률", "After the ramp.", "변한 뒤의 값이에요.")]
    Start: Annotated[
        float, _TIME, _time("Start", "시작 시각", "When it begins.", "변하기 시작하는 때예요.")
    ] = 0
    Duration: Annotated[
        float,
        _TIME,
        _time("Duration", "걸리는 시간", "How long it takes.", "변화가 끝나기까지 걸리는 시간이에요."),
    ]


class RateStep(Properties):
    At: Annotated[float, _TIME, _time("At", "시각", "From this moment on.", "요청률이 바뀌는 시각이에요.")]
    Rate: Annotated[
        float, _RATE, _rate("Rate", "요청률", "The rate from then on.", "이 시각부터의 값이에요.")
    ]


class Step(Properties):
    """A rate that jumps at certain moments; 0 before the first."""

    Shape: Annotated[Literal["Step"], _SHAPE]
    Steps: Annotated[
        list[Annotated[RateStep, about(("Step", "단계"), ("One jump.", "요청률이 한 번 바뀌는 단계예요."))]],
        Field(min_length=1, max_length=100),
        about(
            ("Steps", "단계"), ("Jumps in the order of time.", "요청률이 바뀌는 단계를 시간순으로 적어요.")
        ),
    ]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(b.At <= a.At for a, b in zip(self.Steps, self.Steps[1:], strict=False)):
            raise refuse(
                "StepsOutOfOrder",
                "The steps are not in the order of time.",
                "단계가 시간순이 아니에요.",
                "Give every step a later At than the one before.",
                "단계마다 At을 앞 단계보다 늦게 정하세요.",
            )
        return self


class DailyWave(Properties):
    """A day's rise and fall: Mean x (1 + Amplitude x cos(2 pi (hour - PeakHour) / 24))."""

    Shape: Annotated[Literal["DailyWave"], _SHAPE]
    Mean: Annotated[float, _RATE, _rate("Mean", "평균 요청률", "The day's average.", "하루 평균이에요.")]
    Amplitude: Annotated[
        float,
        Field(ge=0, le=1),
        about(
            ("Amplitude", "진폭"),
            (
                "0 is flat; 1 swings from nothing to twice the mean.",
                "0이면 일정하고, 1이면 0에서 평균의 두 배까지 오르내려요.",
            ),
        ),
    ]
    PeakHour: Annotated[
        float,
        Field(ge=0, lt=24),
        about(
            ("Peak hour", "가장 붐비는 시각"),
            (
                "Hour of the world's clock with most requests.",
                "요청이 가장 많은 시각이에요. 시뮬레이션 시계 기준이에요.",
            ),
            unit=HOURS,
        ),
    ]
    StartHour: Annotated[
        float,
        Field(ge=0, lt=24),
        about(
            ("Start hour", "시작 시각"),
            ("What the world's clock shows at second 0.", "시뮬레이션 0초에 시계가 가리키는 시각이에요."),
            unit=HOURS,
            advanced=True,
        ),
    ] = 0


class FlashCrowd(Properties):
    """A sudden crowd: up, held, down again."""

    Shape: Annotated[Literal["FlashCrowd"], _SHAPE]
    Base: Annotated[
        float, _RATE, _rate("Base", "평소 요청률", "Before and after.", "트래픽이 몰리기 전과 후의 값이에요.")
    ]
    Peak: Annotated[
        float,
        _RATE,
        _rate("Peak", "최고 요청률", "While the crowd is there.", "트래픽이 몰렸을 때의 값이에요."),
    ]
    Start: Annotated[
        float, _TIME, _time("Start", "시작 시각", "When it begins.", "트래픽이 몰리기 시작하는 때예요.")
    ]
    Rise: Annotated[
        float, _TIME, _time("Rise", "증가 시간", "From base to peak.", "최고 요청률까지 늘어나는 시간이에요.")
    ]
    Hold: Annotated[
        float, _TIME, _time("Hold", "유지 시간", "How long it stays.", "최고 요청률을 유지하는 시간이에요.")
    ]
    Fall: Annotated[
        float, _TIME, _time("Fall", "감소 시간", "Back to base.", "평소 요청률로 돌아오는 시간이에요.")
    ]


TraceInterpolation = Literal["step", "linear"]


class Trace(Properties):
    """Recorded traffic: Rates[i] requests a second from Seconds[i] on. See `trace.py` for how it goes on."""

    Shape: Annotated[Literal["Trace"], _SHAPE]
    Seconds: Annotated[
        list[Annotated[float, _TIME, _time("Second", "시각", "One moment.", "한 시각이에요.")]],
        Field(min_length=1, max_length=MAX_POINTS),
        about(
            ("Seconds", "시각"),
            ("Moments of the recording, in the order of time.", "기록된 시각을 시간순으로 적어요."),
            unit=SECONDS,
        ),
    ]
    Rates: Annotated[
        list[
            Annotated[float, _RATE, _rate("Rate", "요청률", "From its second on.", "그 시각부터의 값이에요.")]
        ],
        Field(min_length=1, max_length=MAX_POINTS),
        about(
            ("Rates", "요청률"),
            ("Requests a second, one for each moment.", "시각마다 하나씩, 초당 요청 수예요."),
            unit=REQUESTS_PER_SECOND,
        ),
    ]
    Interpolation: Annotated[
        TraceInterpolation,
        about(
            ("Between two moments", "두 시각 사이"),
            (
                "Step holds the value until the next moment; linear goes there in a straight line.",
                "계단은 다음 시각까지 값을 유지하고, 직선은 다음 값까지 곧게 변해요.",
            ),
            choices={"step": ("Step", "계단"), "linear": ("Linear", "직선")},
        ),
    ] = "step"
    Repeat: Annotated[
        bool,
        about(
            ("Repeat", "반복"),
            (
                "Start over after the end. Otherwise the last value stays.",
                "끝나면 처음부터 다시 시작해요. 끄면 마지막 값이 이어져요.",
            ),
        ),
    ] = False
    StartAt: Annotated[
        float,
        _TIME,
        about(
            ("Begin at", "시작 위치"),
            (
                "The second of the recording at which the world begins. What lies before it is the past that a"
                " forecast may learn from.",
                "시뮬레이션 0초가 기록의 몇 초인지 정해요. 그 앞의 기록은 예측에 쓸 수 있는 과거예요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = 0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if len(self.Seconds) != len(self.Rates):
            raise refuse(
                "TraceUneven",
                "Seconds and Rates are not equally long.",
                "Seconds와 Rates의 길이가 달라요.",
                "Give every moment one rate, or upload the file again.",
                "시각마다 요청률을 하나씩 적거나 파일을 다시 올리세요.",
            )
        if any(b <= a for a, b in zip(self.Seconds, self.Seconds[1:], strict=False)):
            raise refuse(
                "TraceOutOfOrder",
                "The moments of the trace are not in the order of time.",
                "트래픽 기록의 시각이 시간순이 아니에요.",
                "Sort them and give each second once, or upload the file again.",
                "시각을 정렬해 한 번씩만 적거나 파일을 다시 올리세요.",
            )
        return self


TrafficShape = Constant | Ramp | Step | DailyWave | FlashCrowd | Trace

SHAPES = {
    "Constant": ("Constant", "일정"),
    "Ramp": ("Ramp", "점진적 변화"),
    "Step": ("Steps", "계단"),
    "DailyWave": ("Daily wave", "하루 주기"),
    "FlashCrowd": ("Flash crowd", "트래픽 급증"),
    "Trace": ("Recorded trace", "트래픽 기록"),
}


class RequestClass(Properties):
    """Requests that are alike: same path, same work, same cache rules."""

    Path: Annotated[
        str,
        Field(min_length=1, max_length=255, pattern=r"^/[^\s?#]*$"),
        about(
            ("Path", "경로"),
            (
                "A path, or a family of objects ending in *. The same path means the same objects for everybody.",
                "경로 하나, 또는 *로 끝나는 객체 묶음이에요. 경로가 같으면 누구에게나 같은 객체예요.",
            ),
            mutable=False,
        ),
    ]
    Weight: Annotated[
        float,
        Field(ge=0, le=1e6),
        about(
            ("Weight", "가중치"),
            ("Its share among the requests.", "전체 요청에서 차지하는 비율이에요."),
            mutable=False,
        ),
    ] = 1
    Objects: Annotated[
        int,
        Field(ge=1, le=1_000_000),
        about(
            ("Objects", "객체 수"),
            ("How many different objects there are.", "서로 다른 객체의 수예요."),
            mutable=False,
        ),
    ] = 1
    ZipfExponent: Annotated[
        float,
        Field(ge=0, le=5),
        about(
            ("Zipf exponent", "지프 지수"),
            (
                "0: all objects equally liked; about 1: a few are asked for most.",
                "0이면 모든 객체가 똑같이 인기 있고, 1쯤이면 몇몇 객체에 요청이 몰려요.",
            ),
            mutable=False,
            advanced=True,
        ),
    ] = 0.8
    SizeKB: Annotated[
        float,
        Field(gt=0, le=1e7),
        about(("Size", "크기"), ("Size of an answer.", "응답의 크기예요."), unit=KILOBYTES, mutable=False),
    ] = 10
    WorkMs: Annotated[
        float,
        Field(ge=0, le=600_000),
        about(
            ("CPU work", "CPU 작업량"),
            (
                "CPU time of one request on the reference vCPU (an m5 core).",
                "기준 vCPU(m5 코어)에서 요청 하나에 드는 CPU 시간이에요.",
            ),
            unit=MILLISECONDS,
            mutable=False,
        ),
    ] = 5
    CacheControl: Annotated[
        str | None,
        Field(min_length=1, max_length=256, pattern=r"^[\x20-\x7e]+$"),
        about(
            ("Cache-Control", "Cache-Control"),
            ("What the origin says about caching.", "오리진이 응답에 붙이는 캐시 지시 헤더예요."),
            mutable=False,
        ),
    ] = None


class Clients(ResourceProperties):
    TYPE: ClassVar[str] = "Lab::Clients"

    Location: Annotated[
        str,
        known(PLACES, "UnknownPlace", "place", "장소"),
        about(
            ("Location", "위치"),
            ("Where these viewers are.", "최종 사용자가 있는 도시예요."),
            mutable=False,
            choices={place.id: place.label for place in PLACES.values()},
        ),
    ]
    Endpoint: Annotated[
        Reference,
        To(
            (
                Target(HostedZone.TYPE),
                Target(Distribution.TYPE, "DomainName"),
                Target(LoadBalancer.TYPE, "DNSName"),
                Target(Bucket.TYPE, "DomainName"),
            )
        ),
        about(
            ("Endpoint", "엔드포인트"),
            (
                "Where requests go: a zone that is asked for the name, or a resource itself.",
                "요청을 보내는 곳이에요. 이름을 조회할 호스팅 영역이나 요청을 받을 리소스를 골라요.",
            ),
            mutable=False,
        ),
    ]
    HostName: Annotated[
        DomainName | None,
        about(
            ("Host name", "호스트 이름"),
            (
                "The name they look up; needed with a hosted zone.",
                "조회하는 이름이에요. 호스팅 영역에 연결하면 꼭 필요해요.",
            ),
            mutable=False,
        ),
    ] = None
    Traffic: Annotated[
        TrafficShape,
        Field(discriminator="Shape"),
        about(
            ("Traffic", "트래픽"),
            ("Requests a second over time.", "시간에 따른 초당 요청 수예요."),
            choices=SHAPES,
        ),
    ]
    Requests: Annotated[
        list[
            Annotated[
                RequestClass,
                about(("Request class", "요청 종류"), ("One kind of request.", "요청 한 종류예요.")),
            ]
        ],
        Field(min_length=1, max_length=20),
        about(("Requests", "요청"), ("What they ask for.", "어떤 요청을 보내는지 정해요."), mutable=False),
    ]
    Resolvers: Annotated[
        int,
        Field(ge=1, le=1_000),
        about(
            ("DNS resolvers", "DNS 리졸버"),
            (
                "Resolvers these viewers share; each keeps answers for itself.",
                "이 사용자들이 함께 쓰는 리졸버 수예요. 리졸버마다 응답을 따로 캐시해요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = 8
    TimeoutSeconds: Annotated[
        float,
        Field(gt=0, le=300),
        about(
            ("Timeout", "제한 시간"),
            ("A viewer gives up after this long.", "이 시간이 지나면 사용자가 포기해요."),
            unit=SECONDS,
            advanced=True,
        ),
    ] = 10
    Retries: Annotated[
        int,
        Field(ge=0, le=1),
        about(
            ("Retries", "재시도 횟수"),
            (
                "How often a failed request is tried again: 0 or 1.",
                "실패한 요청을 다시 시도하는 횟수예요. 0이나 1이에요.",
            ),
            advanced=True,
        ),
    ] = 1
    RetryDelaySeconds: Annotated[
        float,
        Field(ge=0, le=300),
        about(
            ("Retry delay", "재시도 간격"),
            ("Wait before the retry.", "다시 시도하기 전에 기다리는 시간이에요."),
            unit=SECONDS,
            advanced=True,
        ),
    ] = 1

    Start: Annotated[
        Instant | None,
        about(
            ("Clock at the start", "시작 시점"),
            (
                "What the world's clock shows at second 0, in UTC, such as 2024-01-01T08:30:00Z. Scheduled actions go"
                " by it. Left out: Monday 2024-01-01 at the start hour of the daily wave.",
                "시뮬레이션 0초에 시계가 가리키는 UTC 시점이에요(예: 2024-01-01T08:30:00Z). 예약된 작업이 이 시계를"
                " 따라요. 비우면 2024-01-01 월요일, 하루 주기의 시작 시각이에요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = None

    HistoryDays: Annotated[
        int,
        Field(ge=0, le=MAX_HISTORY_DAYS),
        about(
            ("Days before the start", "시작 전 기간"),
            (
                "For so many days before second 0 these viewers came just as the curve says. Predictive scaling"
                " learns from them, as estimated history.",
                "시뮬레이션 0초 전 이 기간에도 같은 곡선대로 요청이 왔다고 봐요. 예측 조정이 추정한 과거로 학습해요.",
            ),
            unit=DAYS,
            advanced=True,
            mutable=False,
        ),
    ] = 0

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not any(item.Weight > 0 for item in self.Requests):
            raise refuse(
                "NoWeight",
                "No request class has a weight above 0.",
                "가중치가 0보다 큰 요청 종류가 없어요.",
                "Give at least one class of Requests a weight.",
                "Requests 중 하나 이상에 가중치를 주세요.",
            )
        return self
