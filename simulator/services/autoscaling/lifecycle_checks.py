"""Rules of lifecycle hooks and warm pools that need to see the group and its software."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.autoscaling.properties.group import AutoScalingGroup
from simulator.services.autoscaling.properties.hooks import LAUNCHING, MAX_HOOKS, LifecycleHook
from simulator.services.autoscaling.properties.pool import POOL_SETTLE_SECONDS, WarmPool
from simulator.services.ec2.application import Application
from simulator.services.ec2.properties import LaunchTemplate
from simulator.text import Text


def hooks_fit_their_group(hook: TypedResource[LifecycleHook], world: TypedResources) -> Iterator[Problem]:
    """Names are used once in a group, and there are not too many of them."""
    group = hook.properties.AutoScalingGroupName.target
    mine = [one for one in world.all(LifecycleHook) if one.properties.AutoScalingGroupName.target == group]
    before = mine[: mine.index(hook)] if hook in mine else []
    name = hook.properties.LifecycleHookName or hook.id
    if name in [one.properties.LifecycleHookName or one.id for one in before]:
        yield Problem(
            "HookNameTaken",
            (hook.id, "Properties", "LifecycleHookName"),
            Text.filled(
                f"Another hook of {group} is called {name}.", f"{group}에 이름이 {name}인 후크가 또 있어요."
            ),
            Text("Choose another name.", "다른 이름을 쓰세요."),
        )
    if len(before) == MAX_HOOKS:
        yield Problem(
            "TooManyHooks",
            (hook.id,),
            Text.filled(
                f"{group} has more than {MAX_HOOKS} lifecycle hooks.",
                f"{group}의 수명 주기 후크가 {MAX_HOOKS}개를 넘어요.",
            ),
            Text("Remove some of them.", "일부를 지우세요."),
        )


def somebody_completes_the_hook(
    hook: TypedResource[LifecycleHook], world: TypedResources
) -> Iterator[Problem]:
    """A launch hook that times out with ABANDON launches for ever."""
    properties = hook.properties
    if properties.LifecycleTransition != LAUNCHING or properties.DefaultResult != "ABANDON":
        return
    application = _application(properties.AutoScalingGroupName.target, world)
    if application is None:
        return
    seconds = application.HookSeconds
    if seconds is not None and seconds <= properties.HeartbeatTimeout:
        return
    yield Problem(
        "HookTimesOut",
        (hook.id, "Properties", "HeartbeatTimeout"),
        Text.filled(
            f"No launch comes through unless somebody completes it: the application does not within"
            f" {properties.HeartbeatTimeout} s, and the default result gives the launch up.",
            f"누군가 완료하지 않으면 시작이 모두 중단돼요. 애플리케이션이 {properties.HeartbeatTimeout}초 안에 후크를"
            " 완료하지 않고, 기본 결과에 따라 시작이 중단돼요.",
        ),
        Text(
            "Give the application a shorter HookSeconds, the hook a longer timeout, or CONTINUE as its default.",
            "애플리케이션의 HookSeconds를 줄이거나, 제한 시간을 늘리거나, 기본 결과를 CONTINUE로 바꾸세요.",
        ),
        Severity.WARNING,
    )


def pool_fits_its_group(pool: TypedResource[WarmPool], world: TypedResources) -> Iterator[Problem]:
    properties = pool.properties
    group = world.get(properties.AutoScalingGroupName)
    if group is None or not isinstance(group.properties, AutoScalingGroup):
        return
    at = (pool.id, "Properties")
    prepared = properties.MaxGroupPreparedCapacity
    if prepared is not None and prepared >= 0 and properties.MinSize > prepared:
        yield Problem(
            "PoolAbovePrepared",
            (*at, "MinSize"),
            Text.filled(
                f"The pool's minimum ({properties.MinSize}) is above the maximum prepared capacity ({prepared}).",
                f"웜 풀 최소 크기({properties.MinSize})가 최대 준비 용량({prepared})보다 커요.",
            ),
            Text(
                "Lower MinSize or raise MaxGroupPreparedCapacity.",
                "MinSize를 줄이거나 MaxGroupPreparedCapacity를 늘리세요.",
            ),
        )
    elif properties.MinSize > group.properties.MaxSize:
        yield Problem(
            "PoolLargerThanGroup",
            (*at, "MinSize"),
            Text.filled(
                f"The pool keeps {properties.MinSize} instances, more than the group may ever have"
                f" ({group.properties.MaxSize}).",
                f"웜 풀에 {properties.MinSize}대를 두는데, 그룹의 최대 용량({group.properties.MaxSize}대)보다 많아요.",
            ),
            Text("Lower MinSize.", "MinSize를 줄이세요."),
            Severity.WARNING,
        )
    elif prepared is not None and 0 <= prepared <= group.properties.desired and properties.MinSize == 0:
        yield Problem(
            "PoolStaysEmpty",
            (*at, "MaxGroupPreparedCapacity"),
            Text.filled(
                f"The pool stays empty: {prepared} instances are prepared, and the group alone has"
                f" {group.properties.desired}.",
                f"준비 용량이 {prepared}대인데 그룹만 {group.properties.desired}대여서 웜 풀이 비어 있어요.",
            ),
            Text("Raise MaxGroupPreparedCapacity.", "MaxGroupPreparedCapacity를 늘리세요."),
            Severity.WARNING,
        )


def group_has_one_pool(pool: TypedResource[WarmPool], world: TypedResources) -> Iterator[Problem]:
    group = pool.properties.AutoScalingGroupName.target
    mine = [one for one in world.all(WarmPool) if one.properties.AutoScalingGroupName.target == group]
    if mine and mine[0].id != pool.id:
        yield Problem(
            "SecondWarmPool",
            (pool.id, "Properties", "AutoScalingGroupName"),
            Text.filled(
                f"{group} has a warm pool already: {mine[0].id}.",
                f"{group}에 이미 웜 풀이 있어요: {mine[0].id}",
            ),
            Text("Remove one of them.", "하나를 지우세요."),
        )


def pool_has_no_mixed_instances(pool: TypedResource[WarmPool], world: TypedResources) -> Iterator[Problem]:
    group = world.get(pool.properties.AutoScalingGroupName)
    if group is not None and getattr(group.properties, "MixedInstancesPolicy", None) is not None:
        yield Problem(
            "PoolWithMixedInstances",
            (pool.id, "Properties", "AutoScalingGroupName"),
            Text(
                "A group with a mixed instances policy cannot have a warm pool.",
                "혼합 인스턴스 정책을 쓰는 그룹에는 웜 풀을 둘 수 없어요.",
            ),
            Text("Remove the pool or the policy.", "웜 풀이나 정책 중 하나를 지우세요."),
        )


def pool_initializes(pool: TypedResource[WarmPool], world: TypedResources) -> Iterator[Problem]:
    """Without a launch hook instances are put to rest before a long boot is over: the classic of warm pools."""
    group = pool.properties.AutoScalingGroupName.target
    hooked = any(
        one.properties.AutoScalingGroupName.target == group
        and one.properties.LifecycleTransition == LAUNCHING
        for one in world.all(LifecycleHook)
    )
    application = _application(group, world)
    if hooked or application is None:
        return
    boot = application.ReadySeconds + application.UserDataSeconds
    if boot > POOL_SETTLE_SECONDS:
        yield Problem(
            "PoolNotInitialized",
            (pool.id, "Properties", "PoolState"),
            Text.filled(
                f"A boot takes {boot:g} s, but without a launch hook instances are put to rest after"
                f" {POOL_SETTLE_SECONDS:g} s: they boot in full again when they are needed.",
                f"부팅에 {boot:g}초가 걸리지만 시작 후크가 없으면 {POOL_SETTLE_SECONDS:g}초 뒤에 멈춰요. 필요할 때"
                " 처음부터 다시 부팅해요.",
            ),
            Text(
                "Add a launch hook that is completed when the boot is over.",
                "부팅이 끝날 때 완료되는 시작 후크를 추가하세요.",
            ),
            Severity.WARNING,
        )


def _application(group: str, world: TypedResources) -> Application | None:
    """The software of the group's launch template, if both are there."""
    for found in world.all(AutoScalingGroup):
        if found.id == group:
            template = world.get(found.properties.launch_template.LaunchTemplateId)
            if template is None or not isinstance(template.properties, LaunchTemplate):
                return None
            application = world.get(template.properties.LaunchTemplateData.ImageId)
            if application is not None and isinstance(application.properties, Application):
                return application.properties
    return None
