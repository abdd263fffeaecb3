"""Objectives judged over frames made by hand, each figure worked out beside it."""

from __future__ import annotations

from typing import Any

import pytest

from labs.grading import Judge, Objective
from labs.grading.judge import passed, score, stars
from simulator.document import Document, parse_document
from simulator.problems import InvalidInput
from simulator.services.subject import read

GROUP = "AWS::AutoScaling::AutoScalingGroup"


def document(**groups: dict[str, Any]) -> Document:
    """A document with groups of these properties; it need not run."""
    resources = {
        id: {"Type": GROUP, "Region": "ap-northeast-2", "Properties": properties}
        for id, properties in groups.items()
    }
    return parse_document({"SchemaVersion": 1, "Name": "Board", "Resources": resources})


BOARD = document(Web={"MinSize": 2, "MaxSize": 4}, App={"MinSize": 1, "MaxSize": 3})


def frame(second: int, **given: Any) -> dict[str, Any]:
    """A frame in which nothing happened, but for what is given."""
    demand = {"arrived": 0, "served": 0, "failed": 0, "goodput": None, "causes": {}}
    return {
        "id": second,
        "skipped": given.get("skipped", 0),
        "demand": demand | given.get("demand", {}),
        "latency_ms": given.get("latency"),
        "cost": {"usd_per_hour": 1.0, "usd_total": 0.1} | given.get("cost", {}),
        "values": given.get("values", {}),
        "decisions": given.get("decisions", []),
    }


def objective(check: dict[str, Any], **rest: Any) -> Objective:
    said = {"en": "x", "ko": "x"}
    return read(Objective, {"id": "it", "title": said, "missed": said, "check": check} | rest)


def judged(check: dict[str, Any], frames: list[dict[str, Any]], board: Document = BOARD) -> Any:
    judge = Judge([objective(check)], board)
    for one in frames:
        judge.see(one)
    return judge.results()[0].verdict


def demands(*pairs: tuple[int, int]) -> list[dict[str, Any]]:
    """Frames from second 1 with (served, failed) requests."""
    return [frame(n, demand={"served": s, "failed": f}) for n, (s, f) in enumerate(pairs, 1)]


def metric(value: float, comparison: str = "at_least", **rest: Any) -> dict[str, Any]:
    return {"kind": "metric", "metric": "goodput", "is": comparison, "value": value} | rest


# --- figures of the world ----------------------------------------------------------------------------------


def test_goodput_is_of_all_requests_of_the_window_not_a_mean_of_seconds():
    verdict = judged(metric(0.5), demands((1, 0), (9, 90)))
    assert (verdict.measured, verdict.met) == (pytest.approx(0.1), False)


def test_a_window_begins_after_since_and_ends_with_until():
    verdict = judged(metric(1.0, since=1, until=3), demands((0, 9), (5, 0), (5, 0), (0, 9)))
    assert (verdict.measured, verdict.met) == (1.0, True)


def test_nothing_asked_for_is_no_goodput_and_not_met():
    verdict = judged(metric(0.0), demands((0, 0), (0, 0)))
    assert (verdict.measured, verdict.met) == (None, False)


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [("mean", 2.5), ("min", 1.0), ("max", 4.0), ("sum", 10.0), ("last", 3.0), ("p50", 2.0), ("p90", 4.0)],
)
def test_statistics_over_seconds(statistic, expected):
    frames = [frame(n, demand={"arrived": a}) for n, a in enumerate((1, 4, 2, 3), 1)]
    check = {"kind": "metric", "metric": "arrived", "statistic": statistic, "is": "equal", "value": expected}
    assert judged(check, frames).met


def test_seconds_without_an_answer_have_no_latency_and_are_left_out():
    frames = [frame(1), frame(2, latency={"p95": 80.0}), frame(3, latency={"p95": 40.0})]
    check = {"kind": "metric", "metric": "latency_p95", "is": "at_most", "value": 60}
    assert judged(check, frames).measured == 60.0


def test_the_bill_is_the_last_total():
    frames = [frame(1, cost={"usd_total": 1.0}), frame(2, cost={"usd_total": 2.5})]
    check = {"kind": "metric", "metric": "usd_total", "is": "at_most", "value": 2.5}
    assert judged(check, frames).met


@pytest.mark.parametrize(
    ("comparison", "met"),
    [("at_least", True), ("at_most", True), ("more_than", False), ("less_than", False), ("not_equal", False)],
)
def test_comparisons_at_the_very_value(comparison, met):
    frames = [frame(1, demand={"arrived": 7})]
    check = {"kind": "metric", "metric": "arrived", "is": comparison, "value": 7}
    assert judged(check, frames).met is met


# --- figures of resources ----------------------------------------------------------------------------------


def in_service(second: int, **zones: Any) -> dict[str, Any]:
    return frame(second, values={id: {"GroupInServiceInstances": value} for id, value in zones.items()})


def test_a_metric_by_zone_is_added_up_and_a_part_can_be_named():
    frames = [in_service(1, Web={"a": 2, "b": 1}, App={"a": 5})]
    check = {"kind": "metric", "metric": "GroupInServiceInstances", "is": "equal"}
    assert judged(check | {"resource": "Web", "value": 3}, frames).met
    assert judged(check | {"resource": "Web", "part": "b", "value": 1}, frames).met
    assert judged(check | {"type": GROUP, "value": 8}, frames).met
    assert judged(check | {"type": GROUP, "across": "max", "value": 5}, frames).met


def test_a_percentage_is_averaged_over_resources_unless_told_otherwise():
    frames = [frame(1, values={"Web": {"CPUUtilization": 80.0}, "App": {"CPUUtilization": 40.0}})]
    check = {"kind": "metric", "metric": "CPUUtilization", "type": GROUP, "is": "equal"}
    assert judged(check | {"value": 60}, frames).met
    assert judged(check | {"across": "max", "value": 80}, frames).met


def test_one_metric_per_another_divides_their_sums():
    board = parse_document(
        {"SchemaVersion": 1, "Name": "B", "Resources": {"Cdn": {"Type": "AWS::CloudFront::Distribution"}}}
    )
    frames = [
        frame(n, values={"Cdn": {"Hits": h, "Requests": r}}) for n, (h, r) in enumerate([(1, 1), (1, 9)], 1)
    ]
    check = {
        "kind": "metric",
        "metric": "Hits",
        "per": "Requests",
        "resource": "Cdn",
        "is": "equal",
        "value": 0.2,
    }
    assert judged(check, frames, board).met


def test_a_part_of_a_count_that_does_not_occur_is_nothing_and_not_unknown():
    board = parse_document(
        {"SchemaVersion": 1, "Name": "B", "Resources": {"Zone": {"Type": "AWS::Route53::HostedZone"}}}
    )
    counts = [({"Old": 3}, 4), ({"New": 4}, 4)]
    frames = [frame(n, values={"Zone": {"Answers": a, "Queries": q}}) for n, (a, q) in enumerate(counts, 1)]
    check = {"kind": "metric", "metric": "Answers", "part": "New", "per": "Queries", "resource": "Zone"}
    assert judged(check | {"is": "equal", "value": 0.5}, frames, board).measured == 0.5


def test_a_resource_that_is_gone_has_nothing_to_say():
    check = {"kind": "metric", "metric": "CPUUtilization", "resource": "Web", "is": "at_most", "value": 100}
    assert not judged(check, [frame(1)]).met


# --- durations ---------------------------------------------------------------------------------------------


def duration(stretch: str, value: float) -> dict[str, Any]:
    return {
        "kind": "duration", "metric": "GroupInServiceInstances", "resource": "Web", "stretch": stretch,
        "where": {"is": "less_than", "value": 2}, "is": "at_most", "value": value,
    }  # fmt: skip


def test_the_longest_stretch_and_all_together():
    frames = [in_service(n, Web=count) for n, count in enumerate((1, 1, 2, 1, 1, 1, 2, 1), 1)]
    assert judged(duration("longest", 3), frames).measured == 3
    assert judged(duration("total", 6), frames).measured == 6
    assert not judged(duration("longest", 2), frames).met


def test_a_skip_lasts_as_long_as_it_crossed():
    frames = [in_service(1, Web=1), {**in_service(101, Web=1), "skipped": 100}]
    assert judged(duration("total", 200), frames).measured == 101


def test_what_was_never_measured_did_not_last_an_acceptable_time():
    assert not judged(duration("longest", 1000), [frame(1), frame(2)]).met


# --- decisions and documents -------------------------------------------------------------------------------


def decided(
    second: int, subject: str, outcome: Any, resource: str = "Web", reason: str = "R"
) -> dict[str, Any]:
    told = {"subject": subject, "outcome": outcome, "resource": resource, "reason": reason}
    return frame(second, decisions=[told])


def test_events_are_counted_by_subject_outcome_reason_and_resource():
    frames = [
        decided(1, "autoscaling.desired", 3),
        decided(2, "autoscaling.desired", 4, reason="S"),
        decided(3, "autoscaling.desired", 3, resource="App"),
        decided(4, "autoscaling.health", 3),
    ]
    check = {"kind": "event", "subject": "autoscaling.desired", "is": "equal"}
    assert judged(check | {"value": 3}, frames).met
    assert judged(check | {"resource": "Web", "value": 2}, frames).met
    assert judged(check | {"outcome": 3, "value": 2}, frames).met
    assert judged(check | {"reason": "S", "value": 1}, frames).met
    assert judged(check | {"since": 2, "value": 1}, frames).met
    assert judged({"kind": "event", "subject": "elb.choose", "is": "at_most", "value": 0}, frames).met


def test_the_last_decision_counts():
    frames = [decided(1, "autoscaling.desired", 3), decided(2, "autoscaling.desired", 5)]
    check = {"kind": "decision", "subject": "autoscaling.desired", "outcome": 5}
    assert judged(check, frames).met
    assert not judged(check, frames[:1]).met
    assert not judged(check, []).met


@pytest.mark.parametrize(
    ("check", "met"),
    [
        ({"resource": "Web", "path": ["MinSize"], "is": "at_least", "value": 2}, True),
        ({"type": GROUP, "path": ["MinSize"], "is": "at_least", "value": 2}, False),  # App has 1
        ({"type": GROUP, "path": ["MinSize"], "is": "one_of", "value": [1, 2]}, True),
        ({"type": GROUP, "is": "equal", "value": 2}, True),  # how many there are
        ({"resource": "Web", "path": ["DesiredCapacity"], "is": "absent"}, True),
        ({"resource": "Web", "path": ["DesiredCapacity"], "is": "equal", "value": 2}, False),
        ({"resource": "Gone", "path": ["MinSize"], "is": "present"}, False),
        ({"resource": "Gone", "path": ["MinSize"], "is": "absent"}, False),
    ],
)
def test_what_the_document_says(check, met):
    assert judged({"kind": "property"} | check, []).met is met


def test_every_item_of_a_list_is_looked_at():
    board = document(Web={"Tags": [{"Key": "a"}, {"Key": "b"}]})
    check = {"kind": "property", "resource": "Web", "path": ["Tags", "*", "Key"], "is": "one_of"}
    assert judged(check | {"value": ["a", "b"]}, [], board).met
    assert not judged(check | {"value": ["a"]}, [], board).met


def test_checks_together():
    yes = {"kind": "property", "resource": "Web", "path": ["MinSize"], "is": "equal", "value": 2}
    no = yes | {"value": 9}
    for kind, parts, met in (
        ("all", [yes, yes], True), ("all", [yes, no], False),
        ("any", [no, yes], True), ("any", [no, no], False),
        ("none", [no, no], True), ("none", [no, yes], False),
    ):  # fmt: skip
        verdict = judged({"kind": kind, "checks": parts}, [])
        assert verdict.met is met
        assert [part.met for part in verdict.parts] == [part["value"] == 2 for part in parts]


# --- passing -----------------------------------------------------------------------------------------------


def test_stars_need_every_must_and_count_what_goes_beyond():
    yes = {"kind": "property", "resource": "Web", "path": ["MinSize"], "is": "equal", "value": 2}
    no = yes | {"value": 9}

    def results(*given: tuple[dict[str, Any], bool, int]) -> Any:
        objectives = [
            objective(check, id=f"o{n}", must=must, weight=weight)
            for n, (check, must, weight) in enumerate(given)
        ]
        return Judge(objectives, BOARD).results()

    assert stars(results((no, True, 1), (yes, False, 1))) == 0
    assert stars(results((yes, True, 1), (no, False, 1))) == 1
    assert stars(results((yes, True, 1), (yes, False, 1), (yes, False, 1), (yes, False, 1))) == 3
    assert score(results((yes, True, 3), (no, True, 1))) == 0.75
    assert not passed(results((yes, True, 3), (no, True, 1)))


# --- what an author may write ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (metric(1, metric="NoSuch"), "Contradiction"),
        (metric(1, metric="NoSuch", type=GROUP), "Contradiction"),
        (metric(1, since=10, until=10), "Contradiction"),
        (metric(1, statistic="ratio", metric="arrived"), "Contradiction"),
        (metric(1, colour="red"), "UnknownField"),
        ({"kind": "code", "python": "import os"}, "InvalidValue"),
        ({"kind": "property", "path": ["MinSize"], "is": "present"}, "Contradiction"),
        ({"kind": "all", "checks": []}, "OutOfRange"),
    ],
)
def test_a_check_that_makes_no_sense_is_refused(check, code):
    with pytest.raises(InvalidInput) as refusal:
        objective(check)
    assert [problem.code for problem in refusal.value.problems] == [code]
