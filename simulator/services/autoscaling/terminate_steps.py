"""The steps by which a scale-in narrows its choice down to one instance.

A step gives each instance a key; instances with the smallest key stay in the choice, the others are safe.
Steps that follow one another are hence one comparison of lists of keys, and the step that saved an instance
is the first in which its key differs from that of the instance that went.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, model_validator

from simulator.services.subject import Given
from simulator.text import Text

BILLING_HOUR = 3600.0

TerminationPolicy = Literal[
    "Default",
    "OldestInstance",
    "NewestInstance",
    "OldestLaunchTemplate",
    "OldestLaunchConfiguration",
    "ClosestToNextInstanceHour",
    "AllocationStrategy",
    "Custom",
]
PurchaseOption = Literal["on-demand", "spot"]


class InstanceRow(Given):
    """One instance of the group, as the rule sees it.

    launched_at: seconds on the clock of `now`. template_version: the lower, the older. launch_template: which
    template that is a version of. launch_configuration: number of the launch configuration it was started
    from, the lower the older; None for one started from a template. allocation_rank: place of its pool in
    the order of the allocation strategy; 0 is what the strategy would launch now. role and errors (lines in
    its error log) matter to a Custom policy only.
    """

    id: str
    zone: str
    launched_at: float = 0.0
    template_version: int = 1
    launch_template: str | None = None
    launch_configuration: int | None = None
    protected: bool = False
    healthy: bool = True
    lifecycle: str = "InService"
    purchase_option: PurchaseOption = "on-demand"
    allocation_rank: int = Field(0, ge=0)
    role: Literal["leader", "worker"] = "worker"
    errors: int = Field(0, ge=0)


class Distribution(Given):
    """How a mixed group shares its capacity between On-Demand and Spot, in the API's names."""

    OnDemandBaseCapacity: int = Field(0, ge=0)
    OnDemandPercentageAboveBaseCapacity: int = Field(100, ge=0, le=100)

    def on_demand(self, capacity: int) -> int:
        """On-Demand instances of a group of this capacity. A share that is not whole is rounded up."""
        above = max(0, capacity - self.OnDemandBaseCapacity)
        share = -(-above * self.OnDemandPercentageAboveBaseCapacity // 100)
        return min(capacity, self.OnDemandBaseCapacity) + share


class Weights(Given):
    """What a Custom policy weighs. Only the ratios count.

    MinimumScore: instances that score less are not ready to be terminated, and the function leaves them out.
    """

    RoleWeight: float = Field(1.0, ge=0, le=100)
    HealthWeight: float = Field(1.0, ge=0, le=100)
    ErrorWeight: float = Field(1.0, ge=0, le=100)
    MinimumScore: float = Field(0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _weighs_something(self) -> Weights:
        if self.RoleWeight + self.HealthWeight + self.ErrorWeight <= 0:
            raise ValueError("one weight must be above 0")
        return self

    def score(self, row: InstanceRow, most_errors: int) -> float:
        """0 (keep) to 1 (let go): the mean of three scores. A worker, an unhealthy one and the longest log score 1."""
        role = float(row.role == "worker")
        health = float(not row.healthy)
        errors = row.errors / most_errors if most_errors else 0.0
        parts = (self.RoleWeight * role, self.HealthWeight * health, self.ErrorWeight * errors)
        return round(sum(parts) / (self.RoleWeight + self.HealthWeight + self.ErrorWeight), 6)


@dataclass(frozen=True, slots=True)
class Step:
    """key: the smaller, the sooner it goes. show: what a reader is shown for it (None: the key says nothing).

    timed: what is shown are seconds, which a sentence tells as on a clock.
    """

    name: str
    key: Callable[[InstanceRow], Any]
    show: Callable[[InstanceRow], Any]
    timed: bool = False

    def told(self, row: InstanceRow) -> Any:
        """What is shown of an instance, as a sentence has it."""
        shown = self.show(row)
        return clock(shown) if self.timed and shown is not None else shown


def clock(seconds: float) -> str:
    """Minutes and seconds, as tables write them: 59:00; before the run's beginning -0:05."""
    whole = round(abs(seconds))
    return f"{'-' if seconds < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"


#: Names of the steps, as a table's reader sees them.
STEPS: dict[str, Text] = {
    "purchase_option": Text("purchase option above its share", "비율을 넘은 구매 옵션"),
    "zone": Text("zone with the most instances", "인스턴스가 가장 많은 가용 영역"),
    "custom": Text("highest score of the custom policy", "사용자 지정 정책 점수가 가장 높음"),
    "allocation": Text("farthest from the allocation strategy", "할당 전략과 가장 어긋남"),
    "configuration": Text("launch configuration before launch template", "시작 템플릿보다 시작 구성 먼저"),
    "template": Text("oldest launch template version", "가장 오래된 시작 템플릿 버전"),
    "OldestLaunchConfiguration": Text("oldest launch configuration", "가장 오래된 시작 구성"),
    "hour": Text("closest to the next billing hour", "다음 청구 시간에 가장 가까움"),
    "OldestInstance": Text("oldest instance", "가장 오래된 인스턴스"),
    "NewestInstance": Text("newest instance", "가장 최근 인스턴스"),
    "order": Text("first of equals", "조건이 같은 것 중 첫 번째"),
}

_LAST = float("inf")


def steps_of(
    policies: Sequence[str], now: float, template: str | None, weights: Weights, most_errors: int
) -> list[Step]:
    """The steps of a list of policies, in order. A list that does not end in Default is followed by nothing but
    the order of the instances; a lone Custom is followed by Default, as the guide has it.
    """
    chain = [*policies, "Default"] if list(policies) == ["Custom"] else policies
    found: dict[str, Step] = {}
    for policy in chain:
        for step in _steps(policy, now, template, weights, most_errors):
            found.setdefault(step.name, step)  # a second one could not tell apart what the first one left
    return list(found.values())


def to_billing_hour(row: InstanceRow, now: float) -> float:
    """Seconds until the instance begins its next hour: 3600 for one that has just begun one."""
    return round(BILLING_HOUR - (now - row.launched_at) % BILLING_HOUR, 3)


def _steps(policy: str, now: float, template: str | None, weights: Weights, most_errors: int) -> list[Step]:
    def template_age(row: InstanceRow) -> tuple[float, float]:
        """Another template than the group's first, then the group's own by version."""
        if row.launch_configuration is not None:
            return (_LAST, row.launch_configuration)
        other = template is not None and row.launch_template not in (None, template)
        return (0.0 if other else 1.0, row.template_version)

    def configuration_age(row: InstanceRow) -> float:
        return _LAST if row.launch_configuration is None else row.launch_configuration

    by_template = Step("template", template_age, lambda row: row.template_version)
    by_hour = Step(
        "hour", lambda row: to_billing_hour(row, now), lambda row: to_billing_hour(row, now), timed=True
    )
    by_rank = Step("allocation", lambda row: -row.allocation_rank, lambda row: row.allocation_rank)
    match policy:
        case "Default":
            first = Step(
                "configuration",
                lambda row: row.launch_configuration is None,
                lambda row: row.launch_configuration is not None,
            )
            return [by_rank, first, by_template, by_hour]
        case "OldestInstance":
            return [Step(policy, lambda row: row.launched_at, lambda row: row.launched_at, timed=True)]
        case "NewestInstance":
            return [Step(policy, lambda row: -row.launched_at, lambda row: row.launched_at, timed=True)]
        case "OldestLaunchTemplate":
            return [by_template]
        case "OldestLaunchConfiguration":
            return [Step(policy, configuration_age, lambda row: row.launch_configuration)]
        case "ClosestToNextInstanceHour":
            return [by_hour]
        case "AllocationStrategy":
            return [by_rank]
        case "Custom":
            return [
                Step(
                    "custom",
                    lambda row: -weights.score(row, most_errors),
                    lambda row: weights.score(row, most_errors),
                )
            ]
    raise ValueError(policy)
