"""Scheduled actions: sizes that a group takes at set times."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field, model_validator

from simulator.clock import parse_instant
from simulator.resources.instants import Instant
from simulator.resources.properties import ResourceProperties, about, refuse
from simulator.resources.reference import Reference, to
from simulator.resources.units import INSTANCES
from simulator.services.autoscaling.cron import HINT, Cron, CronError
from simulator.services.autoscaling.properties.group import MAX_INSTANCES, AutoScalingGroup
from simulator.spelling import nearest


def _recurrence(source: str | None) -> str | None:
    if source is not None:
        try:
            Cron.parse(source)
        except CronError as error:
            message = error.message
            raise refuse("NotCron", message.en, message.ko, HINT.en, HINT.ko) from error
    return source


def _zone(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(name, available_timezones()) or "Asia/Seoul"
        raise refuse(
            "UnknownTimeZone",
            f"There is no time zone called {name[:40]}.",
            f"없는 시간대예요: {name[:40]}",
            f"Did you mean {near}?",
            f"혹시 {near}인가요?",
        ) from None
    return name


class ScheduledAction(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::AutoScaling::ScheduledAction"

    AutoScalingGroupName: Annotated[
        Reference,
        to(AutoScalingGroup.TYPE),
        about(("Group", "그룹"), ("The group it sizes.", "크기를 정할 그룹이에요."), mutable=False),
    ]
    Recurrence: Annotated[
        str | None,
        Field(min_length=1, max_length=255),
        AfterValidator(_recurrence),
        about(
            ("Recurrence", "반복"),
            (
                "Cron: minute, hour, day of month, month, day of week. 0 9 * * MON-FRI is nine on weekdays.",
                "분, 시, 일, 월, 요일 순서의 cron 식이에요. 0 9 * * MON-FRI는 평일 9시예요.",
            ),
        ),
    ] = None
    TimeZone: Annotated[
        str | None,
        Field(min_length=1, max_length=255),
        AfterValidator(_zone),
        about(
            ("Time zone", "시간대"),
            (
                "Of the recurrence, such as Asia/Seoul; with its daylight saving time. Left out: UTC.",
                "반복에 쓰는 시간대예요(예: Asia/Seoul). 서머 타임도 따라요. 비우면 UTC예요.",
            ),
        ),
    ] = None
    StartTime: Annotated[
        Instant | None,
        about(
            ("Start", "시작 시점"),
            (
                "When it happens, or for the first time. In UTC, such as 2024-01-01T09:00:00Z, by the world's clock.",
                "실행하거나 처음 실행할 시점이에요. 시뮬레이션 시계의 UTC 시점으로 써요(예: 2024-01-01T09:00:00Z).",
            ),
        ),
    ] = None
    EndTime: Annotated[
        Instant | None,
        about(
            ("End", "종료 시점"),
            ("After this it does not recur. In UTC.", "이 시점이 지나면 반복하지 않아요. UTC예요."),
            advanced=True,
        ),
    ] = None
    MinSize: Annotated[
        int | None,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Minimum capacity", "최소 용량"),
            ("The group's minimum from then on.", "그때부터 그룹의 최소 용량이에요."),
            unit=INSTANCES,
        ),
    ] = None
    MaxSize: Annotated[
        int | None,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Maximum capacity", "최대 용량"),
            ("The group's maximum from then on.", "그때부터 그룹의 최대 용량이에요."),
            unit=INSTANCES,
        ),
    ] = None
    DesiredCapacity: Annotated[
        int | None,
        Field(ge=0, le=MAX_INSTANCES),
        about(
            ("Desired capacity", "원하는 용량"),
            (
                "The group's desired capacity at that moment; policies go on from there.",
                "그 시점에 정할 원하는 용량이에요. 이후에는 조정 정책이 바꿔요.",
            ),
            unit=INSTANCES,
        ),
    ] = None

    @model_validator(mode="after")
    def _says_when_and_what(self) -> Self:
        if self.StartTime is None and self.Recurrence is None:
            raise refuse(
                "ScheduleWithoutTime",
                "A scheduled action needs Recurrence or StartTime.",
                "예약된 작업에는 Recurrence나 StartTime이 필요해요.",
                "Say when it happens.",
                "언제 실행할지 정하세요.",
            )
        if self.TimeZone is not None and self.Recurrence is None:
            raise refuse(
                "ZoneWithoutRecurrence",
                "TimeZone is for Recurrence; StartTime is in UTC.",
                "TimeZone은 Recurrence에만 쓰고 StartTime은 UTC예요.",
                "Take TimeZone out, or say when it recurs.",
                "TimeZone을 지우거나 Recurrence를 쓰세요.",
            )
        sizes = (self.MinSize, self.DesiredCapacity, self.MaxSize)
        given = [size for size in sizes if size is not None]
        if not given:
            raise refuse(
                "ScheduleWithoutSize",
                "A scheduled action sets at least one of MinSize, MaxSize and DesiredCapacity.",
                "예약된 작업은 MinSize, MaxSize, DesiredCapacity 중 하나 이상을 정해야 해요.",
                "Say which size the group takes.",
                "그룹의 크기를 정하세요.",
            )
        if given != sorted(given):
            raise refuse(
                "SizesOutOfOrder",
                "MinSize, DesiredCapacity and MaxSize are not in this order.",
                "MinSize, DesiredCapacity, MaxSize 순서대로 커지지 않아요.",
                "Make the minimum smallest and the maximum largest.",
                "최소 용량을 가장 작게, 최대 용량을 가장 크게 정하세요.",
            )
        if None not in (self.StartTime, self.EndTime) and self._ends_first():
            raise refuse(
                "EndsBeforeStart",
                "EndTime is not after StartTime.",
                "EndTime이 StartTime보다 늦지 않아요.",
                "Choose a later end.",
                "종료 시점을 더 늦게 정하세요.",
            )
        return self

    def _ends_first(self) -> bool:
        assert self.StartTime is not None and self.EndTime is not None
        return parse_instant(self.EndTime) <= parse_instant(self.StartTime)
