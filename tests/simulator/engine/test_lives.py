"""Hooks, a warm pool and a termination function in a whole world: frames, bill, snapshot."""

from __future__ import annotations

from typing import Any

from simulator.cost import billing
from simulator.engine import World
from tests.simulator.engine.worlds import as_bytes, do, tiny, world


def living(pool: dict[str, Any] | None = None, hook: bool = False) -> dict[str, Any]:
    raw = tiny(App={"HookSeconds": 20}, Group={"MaxSize": 4})
    group = {"AutoScalingGroupName": {"Ref": "Group"}}
    if pool is not None:
        raw["Resources"]["Pool"] = {"Type": "AWS::AutoScaling::WarmPool", "Properties": group | pool}
    if hook:
        transition = {"LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}
        raw["Resources"]["Hook"] = {
            "Type": "AWS::AutoScaling::LifecycleHook",
            "Properties": group | transition,
        }
    return raw


def usd(raw: dict[str, Any], ticks: int = 1) -> float:
    return float(sum(frame.cost["usd_per_hour"] for frame in world(raw).advance(ticks))) / ticks


def test_a_stopped_pool_costs_its_volumes_and_a_running_one_its_machines():
    plain = usd(living())
    stopped = usd(living({}))
    running = usd(living({"PoolState": "Running"}))
    assert abs(stopped - plain - billing.storage_usd("ap-northeast-2", 2 * 8.0, 1.0)) < 1e-5
    machine = billing.instances_usd("t3.medium", "ap-northeast-2", 1.0)
    assert abs(running - plain - 2 * machine) < 1e-5


def test_a_world_with_hook_and_pool_goes_on_from_a_snapshot_byte_for_byte():
    running = world(living({"InstanceReusePolicy": {"ReuseOnScaleIn": True}}, hook=True))
    running.advance(3)
    do(running, kind="capacity", resource="Group", desired=4)
    frames = running.advance(15)
    assert "pending_wait" in {state for f in frames for state in f.values["Group"]["InstanceStates"].values()}
    restored = World.restore(running.snapshot())
    for one in (running, restored):
        do(one, kind="fault", fault="zone_outage", resource="ZoneA", duration=20)
    assert as_bytes(restored.advance(60)) == as_bytes(running.advance(60))
    for one in (running, restored):
        do(one, kind="capacity", resource="Group", desired=2)
    assert as_bytes(restored.advance(60)) == as_bytes(running.advance(60))


def test_the_hooked_instance_serves_only_after_the_application_completed_its_hook():
    running = world(living(hook=True))
    do(running, kind="capacity", resource="Group", desired=3)
    frames = running.advance(70)
    states = [list(frame.values["Group"]["InstanceStates"].values())[-1] for frame in frames]
    waited = states.count("pending_wait")
    assert 18 <= waited <= 21
    assert states[-1] == "in_service"
    said = [d.reason for frame in frames for d in frame.decisions if d.subject == "autoscaling.lifecycle"]
    assert said == ["WaitsForHook", "ActionCompleted"]


def test_without_them_nothing_of_them_is_in_a_frame():
    [frame] = world(tiny()).advance(1)
    assert "GroupWarmedInstances" not in frame.values["Group"]
    assert frame.values["Group"]["GroupStandbyInstances"] == dict.fromkeys(
        ("ap-northeast-2a", "ap-northeast-2c"), 0
    )
