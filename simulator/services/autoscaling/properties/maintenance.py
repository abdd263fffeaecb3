"""What a group keeps in service while it replaces instances."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from simulator.resources.properties import Properties, about, refuse
from simulator.resources.units import PERCENT


class InstanceMaintenance(Properties):
    MinHealthyPercentage: Annotated[
        int,
        Field(ge=-1, le=100),
        about(
            ("Minimum healthy percentage", "최소 정상 비율"),
            (
                "This share of desired capacity stays in service while instances are replaced. -1: no policy.",
                "인스턴스를 교체하는 동안 원하는 용량 중 이 비율은 서비스를 유지해요. -1이면 정책이 없어요.",
            ),
            unit=PERCENT,
        ),
    ]
    MaxHealthyPercentage: Annotated[
        int,
        Field(ge=-1, le=200),
        about(
            ("Maximum healthy percentage", "최대 정상 비율"),
            (
                "Above 100, a replacement is launched before the instance is terminated. -1: no policy.",
                "100보다 크면 새 인스턴스를 먼저 시작한 다음 기존 인스턴스를 종료해요. -1이면 정책이 없어요.",
            ),
            unit=PERCENT,
        ),
    ]

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        least, most = self.MinHealthyPercentage, self.MaxHealthyPercentage
        if (least == -1) != (most == -1) or 0 <= most < 100:
            raise refuse(
                "HealthyRangeIncomplete",
                "Both percentages are set, 0 to 100 and 100 to 200, or both are -1.",
                "최소는 0~100, 최대는 100~200으로 함께 정하거나, 둘 다 -1이어야 해요.",
                "Set both, or neither.",
                "둘 다 정하거나 둘 다 비우세요.",
            )
        if most - least > 100:
            raise refuse(
                "HealthyRangeTooWide",
                "The healthy percentages are more than 100 apart.",
                "최소 정상 비율과 최대 정상 비율의 차이가 100을 넘어요.",
                "Bring them within 100 of one another.",
                "두 값의 차이를 100 이하로 줄이세요.",
            )
        return self

    @property
    def healthy(self) -> tuple[int, int] | None:
        """Least and most, in percent of desired capacity; None if the policy was cleared."""
        return (
            None
            if self.MinHealthyPercentage == -1
            else (self.MinHealthyPercentage, self.MaxHealthyPercentage)
        )
