"""What holds whatever a group is configured with, whatever is called, and whatever happens to it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.services.autoscaling.place import allowance
from simulator.services.autoscaling.properties.calls import PROCESSES
from simulator.services.ec2.runtime import COUNTED
from tests.simulator.control.calls import call, refused
from tests.simulator.control.small_world import ZONES, SmallWorld, architecture

HOOK, POOL = "AWS::AutoScaling::LifecycleHook", "AWS::AutoScaling::WarmPool"
LAUNCH, TERMINATE = "autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"

_RESULTS = st.sampled_from(("CONTINUE", "ABANDON"))
_TIMEOUTS = st.integers(30, 200)


def _hooks(transition: str) -> st.SearchStrategy[dict[str, Any] | None]:
    return st.none() | st.builds(
        lambda timeout, default: {
            "Type": HOOK,
            "Properties": {
                "LifecycleTransition": transition,
                "HeartbeatTimeout": timeout,
                "DefaultResult": default,
            },
        },
        _TIMEOUTS,
        # An abandoning hook that nobody completes launches for ever: not a group that settles.
        st.just("CONTINUE") if transition == LAUNCH else _RESULTS,
    )


_POOLS = st.none() | st.builds(
    lambda minimum, prepared, state, reuse: {
        "Type": POOL,
        "Properties": {
            "MinSize": minimum,
            "MaxGroupPreparedCapacity": max(minimum, prepared),
            "PoolState": state,
            "InstanceReusePolicy": {"ReuseOnScaleIn": reuse},
        },
    },
    st.integers(0, 3),
    st.integers(0, 10),
    st.sampled_from(("Stopped", "Running", "Hibernated")),
    st.booleans(),
)
_GROUPS = st.fixed_dictionaries(
    {
        "MinSize": st.integers(0, 3),
        "MaxSize": st.integers(4, 10),
        "DesiredCapacity": st.integers(3, 4),
        "HealthCheckType": st.sampled_from(("EC2", "ELB")),
        "HealthCheckGracePeriod": st.sampled_from((60, 200)),
        "NewInstancesProtectedFromScaleIn": st.booleans(),
        "MaxInstanceLifetime": st.sampled_from((0, 86_400)),
        "TerminationPolicies": st.sampled_from(
            (["Default"], ["NewestInstance"], ["OldestLaunchTemplate", "OldestInstance", "Default"])
        ),
    }
)


@st.composite
def worlds(draw: Any) -> SmallWorld:
    children = {"Start": draw(_hooks(LAUNCH)), "Stop": draw(_hooks(TERMINATE)), "Pool": draw(_POOLS)}
    more = {name: row for name, row in children.items() if row is not None}
    application = {"HookSeconds": draw(st.sampled_from((None, 20.0)))}
    zones = draw(st.integers(1, 3))
    return SmallWorld(architecture(zones=zones, group=draw(_GROUPS), application=application, more=more))


_CALLS = st.one_of(
    st.tuples(
        st.sampled_from(("suspend_processes", "resume_processes")),
        st.fixed_dictionaries(
            {"ScalingProcesses": st.lists(st.sampled_from(sorted(PROCESSES)), unique=True, max_size=3)}
        ),
    ),
    st.tuples(
        st.just("set_instance_protection"),
        st.fixed_dictionaries({"Count": st.integers(1, 5), "ProtectedFromScaleIn": st.booleans()}),
    ),
    st.tuples(
        st.just("enter_standby"),
        st.fixed_dictionaries({"Count": st.integers(1, 2), "ShouldDecrementDesiredCapacity": st.booleans()}),
    ),
    st.tuples(st.sampled_from(("exit_standby", "complete_lifecycle_action")), st.just({})),
    st.tuples(
        st.just("terminate_instance_in_auto_scaling_group"),
        st.fixed_dictionaries({"ShouldDecrementDesiredCapacity": st.booleans()}),
    ),
    st.tuples(
        st.just("set_instance_health"),
        st.fixed_dictionaries({"ShouldRespectGracePeriod": st.booleans()}),
    ),
)
_EVENTS = st.one_of(
    st.tuples(st.just("load"), st.floats(0, 12)),
    st.tuples(st.just("desired"), st.integers(0, 12)),
    st.tuples(st.just("terminate"), st.integers(1, 4)),
    st.tuples(st.just("hang"), st.integers(1, 4)),
    st.tuples(st.sampled_from(("down", "up")), st.sampled_from(ZONES)),
    _CALLS,
)
STORIES = st.lists(st.tuples(_EVENTS, st.integers(1, 200)), min_size=1, max_size=8)


def act(world: SmallWorld, event: tuple[str, Any]) -> None:
    name, value = event
    group, control = world.group, world.control
    match name:
        case "load":
            world.servers.load = value
        case "desired":
            group.set_desired(control, value)
        case "terminate":
            group.terminate_instances(control, value)
        case "hang":
            group.hang(control, value)
        case "down":
            group.zone_down(control, value)
        case "up":
            group.zone_up(control, value)
        case _:
            if refused(world, name, **value) is None:
                call(world, name, **value)


def holds(world: SmallWorld) -> None:
    group = world.group
    living = [one for one in group.instances.values() if one.ended_at is None]
    counted = [one for one in living if one.state in COUNTED]
    assert group.plan.min_size <= group.desired <= group.plan.max_size
    assert len(counted) <= group.plan.max_size + allowance(group.plan.max_size)
    assert not any(one.pooled for one in counted)
    assert not any(one.zone in group._down for one in living)
    assert {one.slot for one in living if one.slot is not None} == set(world.servers.slots)
    serving = {id for id, _, _ in world.targets.eligible()}
    assert serving <= {one.id for one in counted}
    assert set(world.targets.targets) <= {one.id for one in living}
    waiting = {one.id for one in living if one.state.value in ("pending_wait", "terminating_wait")}
    assert waiting <= set(group.waits) <= {one.id for one in living}


def release(world: SmallWorld) -> None:
    """Undo whatever holds the group back."""
    group, control = world.group, world.control
    for zone in ZONES:
        group.zone_up(control, zone)
    group.heal(control, "hang_instance")
    call(world, "resume_processes")
    if refused(world, "exit_standby") is None:
        call(world, "exit_standby")
    for instance in group.instances.values():
        instance.protected = False
    world.servers.load = 0.48 * group.desired


@settings(max_examples=25, deadline=None)
@given(worlds(), STORIES)
def test_capacity_stays_in_its_bounds_and_nothing_is_lost(
    world: SmallWorld, story: list[tuple[tuple[str, Any], int]]
) -> None:
    for event, seconds in story:
        act(world, event)
        holds(world)
        world.run(seconds, holds)


@settings(max_examples=15, deadline=None)
@given(worlds(), STORIES)
def test_released_it_settles_at_its_capacity_in_balanced_zones(
    world: SmallWorld, story: list[tuple[tuple[str, Any], int]]
) -> None:
    for event, seconds in story:
        act(world, event)
        world.run(seconds)
    for _ in range(4):  # new instances may be protected again
        release(world)
        world.group.catch_up(world.control)
        world.run(900)
    counts = world.per_zone().values()
    assert max(counts) - min(counts) <= 1
    assert world.counted() + sum(one.state == "pending_wait" for one in world.group.instances.values()) == (
        world.group.desired
    )
    assert len(world.group.pooled()) <= max(world.group.pool_size(), 0)


@settings(max_examples=10, deadline=None)
@given(worlds(), STORIES, st.integers(0, 7))
def test_restored_it_goes_on_identically(
    world: SmallWorld, story: list[tuple[tuple[str, Any], int]], at: int
) -> None:
    other: SmallWorld | None = None
    for index, (event, seconds) in enumerate(story):
        act(world, event)
        if other is not None:
            act(other, event)
        world.run(seconds // 2)
        if other is not None:
            other.run(seconds // 2)
        elif index == at % len(story):
            other = world.copy()
            world.control.decisions.clear()
        world.run(seconds - seconds // 2)
        if other is not None:
            other.run(seconds - seconds // 2)
    assert other is not None
    assert world.fingerprint() == other.fingerprint()
