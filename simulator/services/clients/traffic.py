"""Traffic curves: requests a second at a moment, by shape. Pure functions of time in seconds."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable

from simulator.services.clients.properties import (
    Constant,
    DailyWave,
    FlashCrowd,
    Ramp,
    Step,
    TrafficShape,
)

DAY_S = 86_400.0


def rate_of(shape: TrafficShape) -> Callable[[float], float]:
    """The curve of a shape: seconds since the world began -> requests a second, never negative."""
    match shape:
        case Constant():
            return lambda _: shape.Rate
        case Ramp():
            return lambda at: _between(at, shape.Start, shape.Duration, shape.From, shape.To)
        case Step():
            times = [step.At for step in shape.Steps]
            rates = [0.0, *(step.Rate for step in shape.Steps)]
            return lambda at: rates[bisect_right(times, at)]
        case DailyWave():
            return lambda at: shape.Mean * (1.0 + shape.Amplitude * math.cos(_angle(shape, at)))
        case FlashCrowd():
            return lambda at: _flash(shape, at)


def _angle(wave: DailyWave, at: float) -> float:
    hour = wave.StartHour + at / 3_600.0
    return 2.0 * math.pi * (hour - wave.PeakHour) / 24.0


def _between(at: float, start: float, duration: float, low: float, high: float) -> float:
    """A straight line from `low` at `start` to `high` after `duration`, flat outside."""
    if at <= start:
        return low
    if at >= start + duration:
        return high
    return low + (high - low) * (at - start) / duration


def _flash(crowd: FlashCrowd, at: float) -> float:
    falls = crowd.Start + crowd.Rise + crowd.Hold
    if at < falls:
        return _between(at, crowd.Start, crowd.Rise, crowd.Base, crowd.Peak)
    return _between(at, falls, crowd.Fall, crowd.Peak, crowd.Base)
