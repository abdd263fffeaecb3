"""Route 53's rules, each in its own module; see there."""

from __future__ import annotations

from simulator.services.route53.choosing import choose
from simulator.services.route53.health import (
    CalculatedHealthInput,
    EndpointHealthInput,
    Health,
    calculated_health,
    endpoint_health,
)
from simulator.services.route53.records import ChooseInput
from simulator.services.subject import Subject
from simulator.text import Text

__all__ = ["SUBJECTS", "calculated_health", "choose", "endpoint_health"]

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "route53.choose",
        Text("Which records answer a query", "쿼리에 응답하는 레코드"),
        ChooseInput,
        dict[str, float],
        choose,
        also=("answers", "only_healthy"),
    ),
    Subject(
        "route53.endpoint_health",
        Text("Whether a checked endpoint counts as healthy", "엔드포인트를 정상으로 보는지 여부"),
        EndpointHealthInput,
        Health,
        endpoint_health,
    ),
    Subject(
        "route53.calculated_health",
        Text("Whether a check over other checks is healthy", "계산된 상태 확인이 정상인지 여부"),
        CalculatedHealthInput,
        Health,
        calculated_health,
    ),
)
