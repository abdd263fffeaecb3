"""What distributions and buckets measure is what their frames say, and nothing is measured without an occasion."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.document import check_document, parse_document
from simulator.engine import Frame, parse_script
from tests.simulator.engine.worlds import tiny, world

CDN, BUCKET = "Cdn", "Files"
OF_CDN = {"DistributionId": {"Ref": CDN}, "Region": "Global"}
OF_BUCKET = {"BucketName": {"Ref": BUCKET}, "FilterId": "EntireBucket"}
WATCHED: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "EdgeRequests": ("AWS/CloudFront", "Requests", OF_CDN, "Sum"),
    "EdgeErrors": ("AWS/CloudFront", "5xxErrorRate", OF_CDN, "Average"),
    "EdgeHits": ("AWS/CloudFront", "CacheHitRate", OF_CDN, "Average"),
    "BucketRequests": ("AWS/S3", "AllRequests", OF_BUCKET, "Sum"),
    "BucketErrors": ("AWS/S3", "5xxErrors", OF_BUCKET, "Sum"),
    "BucketLatency": ("AWS/S3", "FirstByteLatency", OF_BUCKET, "Average"),
}
#: The bucket answers 503 from second 70 to 100.
OUTAGE = {"kind": "fault", "fault": "origin_down", "resource": BUCKET, "duration": 30}


def document(**traffic: Any) -> dict[str, Any]:
    """The tiny architecture with an alarm that never rings on each metric; with `traffic` if given, for all viewers."""
    raw = tiny()
    for id, (namespace, metric, dimensions, statistic) in WATCHED.items():
        raw["Resources"][id] = {
            "Type": "AWS::CloudWatch::Alarm",
            "Region": "ap-northeast-2",
            "Properties": {
                "Namespace": namespace,
                "MetricName": metric,
                "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
                "Statistic": statistic,
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 1_000_000_000,
                "ComparisonOperator": "GreaterThanThreshold",
            },
        }
    for resource in raw["Resources"].values():
        if traffic and resource["Type"] == "Lab::Clients":
            resource["Properties"]["Traffic"] = traffic
    return raw


def lived(raw: dict[str, Any], seconds: int) -> list[Frame]:
    assert not [one for one in check_document(parse_document(raw)) if one.path and one.path[0] in WATCHED]
    return world(raw, script=parse_script({"events": [{"at": 70, "command": OUTAGE}]})).advance(seconds)


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    return lived(document(), 181)


def value(frames: list[Frame], id: str, minute: int) -> float | None:
    """What an alarm saw of a minute, which is told in the frame after it."""
    found: float | None = frames[60 * (minute + 1)].values[id]["Value"]
    return found


def total(frames: list[Frame], id: str, metric: str, minute: int) -> int:
    return sum(frame.values[id][metric] for frame in frames[60 * minute : 60 * (minute + 1)])


@pytest.mark.parametrize("minute", [0, 1, 2])
def test_requests_and_rates_of_a_distribution_are_those_of_its_frames(
    frames: list[Frame], minute: int
) -> None:
    requests, hits, errors = (total(frames, CDN, name, minute) for name in ("Requests", "Hits", "Errors"))
    assert value(frames, "EdgeRequests", minute) == requests > 1_000
    assert value(frames, "EdgeErrors", minute) == pytest.approx(100 * errors / requests, abs=1e-5)
    looked = hits + sum(total(frames, CDN, name, minute) for name in ("Misses", "Collapsed"))
    assert value(frames, "EdgeHits", minute) == pytest.approx(100 * hits / looked, rel=0.005)


@pytest.mark.parametrize("minute", [0, 1])
def test_requests_and_errors_of_a_bucket_are_those_of_its_frames(frames: list[Frame], minute: int) -> None:
    assert value(frames, "BucketRequests", minute) == total(frames, BUCKET, "AllRequests", minute) > 0
    errors = total(frames, BUCKET, "Errors", minute)
    assert (value(frames, "BucketErrors", minute) or 0) == errors
    assert (errors > 0) == (minute == 1), "the outage lies in the second minute"


def test_a_buckets_latency_is_in_milliseconds_and_between_its_frames_extremes(frames: list[Frame]) -> None:
    seen = [frame.values[BUCKET]["FirstByteLatency"] for frame in frames[60:120]]
    least, most = (pick(one[name] for one in seen if one) for pick, name in ((min, "p50"), (max, "p99")))
    found = value(frames, "BucketLatency", 1)
    assert found is not None and 1 < least <= found <= most < 1_000


def test_without_requests_nothing_is_reported_not_even_zero() -> None:
    frames = lived(document(Shape="Constant", Rate=0), 121)
    assert {frames[-1].values[id]["Value"] for id in WATCHED} == {None}
    assert {frames[-1].values[id]["StateValue"] for id in WATCHED} == {"INSUFFICIENT_DATA"}


def test_a_minute_without_an_error_has_no_count_of_them_and_a_rate_of_zero() -> None:
    """The count of errors is not reported; the rate is about requests, and there were some."""
    calm = lived(document(), 61)
    assert value(calm, "BucketErrors", 0) is None and value(calm, "EdgeErrors", 0) == 0.0
