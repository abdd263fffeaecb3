"""A hang is seen by the balancer and not by EC2.

The document: two m5.large behind a balancer, 60 requests/s, 30 for each: each is 30 % busy. At second 60 one
application hangs: it accepts connections and answers nothing, while its machine runs as if nothing were wrong.

The reasoning. The target group checks every 10 s and takes 2 failures in a row for unhealthy; each check fails with
a timeout. The hang is hence seen between 70 and 90 s. Until then round robin gives it every other request, which
the viewer gives up after 10 s. EC2's status checks, one a minute, pass throughout: the machine is well.

* With health check type EC2 the group does nothing, for good: the balancer goes round the instance, which is billed
  and idle, and capacity stays halved.
* With type ELB the group replaces it as soon as it is unhealthy: 20 s pending (15 to 25), 30 s of boot (24 to 36) and
  the first check (up to 10 s) later two instances serve again.
* A crash, in contrast, is EC2's own business: the instance is not running, and type EC2 replaces it at once.
"""

from __future__ import annotations

from typing import Any

import pytest

from simulator.decisions import Decision
from simulator.document import parse_document
from simulator.engine import Frame, World, parse_script
from tests.simulator.scenarios.shop import GROUP, TARGETS, VIEWERS, shop

HANG_AT, END = 60, 300


def run(health_check: str, fault: str = "hang_instance") -> list[Frame]:
    group = {"MinSize": 2, "MaxSize": 2, "HealthCheckType": health_check, "HealthCheckGracePeriod": 90}
    document = shop(group, rate=60)
    targets = document["Resources"][TARGETS]["Properties"]
    targets["TargetGroupAttributes"] = [{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}]
    document["Resources"][VIEWERS]["Properties"] |= {"TimeoutSeconds": 10, "Retries": 0}
    hang = {"at": HANG_AT, "command": {"kind": "fault", "fault": fault, "resource": GROUP}}
    script = parse_script({"duration": END, "events": [hang]})
    return World.create(parse_document(document), seed=5, script=script).advance(END)


def said(frames: list[Frame], subject: str) -> list[Decision]:
    return [one for frame in frames for one in frame.decisions if one.subject == subject]


def states(frame: Frame) -> list[str]:
    return sorted(frame.values[GROUP]["InstanceStates"].values())


def first(frames: list[Frame], holds: Any) -> int | None:
    """The first second after the fault at which something holds."""
    return next((frame.id for frame in frames if frame.id > HANG_AT and holds(frame)), None)


@pytest.mark.parametrize("health_check", ["EC2", "ELB"])
def test_the_balancer_sees_the_hang_within_two_checks_and_ec2_never_does(health_check: str) -> None:
    frames = run(health_check)
    failed = next(one for one in said(frames, "elb.target_health") if one.reason == "Failed")
    assert HANG_AT + 10 <= (failed.at or 0) <= HANG_AT + 30
    assert failed.evidence["code"] == "Target.Timeout" and failed.evidence["failures"] == 2
    assert {frame.values[GROUP]["StatusCheckFailed"] for frame in frames} == {0}
    assert [one for one in said(frames, "ec2.instance") if one.reason == "StatusCheckFailed"] == []


def test_until_it_is_seen_every_other_request_is_lost_and_then_none() -> None:
    frames = run("EC2")
    failed = sum(frame.demand["failed"] for frame in frames)
    (seen,) = [one.at for one in said(frames, "elb.target_health") if one.reason == "Failed"]
    assert failed == pytest.approx((seen - HANG_AT) * 30, rel=0.15)
    assert all(frame.demand["failed"] == 0 for frame in frames if frame.id > seen + 11)


def test_ec2_health_checks_leave_the_hung_instance_where_it_is() -> None:
    last = run("EC2")[-1]
    assert states(last) == ["in_service", "unhealthy"]
    assert sum(last.values[TARGETS]["HealthyHostCount"].values()) == 1
    assert last.values[GROUP]["WastedInstanceHours"] > 0


def test_elb_health_checks_replace_it_and_two_serve_again_within_a_minute_and_a_half() -> None:
    frames = run("ELB")
    (replaced,) = [one for one in said(frames, "autoscaling.health") if one.reason == "ElbUnhealthy"]
    whole = first(
        frames,
        lambda frame: (
            frame.id > (replaced.at or 0) and sum(frame.values[TARGETS]["HealthyHostCount"].values()) == 2
        ),
    )
    assert whole is not None and 39 <= whole - (replaced.at or 0) <= 75
    assert states(frames[-1]) == ["in_service", "in_service"]


def test_a_crash_is_replaced_at_once_even_by_ec2_health_checks() -> None:
    frames = run("EC2", "crash_instance")
    (lost,) = [one for one in said(frames, "autoscaling.health") if one.reason == "NotRunning"]
    (launch,) = said(frames, "autoscaling.place")
    assert lost.at == launch.at == HANG_AT
    assert states(frames[-1]) == ["in_service", "in_service"]
