"""Security groups decide who may connect, and traffic feels it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import check_document, parse_document
from simulator.engine import World
from tests.simulator.engine.worlds import as_bytes, do, only, tiny, world

ALB, GROUP, TEMPLATE, TARGETS = "Alb", "Group", "Template", "Targets"


def secured(
    web: list[dict[str, Any]] | None = None, alb: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The tiny document with security groups on the balancer and on the instances."""
    raw = only(tiny(), "Near", "Also", "Direct")
    everybody = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "0.0.0.0/0"}]
    from_alb = [
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "SourceSecurityGroupId": {"Ref": "AlbSg"}}
    ]
    for id, rules in (
        ("AlbSg", everybody if alb is None else alb),
        ("WebSg", from_alb if web is None else web),
    ):
        raw["Resources"][id] = {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": id, "VpcId": {"Ref": "Vpc"}, "SecurityGroupIngress": rules},
        }
    raw["Resources"][ALB]["Properties"]["SecurityGroups"] = [{"Ref": "AlbSg"}]
    data = raw["Resources"][TEMPLATE]["Properties"]["LaunchTemplateData"]
    data["SecurityGroupIds"] = [{"Fn::GetAtt": ["WebSg", "GroupId"]}]
    return raw


def causes_of(frames: list[Any]) -> dict[str, int]:
    causes: dict[str, int] = {}
    for frame in frames:
        for cause, count in frame.demand["causes"].items():
            causes[cause] = causes.get(cause, 0) + count
    return causes


def said(frames: list[Any], subject: str) -> list[Any]:
    return [one for frame in frames for one in frame.decisions if one.subject == subject]


def test_rules_that_allow_the_traffic_change_no_number() -> None:
    plain, guarded = (
        world(raw, 4, explain=False).advance(90)
        for raw in (only(tiny(), "Near", "Also", "Direct"), secured())
    )
    assert [frame.demand for frame in plain] == [frame.demand for frame in guarded]
    decisions = said(guarded, "ec2.security_group")
    assert {one.reason for one in decisions} == {"Allowed"}
    assert len(decisions) == 2 and all(one.candidates for one in decisions)


def test_a_balancer_that_may_not_reach_its_targets_sees_them_time_out() -> None:
    shut = world(secured(web=[]), 4)
    frames = shut.advance(60)
    health = frames[-1].values[TARGETS]["TargetStates"]
    assert set(health.values()) == {"unhealthy"}
    (targets,) = {one.slot is not None for one in shut.control.runtimes[TARGETS].targets.values()}  # type: ignore[attr-defined]
    assert targets, "the application answers, only nobody reaches it"
    assert set(causes_of(frames)) == {"timeout"}
    (refused,) = [one for one in said(frames, "ec2.security_group") if not one.outcome]
    assert refused.reason == "NoInboundRule"


def test_opening_the_rule_in_a_running_world_lets_the_health_checks_pass() -> None:
    shut = world(secured(web=[]), 4)
    shut.advance(30)
    rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "SourceSecurityGroupId": {"Ref": "AlbSg"}}
    do(shut, kind="set", resource="WebSg", path=["Properties", "SecurityGroupIngress"], value=[rule])
    frames = shut.advance(240)
    assert set(frames[-1].values[TARGETS]["TargetStates"].values()) == {"healthy"}
    assert frames[-1].demand["served"] > 0
    assert [one.reason for one in said(frames, "ec2.security_group")] == ["Allowed"]


def test_viewers_wait_in_vain_for_a_balancer_that_lets_nobody_in() -> None:
    shut = world(secured(alb=[]), 4)
    frames = shut.advance(60)
    assert sum(frame.values[ALB]["RequestCount"] for frame in frames) == 0
    direct = [
        id
        for id, resource in shut.document.resources.items()
        if resource.type == "Lab::Clients" and shut.architecture[id].properties.Endpoint.target == ALB
    ]
    for id in direct:
        failed = [frame.values[id]["Errors"] for frame in frames]
        assert {cause for errors in failed for cause in errors} == {"timeout"}
    assert set(frames[-1].values[TARGETS]["TargetStates"].values()) == {"healthy"}, (
        "the balancer reaches them"
    )


@pytest.mark.parametrize("which", ["web", "alb"])
def test_a_closed_world_goes_on_from_its_snapshot_byte_for_byte(which: str) -> None:
    expected = as_bytes(world(secured(**{which: []}), 9).advance(60))
    restored = world(secured(**{which: []}), 9)
    for number in range(60):
        restored = World.restore(restored.snapshot())
        assert as_bytes(restored.advance(1)) == [expected[number]], f"tick {number + 1}"


def test_the_document_warns_of_paths_that_are_closed() -> None:
    def codes(raw: dict[str, Any]) -> set[str]:
        return {problem.code for problem in check_document(parse_document(raw))}

    assert codes(secured()) & {"ViewersShutOut", "BalancerShutOut"} == set()
    assert "ViewersShutOut" in codes(secured(alb=[]))
    assert "BalancerShutOut" in codes(secured(web=[]))
