"""What a group owns for the lives of its instances: hooks, a warm pool, a termination function."""

from __future__ import annotations

from simulator.services.autoscaling import lifecycle_checks as checks
from simulator.services.autoscaling.properties.group import AutoScalingGroup
from simulator.services.autoscaling.properties.hooks import LifecycleHook
from simulator.services.autoscaling.properties.pool import WarmPool
from simulator.services.autoscaling.properties.termination import TerminationFunction
from simulator.services.kinds import Kind, Layer, Owner
from simulator.text import Text

HOOK = Kind(
    label=Text("Lifecycle hook", "수명 주기 후크"),
    summary=Text(
        "Holds an instance back, before it serves or before it ends, for work of your own.",
        "인스턴스가 서비스에 들어가기 전이나 끝나기 전에 잠시 멈추고 원하는 작업을 해요.",
    ),
    layer=Layer.COMPUTE,
    model=LifecycleHook,
    prefix="Hook",
    owner=Owner(AutoScalingGroup.TYPE, ("AutoScalingGroupName",)),
    rules=(checks.hooks_fit_their_group, checks.somebody_completes_the_hook),
)

WARM_POOL = Kind(
    label=Text("Warm pool", "웜 풀"),
    summary=Text(
        "Instances that were started before and wait for the next scale-out.",
        "미리 시작해 둔 인스턴스가 다음 확장을 기다리는 곳이에요.",
    ),
    layer=Layer.COMPUTE,
    model=WarmPool,
    prefix="WarmPool",
    owner=Owner(AutoScalingGroup.TYPE, ("AutoScalingGroupName",)),
    rules=(
        checks.pool_fits_its_group,
        checks.group_has_one_pool,
        checks.pool_has_no_mixed_instances,
        checks.pool_initializes,
    ),
)

FUNCTION = Kind(
    label=Text("Termination function", "종료 함수"),
    summary=Text(
        "A custom termination policy: scores instances by role, health and error log.",
        "사용자 지정 종료 정책이에요. 역할, 상태, 오류 로그로 점수를 매겨요.",
    ),
    layer=Layer.COMPUTE,
    model=TerminationFunction,
    prefix="TerminationFunction",
    owner=Owner(AutoScalingGroup.TYPE, ("TerminationPolicies", "*"), by="owner"),
    attributes=("Arn",),
)

KINDS = (HOOK, WARM_POOL, FUNCTION)
