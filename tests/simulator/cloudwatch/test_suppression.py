"""A composite alarm's actions in a world, and the suppressor that holds them back.

180 requests/s from second 130 make two instances busy: `High` (CPU over 60 % in a minute) goes off, and `Site` with it.
`Deploy` goes off at the same minute or later, by a threshold on the number of requests; it calms down when they end.
"""

from __future__ import annotations

import json
from typing import Any

from simulator.document import check_document, parse_document
from simulator.engine import World
from tests.simulator.scenarios.alarmed_shop import BALANCER, Told, cpu_alarm, get, shop

TOPIC = "arn:aws:sns:ap-northeast-2:123456789012:on-call"
TRAFFIC = {"Shape": "Step", "Steps": [{"At": 0, "Rate": 20}, {"At": 130, "Rate": 180}]}
#: Twelve minutes of rest come after the busy ones.
ENDS = {
    "Shape": "Step",
    "Steps": [{"At": 0, "Rate": 20}, {"At": 130, "Rate": 180}, {"At": 370, "Rate": 20}],
}


def requests(over: float, periods: int) -> tuple[str, dict[str, Any]]:
    return cpu_alarm(
        None,
        Namespace="AWS/ApplicationELB",
        MetricName="RequestCount",
        Dimensions=[{"Name": "LoadBalancer", "Value": get(BALANCER, "LoadBalancerFullName")}],
        Statistic="Sum",
        Threshold=over,
        EvaluationPeriods=periods,
    )


def site(**properties: Any) -> tuple[str, dict[str, Any]]:
    return (
        "AWS::CloudWatch::CompositeAlarm",
        {"AlarmRule": "ALARM(High)", "AlarmActions": [TOPIC], **properties},
    )


def suppressed(wait: int, extension: int) -> dict[str, Any]:
    return {
        "ActionsSuppressor": "Deploy",
        "ActionsSuppressorWaitPeriod": wait,
        "ActionsSuppressorExtensionPeriod": extension,
    }


def document(
    traffic: dict[str, Any], deploy: tuple[str, dict[str, Any]], **properties: Any
) -> dict[str, Any]:
    high = cpu_alarm(None, EvaluationPeriods=1)
    return shop(traffic, High=high, Deploy=deploy, Site=site(**properties))


def actions(told: Told) -> list[tuple[int, str]]:
    return [(tick, one.reason) for tick, one in told.decisions("cloudwatch.actions")]


CALM, BUSY, BUSY_LATER = requests(1e9, 1), requests(5_000, 1), requests(5_000, 2)


def first(told: Told, alarm: str, state: str) -> int:
    return next(frame.id for frame in told.frames if frame.values[alarm]["StateValue"] == state)


def test_without_a_suppressor_the_actions_are_taken_with_the_change() -> None:
    told = Told(document(TRAFFIC, CALM), 400)
    assert actions(told) == [(first(told, "Site", "ALARM"), "ActionsTaken")]
    ((_, decision),) = told.decisions("cloudwatch.actions")
    assert decision.outcome == [TOPIC] and TOPIC in decision.text.en and TOPIC in decision.text.ko


def test_with_its_actions_disabled_it_only_changes_its_state() -> None:
    told = Told(document(TRAFFIC, CALM, ActionsEnabled=False), 400)
    assert first(told, "Site", "ALARM") and actions(told) == []


def test_a_calm_suppressor_delays_the_actions_by_the_wait_period() -> None:
    told = Told(document(TRAFFIC, CALM, **suppressed(90, 60)), 400)
    rang = first(told, "Site", "ALARM")
    assert actions(told) == [(rang, "ActionsWait"), (rang + 90, "ActionsTaken")]
    held = told.at(rang + 60).values["Site"]["ActionsSuppressedBy"]
    assert held == "WaitPeriod" and told.at(rang + 91).values["Site"]["ActionsSuppressedBy"] is None


def test_a_suppressor_that_goes_off_within_the_wait_period_stops_them() -> None:
    told = Told(document(TRAFFIC, BUSY_LATER, **suppressed(90, 60)), 500)
    rang, stopped = first(told, "Site", "ALARM"), first(told, "Deploy", "ALARM")
    assert stopped == rang + 60
    assert actions(told) == [(rang, "ActionsWait"), (stopped, "ActionsSuppressed")]
    assert told.at(500).values["Site"]["ActionsSuppressedBy"] == "Alarm"


def test_when_everything_is_calm_again_nobody_was_called() -> None:
    told = Told(document(ENDS, BUSY, OKActions=[], **suppressed(60, 120)), 800)
    assert first(told, "Deploy", "ALARM") and "ActionsTaken" not in {reason for _, reason in actions(told)}
    assert told.frames[-1].values["Site"] == {"StateValue": "OK", "ActionsSuppressedBy": None}


def test_a_period_under_way_is_in_the_snapshot() -> None:
    raw = document(TRAFFIC, BUSY_LATER, **suppressed(90, 60))
    whole = World.create(parse_document(raw), seed=1)
    expected = [json.dumps(frame.as_json()) for frame in whole.advance(420)]
    world = World.create(parse_document(raw), seed=1)
    found: list[str] = []
    for seconds in (235, 20, 30, 60, 75):
        found += [json.dumps(frame.as_json()) for frame in world.advance(seconds)]
        world = World.restore(world.snapshot())
    assert found == expected


def test_a_suppressor_is_another_alarm_with_both_its_periods() -> None:
    def codes(**properties: Any) -> list[str]:
        return [one.code for one in check_document(parse_document(document(TRAFFIC, CALM, **properties)))]

    assert codes(**suppressed(0, 0)) == []
    assert codes(ActionsSuppressor="Deploy", ActionsSuppressorWaitPeriod=60) == ["SuppressorIncomplete"]
    assert codes(ActionsSuppressorWaitPeriod=60) == ["SuppressorIncomplete"]
    assert codes(**suppressed(60, 60) | {"ActionsSuppressor": "Deplyo"}) == ["UnknownAlarm"]
    assert codes(**suppressed(60, 60) | {"ActionsSuppressor": "Site"}) == ["SuppressesItself"]
    policy_arn = "arn:aws:autoscaling:ap-northeast-2:123456789012:scalingPolicy:x:policyName/Out"
    assert codes(AlarmActions=[policy_arn])  # no composite alarm calls a scaling policy
