"""A standalone instance: a target by name, stopped, changed and started by its API, replaced by nobody."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.cost import hourly_price
from simulator.cost.billing import storage_usd
from simulator.document import check_document, edit, owners, parse_document, wires
from simulator.engine import World
from simulator.problems import InvalidInput
from tests.simulator.engine.worlds import as_bytes, do, only, tiny, world

SEOUL = "ap-northeast-2"


def alone(instance_type: str = "m5.large") -> dict[str, Any]:
    """One server behind the balancer instead of the group; viewers ask the balancer itself."""
    raw = only(tiny(), "Direct")
    for id in ("Group", "Template"):
        del raw["Resources"][id]
    raw["Resources"]["Server"] = {
        "Type": "AWS::EC2::Instance",
        "Region": SEOUL,
        "Properties": {
            "ImageId": {"Ref": "App"},
            "InstanceType": instance_type,
            "SubnetId": {"Ref": "ZoneA"},
        },
    }
    raw["Resources"]["Targets"]["Properties"]["Targets"] = [{"Id": {"Ref": "Server"}}]
    raw["Resources"]["Direct"]["Properties"]["Requests"] = [{"Path": "/api", "WorkMs": 20}]
    return raw


def operate(target: World, operation: str, **parameters: Any) -> None:
    do(target, kind="operate", operation=operation, resource="Server", parameters=parameters)


def states(frames: list[Any]) -> list[str]:
    """Each state once, in order."""
    found: list[str] = []
    for frame in frames:
        (state,) = frame.values["Server"]["InstanceStates"].values()
        if found[-1:] != [state]:
            found.append(state)
    return found


def test_it_answers_for_the_target_group_that_names_it() -> None:
    running = world(alone(), 2)
    last = running.advance(20)[-1]
    assert last.demand["goodput"] == 1.0
    assert last.values["Targets"]["HealthyHostCount"] == {"ap-northeast-2a": 1}
    assert last.values["Server"]["CPUUtilization"] > 0 and last.values["Server"]["NetworkOut"] > 0
    hourly = hourly_price("m5.large", SEOUL) + storage_usd(SEOUL, 8, 1.0)
    assert last.cost["usd_per_hour"] > hourly


def test_scaling_up_takes_a_stop_a_change_a_start_and_the_time_of_all_three() -> None:
    running = world(alone(), 2)
    running.advance(10)
    with pytest.raises(InvalidInput, match="IncorrectInstanceState"):
        operate(running, "modify_instance_attribute", InstanceType="m5.4xlarge")
    operate(running, "stop_instances")
    stopping = running.advance(45)
    assert states(stopping) == ["stopping", "stopped"]
    assert stopping[-1].demand["served"] == 0
    operate(running, "modify_instance_attribute", InstanceType="m5.4xlarge")
    changed = running.advance(1)
    assert set(changed[-1].values["Server"]["InstanceTypes"].values()) == {"m5.4xlarge"}
    operate(running, "start_instances")
    starting = running.advance(180)
    assert states(starting) == ["pending", "booting", "in_service"]
    assert set(starting[-1].values["Server"]["InstanceTypes"].values()) == {"m5.4xlarge"}
    assert starting[-1].demand["goodput"] == 1.0
    down = sum(frame.demand["served"] == 0 for frame in [*stopping, *changed, *starting])
    assert 80 <= down <= 140, "about 45 s stopped, 20 s pending, 30 s of boot, and the first health checks"
    cpu = [frame.values["Server"]["CPUUtilization"] for frame in starting[-20:]]
    assert sum(cpu) / len(cpu) < 10


def test_credits_come_and_go_with_the_type() -> None:
    for before, after in (("t3.small", "m5.large"), ("m5.large", "t3.small")):
        running = world(alone(before), 2)
        assert bool(running.advance(10)[-1].values["Server"]["CPUCreditBalance"]) is (before == "t3.small")
        operate(running, "stop_instances")
        running.advance(45)
        operate(running, "modify_instance_attribute", InstanceType=after)
        running.advance(1)
        operate(running, "start_instances")
        last = running.advance(180)[-1]
        assert last.demand["goodput"] == 1.0
        assert bool(last.values["Server"]["CPUCreditBalance"]) is (after == "t3.small")


def test_a_changed_document_stops_changes_and_starts_it_by_itself() -> None:
    running = world(alone(), 2)
    running.advance(10)
    do(running, kind="set", resource="Server", path=["Properties", "InstanceType"], value="c5.xlarge")
    frames = running.advance(200)
    assert states(frames) == ["stopping", "pending", "booting", "in_service"]
    reasons = [one.reason for frame in frames for one in frame.decisions if one.subject == "ec2.instance"]
    assert reasons == ["Stopping", "Stopped", "TypeChanged", "Starting", "Answers"]
    assert set(frames[-1].values["Server"]["InstanceTypes"].values()) == {"c5.xlarge"}


def test_stopped_it_costs_its_volume_only() -> None:
    running = world(alone(), 2)
    do(running, kind="traffic", resource="Direct", multiplier=0)
    running.advance(70)
    before = running.advance(1)[-1].cost["usd_per_hour"]
    operate(running, "stop_instances")
    running.advance(60)
    after = running.advance(1)[-1].cost["usd_per_hour"]
    assert before - after == pytest.approx(hourly_price("m5.large", SEOUL), abs=1e-6)


def test_a_crash_lasts_until_somebody_starts_it_again() -> None:
    running = world(alone(), 2)
    running.advance(10)
    do(running, kind="fault", fault="crash_instance", resource="Server")
    frames = running.advance(300)
    assert states(frames) == ["stopped"] and frames[-1].demand["served"] == 0
    assert "NothingReplacesIt" in [one.reason for frame in frames for one in frame.decisions]
    operate(running, "start_instances")
    assert running.advance(150)[-1].demand["goodput"] == 1.0


def test_it_is_lost_with_its_zone_and_cannot_be_started_there() -> None:
    running = world(alone(), 2)
    do(running, kind="fault", fault="zone_outage", resource="ZoneA", duration=60)
    running.advance(5)
    with pytest.raises(InvalidInput, match="InsufficientInstanceCapacity"):
        operate(running, "start_instances")
    running.advance(60)
    operate(running, "start_instances")
    assert running.advance(150)[-1].demand["goodput"] == 1.0


def test_every_moment_of_it_goes_on_from_its_snapshot_byte_for_byte() -> None:
    def run(each: bool) -> list[bytes]:
        running = world(alone("t3.medium"), 5)
        found: list[Any] = []
        for tick in range(160):
            if tick == 10:
                operate(running, "stop_instances")
            if tick == 60:
                operate(running, "modify_instance_attribute", InstanceType="t3.xlarge")
                operate(running, "start_instances")
            found += running.advance(1)
            if each:
                running = World.restore(running.snapshot())
        return as_bytes(found)

    assert run(each=False) == run(each=True)


def test_on_the_canvas_it_is_dropped_wired_and_deleted() -> None:
    drawn = parse_document({"SchemaVersion": 1, "Name": "Drawn", "Resources": {}})
    for request in (
        {"kind": "create", "type": "AWS::ElasticLoadBalancingV2::LoadBalancer"},
        {"kind": "create", "type": "AWS::EC2::Instance", "position": {"x": 300, "y": 0}},
        {"kind": "connect", "source": "Balancer", "target": "Server"},
    ):
        drawn = edit(drawn, request).document
    assert [(wire["source"], wire["target"]) for wire in wires(drawn)] == [("Balancer", "Server")]
    assert owners(drawn)["ServerApp"] == "Server"
    assert [one for one in check_document(drawn) if one.severity == "error"] == []
    apart = edit(drawn, {"kind": "disconnect", "source": "Balancer", "target": "Server"}).document
    assert wires(apart) == []
    gone = edit(drawn, {"kind": "remove", "resources": ["Server"]}).document
    assert "Server" not in gone.resources and "ServerApp" not in gone.resources
    assert [one for one in check_document(gone) if one.severity == "error"] == []
