"""What holds in every world, whatever its document, its load and what happens to it.

Stories are drawn, always the same ones; a story is eighteen minutes of a world. A story that fails is shown as it is:
making it smaller would take minutes. To look for others take `derandomize` out and `max_examples` up.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from simulator.decisions import Decision, Verdict
from simulator.engine import Frame
from simulator.services.autoscaling.place import allowance
from simulator.services.registry import BY_TYPE
from simulator.services.terms import TERMS
from tests.simulator.scenarios.alarmed_shop import GROUP
from tests.simulator.scenarios.any_shop import PARTS, PEACE, STORY, ZONES, Story, stories, too_many_at_night

#: States, as frames show them, of instances that count towards capacity.
COUNTED = ("in_service", "unhealthy", "booting", "pending", "pending_wait")
#: Decisions that set desired capacity, by what was measured, at a set time, by hand; and the reasons of those that act.
ACTS = {
    "autoscaling.target_tracking": {"ScaledOut", "ScaledIn"},
    "autoscaling.execute_policy": {"PolicyScaledOut", "PolicyScaledIn"},
    "autoscaling.scheduled": {"Scheduled"},
    "autoscaling.desired": {"Manual", "BoundsChanged"},
}
DRAWN = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def told() -> list[Story]:
    """Stories that were lived: some about each kind of policy, and one that chance rarely draws."""
    quiet = too_many_at_night()
    quiet.lived(STORY)
    found = [quiet]

    for part in sorted(PARTS):

        @DRAWN
        @given(stories(part))
        def live(story: Story) -> None:
            story.lived(STORY)
            found.append(story)

        live()
    return found


def counted(frame: Frame) -> list[str]:
    return [id for id, state in frame.values[GROUP]["InstanceStates"].items() if state in COUNTED]


def bounds(story: Story) -> Iterator[tuple[Frame, int, int]]:
    """Each frame with the group's minimum and maximum in it: the document's, or a scheduled action's."""
    least, most = story.bounds
    for frame in story.frames:
        for one in frame.decisions:
            if one.subject == "autoscaling.scheduled" and one.reason == "Scheduled":
                least, most = one.evidence["minimum"], one.evidence["maximum"]
        yield frame, least, most


def capacity(one: Decision) -> int:
    return int(one.outcome["capacity"] if isinstance(one.outcome, dict) else one.outcome)


def test_capacity_is_in_its_bounds_but_for_what_rebalancing_may_exceed(told: list[Story]) -> None:
    for story in told:
        for frame, least, most in bounds(story):
            desired = frame.values[GROUP]["GroupDesiredCapacity"]
            assert least <= desired <= most, (story, frame.id)
            assert len(counted(frame)) <= desired + allowance(most), (story, frame.id)


def test_no_change_of_capacity_without_a_decision_that_names_datapoints_threshold_and_rule(
    told: list[Story],
) -> None:
    for story in told:
        for before, frame in pairwise(story.frames):
            old, new = (one.values[GROUP]["GroupDesiredCapacity"] for one in (before, frame))
            if old == new:
                continue
            acts = [one for one in frame.decisions if one.reason in ACTS.get(one.subject, ())]
            assert new in [capacity(one) for one in acts], (story, frame.id, old, new)
            for one in acts:
                assert one.source and one.text.en and one.text.ko and one.at == frame.id - 1
                _names_what_it_saw(one)


def _names_what_it_saw(one: Decision) -> None:
    """What the decision names bears it out: the datapoints it shows are on the far side of the threshold it shows."""
    out = capacity(one) > one.evidence["capacity"]
    if one.subject == "autoscaling.target_tracking":
        facts = one.evidence
        assert out == (one.outcome["alarm"] == "AlarmHigh") == (facts["alarm_high"] == "ALARM")
        points = [row.values["value"] for row in one.candidates]
        beyond = [
            value > facts["target"] if out else value < facts["low"] for value in points if value is not None
        ]
        assert beyond and all(beyond) and len(points) == (3 if out else 15)
        assert facts["metric"] and facts["wanted"] is not None and facts["breaching"] == len(beyond)
    elif one.subject == "autoscaling.execute_policy":
        facts = one.evidence
        assert (one.reason == "PolicyScaledOut") == out
        assert facts["alarm"] and facts["metric"] and facts["policy"] and facts["adjustment"]
        above = facts["operator"] == "GreaterThanThreshold"
        beyond = [
            (value > facts["threshold"] if above else value <= facts["threshold"])
            for value in facts["datapoints"]
            if value is not None
        ]
        missing = len(facts["datapoints"]) - len(beyond)
        assert sum(beyond) + missing >= facts["needed"]
        if facts["type"] == "StepScaling":
            (step,) = [row for row in one.candidates if row.verdict is Verdict.CHOSEN]
            assert facts["value"] is not None and step.values["ScalingAdjustment"]
    elif one.subject == "autoscaling.scheduled":
        assert one.evidence["action"] and one.evidence["time"] and one.evidence["recurrence"]


def test_no_instance_comes_or_goes_without_a_decision_that_names_it(told: list[Story]) -> None:
    for story in told:
        for before, frame in pairwise(story.frames):
            was, now = set(counted(before)), set(counted(frame))
            launched = {
                one.evidence.get("instance") for one in frame.decisions if one.subject == "autoscaling.place"
            }
            assert now - was <= launched, (story, frame.id)
            assert was - now <= set(_ended(frame)), (story, frame.id)


def _ended(frame: Frame) -> Iterator[Any]:
    """Instances that this second's decisions let go: by the termination rule, for their health, with their zone."""
    for one in frame.decisions:
        if one.subject == "autoscaling.terminate":
            yield from one.outcome
        elif one.subject == "autoscaling.health" and one.reason != "WithinGracePeriod":
            yield one.outcome
        elif one.subject == "autoscaling.zone" and one.reason == "ZoneDown":
            yield from one.evidence["instances"]


def test_every_column_and_fact_has_a_word_or_is_a_name_of_aws(told: list[Story]) -> None:
    """AWS's names begin with a capital letter, ours do not."""
    seen: set[str] = set()
    for one in (one for story in told for frame in story.frames for one in frame.decisions):
        seen |= set(one.evidence)
        for row in one.candidates:
            seen |= set(row.values)
    assert len(seen) > 80
    assert {name for name in seen if not name[0].isupper()} <= set(TERMS)


def test_what_a_kind_declares_to_measure_is_in_every_frame(told: list[Story]) -> None:
    """Without a value it is None. Only what is about a warm pool is absent in a group that has none."""
    pools = {"GroupWarmedInstances", "WarmPoolDesiredCapacity"}
    for story in told:
        types = {id: resource["Type"] for id, resource in story.document["Resources"].items()}
        for frame in (story.frames[0], story.frames[-1]):
            for id, type_ in types.items():
                declared = {metric.name for metric in BY_TYPE[type_].metrics} - pools
                assert declared <= set(frame.values.get(id, {})), (type_, frame.id)


def test_the_stories_are_worth_telling(told: list[Story]) -> None:
    """What is drawn scales, by each type of policy, both ways: the properties above are about something."""
    decisions = [one for story in told for frame in story.frames for one in frame.decisions]
    seen = {(one.evidence.get("type", one.subject), one.reason) for one in decisions}
    for type_ in ("StepScaling", "SimpleScaling"):
        assert {(type_, "PolicyScaledOut"), (type_, "PolicyScaledIn")} <= seen
    tracked = {reason for subject, reason in seen if subject == "autoscaling.target_tracking"}
    assert {"ScaledOut", "ScaledIn"} <= tracked
    assert {("autoscaling.scheduled", "Scheduled"), ("autoscaling.desired", "Manual")} <= seen
    assert {("autoscaling.zone", "ZoneDown"), ("autoscaling.place", "LaunchedToRebalance")} <= seen


@settings(DRAWN, max_examples=6)
@given(stories())
def test_left_in_peace_the_group_has_its_capacity_in_zones_that_differ_by_one_at_most(story: Story) -> None:
    """Shortly before the end of the story a zone is lost, and comes back with nothing in it. From the end on alarms and
    schedules are not listened to, and nothing is broken."""
    processes = {"ScalingProcesses": ["AlarmNotification", "ScheduledActions"]}
    peace = {
        "kind": "operate",
        "operation": "suspend_processes",
        "resource": GROUP,
        "parameters": processes,
    }
    calm = {"kind": "traffic", "resource": "Viewers", "multiplier": 0.05}
    loss = {"kind": "fault", "fault": "zone_outage", "resource": "ZoneA", "duration": 200}
    more = [
        {"at": STORY - 220, "command": loss},
        {"at": STORY, "command": peace},
        {"at": STORY, "command": calm},
    ]
    settled = Story(story.document, [*story.events, *more], story.bounds)
    last = settled.lived(STORY + PEACE)[-1]
    values = last.values[GROUP]
    subnets = story.document["Resources"][GROUP]["Properties"]["VPCZoneIdentifier"]
    zones = dict.fromkeys((ZONES[one["Ref"]] for one in subnets), 0)
    for id in counted(last):
        zones[values["InstanceZones"][id]] += 1
    assert sum(zones.values()) == values["GroupDesiredCapacity"]
    assert max(zones.values()) - min(zones.values()) <= 1, zones
    assert sum(values["GroupPendingInstances"].values()) == 0
    assert settled.frames[STORY].values[GROUP]["GroupDesiredCapacity"] == values["GroupDesiredCapacity"]
