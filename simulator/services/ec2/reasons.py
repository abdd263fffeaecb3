"""Why EC2 decided as it did, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text

LAYER = "compute"


class CapacityReason(Reason):
    """Which way to carry a rate costs least."""

    UP = "ScaleUp"
    OUT = "ScaleOut"
    ONE = "OneIsEnough"


CAPACITY: dict[CapacityReason, Text] = {
    CapacityReason.UP: Text(
        "One {type} carries {rate} requests/s for ${usd} an hour; {out_count} × {out_type} would cost ${out_usd}",
        "{type} 한 대로 초당 {rate}건을 시간당 ${usd}에 처리해요. {out_type} {out_count}대는 ${out_usd}예요",
    ),
    CapacityReason.OUT: Text(
        "{count} × {type} carry {rate} requests/s for ${usd} an hour: no single instance does it for less",
        "{type} {count}대로 초당 {rate}건을 시간당 ${usd}에 처리해요. 한 대로는 더 싸게 처리할 수 없어요",
    ),
    CapacityReason.ONE: Text(
        "One {type} carries {rate} requests/s for ${usd} an hour, and there is no smaller one",
        "가장 작은 {type} 한 대로 초당 {rate}건을 시간당 ${usd}에 처리할 수 있어요",
    ),
}


class CreditReason(Reason):
    """What became of a burstable instance's CPU credits."""

    NO_CREDITS = "NoCredits"
    WITHIN = "WithinCredits"
    SURPLUS = "SpendingSurplus"
    CHARGED = "SurplusCharged"
    THROTTLED = "HeldToBaseline"
    RELEASED = "BalanceAgain"


CREDITS: dict[CreditReason, Text] = {
    CreditReason.NO_CREDITS: Text(
        "{type} is no burstable type: it needs no CPU credits",
        "{type} 유형은 버스트 가능 유형이 아니라서 CPU 크레딧이 필요 없어요",
    ),
    CreditReason.WITHIN: Text(
        "{type} lived on its CPU credits: {balance} are left (baseline {baseline} %)",
        "{type}: CPU 크레딧 안에서 실행했고 {balance} 크레딧이 남았어요(기준 성능 {baseline}%)",
    ),
    CreditReason.SURPLUS: Text(
        "{type} spends surplus credits: it owes {surplus}, charged beyond {most} or when it ends",
        "{type}: 잉여 크레딧을 쓰고 있어요. 갚을 크레딧은 {surplus}이고 {most}을(를) 넘거나 종료되면 요금이 나와요",
    ),
    CreditReason.CHARGED: Text(
        "{type} used more than its baseline of {baseline} % for too long: {charged} surplus credits are charged",
        "{type}: 기준 성능 {baseline}%를 오래 넘겨서 잉여 크레딧 {charged}개에 요금이 나와요",
    ),
    CreditReason.THROTTLED: Text(
        "{type} has no CPU credits left: it is held to its baseline of {baseline} %",
        "{type}: CPU 크레딧이 바닥나서 기준 성능 {baseline}%로 제한돼요",
    ),
    CreditReason.RELEASED: Text(
        "{type} has CPU credits again ({balance}): it may burst",
        "{type}: CPU 크레딧이 다시 쌓여({balance}) 기준 성능을 넘을 수 있어요",
    ),
}
