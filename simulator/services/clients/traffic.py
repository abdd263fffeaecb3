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
    Trace,
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
        case Trace():
            return _recorded(shape)


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


def _recorded(trace: Trace) -> Callable[[float], float]:
    """The curve of a trace from its `StartAt` on. A repeated one starts over a spacing after its last moment."""
    seconds, rates = trace.Seconds, trace.Rates
    first, last = seconds[0], seconds[-1]
    spacing = last - seconds[-2] if len(seconds) > 1 else 1.0
    again = last + spacing - first

    def rate(at: float) -> float:
        at += trace.StartAt
        if at < first:
            return 0.0
        if trace.Repeat:
            at = first + (at - first) % again
        place = bisect_right(seconds, at) - 1
        if trace.Interpolation == "step":
            return rates[place]
        if place + 1 < len(seconds):
            return _between(
                at, seconds[place], seconds[place + 1] - seconds[place], rates[place], rates[place + 1]
            )
        return _between(at, last, spacing, rates[-1], rates[0]) if trace.Repeat else rates[-1]

    return rate
