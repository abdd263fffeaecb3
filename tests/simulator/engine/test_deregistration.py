"""What becomes of requests in flight when a target's deregistration delay is over, though its instance runs on.

Requests take half a second, and three quarters of the cores are busy. One of four instances leaves; a hook keeps it
for two minutes, or standby for good. With a delay of 30 s all that it held is answered; with 0 s what it holds at that
second gets 502, although it goes on working.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import parse_document
from simulator.engine import Frame, World, parse_script
from tests.simulator.scenarios.alarmed_shop import GROUP, TARGETS, ref, shop

AT = 60


def world_with(delay: int, events: list[dict[str, Any]]) -> World:
    raw = shop(
        {"Shape": "Constant", "Rate": 12},
        group={"MinSize": 1, "DesiredCapacity": 4},
        viewers={"Retries": 0},
        work_ms=500,
        Goodbye=(
            "AWS::AutoScaling::LifecycleHook",
            {
                "AutoScalingGroupName": ref(GROUP),
                "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING",
                "HeartbeatTimeout": 120,
                "DefaultResult": "CONTINUE",
            },
        ),
    )
    raw["Resources"][TARGETS]["Properties"]["TargetGroupAttributes"] = [
        {"Key": "deregistration_delay.timeout_seconds", "Value": str(delay)}
    ]
    script = parse_script({"events": [{"at": AT, "command": one} for one in events]})
    return World.create(parse_document(raw), seed=1, script=script)


SCALE_IN = {"kind": "capacity", "resource": GROUP, "desired": 3}
STANDBY = {"kind": "operate", "operation": "enter_standby", "resource": GROUP, "parameters": {}}


def resets(frames: list[Frame]) -> int:
    return sum(frame.demand["causes"].get("connection_reset", 0) for frame in frames)


def drained(frames: list[Frame]) -> list[int]:
    """Requests that each target still held when its delay was over."""
    said = [one for frame in frames for one in frame.decisions if one.reason == "Drained"]
    assert all("502" in one.source and "502" in one.text.ko for one in said)
    return [one.evidence["in_flight"] for one in said]


@pytest.mark.parametrize("event", [SCALE_IN, STANDBY])
def test_without_a_delay_what_is_in_flight_gets_502_although_the_instance_runs_on(event: Any) -> None:
    frames = world_with(0, [event]).advance(AT + 20)
    (held,) = drained(frames)
    assert held > 0 and resets(frames) == held
    states = set(frames[-1].values[GROUP]["InstanceStates"].values())
    assert states & {"terminating_wait", "standby"}


@pytest.mark.parametrize("event", [SCALE_IN, STANDBY])
def test_with_time_enough_nothing_is_lost(event: Any) -> None:
    frames = world_with(30, [event]).advance(AT + 60)
    assert drained(frames) == [0] and resets(frames) == 0
