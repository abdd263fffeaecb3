"""Predictive policies in a small world: what is forecast, when it acts, and what it never does."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pytest

from simulator.control import Load
from simulator.decisions import Decision
from simulator.services.autoscaling.predictive.history import History
from simulator.services.autoscaling.properties import ScalingPolicy
from tests.simulator.control.small_world import GROUP, Placed, SmallArchitecture, SmallWorld, architecture

HOUR = 3600
#: Requests a second in each hour of the clock: quiet until seven, busy from eight.
DAY = [10.0] * 8 + [40.0] * 12 + [10.0] * 4
FORECAST, CAPACITY = "autoscaling.forecast", "autoscaling.predictive_capacity"


class Yesterdays:
    """Days before second 0 like `DAY`. hour: what the clock shows at second 0."""

    def __init__(self, days: float, hour: float) -> None:
        self.days, self.hour = days, hour

    def load(self, target_groups: Sequence[str], since: float, until: float) -> Load | None:
        if since < -self.days * 24 * HOUR or until > 0:
            return None
        requests = DAY[math.floor(self.hour + (since + until) / 2 / HOUR) % 24] * (until - since)
        return Load(requests, requests * 0.030, requests * 1_000)


def predictive(**rest: Any) -> dict[str, Any]:
    pair, target = rest.pop("pair", "ALBRequestCount"), rest.pop("target", 600.0)
    specification = {
        "TargetValue": target,
        "PredefinedMetricPairSpecification": {"PredefinedMetricType": pair},
    }
    return {
        "AutoScalingGroupName": {"Ref": GROUP},
        "PolicyType": "PredictiveScaling",
        "PredictiveScalingConfiguration": {
            "MetricSpecifications": [rest.pop("specification", specification)],
            "Mode": "ForecastAndScale",
            **rest,
        },
    }


def with_policy(arch: SmallArchitecture, id: str = "Ahead", **rest: Any) -> SmallArchitecture:
    policy = ScalingPolicy.model_validate(predictive(**rest))
    arch.resources[id] = Placed(id, ScalingPolicy.TYPE, policy)
    return arch


def morning(
    *,
    hour: float = 6.0,
    days: float = 7,
    group: dict[str, Any] | None = None,
    dynamic: bool = False,
    **rest: Any,
) -> SmallWorld:
    """A world that begins at `hour` after `days` days like any other; 600 requests a minute an instance."""
    arch = with_policy(architecture(group=group, policies=None if dynamic else {}), **rest)
    small = SmallWorld(arch, begin=False)
    small.control.past = Yesterdays(days, hour)
    clock = small.control.clock
    small.control.clock = type(clock)(clock.start.replace(hour=int(hour), minute=round(hour % 1 * 60)))
    for runtime in small.control.runtimes.values():
        runtime.start(small.control)
    small.control.run_until(0.0)  # as a world's first tick does
    return small


def live(small: SmallWorld, hours: float, start: float = 6.0) -> None:
    """Let the day go on as always."""

    def each(world: SmallWorld) -> None:
        world.servers.rate = DAY[math.floor(start + world.control.now / HOUR) % 24]

    small.servers.rate = DAY[math.floor(start + small.control.now / HOUR) % 24]
    small.run(round(hours * HOUR), each)


def capacity(small: SmallWorld) -> list[tuple[float, str, int]]:
    """What each hour asked for: (second, reason, capacity)."""
    return [(one.at, one.reason, one.outcome["capacity"]) for one in small.said(CAPACITY)]


def one(decisions: list[Decision]) -> Decision:
    (found,) = decisions
    return found


# --- ahead of the hour ------------------------------------------------------------------------------------


def test_it_scales_out_five_minutes_before_the_busy_hour() -> None:
    small = morning()
    live(small, 2.0)
    assert capacity(small) == [
        (0.0, "CapacityIsEnough", 2),
        (HOUR - 300.0, "CapacityIsEnough", 2),
        (2 * HOUR - 300.0, "ScaledOutAhead", 4),
    ]
    assert small.metrics()["GroupDesiredCapacity"] == 4
    assert len(small.targets.eligible()) == 4  # ready when the crowd comes


@pytest.mark.parametrize("ahead", [0, 900, 3599])
def test_the_buffer_says_how_long_before(ahead: int) -> None:
    small = morning(SchedulingBufferTime=ahead)
    live(small, 2.02)
    assert one(small.said(CAPACITY, "ScaledOutAhead")).at == 2 * HOUR - ahead


def test_its_decision_names_forecast_history_and_rule() -> None:
    small = morning(hour=7.0)
    live(small, 1.0, 7.0)
    facts = one(small.said(CAPACITY, "ScaledOutAhead")).evidence
    assert (facts["load"], facts["predicted"], facts["target"]) == (40 * HOUR, 4, 600)
    assert facts["hour_at"] == HOUR and facts["forecast_from"] == 0
    assert "TargetValue" in facts["rule"]
    assert len(facts["forecast_load"]) == len(facts["forecast_capacity"]) == len(facts["past_load"]) == 48
    assert facts["forecast_load"][:3] == [10 * HOUR, 40 * HOUR, 40 * HOUR]
    assert facts["past_load"][-1] == 10 * HOUR


def test_the_hours_are_those_of_the_clock() -> None:
    small = morning(hour=7.5)
    live(small, 0.6, 7.5)
    assert one(small.said(CAPACITY, "ScaledOutAhead")).at == HOUR / 2 - 300


def test_it_never_scales_in() -> None:
    small = morning(hour=19.0, group={"DesiredCapacity": 4})
    live(small, 3.0, 19.0)
    assert {desired for _, _, desired in capacity(small)} == {4}
    assert small.group.desired == 4


def test_forecast_only_says_it_and_leaves_the_group_alone() -> None:
    small = morning(Mode="ForecastOnly")
    live(small, 2.5)
    assert {reason for _, reason, _ in capacity(small)} == {"ForecastOnly"}
    assert [row.outcome["predicted"] for row in small.said(CAPACITY)] == [1, 1, 4]
    assert small.group.desired == 2


def test_frames_show_the_forecast_of_the_hour() -> None:
    small = morning(Mode="ForecastOnly")
    seen = {}
    for _ in range(3):
        small.run(HOUR)
        shown = small.metrics()
        seen[small.control.now] = shown["PredictedLoad"], shown["PredictedCapacity"]
    assert seen == {HOUR: (10 * HOUR, 2), 2 * HOUR: (10 * HOUR, 2), 3 * HOUR: (40 * HOUR, 4)}


def test_a_group_without_such_a_policy_shows_none_and_keeps_nothing() -> None:
    small = SmallWorld()
    small.run(2)
    assert (small.metrics()["PredictedLoad"], small.metrics()["PredictedCapacity"]) == (None, None)
    assert small.group.state()["predictive"] == {}
    assert all(event.name not in ("forecast_hour", "forecast_ahead") for event in small.control.heap._events)


# --- the maximum ------------------------------------------------------------------------------------------


def test_the_maximum_is_honoured() -> None:
    small = morning(hour=7.0, group={"MaxSize": 3})
    live(small, 1.0, 7.0)
    decision = one(small.said(CAPACITY, "LimitedByMaximum"))
    assert decision.outcome == {"capacity": 3, "predicted": 4, "MaxSize": 3}
    assert small.group.desired == 3


def raised() -> SmallWorld:
    small = morning(
        hour=7.0,
        group={"MaxSize": 3},
        MaxCapacityBreachBehavior="IncreaseMaxCapacity",
        MaxCapacityBuffer=50,
    )
    live(small, 1.0, 7.0)
    return small


def test_the_maximum_is_increased_by_forecast_and_buffer() -> None:
    small = raised()
    assert one(small.said(CAPACITY, "MaximumIncreased")).outcome["MaxSize"] == 6
    assert (small.group.desired, small.group.plan.max_size) == (4, 6)
    assert small.copy().group.plan.max_size == 6


def test_an_increased_maximum_stays_until_the_document_sets_another() -> None:
    small = raised()
    same = small.control.architecture
    small.group.update(small.control, same[GROUP].properties)
    assert small.group.plan.max_size == 6
    other = with_policy(architecture(group={"MaxSize": 5}, policies={}))
    small.control.architecture = other
    small.group.update(small.control, other[GROUP].properties)
    assert small.group.plan.max_size == 5


def test_a_scheduled_action_has_the_last_word_on_the_maximum() -> None:
    small = raised()
    small.group.take_sizes(small.control, 2, 3, 3)
    assert (small.group.plan.max_size, small.group.desired) == (3, 3)
    assert small.copy().group.plan.max_size == 3


# --- with dynamic policies --------------------------------------------------------------------------------


def test_dynamic_policies_scale_in_no_further_than_the_forecast_of_the_hour() -> None:
    small = morning(hour=9.0, group={"DesiredCapacity": 7}, dynamic=True)
    small.servers.load = 0.2
    live(small, 0.5, 9.0)
    held = small.said("autoscaling.target_tracking", "HeldByForecast")
    assert held[0].outcome["capacity"] == 4 == small.group.desired
    assert held[0].evidence["predicted"] == 4 and held[0].evidence["wanted"] < 4
    assert len(held) <= 2  # going to it, and staying there: not once a minute


def test_they_scale_in_once_the_busy_hours_are_over() -> None:
    small = morning(hour=19.0, group={"DesiredCapacity": 4}, dynamic=True)
    small.servers.load = 0.2
    live(small, 0.99, 19.0)
    assert small.group.desired == 4
    live(small, 0.3, 19.0)
    assert small.group.desired == 2


def test_they_scale_out_beyond_the_forecast() -> None:
    small = morning(hour=9.0, dynamic=True)
    small.servers.load = 4.5
    live(small, 0.3, 9.0)
    assert small.group.desired > 4
    assert small.said("autoscaling.target_tracking", "ScaledOut")


def test_a_policy_that_only_forecasts_holds_nothing() -> None:
    small = morning(hour=9.0, group={"DesiredCapacity": 7}, dynamic=True, Mode="ForecastOnly")
    small.servers.load = 0.2
    live(small, 0.5, 9.0)
    assert small.group.desired < 4


# --- history and forecasts --------------------------------------------------------------------------------


def test_the_first_forecast_is_made_at_once_and_marks_what_is_estimated() -> None:
    small = morning(days=7)
    made = one(small.said(FORECAST))
    assert made.at == 0 and made.outcome is not None
    assert (made.evidence["known"], made.evidence["estimated"]) == (168, 168)
    assert made.evidence["capacity"][:3] == [2, 2, 4] and made.evidence["policy"] == "Ahead"


def test_it_is_renewed_every_six_hours_from_what_was_measured_since() -> None:
    small = morning(days=1, Mode="ForecastOnly")
    small.servers.rate = 100.0
    small.run(12 * HOUR + 10)
    made = small.said(FORECAST)
    assert [row.at for row in made] == [0, 6 * HOUR, 12 * HOUR]
    assert [row.evidence["known"] for row in made] == [24, 30, 36]
    assert [row.evidence["estimated"] for row in made] == [24, 24, 24]
    assert made[1].evidence["history"][-6:] == [100.0 * HOUR] * 6
    assert made[1].evidence["first_hour_at"] == 6 * HOUR


def test_without_a_day_of_history_it_waits_and_says_so_once() -> None:
    small = morning(days=20 / 24, Mode="ForecastOnly")
    live(small, 3.5)
    assert one(small.said(FORECAST)).reason == "NotEnoughHistory"
    assert small.said(CAPACITY) == []
    live(small, 1.0)
    assert [row.reason for row in small.said(FORECAST)] == ["NotEnoughHistory", "Forecast"]
    assert small.said(FORECAST)[1].at == 4 * HOUR
    live(small, 1.0)
    assert small.said(CAPACITY)


def test_an_hour_that_was_mostly_jumped_over_has_no_value() -> None:
    history = History()
    history.adopt(["requests"], 0.0, lambda since, until: None)
    small = SmallWorld()
    small.servers.serving, small.servers.rate = [0], 5.0
    totals = small.servers.totals([0])
    for second in range(1, 2000):
        history.record(float(second), totals)
    history.record(9000.0, totals)
    assert history.of("requests")[-2:] == [5.0 * HOUR, None]


def test_load_and_scaling_metric_may_be_two() -> None:
    specification = {
        "TargetValue": 50.0,
        "PredefinedLoadMetricSpecification": {"PredefinedMetricType": "ALBTargetGroupRequestCount"},
        "PredefinedScalingMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
    }
    small = morning(hour=7.0, specification=specification)
    live(small, 1.0, 7.0)
    # 40 requests/s of 30 ms on two cores of an m5 are 60 % of one instance; at 50 % that needs two.
    facts = small.said(CAPACITY)[-1].evidence
    assert (facts["load"], facts["predicted"]) == (40 * HOUR, 2)


@pytest.mark.parametrize(
    "pair, target, predicted", [("ASGCPUUtilization", 20.0, 3), ("ASGNetworkOut", 1_500_000.0, 2)]
)
def test_every_pair_is_told_for_the_past_alike(pair: str, target: float, predicted: int) -> None:
    small = morning(hour=7.0, pair=pair, target=target)
    live(small, 1.0, 7.0)
    assert small.said(CAPACITY)[-1].evidence["predicted"] == predicted


@pytest.mark.parametrize("pair", ["ASGNetworkIn", "ASGNetworkOut", "ALBRequestCount"])
def test_what_is_measured_agrees_with_what_is_told(pair: str) -> None:
    small = morning(days=2, Mode="ForecastOnly", pair=pair, target=1e6)
    live(small, 6.5)
    history = small.said(FORECAST)[-1].evidence["history"]
    assert history[-6:] == pytest.approx(history[-30:-24], rel=1e-3)


# --- documents and snapshots ------------------------------------------------------------------------------


def test_a_world_restored_goes_on_the_same() -> None:
    small = morning(hour=6.5, dynamic=True)
    live(small, 1.3, 6.5)
    copy = small.copy()
    copy.control.past = small.control.past
    copy.control.clock = small.control.clock
    copy.control.decisions = list(small.control.decisions)
    live(small, 1.0, 6.5)
    live(copy, 1.0, 6.5)
    assert json.loads(copy.fingerprint()) == json.loads(small.fingerprint())


def test_a_policy_added_to_a_running_world_forecasts_at_once() -> None:
    small = SmallWorld(architecture(policies={}), begin=False)
    small.control.past = Yesterdays(7, 0.0)
    for runtime in small.control.runtimes.values():
        runtime.start(small.control)
    small.run(1000)
    small.control.architecture = with_policy(architecture(policies={}))
    small.group.update(small.control, None)
    small.control.run_until(1000.0)
    assert one(small.said(FORECAST)).at == one(small.said(CAPACITY)).at == 1000


def test_a_changed_target_keeps_the_forecast_and_a_changed_metric_makes_a_new_one() -> None:
    small = morning(Mode="ForecastOnly")
    for rest, forecasts in (({"target": 300.0}, 1), ({"pair": "ASGCPUUtilization", "target": 40.0}, 2)):
        small.control.architecture = with_policy(architecture(policies={}), Mode="ForecastOnly", **rest)
        small.group.update(small.control, None)
        small.control.run_until(0.0)
        assert len(small.said(FORECAST)) == forecasts


def test_a_changed_buffer_moves_the_next_decision_and_leaves_no_second_one() -> None:
    small = morning(hour=7.0)
    small.run(60)
    small.control.architecture = with_policy(architecture(policies={}), SchedulingBufferTime=1200)
    small.group.update(small.control, None)
    live(small, 1.0, 7.0)
    assert [at for at, reason, _ in capacity(small) if reason == "ScaledOutAhead"] == [HOUR - 1200]
    assert len({at for at, _, _ in capacity(small)}) == len(capacity(small))


def test_step_and_simple_policies_are_held_as_well() -> None:
    small = morning(hour=9.0, group={"DesiredCapacity": 6})
    group, control = small.group, small.control
    assert group.predictive.floor(control, 5, group.plan, 6) == 5
    assert group.predictive.floor(control, 1, group.plan, 6) == 4
    assert group.predictive.floor(control, 1, group.plan, 4) == 4
    assert group.predictive.floor(control, 1, group.plan, 4) == 4
    told = small.said(CAPACITY, "HeldByForecast")
    # What changes capacity is always told; that it stays only once an hour.
    assert [(row.outcome["capacity"], row.evidence["wanted"]) for row in told] == [(4, 1)]


def test_only_scaling_in_is_held() -> None:
    small = morning(hour=9.0)
    group = small.group
    assert group.predictive.floor(small.control, 3, group.plan, 2) == 3
    assert small.said(CAPACITY, "HeldByForecast") == []
