"""The data dictionary: what every column and every metric means, in both languages.

Meanings, units and statistics are those that kinds declare in their `metrics.py` and tables with their columns;
nothing is written here twice. A statistic says how the values of several ticks make one of a longer period.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from simulator.services.kinds import Dimension
from simulator.services.registry import KINDS
from simulator.tables.columns import Column, Row, Table
from simulator.tables.decisions import DECISIONS
from simulator.tables.frames import LONG, WORLD, WORLD_METRICS
from simulator.text import Text

DIMENSIONS: dict[Dimension, Text] = {
    "zone": Text("Availability Zone", "가용 영역"),
    "instance": Text("instance", "인스턴스"),
    "edge": Text("edge location", "엣지 로케이션"),
    "target": Text("target", "대상"),
    "cause": Text("cause", "원인"),
    "percentile": Text("percentile", "백분위수"),
    "record": Text("record", "레코드"),
    "location": Text("viewers' location", "최종 사용자의 위치"),
    "alarm": Text("alarm", "경보"),
    "access_key": Text("access key", "액세스 키"),
}
_WORLD_DIMENSIONS: dict[str, Dimension] = {"failed_by_cause": "cause", "latency_ms": "percentile"}

COLUMNS = (
    Column("table", "text", Text("The table", "표")),
    Column("kind", "text", Text("column or metric", "열(column) 또는 지표(metric)")),
    Column("name", "text", Text("Name of the column or metric", "열이나 지표의 이름")),
    Column("type", "text", Text("Resource type that measures it", "지표를 측정하는 리소스 유형")),
    Column("meaning_en", "text", Text("Meaning, English", "영어 설명")),
    Column("meaning_ko", "text", Text("Meaning, Korean", "한국어 설명")),
    Column("unit_en", "text", Text("Unit, English", "영어 단위")),
    Column("unit_ko", "text", Text("Unit, Korean", "한국어 단위")),
    Column(
        "dimension", "text", Text("What the metric's values are told apart by", "지표의 값을 나누는 기준")
    ),
    Column("dimension_en", "text", Text("The dimension, English", "기준의 영어 이름")),
    Column("dimension_ko", "text", Text("The dimension, Korean", "기준의 한국어 이름")),
    Column(
        "statistic",
        "text",
        Text("How ticks are folded into a longer period", "여러 틱의 값을 한 기간의 값으로 합치는 방법"),
    ),
)


def _row(
    table: str,
    kind: str,
    name: str,
    type_: str,
    meaning: Text,
    unit: Text | None,
    dimension: Dimension | None,
    statistic: str | None,
) -> Row:
    of = DIMENSIONS[dimension] if dimension else None
    return (
        table,
        kind,
        name,
        type_,
        meaning.en,
        meaning.ko,
        unit.en if unit else None,
        unit.ko if unit else None,
        dimension,
        of.en if of else None,
        of.ko if of else None,
        statistic,
    )


def _entries() -> Iterator[Row]:
    for table in (LONG, WORLD, DECISIONS):
        for column in table.columns:
            yield _row(
                table.name, "column", column.name, "", column.meaning, column.unit, None, column.statistic
            )
        if table is LONG:
            for column in WORLD_METRICS:
                yield _row(
                    table.name,
                    "metric",
                    column.name,
                    "",
                    column.meaning,
                    column.unit,
                    _WORLD_DIMENSIONS.get(column.name),
                    column.statistic,
                )
            for kind in KINDS:
                for metric in kind.metrics:
                    meaning = Text.filled(
                        f"{kind.label.en}: {metric.label.en}", f"{kind.label.ko}: {metric.label.ko}"
                    )
                    yield _row(
                        table.name,
                        "metric",
                        metric.name,
                        kind.type,
                        meaning,
                        metric.unit,
                        metric.dimension,
                        metric.statistic,
                    )


@functools.cache
def entries() -> tuple[Row, ...]:
    """Every row of the dictionary."""
    return tuple(_entries())


#: It is the same for every run: its writer writes it once, and frames add nothing.
DICTIONARY = Table("dictionary", COLUMNS, lambda frame, types: iter(()))


def as_json() -> list[dict[str, object]]:
    """The dictionary as objects, without what does not apply."""
    return [
        {name: value for name, value in zip(DICTIONARY.names, row, strict=True) if value not in (None, "")}
        for row in entries()
    ]
