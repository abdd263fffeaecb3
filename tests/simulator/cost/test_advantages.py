"""The five advantages as figures."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.cost.advantages import advantages, lag
from tests.simulator.engine.worlds import do, tiny, world


def frame(
    arrived: int, served: int, instances: int, usd: float, *, decisions: Any = (), commands: Any = ()
) -> dict[str, Any]:
    failed = arrived - served
    values = {
        "GroupInServiceInstances": {"a": instances},
        "WastedInstanceHours": usd,
        "CPUUtilization": 40.0,
    }
    return {
        "skipped": 0,
        "demand": {
            "arrived": arrived, "served": served, "failed": failed, "goodput": served / arrived if arrived else None
        },
        "cost": {"usd_total": usd},
        "values": {"Group": values},
        "decisions": list(decisions),
        "commands": list(commands),
    }  # fmt: skip


def test_the_figures_of_a_short_run_by_hand() -> None:
    launch = {"subject": "autoscaling.place", "outcome": "ap-northeast-2a"}
    nothing = {"subject": "autoscaling.health", "outcome": None}
    frames = [
        frame(100, 100, 2, 0.01),
        frame(100, 50, 2, 0.02, decisions=[launch, nothing]),
        frame(100, 90, 2, 0.03, commands=[{"kind": "capacity"}, {"kind": "fault"}]),
        frame(0, 0, 3, 0.04),
    ]
    found = advantages(frames)
    assert found.goodput == pytest.approx(240 / 300)
    assert found.recovery_s == 2
    assert found.usd_per_hour == pytest.approx(36.0)
    assert found.usd_per_million == pytest.approx(0.04 / 240 * 1e6)
    assert (found.cpu_percent, found.wasted_instance_hours) == (40.0, 0.04)
    assert (found.automatic_actions, found.manual_actions) == (1, 1)


def test_capacity_that_follows_a_minute_later_has_a_lag_of_a_minute() -> None:
    wave = [100.0 + (second % 600) for second in range(1_800)]
    assert lag(wave, [wave[0]] * 60 + wave[:-60]) == 60
    assert lag(wave, wave) == 0
    assert lag(wave, [4.0] * 1_800) is None


def test_an_empty_run_says_nothing() -> None:
    found = advantages([])
    assert (found.goodput, found.usd_per_hour, found.lag_s, found.recovery_s) == (None, None, None, 0)


def test_a_world_that_loses_an_instance_mends_itself_without_anybody() -> None:
    running = world(tiny(), 3)
    running.advance(10)
    do(running, kind="fault", fault="terminate_instance", resource="Group")
    frames = [one.as_json() for one in running.advance(60)]
    found = advantages(frames)
    assert found.automatic_actions >= 2 and found.manual_actions == 0
    assert found.wasted_instance_hours is not None and found.usd_per_million is not None
    unserved = sum(one["values"]["Group"]["UnservedRequests"] for one in frames)
    assert unserved > 0, "what the dead instance held was reset"
