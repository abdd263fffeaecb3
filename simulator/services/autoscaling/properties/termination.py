"""The custom termination policy: on AWS a Lambda function, here one such function with weights to set."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from simulator.resources.properties import ResourceProperties, about, demand_known, refuse
from simulator.resources.reference import Reference
from simulator.resources.units import INSTANCES

TERMINATION_POLICIES = {
    "Default": ("Default", "기본값"),
    "OldestInstance": ("Oldest instance", "가장 오래된 인스턴스"),
    "NewestInstance": ("Newest instance", "가장 최근 인스턴스"),
    "OldestLaunchTemplate": ("Oldest launch template", "가장 오래된 시작 템플릿"),
    "OldestLaunchConfiguration": ("Oldest launch configuration", "가장 오래된 시작 구성"),
    "ClosestToNextInstanceHour": ("Closest to next instance hour", "다음 인스턴스 시간에 가장 근접"),
    "AllocationStrategy": ("Allocation strategy", "할당 전략"),
}


def known_policy(value: Reference | str) -> Reference | str:
    """A termination policy's name, or the reference to a function."""
    if isinstance(value, Reference):
        return value
    return demand_known(
        value, TERMINATION_POLICIES, "UnknownTerminationPolicy", "termination policy", "종료 정책"
    )


_WEIGHT = Field(ge=0, le=100)


class TerminationFunction(ResourceProperties):
    """Scores every instance that may go; those of the highest score are the function's answer.

    Where AWS would run a Lambda function. The score is the weighted mean of three scores between 0 (keep) and
    1 (let go): role (a worker 1, a leader 0), health (unhealthy 1) and error log (its lines over the longest's).
    """

    TYPE: ClassVar[str] = "Lab::TerminationFunction"

    RoleWeight: Annotated[
        float,
        _WEIGHT,
        about(
            ("Weight of the role", "역할 가중치"),
            (
                "How much it counts that a worker goes before a leader.",
                "리더보다 워커를 먼저 종료하는 정도예요.",
            ),
        ),
    ] = 1
    HealthWeight: Annotated[
        float,
        _WEIGHT,
        about(
            ("Weight of health", "상태 가중치"),
            (
                "How much it counts that an unhealthy instance goes first.",
                "비정상 인스턴스를 먼저 종료하는 정도예요.",
            ),
        ),
    ] = 1
    ErrorWeight: Annotated[
        float,
        _WEIGHT,
        about(
            ("Weight of the error log", "오류 로그 가중치"),
            (
                "How much it counts that a long error log goes first: a line for each health check failed in a row.",
                "오류 로그가 긴 인스턴스를 먼저 종료하는 정도예요. 연속으로 실패한 상태 확인마다 한 줄이 남아요.",
            ),
        ),
    ] = 1
    MinimumScore: Annotated[
        float,
        Field(ge=0, le=1),
        about(
            ("Minimum score", "최소 점수"),
            (
                "Instances that score less are not ready to go. When none is, the group asks again a minute later.",
                "점수가 이보다 낮으면 아직 종료할 수 없어요. 모두 낮으면 그룹이 1분 뒤에 다시 물어봐요.",
            ),
        ),
    ] = 0
    Leaders: Annotated[
        int,
        Field(ge=0, le=1_000),
        about(
            ("Leaders", "리더 수"),
            (
                "So many of the instances longest in service are the application's leaders.",
                "가장 오래 서비스한 인스턴스 중 이만큼이 애플리케이션의 리더예요.",
            ),
            unit=INSTANCES,
        ),
    ] = 1

    @model_validator(mode="after")
    def _weighs_something(self) -> Self:
        if self.RoleWeight + self.HealthWeight + self.ErrorWeight <= 0:
            raise refuse(
                "NoWeight",
                "All three weights are 0.",
                "세 가중치가 모두 0이에요.",
                "Give at least one of them a weight.",
                "하나 이상에 가중치를 주세요.",
            )
        return self
