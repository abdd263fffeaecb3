"""Which numbers an alarm or a policy looks at: one statistic of one metric, or metric math over several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.resources.reference import Reference
from simulator.services.cloudwatch.evaluate import Scope, Series, evaluate
from simulator.services.cloudwatch.expression import Node, names_in, parse_expression
from simulator.services.cloudwatch.language import LocatedError
from simulator.services.cloudwatch.measured import NO_UNIT, unit_of
from simulator.services.cloudwatch.measurements import STATISTICS, Measurements, MetricName, Wanted
from simulator.text import Text


@dataclass(frozen=True, slots=True)
class Query:
    """What is read every time.

    series: (id, metric, statistic), in the order of the document. expressions: (id, tree), each after those it
    mentions. result: the id whose values are the answer. period: seconds.
    """

    period: int
    series: tuple[tuple[str, MetricName, str], ...]
    expressions: tuple[tuple[str, Node], ...]
    result: str
    label: str

    @property
    def unit(self) -> Text:
        """What stands behind the numbers. The result of metric math has no unit."""
        found = next((one for one in self.series if one[0] == self.result), None)
        return NO_UNIT if found is None else unit_of(found[1], found[2])

    def wanted(self, periods: int) -> Iterator[Wanted]:
        """What the store has to keep so that `periods` datapoints can be read."""
        for _, metric, statistic in self.series:
            yield Wanted(metric, periods * self.period, statistic not in STATISTICS)

    def values(self, metrics: Measurements, now: float, count: int) -> list[float | None]:
        """The `count` newest datapoints at second `now`, oldest first."""
        if not self.expressions:
            _, metric, statistic = self.series[0]
            return metrics.newest(metric, statistic, self.period, now, count)
        found: dict[str, Series] = {
            id: tuple(metrics.newest(metric, statistic, self.period, now, count))
            for id, metric, statistic in self.series
        }
        names = list(found)
        for id, tree in self.expressions:
            value = evaluate(tree, Scope(found, names, self.period, count))
            # A number beside series (SUM(m1)) is what it is in every period.
            found[id] = value if isinstance(value, tuple) else (value,) * count  # type: ignore[assignment]
        return list(found[self.result])


def metric_name(namespace: str, name: str, dimensions: Sequence[Any] | None) -> MetricName:
    """The name of a series from the properties of its dimensions; a reference stands for the resource it points to."""
    pairs = ((one.Name, _resolved(one.Value)) for one in dimensions or ())
    return MetricName(namespace, name, tuple(sorted(pairs)))


def _resolved(value: Any) -> str:
    return value.target if isinstance(value, Reference) else str(value)


def single(namespace: str, name: str, dimensions: Sequence[Any] | None, statistic: str, period: int) -> Query:
    metric = metric_name(namespace, name, dimensions)
    return Query(period, (("m1", metric, statistic),), (), "m1", f"{name} ({statistic})")


def several(queries: Sequence[Any], period: int) -> Query:
    """A list of MetricDataQuery as one query. Raises QueryError for a list that has no meaning."""
    ids = [one.Id for one in queries]
    for place, id in enumerate(ids):
        if id in ids[:place]:
            raise QueryError(place, "Id", _TWICE.format(id=id), _RENAME)
    returned = [place for place, one in enumerate(queries) if one.ReturnData]
    if len(returned) != 1:
        place = returned[1] if returned else len(queries) - 1
        raise QueryError(place, "ReturnData", _RETURNED.format(count=len(returned)), _RETURN_ONE)
    series = []
    trees: dict[str, tuple[int, Node]] = {}
    for place, one in enumerate(queries):
        if one.MetricStat is not None:
            stat = one.MetricStat
            metric = metric_name(stat.Metric.Namespace, stat.Metric.MetricName, stat.Metric.Dimensions)
            series.append((one.Id, metric, stat.Stat))
        else:
            trees[one.Id] = (place, _parsed(place, one.Expression))
    result = queries[returned[0]]
    query = Query(
        period,
        tuple(series),
        tuple(_in_order(trees)),
        result.Id,
        result.Label
        or result.Expression
        or f"{result.MetricStat.Metric.MetricName} ({result.MetricStat.Stat})",
    )
    _try_out(query, trees)
    return query


class QueryError(Exception):
    """A list of queries that has no meaning: which one, which of its fields, what is wrong, what to do."""

    def __init__(self, place: int, field: str, message: Text, hint: Text) -> None:
        super().__init__(message.en)
        self.place = place
        self.field = field
        self.message = message
        self.hint = hint


_TWICE = Text("The Id {id} is given twice.", "같은 Id를 두 번 썼어요: {id}")
_RENAME = Text("Give every query an Id of its own.", "쿼리마다 다른 Id를 쓰세요.")
_RETURNED = Text(
    "{count} queries return data; it must be one.", "데이터를 반환하는 쿼리가 {count}개예요. 하나여야 해요."
)
_RETURN_ONE = Text(
    "Set ReturnData to true for the query that is watched and to false for the others.",
    "지켜볼 쿼리만 ReturnData를 true로, 나머지는 false로 정하세요.",
)
_CYCLE = Text("The expression {id} refers to itself.", "{id} 수식이 자기 자신을 참조해요.")
_BREAK = Text("Take it out of one of the expressions.", "수식 하나에서 빼세요.")
_NOT_SERIES = Text(
    "The expression does not give one value a period.", "수식의 결과가 기간마다 값 하나가 아니에요."
)
_COMBINE = Text(
    "Sum up several metrics with SUM, AVG, MIN or MAX of a list.",
    "여러 지표는 SUM, AVG, MIN, MAX로 합치세요.",
)


def _parsed(place: int, source: str) -> Node:
    try:
        return parse_expression(source)
    except LocatedError as error:
        raise QueryError(place, "Expression", error.text, error.hint) from error


def _in_order(trees: dict[str, tuple[int, Node]]) -> Iterator[tuple[str, Node]]:
    """Every expression after those it mentions."""
    done: set[str] = set()
    left = dict(trees)
    while left:
        ready = [
            id
            for id, (_, tree) in left.items()
            if all(name.id not in trees or name.id in done for name in names_in(tree))
        ]
        if not ready:
            id, (place, _) = next(iter(left.items()))
            raise QueryError(place, "Expression", _CYCLE.format(id=id), _BREAK)
        for id in ready:
            yield id, left.pop(id)[1]
            done.add(id)


def _try_out(query: Query, trees: dict[str, tuple[int, Node]]) -> None:
    """Evaluate the expressions over made-up series: what they mention must be there and fit together."""
    found: dict[str, Series] = {id: (1.0, 2.0) for id, _, _ in query.series}
    names = list(found)
    for id, tree in query.expressions:
        place = trees[id][0]
        try:
            value = evaluate(tree, Scope(found, names, query.period, 2))
        except LocatedError as error:
            raise QueryError(place, "Expression", error.text, error.hint) from error
        if isinstance(value, list) or (id == query.result and not isinstance(value, tuple)):
            raise QueryError(place, "Expression", _NOT_SERIES, _COMBINE)
        found[id] = value if isinstance(value, tuple) else (value, value)  # type: ignore[assignment]
