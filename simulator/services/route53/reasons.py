"""Why Route 53 decided as it did."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class Route53Reason(Reason):
    """Reasons of this folder's rules. A member's name is its value."""

    AllValues = "AllValues"
    ByWeight = "ByWeight"
    AllWeightsZero = "AllWeightsZero"
    ZeroWeightsOnly = "ZeroWeightsOnly"
    PrimaryHealthy = "PrimaryHealthy"
    SecondaryStandsIn = "SecondaryStandsIn"
    BothUnhealthy = "BothUnhealthy"
    MostSpecificPlace = "MostSpecificPlace"
    LowestLatency = "LowestLatency"
    ShortestBiasedDistance = "ShortestBiasedDistance"
    LongestPrefix = "LongestPrefix"
    DefaultRecord = "DefaultRecord"
    HealthyValues = "HealthyValues"
    NoneHealthy = "NoneHealthy"
    NoMatch = "NoMatch"
    NoRecords = "NoRecords"
    EnoughCheckers = "EnoughCheckers"
    TooFewCheckers = "TooFewCheckers"
    NotYetKnown = "NotYetKnown"
    Disabled = "Disabled"
    EnoughChildren = "EnoughChildren"
    TooFewChildren = "TooFewChildren"


REASONS: dict[Route53Reason, Text] = {
    Route53Reason.AllValues: Text(
        "Simple routing returns all {count} values in random order.",
        "단순 라우팅은 값 {count}개를 모두 무작위 순서로 반환해요.",
    ),
    Route53Reason.ByWeight: Text(
        "Each of {count} usable records is answered in proportion to its weight.",
        "사용할 수 있는 레코드 {count}개를 가중치에 비례해서 응답해요.",
    ),
    Route53Reason.AllWeightsZero: Text(
        "Every weight is zero, so the {count} usable records are answered equally often.",
        "가중치가 모두 0이라서 사용할 수 있는 레코드 {count}개를 같은 비율로 응답해요.",
    ),
    Route53Reason.ZeroWeightsOnly: Text(
        "Every record with a weight is unhealthy, so the {count} usable records of weight zero take over.",
        "가중치가 있는 레코드가 모두 비정상이라서 가중치가 0인 레코드 {count}개가 대신해요.",
    ),
    Route53Reason.PrimaryHealthy: Text(
        "The primary record {record} is usable.", "기본(primary) 레코드({record})를 사용할 수 있어요."
    ),
    Route53Reason.SecondaryStandsIn: Text(
        "The primary record cannot be used, so the secondary record {record} is answered.",
        "기본(primary) 레코드를 사용할 수 없어서 보조(secondary) 레코드({record})로 응답해요.",
    ),
    Route53Reason.BothUnhealthy: Text(
        "No usable secondary record stands by, so the unhealthy primary record {record} is answered.",
        "사용할 수 있는 보조(secondary) 레코드가 없어서 비정상인 기본(primary) 레코드({record})로 응답해요.",
    ),
    Route53Reason.MostSpecificPlace: Text(
        "{record} is the most specific usable location the query comes from.",
        "쿼리가 온 위치에 맞는 사용 가능한 레코드 중 {record} 레코드의 위치가 가장 구체적이에요.",
    ),
    Route53Reason.LowestLatency: Text(
        "{record} has the lowest latency among {count} usable records.",
        "사용할 수 있는 레코드 {count}개 중 {record} 레코드의 지연 시간이 가장 짧아요.",
    ),
    Route53Reason.ShortestBiasedDistance: Text(
        "{record} is nearest among {count} usable records once the bias is applied.",
        "바이어스를 적용하면 사용할 수 있는 레코드 {count}개 중 {record} 레코드가 가장 가까워요.",
    ),
    Route53Reason.LongestPrefix: Text(
        "{record} has the longest usable CIDR block that covers the query's source.",
        "쿼리의 출발지를 포함하는 사용 가능한 CIDR 블록 중 가장 긴 블록이 {record} 레코드에 있어요.",
    ),
    Route53Reason.DefaultRecord: Text(
        "No more specific usable record fits, so the default record {record} is answered.",
        "더 구체적으로 맞는 레코드가 없어서 기본값(default) 레코드({record})로 응답해요.",
    ),
    Route53Reason.HealthyValues: Text(
        "Multivalue answer: {answers} of {count} usable records are returned, at most 8.",
        "다중값 응답: 사용할 수 있는 레코드 {count}개 중 {answers}개를 반환해요(최대 8개).",
    ),
    Route53Reason.NoneHealthy: Text(
        "No record that fits is healthy, so Route 53 treats all {count} of them as healthy.",
        "맞는 레코드 중 정상인 것이 없어서 Route 53이 {count}개를 모두 정상으로 봐요.",
    ),
    Route53Reason.NoMatch: Text(
        "No record fits the query and there is no default record: the answer has no data.",
        "쿼리에 맞는 레코드도 기본값(default) 레코드도 없어서 데이터 없음(NODATA)으로 응답해요.",
    ),
    Route53Reason.NoRecords: Text(
        "There is no record of this name and type: the answer has no data.",
        "이 이름과 유형의 레코드가 없어서 데이터 없음(NODATA)으로 응답해요.",
    ),
    Route53Reason.EnoughCheckers: Text(
        "{healthy} of {checkers} health checkers ({percent}%) report healthy: more than 18%.",
        "상태 확인 프로그램 {checkers}개 중 {healthy}개({percent}%)가 정상이라고 보고해서 18%를 넘어요.",
    ),
    Route53Reason.TooFewCheckers: Text(
        "{healthy} of {checkers} health checkers ({percent}%) report healthy: not more than 18%.",
        "상태 확인 프로그램 {checkers}개 중 {healthy}개({percent}%)만 정상이라고 보고해서 18%를 넘지 않아요.",
    ),
    Route53Reason.NotYetKnown: Text(
        "No health checker has reported yet, and a new health check counts as healthy.",
        "아직 보고한 상태 확인 프로그램이 없어요. 새 상태 확인은 정상으로 봐요.",
    ),
    Route53Reason.Disabled: Text(
        "The health check is disabled and counts as healthy.", "상태 확인이 비활성화되어 있어 정상으로 봐요."
    ),
    Route53Reason.EnoughChildren: Text(
        "{healthy} of {children} child health checks are healthy; the threshold is {threshold}.",
        "하위 상태 확인 {children}개 중 {healthy}개가 정상이에요. 임계값은 {threshold}개예요.",
    ),
    Route53Reason.TooFewChildren: Text(
        "Only {healthy} of {children} child health checks are healthy; the threshold is {threshold}.",
        "하위 상태 확인 {children}개 중 {healthy}개만 정상이에요. 임계값은 {threshold}개예요.",
    ),
}

#: Added to a health check's reason when its answer is turned round.
INVERTED = Text(" The check is inverted.", " 상태 확인 결과를 반전했어요.")

#: Why a record in the table was passed over.
UNHEALTHY = Text("Its health check fails.", "상태 확인에 실패했어요.")
NO_MATCH = Text("The query does not come from there.", "쿼리가 온 위치와 맞지 않아요.")
LESS_SPECIFIC = Text("A more specific record is answered.", "더 구체적인 레코드로 응답해요.")
FARTHER = Text("Another record is nearer.", "다른 레코드가 더 가까워요.")
ZERO_WEIGHT = Text("Its weight is zero.", "가중치가 0이에요.")
STANDS_BY = Text("It stands by for the primary record.", "기본(primary) 레코드의 예비로 대기해요.")
