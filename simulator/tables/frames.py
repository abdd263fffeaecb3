"""Frames as rows: long for every number, wide for the whole world.

Nothing is defaulted: a ratio of nothing is an empty cell in both, never 0 or 100 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simulator.resources.units import MILLISECONDS, RATIO, REQUESTS, SECONDS
from simulator.services.registry import BY_TYPE
from simulator.tables.columns import Column, Frame, Row, Table, Types
from simulator.text import Text

USD = Text("USD", "USD")
USD_PER_HOUR = Text("USD/h", "USD/시간")

TICK = Column(
    "tick", "integer", Text("Simulated second at the frame's end", "프레임이 끝나는 시뮬레이션 시각"), SECONDS
)

#: Figures of the whole world, by their place in a frame. The long table has them without a resource.
ARRIVED = Column(
    "arrived", "integer", Text("Requests viewers asked for", "최종 사용자가 보낸 요청 수"), REQUESTS, "sum"
)
SERVED = Column(
    "served", "integer", Text("Requests that were served", "정상 처리된 요청 수"), REQUESTS, "sum"
)
FAILED = Column(
    "failed", "integer", Text("Requests that failed for good", "최종 실패한 요청 수"), REQUESTS, "sum"
)
GOODPUT = Column(
    "goodput",
    "number",
    Text(
        "Served ÷ (served + failed) of the requests that ended; empty when none did",
        "끝난 요청 중 정상 처리된 비율, 끝난 요청이 없으면 빈칸",
    ),
    RATIO,
    "average",
)
BY_CAUSE = Column(
    "failed_by_cause", "integer", Text("Failed requests by cause", "원인별 실패한 요청 수"), REQUESTS, "sum"
)
LATENCY = Column(
    "latency_ms",
    "number",
    Text("Latency of answered attempts by percentile", "응답받은 시도의 백분위수별 지연 시간"),
    MILLISECONDS,
    "average",
)
PER_HOUR = Column(
    "usd_per_hour",
    "number",
    Text("Price of an hour as the world stands", "지금 구성으로 한 시간에 드는 비용"),
    USD_PER_HOUR,
    "average",
)
TOTAL = Column(
    "usd_total", "number", Text("Cost since the run began", "실행을 시작한 뒤의 누적 비용"), USD, "last"
)
SKIPPED = Column(
    "skipped",
    "integer",
    Text("Seconds jumped over without traffic before this tick", "이 틱 전에 트래픽 없이 건너뛴 시간"),
    SECONDS,
    "sum",
)
WORLD_METRICS = (ARRIVED, SERVED, FAILED, GOODPUT, BY_CAUSE, LATENCY, PER_HOUR, TOTAL)
WORLD_UNITS = {column.name: column.unit.en for column in WORLD_METRICS if column.unit}

_UNITS = {
    (kind.type, metric.name): metric.unit.en
    for kind in BY_TYPE.values()
    for metric in kind.metrics
    if metric.unit
}


def types_of(documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The type of every resource in some documents' JSON: the run's own, and those it was updated to."""
    return {
        id: str(resource.get("Type", ""))
        for document in documents
        for id, resource in (document.get("Resources") or {}).items()
        if isinstance(resource, Mapping)
    }


def long_rows(frame: Frame, types: Types) -> Iterator[Row]:
    """A frame's numbers, one a row. Rows without a resource are the world's."""
    tick = frame["id"]
    for metric, dimension, value in _world(frame):
        yield tick, "", metric, dimension, value, WORLD_UNITS[metric], ""
    for resource, metrics in frame["values"].items():
        type_ = types.get(resource, "")
        for metric, value in metrics.items():
            unit = _UNITS.get((type_, metric), "")
            if isinstance(value, Mapping):
                for name, each in value.items():
                    yield tick, resource, metric, str(name), each, unit, type_
            else:
                yield tick, resource, metric, "", value, unit, type_


def _world(frame: Frame) -> Iterator[tuple[str, str, float | int | None]]:
    demand = frame["demand"]
    for name in ("arrived", "served", "failed", "goodput"):
        yield name, "", demand[name]
    for cause, count in demand["causes"].items():
        yield "failed_by_cause", cause, count
    for name, value in (frame["latency_ms"] or {}).items():
        yield "latency_ms", name, value
    for name, value in frame["cost"].items():
        yield name, "", value


LONG = Table(
    "frames",
    (
        TICK,
        Column(
            "resource",
            "text",
            Text("Logical id; empty for the whole world", "리소스의 논리적 ID, 시뮬레이션 전체면 빈칸"),
        ),
        Column(
            "metric",
            "text",
            Text("What was measured: see the metrics below", "지표 이름(아래 지표 설명 참고)"),
        ),
        Column(
            "dimension",
            "text",
            Text("Which one, of a metric that has several values", "값이 여럿인 지표에서 어느 것의 값인지"),
        ),
        Column(
            "value",
            "value",
            Text("The number, or the state's name; empty: no value", "값 또는 상태 이름, 값이 없으면 빈칸"),
        ),
        Column("unit", "text", Text("Unit of the value", "값의 단위")),
        Column("type", "text", Text("The resource's type", "리소스 유형")),
    ),
    long_rows,
)

PERCENTILES = ("p50", "p90", "p95", "p99")


def wide_rows(frame: Frame, types: Types) -> Iterator[Row]:
    demand, latency, cost = frame["demand"], frame["latency_ms"] or {}, frame["cost"]
    yield (
        frame["id"],
        frame.get("skipped", 0),
        *(demand[name] for name in ("arrived", "served", "failed", "goodput")),
        *(latency.get(name) for name in PERCENTILES),
        cost["usd_per_hour"],
        cost["usd_total"],
    )


WORLD = Table(
    "world",
    (
        TICK,
        SKIPPED,
        ARRIVED,
        SERVED,
        FAILED,
        GOODPUT,
        *(
            Column(
                f"latency_{name}_ms",
                "number",
                Text.filled(
                    f"Latency of answered attempts, {name}", f"응답받은 시도의 지연 시간 백분위수 {name}"
                ),
                MILLISECONDS,
                "average",
            )
            for name in PERCENTILES
        ),
        PER_HOUR,
        TOTAL,
    ),
    wide_rows,
)
