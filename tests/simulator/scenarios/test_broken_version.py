"""A broken launch template version is rolled out by an instance refresh, and rolled back.

The shop runs on six instances of version 1. Version 2 carries an application that never starts. At minute 2
somebody makes version 2 and starts an instance refresh with 75 % minimum healthy, a warm-up of 60 s and automatic
rollback.

What is expected, and why:

minute 2        One instance of six goes (75 % of 6 are 4.5, so five must stay healthy; one may go) and one of version 2
                comes. After about 20 s EC2 says it is running. Nothing answers on its port.
minute 3-4      The target group calls it unhealthy after two failed checks. The grace period is as long as the
                warm-up, so it is never ready: the refresh waits, and the five others serve on.
every 1-2 min   The group's health check replaces it, by another one of version 2: the refresh is under way, so that
                is what the group launches.
minute 62       An hour without progress: the refresh fails, and because it may, rolls back. The broken instance costs
                no healthy capacity, so it is replaced at once, by version 1.
minute 65       All six are of version 1 and serve. The group's own setting never left version 1.

No viewer notices: five instances have room for the load of six.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import parse_document
from simulator.engine import World, parse_script
from tests.simulator.scenarios.shop import GROUP, TEMPLATE, shop

REFRESH = {
    "kind": "operate",
    "operation": "start_instance_refresh",
    "resource": GROUP,
    "parameters": {
        "DesiredConfiguration": {"LaunchTemplate": {"Version": "2"}},
        "Preferences": {"MinHealthyPercentage": 75, "InstanceWarmup": 60, "AutoRollback": True},
    },
}
PUBLISH = {
    "kind": "operate",
    "operation": "create_launch_template_version",
    "resource": TEMPLATE,
    "parameters": {"LaunchTemplateData": {"ImageId": {"Ref": "BrokenApp"}}},
}
SCRIPT = {"events": [{"at": 118, "command": PUBLISH}, {"at": 120, "command": REFRESH}]}


def document(**group: Any) -> dict[str, Any]:
    raw = shop(
        {
            "MinSize": 6,
            "MaxSize": 8,
            "HealthCheckType": "ELB",
            "HealthCheckGracePeriod": 60,
            "DefaultInstanceWarmup": 60,
            "LaunchTemplate": {"LaunchTemplateId": {"Ref": TEMPLATE}, "Version": "1"},
            **group,
        },
        rate=120,
    )
    raw["Resources"]["BrokenApp"] = {
        "Type": "Lab::Application",
        "Properties": {"Broken": True},
    }
    return raw


def play(seconds: int, **group: Any) -> tuple[World, list[Any]]:
    world = World.create(
        parse_document(document(**group)), seed=11, script=parse_script(SCRIPT), explain=False
    )
    return world, world.advance(seconds)


def said(frames: list[Any], subject: str) -> list[Any]:
    return [one for frame in frames for one in frame.decisions if one.subject == subject]


def versions(frame: Any) -> list[int]:
    """Versions of the instances that are there and not on their way out."""
    group = frame.values[GROUP]
    leaving = ("draining", "terminated")
    return sorted(
        v for id, v in group["TemplateVersions"].items() if group["InstanceStates"][id] not in leaving
    )


@pytest.fixture(scope="module")
def lived() -> tuple[World, list[Any]]:
    return play(66 * 60)


def test_it_goes_the_way_it_should(lived: tuple[World, list[Any]]) -> None:
    _, frames = lived
    acts = [
        (one.reason, one.at) for one in said(frames, "autoscaling.refresh") if isinstance(one.outcome, str)
    ]
    assert [reason for reason, _ in acts] == [
        "RefreshStarted",
        "RefreshFailed",
        "RollbackStarted",
        "RollbackSuccessful",
    ]
    started, failed, rolling, over = (at for _, at in acts)
    assert started == 120 and 3600 <= failed - started <= 3610 and rolling == failed
    assert 60 <= over - rolling <= 240


def test_never_more_than_one_instance_is_lost_to_it(lived: tuple[World, list[Any]]) -> None:
    _, frames = lived
    for frame in frames[130:]:
        there = versions(frame)
        assert there.count(1) >= 5 and len(there) <= 7
    assert versions(frames[1800]) == [1, 1, 1, 1, 1, 2]
    assert versions(frames[-1]) == [1] * 6


def test_broken_instances_follow_one_another_until_the_refresh_fails(lived: tuple[World, list[Any]]) -> None:
    _, frames = lived
    replaced = said(frames, "autoscaling.health")
    assert len([one for one in replaced if one.reason == "ElbUnhealthy"]) > 20
    assert len(said(frames, "ec2.launch_template")) == 1


def test_viewers_notice_nothing(lived: tuple[World, list[Any]]) -> None:
    _, frames = lived
    demand = [frame.demand for frame in frames[180:]]
    assert sum(one["failed"] for one in demand) < 0.001 * sum(one["arrived"] for one in demand)


def test_with_checks_that_only_ask_ec2_the_shop_is_gone() -> None:
    """A machine that runs is healthy to EC2. The refresh succeeds, and with it the outage."""
    _, frames = play(1200, HealthCheckType="EC2")
    assert "RefreshSuccessful" in [one.reason for one in said(frames, "autoscaling.refresh")]
    assert versions(frames[-1]) == [2] * 6
    assert frames[-1].demand["served"] == 0 and frames[-1].demand["arrived"] > 0


def test_a_group_of_the_latest_version_has_no_way_back() -> None:
    """AWS takes no refresh with automatic rollback from such a group: nothing is refreshed. But every launch from
    minute 2 on has the broken version."""
    world, frames = play(130, LaunchTemplate={"LaunchTemplateId": {"Ref": TEMPLATE}, "Version": "$Latest"})
    refused = [command for frame in frames for command in frame.commands if "problems" in command]
    assert [problem["code"] for problem in refused[0]["problems"]] == ["IrreversibleInstanceRefresh"]
    runtime: Any = world.control.runtimes[GROUP]
    runtime.terminate_instances(world.control, 1)
    assert versions(world.advance(5)[-1]) == [1, 1, 1, 1, 1, 2]


def test_in_the_middle_of_it_a_snapshot_goes_on_byte_for_byte() -> None:
    world, _ = play(200)
    restored = World.restore(world.snapshot())
    assert restored.snapshot() == world.snapshot()
    assert [frame.as_json() for frame in restored.advance(120)] == [
        frame.as_json() for frame in world.advance(120)
    ]
