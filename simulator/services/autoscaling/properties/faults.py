"""What can go wrong with a group's instances: the parameters of its faults."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.resources.properties import Properties, about
from simulator.resources.units import INSTANCES
from simulator.services.autoscaling.properties.group import MAX_INSTANCES
from simulator.text import Text


class _Count(Properties):
    Count: Annotated[
        int,
        Field(ge=1, le=MAX_INSTANCES),
        about(
            ("Instances", "인스턴스 수"),
            ("How many are hit.", "장애를 일으킬 인스턴스 수예요."),
            unit=INSTANCES,
        ),
    ] = 1


class TerminateInstance(_Count):
    Instance: Annotated[
        str | None,
        Field(min_length=1, max_length=64),
        about(
            ("Instance", "인스턴스"),
            (
                "A certain one. Left out: the oldest ones.",
                "장애를 일으킬 인스턴스예요. 비우면 오래된 것부터 골라요.",
            ),
            advanced=True,
        ),
    ] = None


class SlowInstances(Properties):
    Factor: Annotated[
        float,
        Field(ge=1, le=20),
        about(
            ("Slowdown", "느려지는 배수"),
            ("Every request takes this many times as long.", "요청 처리 시간이 이 배수만큼 늘어나요."),
            unit=Text("times", "배"),
        ),
    ] = 5
    Share: Annotated[
        float,
        Field(ge=0, le=1),
        about(
            ("Share of instances", "인스턴스 비율"),
            ("1 is every instance of the group.", "1이면 그룹의 모든 인스턴스예요."),
        ),
    ] = 1


class HangInstance(_Count):
    """The instance runs but answers neither requests nor health checks."""
