"""Where the world's clock begins: what the document's viewers say of it.

A world has one clock. Viewers that say when it begins (`Start`) must agree; when none says it, it begins on
`DEFAULT_START`'s day at the `StartHour` of the first daily wave, by logical id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from simulator.clock import DEFAULT_START, Clock, parse_instant
from simulator.problems import Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.clients.properties import Clients, DailyWave
from simulator.text import Text


def clock_of(resources: Iterable[Any]) -> Clock:
    """The clock of a document with these typed resources, which come in the order of their logical ids."""
    first: Clock | None = None
    for resource in resources:
        properties = resource.properties
        if not isinstance(properties, Clients):
            continue
        if properties.Start is not None:
            return Clock(parse_instant(properties.Start))
        if first is None and isinstance(properties.Traffic, DailyWave):
            first = Clock(DEFAULT_START + timedelta(hours=properties.Traffic.StartHour))
    return first or Clock()


def clocks_agree(clients: TypedResource[Clients], world: TypedResources) -> Iterator[Problem]:
    """All viewers live by one clock, and a daily wave's hours are that clock's."""
    clock = clock_of(world.resources.values())
    properties = clients.properties
    if properties.Start is not None and parse_instant(properties.Start) != clock.start:
        yield Problem(
            "ClocksDiffer",
            (clients.id, "Properties", "Start"),
            Text.filled(
                f"{clients.id} begins at {properties.Start}, other viewers at {_said(clock)}.",
                f"시작 시점이 서로 달라요: {clients.id}({properties.Start}), 다른 사용자({_said(clock)})",
            ),
            Text(
                "A world has one clock: write the same Start.",
                "시계는 하나예요. Start를 같은 값으로 맞추세요.",
            ),
        )
    if (
        isinstance(properties.Traffic, DailyWave)
        and abs(properties.Traffic.StartHour - _hours(clock.start)) > 1 / 3600
    ):
        yield Problem(
            "WaveOffTheClock",
            (clients.id, "Properties", "Traffic", "StartHour"),
            Text.filled(
                f"The wave of {clients.id} begins at hour {properties.Traffic.StartHour:g}, the world's clock at"
                f" {_said(clock)}.",
                f"{clients.id}의 하루 주기는 {properties.Traffic.StartHour:g}시에 시작하는데 시뮬레이션 시계는"
                f" {_said(clock)}에 시작해요.",
            ),
            Text.filled(
                f"Set StartHour to {_hours(clock.start):g}, so that scheduled actions and the wave mean the same hour.",
                f"예약된 작업과 하루 주기의 시각이 어긋나지 않도록 StartHour 값을 맞추세요: {_hours(clock.start):g}",
            ),
            Severity.WARNING,
        )


def _hours(start: datetime) -> float:
    return start.hour + start.minute / 60.0 + start.second / 3600.0


def _said(clock: Clock) -> str:
    return clock.start.strftime("%Y-%m-%d %H:%M:%S UTC")
