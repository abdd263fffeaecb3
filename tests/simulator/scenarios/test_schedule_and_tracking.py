"""A scheduled action and target tracking together, on a working day in Seoul.

The world begins on Wednesday 2024-01-10 at 08:50 in Seoul (23:50 UTC the day before). At nine people come: 60
requests/s become 320 within a minute, at 09:30 they go. An m5.large carries 100 requests/s.

A scheduled action at 08:55 on weekdays sets MinSize and DesiredCapacity to 7. At 09:00 there is room for everybody:
320 on seven is 46 %, under the target of 50 %. Without it target tracking alone begins at two and answers at 09:04.

Tracking cannot scale in below the minimum that the action has set, though 60 requests/s on seven are 9 % and its low
alarm is in ALARM from minute 15 after 09:30 on. A second action at 10:00 sets MinSize back to 2: it leaves desired
capacity alone, and tracking scales in by itself with the next minute.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.scenarios.alarmed_shop import GROUP, Told, policy, ref, shop

START = "2024-01-09T23:50:00Z"
NINE = 600
TRAFFIC = {
    "Shape": "Step",
    "Steps": [{"At": 0, "Rate": 60}, {"At": NINE, "Rate": 320}, {"At": NINE + 1_800, "Rate": 60}],
}
END = 5_000


def action(recurrence: str, **sizes: int) -> tuple[str, dict[str, Any]]:
    return (
        "AWS::AutoScaling::ScheduledAction",
        {"AutoScalingGroupName": ref(GROUP), "Recurrence": recurrence, "TimeZone": "Asia/Seoul", **sizes},
    )


def document(**resources: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    configuration = {
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
        "TargetValue": 50,
    }
    own = policy(
        "TargetTrackingScaling", TargetTrackingConfiguration=configuration, EstimatedInstanceWarmup=60
    )
    return shop(TRAFFIC, viewers={"Start": START}, Track=own, **resources)


@pytest.fixture(scope="module")
def planned() -> Told:
    morning = action("55 8 * * MON-FRI", MinSize=7, DesiredCapacity=7)
    evening = action("0 10 * * MON-FRI", MinSize=2)
    return Told(document(Morning=morning, Evening=evening), END)


@pytest.fixture(scope="module")
def unplanned() -> Told:
    return Told(document(), NINE + 900)


def test_the_action_happens_at_five_to_nine_in_seoul(planned: Told) -> None:
    tick, decision = planned.decisions("autoscaling.scheduled")[0]
    assert tick == 301
    assert decision.evidence["time"] == "2024-01-09T23:55:00Z"
    assert decision.reason == "Scheduled" and decision.outcome == 7
    assert planned.desired()[:2] == [(1, 2), (301, 7)]


def test_there_is_room_at_nine_and_tracking_has_nothing_to_add(planned: Told) -> None:
    assert [capacity for tick, capacity in planned.desired() if NINE - 60 <= tick <= NINE + 1_800] == []
    assert planned.at(NINE + 300).values[GROUP]["CPUUtilization"] < 55


def test_the_schedule_loses_fewer_requests_than_tracking_alone(planned: Told, unplanned: Told) -> None:
    def failed(run: Told) -> int:
        return sum(frame.demand["failed"] for frame in run.frames[: NINE + 900])

    assert failed(planned) < failed(unplanned)
    assert unplanned.desired()[1][0] >= NINE + 180


def test_tracking_stays_above_the_minimum_that_the_action_set(planned: Told) -> None:
    """Until ten o'clock: second 4,200."""
    assert all(capacity == 7 for tick, capacity in planned.desired() if 301 <= tick <= 4_200)
    held = [one for tick, one in planned.decisions("autoscaling.target_tracking") if tick <= 4_200]
    assert held and held[-1].reason == "AtMinimum" and held[-1].evidence["minimum"] == 7


def test_the_second_action_sets_the_minimum_and_leaves_the_rest_to_tracking(planned: Told) -> None:
    tick, decision = planned.decisions("autoscaling.scheduled")[-1]
    assert tick == 4_201 and (decision.evidence["capacity"], decision.outcome) == (7, 7)
    assert planned.desired()[-1][1] == 2
    assert 4_201 <= planned.desired()[2][0] <= 4_321
