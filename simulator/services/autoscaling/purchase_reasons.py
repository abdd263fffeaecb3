"""Why a mixed group buys what it buys, and what becomes of its Spot Instances, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class PurchaseReason(Reason):
    """What the next instance is."""

    BASE = "OnDemandBase"
    ON_DEMAND = "OnDemandShare"
    SPOT = "SpotShare"
    NO_CAPACITY = "NoSpotCapacity"
    TOO_DEAR = "SpotPriceAboveMaximum"
    NOT_BETTER = "NoPoolAtLeastAsAvailable"


class SpotReason(Reason):
    """What happens to a Spot Instance."""

    RECOMMENDED = "RebalanceRecommended"
    NOTICE = "InterruptionNotice"
    INTERRUPTED = "SpotInterrupted"
    REPLACED = "ReplacedBeforeInterruption"


PURCHASE: dict[PurchaseReason, Text] = {
    PurchaseReason.BASE: Text(
        "On-Demand {type}: {on_demand} of the base capacity of {on_demand_base} are there",
        "온디맨드 {type}: 온디맨드 기본 용량 {on_demand_base} 중 {on_demand}까지 채웠어요",
    ),
    PurchaseReason.ON_DEMAND: Text(
        "On-Demand {type}: {on_demand} of {wanted} On-Demand units at a capacity of {capacity} are there",
        "온디맨드 {type}: 용량 {capacity} 중 온디맨드로 채울 몫({wanted})에서 {on_demand}만 채웠어요",
    ),
    PurchaseReason.SPOT: Text(
        "Spot {type} at ${price} an hour ({strategy}): the On-Demand share of {wanted} is filled",
        "스팟 {type}, 시간당 ${price}({strategy}): 온디맨드 몫({wanted})은 이미 채웠어요",
    ),
    PurchaseReason.NO_CAPACITY: Text(
        "No Spot capacity in {zone} for any of {count} instance types",
        "{zone}에 인스턴스 유형 {count}개 모두 스팟 용량이 없어요",
    ),
    PurchaseReason.TOO_DEAR: Text(
        "No Spot Instance in {zone}: every price is above the maximum",
        "{zone}에서 스팟 인스턴스를 살 수 없어요: 모든 가격이 최고 가격보다 높아요",
    ),
    PurchaseReason.NOT_BETTER: Text(
        "No replacement in {zone}: no pool there is at least as available as the one at risk (score {at_least})",
        "{zone}에서 미리 교체하지 않음: 위험한 풀(점수 {at_least})만큼 여유 있는 풀이 없어요",
    ),
}

SPOT: dict[SpotReason, Text] = {
    SpotReason.RECOMMENDED: Text(
        "Rebalance recommendation for {instance} ({type} in {zone}): it may be interrupted soon",
        "{instance} 재조정 권고({zone}의 {type}): 곧 중단될 수 있어요",
    ),
    SpotReason.NOTICE: Text(
        "Interruption notice for {instance} ({type} in {zone}): it ends in {seconds} s",
        "{instance} 중단 알림({zone}의 {type}): {seconds}초 뒤에 종료돼요",
    ),
    SpotReason.INTERRUPTED: Text(
        "EC2 took {instance} ({type} in {zone}) back",
        "EC2가 {instance} 인스턴스를 회수했어요({zone}의 {type})",
    ),
    SpotReason.REPLACED: Text(
        "{instance} serves: {replaces}, which is at risk, goes before it is interrupted",
        "{instance} 인스턴스가 준비되어, 위험한 {replaces} 인스턴스를 중단되기 전에 종료해요",
    ),
}
