"""How good the forecast is, on loads whose future is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.services.autoscaling.predictive.decide import predicted_capacity, scale_ahead
from simulator.services.autoscaling.predictive.forecast import HORIZON, Forecast, forecast
from simulator.services.autoscaling.predictive.reasons import MODELS, REASONS, PredictiveReason

DAYS = 14
HOURS = np.arange(DAYS * 24 + HORIZON)
#: A shop's day: busiest at 14 o'clock, four times as busy as at 2.
DAILY = 1000 * (1 + 0.6 * np.cos(2 * np.pi * (HOURS - 14) / 24))
WEEKLY = DAILY * np.where(HOURS // 24 % 7 >= 5, 0.3, 1.0)
#: What a perfect forecast would still miss is nothing: it is compared with the load before noise.
NOISE = 0.1


def found(load: np.ndarray, *, days: float = DAYS, missing: tuple[int, ...] = (), seed: int = 1) -> Forecast:
    """The forecast from the last `days` of history, which is `load` with noise of 10 %."""
    noisy = load * (1 + NOISE * np.random.default_rng(seed).standard_normal(len(load)))
    past = [None if hour in missing else max(0.0, float(value)) for hour, value in enumerate(noisy)][
        : DAYS * 24
    ]
    made = forecast(past[-round(days * 24) :])
    assert made is not None
    return made


def error(made: Forecast, load: np.ndarray) -> float:
    """Sum of what the forecast missed, as a share of the load."""
    future = load[DAYS * 24 :]
    return float(np.abs(np.array(made.values) - future).sum() / future.sum())


@pytest.mark.parametrize("seed", range(5))
def test_two_weeks_of_a_daily_wave_are_forecast_within_a_twentieth(seed: int) -> None:
    made = found(DAILY, seed=seed)
    assert error(made, DAILY) < 0.05
    assert made.model.name == "HourOfDay"


@pytest.mark.parametrize("seed", range(5))
def test_one_day_of_it_repeats_with_its_noise(seed: int) -> None:
    assert error(found(DAILY, days=1, seed=seed), DAILY) < 0.15


def test_more_history_makes_a_better_forecast() -> None:
    mean = [
        np.mean([error(found(DAILY, days=days, seed=seed), DAILY) for seed in range(8)])
        for days in (1, 3, 14)
    ]
    assert mean[0] > mean[1] > mean[2]


@pytest.mark.parametrize("seed", range(5))
def test_a_week_with_quiet_days_is_recognised(seed: int) -> None:
    made = found(WEEKLY, seed=seed)
    assert made.model.name == "HourOfWeek"
    assert error(made, WEEKLY) < 0.1


def test_seven_days_do_not_tell_what_weeks_are_like() -> None:
    # The week ends on a Sunday: without a second one the next two days are taken for days like any other.
    assert found(WEEKLY, days=7).model.season == 24


@pytest.mark.parametrize("missing", [(335,), (100,), tuple(range(311, 336, 2))])
def test_missing_hours_hardly_matter(missing: tuple[int, ...]) -> None:
    whole, holed = found(DAILY), found(DAILY, missing=missing)
    assert holed.known == DAYS * 24 - len(missing)
    assert error(holed, DAILY) < error(whole, DAILY) + 0.03


@pytest.mark.parametrize("hours_ago", [24, 60, 100])
def test_a_load_that_doubled_for_good_is_followed(hours_ago: int) -> None:
    load = DAILY * np.where(DAYS * 24 - hours_ago <= HOURS, 2.0, 1.0)
    assert error(found(load), load) < 0.08


def test_a_load_that_doubled_an_hour_ago_is_not_yet_believed() -> None:
    load = DAILY * np.where(HOURS == DAYS * 24 - 1, 2.0, 1.0)
    assert error(found(load), DAILY) < 0.05


def test_a_steady_growth_is_carried_on() -> None:
    load = DAILY * (1 + 0.05 * HOURS / 24)
    made = found(load)
    assert made.model.trend
    assert error(made, load) < 0.06


def test_nights_without_any_load_stay_without() -> None:
    load = np.where((HOURS % 24 >= 9) & (HOURS % 24 < 17), 1000.0, 0.0)
    values = np.array(found(load).values)
    assert (values[load[DAYS * 24 :] == 0] == 0).all()
    assert error(found(load), load) < 0.1


loads = st.lists(st.one_of(st.none(), st.floats(0, 1e9)), max_size=400)


@given(loads)
def test_a_forecast_is_48_hours_of_what_can_be(history: list[float | None]) -> None:
    made = forecast(history)
    known = sum(value is not None for value in history[-DAYS * 24 :])
    assert (made is None) == (known < 24)
    if made is not None:
        assert len(made.values) == HORIZON
        assert all(0 <= value < float("inf") for value in made.values)
        assert made == forecast(history)


@given(st.lists(st.floats(1, 1e6), min_size=24, max_size=100), st.floats(0.5, 1000))
def test_twice_the_load_is_twice_the_forecast(history: list[float], factor: float) -> None:
    one, other = forecast(history), forecast([factor * value for value in history])
    assert one is not None and other is not None
    if one.model == other.model:  # a tie between models may fall differently by a rounding
        assert np.allclose(np.array(one.values) * factor, other.values, rtol=1e-3, atol=1e-2)


@given(
    load=st.floats(0, 1e9),
    target=st.floats(0.1, 1e5),
    capacity=st.integers(0, 100),
    low=st.integers(0, 50),
    more=st.integers(0, 50),
    buffer=st.one_of(st.none(), st.integers(0, 100)),
)
def test_capacity_never_shrinks_and_stays_within_the_maximum(
    load: float, target: float, capacity: int, low: int, more: int, buffer: int | None
) -> None:
    capacity = min(max(capacity, low), low + more)
    decision = scale_ahead(
        {
            "load": load,
            "TargetValue": target,
            "capacity": capacity,
            "MinSize": low,
            "MaxSize": low + more,
            "Mode": "ForecastAndScale",
            "MaxCapacityBreachBehavior": "HonorMaxCapacity" if buffer is None else "IncreaseMaxCapacity",
            "MaxCapacityBuffer": buffer,
        }
    )
    outcome = decision.outcome
    assert capacity <= outcome["capacity"] <= max(outcome["MaxSize"], capacity)
    assert outcome["MaxSize"] >= low + more
    assert outcome["MaxSize"] == low + more or buffer is not None
    assert outcome["predicted"] == predicted_capacity(load, target)
    assert outcome["capacity"] >= min(outcome["predicted"], outcome["MaxSize"])


def test_every_reason_and_model_has_its_text() -> None:
    assert set(REASONS) == set(PredictiveReason)
    assert {"HourOfDay", "HourOfWeek", "HourOfDayWithTrend"} == set(MODELS)
