"""What came before second 0: the mean rate of an hour that lies before the world began.

A curve has a past when it repeats (a daily wave, a constant rate, a repeated recording) or when its recording reaches
back (`Trace.StartAt`). Viewers say with `HistoryDays` for how many days they came that way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.problems import Problem
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.clients.properties import Clients, Constant, DailyWave, Trace, TrafficShape
from simulator.services.clients.traffic import DAY_S, rate_of
from simulator.text import Text

#: Moments at which a recording is read within one span.
_SAMPLES = 60


def past_days(shape: TrafficShape) -> float:
    """How many days before second 0 the curve tells: infinitely many if it repeats."""
    if isinstance(shape, Constant | DailyWave) or (isinstance(shape, Trace) and shape.Repeat):
        return math.inf
    return (shape.StartAt - shape.Seconds[0]) / DAY_S if isinstance(shape, Trace) else 0.0


def mean_rate(shape: TrafficShape, since: float, until: float) -> float:
    """Requests a second on average over [since, until), which may lie before second 0."""
    if isinstance(shape, DailyWave):
        start, end = (
            2.0 * math.pi * (shape.StartHour + at / 3600.0 - shape.PeakHour) / 24.0 for at in (since, until)
        )
        return shape.Mean * (1.0 + shape.Amplitude * (math.sin(end) - math.sin(start)) / (end - start))
    if isinstance(shape, Constant):
        return shape.Rate
    if isinstance(shape, Trace) and shape.Repeat:
        # The same moments of a later round: the recording is told from its first second on only.
        round_s = _round(shape)
        back = max(0.0, math.ceil((shape.Seconds[0] - shape.StartAt - since) / round_s)) * round_s
        since, until = since + back, until + back
    rate, step = rate_of(shape), (until - since) / _SAMPLES
    return math.fsum(rate(since + (place + 0.5) * step) for place in range(_SAMPLES)) / _SAMPLES


def _round(trace: Trace) -> float:
    """Seconds after which a repeated recording starts over."""
    first, last = trace.Seconds[0], trace.Seconds[-1]
    return last - first + (last - trace.Seconds[-2] if len(trace.Seconds) > 1 else 1.0)


def history_can_be_told(clients: TypedResource[Clients], world: TypedResources) -> Iterator[Problem]:
    """`HistoryDays` needs a curve that says what was before the start."""
    days, told = clients.properties.HistoryDays, past_days(clients.properties.Traffic)
    if days <= told:
        return
    yield Problem(
        "HistoryUntold",
        (clients.id, "Properties", "HistoryDays"),
        Text.filled(
            f"The traffic of {clients.id} tells {told:.3g} days before second 0, not {days}.",
            f"{clients.id}의 트래픽으로 알 수 있는 시작 전 기간은 {days}일이 아니라 {told:.3g}일이에요.",
        ),
        Text(
            "Use a curve that repeats (daily wave, constant, repeated recording), or a recording with a later StartAt.",
            "반복되는 곡선(하루 주기, 일정, 반복하는 기록)을 쓰거나, 기록의 StartAt을 더 뒤로 정하세요.",
        ),
    )
