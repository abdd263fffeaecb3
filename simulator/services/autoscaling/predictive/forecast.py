"""The forecast: from hourly history to the load of the next 48 hours. Pure arithmetic, without chance.

AWS tells what its forecast is made from (up to 14 days of hourly values, at least 24 hours of them) and what comes
out (48 hourly values, renewed every six hours), but not how. The method here is our own and simple enough to check
by hand:

season
    How much of a usual day (or week) each of its hours carries: the median over the days (weeks) of history, each
    divided by its own level first, so that neither one odd day nor growth bends the shape.
level
    How high the season stands now: the median, over the last day, of what was measured divided by the season. A
    single spike moves it little; a load that has changed for good moves it once half a day has passed.
trend
    How much the level grows from one day to the next: the median of the slopes between all pairs of days.
models
    Season by day, by week, and by day with trend (two weeks do not tell a trend from one week to the next). Which one
    forecasts is settled by trial: each is made to forecast the last days from what was known before them, and the
    one that erred least is used. A model that says more must be clearly better than a simpler one.

A missing hour is left out of the medians; an hour of the day that was never seen lies on the line between its
neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAY = 24
WEEK = 168
#: Hours of history that are used, and how many of them must have a value.
HISTORY_HOURS = 14 * DAY
LEAST_HOURS = DAY
#: Hours that are forecast.
HORIZON = 48

#: A trial starts a forecast at the beginning of at most so many of the last days.
TRIALS = 7
#: By this share of its error a model must beat every simpler one.
ADVANTAGE = 0.05
#: The level is not read off hours that carry less than this share of the season's mean.
FAINT = 0.05

Series = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """One way to forecast. season: hours after which the load repeats. Simplest first in `MODELS`."""

    name: str
    season: int
    trend: bool


MODELS = (
    Model("HourOfDay", DAY, False),
    Model("HourOfWeek", WEEK, False),
    Model("HourOfDayWithTrend", DAY, True),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model did. error: sum of the misses as a share of the load, None if there was no load to miss.
    starts: how many days it was started from; from each it forecast 48 hours, or up to the present."""

    model: Model
    error: float | None
    starts: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """values: one an hour, the first for the hour after the history's last. known: hours of history with a value."""

    values: tuple[float, ...]
    model: Model
    trials: tuple[Trial, ...]
    known: int


def forecast(history: Sequence[float | None], hours: int = HORIZON) -> Forecast | None:
    """Forecast so many hours; None if fewer than 24 hours of the last 14 days have a value."""
    series = as_series(history)
    known = int(np.count_nonzero(~np.isnan(series)))
    if known < LEAST_HOURS:
        return None
    trials = _try(series)
    chosen = _best(trials)
    values = tuple(round(float(value), 3) for value in extend(series, chosen, hours))
    return Forecast(values, chosen, trials, known)


def as_series(history: Sequence[float | None]) -> Series:
    """The newest 14 days, NaN where there is no value."""
    newest = history[-HISTORY_HOURS:]
    return np.array([np.nan if value is None else value for value in newest], np.float64)


def extend(series: Series, model: Model, hours: int) -> Series:
    """The model's forecast of the `hours` after `series`."""
    season = model.season
    rows = _rows(series, season)
    shape, levels = _season(rows)
    ahead = np.arange(hours)
    level: Series = np.full(hours, _level(series, shape))
    if model.trend:
        # The level was read over the last day, whose middle lies half a day back.
        level += _slope(levels) * (ahead + 0.5 + DAY / 2) / season
    values: Series = shape[ahead % season] * np.maximum(level, 0.0)
    return values


def _rows(series: Series, season: int) -> Series:
    """One row a season, the oldest first and padded with NaN; the last value ends the last row."""
    count = -(-len(series) // season)
    padded = np.full(count * season, np.nan)
    padded[len(padded) - len(series) :] = series
    return padded.reshape(count, season)


def _season(rows: Series) -> tuple[Series, Series]:
    """Share of the level that each hour carries (mean 1 where something was seen), and each row's level."""
    usual = _median(rows)
    levels = np.full(len(rows), np.nan)
    for index, row in enumerate(rows):
        # A row is weighed against the same hours of the usual one: a missing hour does not lower it.
        seen = ~np.isnan(row) & ~np.isnan(usual)
        whole = usual[seen].sum()
        if whole > 0:
            levels[index] = row[seen].sum() / whole
    usable = levels > 0
    shape = _median(rows[usable] / levels[usable, None]) if usable.any() else usual
    return _bridged(shape), levels


def _median(rows: Series) -> Series:
    """The median of each column's values, NaN where a column has none."""
    ordered = np.sort(rows, axis=0)  # NaN comes last
    seen = (~np.isnan(rows)).sum(axis=0)
    columns = np.arange(rows.shape[1])
    lower = ordered[np.maximum(seen - 1, 0) // 2, columns]
    upper = ordered[seen // 2, columns]
    result: Series = np.where(seen > 0, (lower + upper) / 2.0, np.nan)
    return result


def _bridged(shape: Series) -> Series:
    """Hours that were never seen lie on the line between their neighbours, around the clock."""
    seen = np.flatnonzero(~np.isnan(shape))
    if not len(seen):
        return np.zeros_like(shape)
    filled: Series = np.interp(np.arange(len(shape)), seen, shape[seen], period=len(shape))
    return filled


def _level(series: Series, shape: Series) -> float:
    """The median of measured over shape in the last day; of all history if that day says nothing."""
    phase = (np.arange(len(series)) - len(series)) % len(shape)
    base = shape[phase]
    clear = ~np.isnan(series) & (base > FAINT * shape.mean())
    last_day = clear.copy()
    last_day[:-DAY] = False
    chosen = last_day if last_day.any() else clear
    return float(np.median(series[chosen] / base[chosen])) if chosen.any() else 0.0


def _slope(levels: Series) -> float:
    """The median of the slopes between every two rows' levels (Theil and Sen), a row; 0 for fewer than two."""
    at = np.flatnonzero(~np.isnan(levels))
    if len(at) < 2:
        return 0.0
    first, second = np.triu_indices(len(at), 1)
    return float(np.median((levels[at[second]] - levels[at[first]]) / (at[second] - at[first])))


def _try(series: Series) -> tuple[Trial, ...]:
    """Every model that has history enough, each on the same days."""
    days = len(series) // DAY
    eligible = [model for model in MODELS if days > _needs(model)]
    most = max((_needs(model) for model in eligible), default=0)
    errors = {model: [0.0, 0.0, 0.0] for model in eligible}
    for back in range(1, min(TRIALS, days - most) + 1 if eligible else 1):
        before = series[: len(series) - back * DAY]
        after = series[len(before) : len(before) + HORIZON]
        seen = ~np.isnan(after)
        if np.count_nonzero(~np.isnan(before)) < LEAST_HOURS or not seen.any():
            continue
        for model in eligible:
            missed = np.abs(extend(before, model, len(after)) - after)[seen].sum()
            sums = errors[model]
            sums[0] += float(missed)
            sums[1] += float(after[seen].sum())
            sums[2] += 1
    return tuple(
        Trial(model, missed / load if load > 0 else None, int(starts))
        for model, (missed, load, starts) in errors.items()
    )


def _needs(model: Model) -> int:
    """Days that must lie before the ones that are forecast for trial."""
    return (2 if model.trend else 1) * model.season // DAY


def _best(trials: Sequence[Trial]) -> Model:
    best, least = MODELS[0], None
    for trial in trials:
        if trial.error is not None and (least is None or trial.error < least * (1.0 - ADVANTAGE)):
            best, least = trial.model, trial.error
    return best
