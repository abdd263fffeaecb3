"""Metric math: what an expression is worth.

Values
------
number
    A scalar. None when it has no value (the average of a series without data).
series
    One value a period, oldest first, None where data is missing. All series of one expression are equally long.
list
    Several series, from METRICS() or brackets; also numbers stand in brackets.

A missing value makes missing what is calculated from it, and so does a division by zero. Only SUM, AVG, MIN, MAX
and FILL look past missing values. Of a single series SUM, AVG, MIN and MAX make a number, of a list they make a
series: the sum, average, ... of the values of each period.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simulator.services.cloudwatch.expression import Call, Group, Name, Node, Number, Operation, String
from simulator.services.cloudwatch.language import LocatedError
from simulator.spelling import nearest
from simulator.text import Text

Series = tuple[float | None, ...]
Value = float | Series | list["float | Series | None"] | str | None

_NO_METRIC = Text(
    "There is no metric or expression with the id {name}.", "ID가 {name}인 지표나 수식이 없어요."
)
_KNOWN = Text("Known here: {names}.", "쓸 수 있는 ID: {names}")
_NONE_KNOWN = Text("Give another query this Id.", "다른 쿼리에 이 Id를 붙이세요.")
_NEEDS = Text("{what} needs {wanted}.", "{what}에 필요한 값: {wanted}")
_SERIES = Text("a metric or a list of metrics", "지표나 지표 목록")
_SHAPE_HINT = Text(
    "A list is summed up with SUM, AVG, MIN or MAX; strings belong to METRICS only.",
    "목록은 SUM, AVG, MIN, MAX로 합쳐요. 문자열은 METRICS에만 쓸 수 있어요.",
)

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "==": lambda a, b: float(a == b),
    "!=": lambda a, b: float(a != b),
    "<": lambda a, b: float(a < b),
    "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b),
    ">=": lambda a, b: float(a >= b),
    "AND": lambda a, b: float(a != 0 and b != 0),
    "OR": lambda a, b: float(a != 0 or b != 0),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may mention. series: by id, in the order of the queries; metrics: the ids that METRICS()
    gives; period: seconds between two values."""

    series: Mapping[str, Series]
    metrics: Sequence[str]
    period: int
    length: int


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of an expression. Raises LocatedError where something is used as what it is not."""
    match node:
        case Number(value=value):
            return value
        case String(at=at):
            raise LocatedError(at, _need("This", "이 자리", _SERIES), _SHAPE_HINT)
        case Name(at=at, id=id):
            if id not in scope.series:
                raise _unknown(at, id, scope)
            return scope.series[id]
        case Group(items=items):
            return _listed(items, scope)
        case Operation(operator="-", operands=(operand,)):
            return _each(lambda a: -a, evaluate(operand, scope))
        case Operation(at=at, operator=sign, operands=(left, right)):
            return _both(at, sign, evaluate(left, scope), evaluate(right, scope))
        case Call():
            return _call(node, scope)
    raise AssertionError(node)


def _unknown(at: int, id: str, scope: Scope) -> LocatedError:
    near = nearest(id, scope.series)
    if near:
        hint = Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
    else:
        hint = _KNOWN.format(names=", ".join(scope.series)) if scope.series else _NONE_KNOWN
    return LocatedError(at, _NO_METRIC.format(name=id[:40]), hint)


def _need(en: str, ko: str, wanted: Text) -> Text:
    return Text.filled(
        _NEEDS.en.format(what=en, wanted=wanted.en), _NEEDS.ko.format(what=ko, wanted=wanted.ko)
    )


def _listed(items: Sequence[Node], scope: Scope) -> list[float | Series | None]:
    found: list[float | Series | None] = []
    for item in items:
        value = evaluate(item, scope)
        if isinstance(value, list):
            found += value
        elif isinstance(value, str):  # pragma: no cover - a string never is a value
            raise AssertionError(value)
        else:
            found.append(value)
    return found


# --- operators ------------------------------------------------------------------------------------------


def _calculate(sign: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    try:
        value = _ARITHMETIC[sign](left, right)
    except (ZeroDivisionError, OverflowError):
        return None
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def _each(change: Callable[[float], float], value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(None if one is None else change(one) for one in value)
    if isinstance(value, list):
        return [_each(change, one) for one in value]  # type: ignore[misc]
    return None if value is None else change(value)  # type: ignore[arg-type]


def _both(at: int, sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, list) and isinstance(right, list):
        wanted = Text("at most one list", "최대 목록 하나")
        raise LocatedError(at, _need(sign, sign, wanted), _SHAPE_HINT)
    if isinstance(left, list):
        return [_both(at, sign, one, right) for one in left]  # type: ignore[misc]
    if isinstance(right, list):
        return [_both(at, sign, left, one) for one in right]  # type: ignore[misc]
    if isinstance(left, tuple) or isinstance(right, tuple):
        length = len(left) if isinstance(left, tuple) else len(right)  # type: ignore[arg-type]
        pairs = zip(_spread(left, length), _spread(right, length), strict=True)
        return tuple(_calculate(sign, a, b) for a, b in pairs)
    return _calculate(sign, left, right)  # type: ignore[arg-type]


def _spread(value: Value, length: int) -> Series:
    return value if isinstance(value, tuple) else (value,) * length  # type: ignore[return-value]


# --- functions ------------------------------------------------------------------------------------------


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values)


_FOLDS: dict[str, Callable[[Sequence[float]], float]] = {"SUM": sum, "AVG": _average, "MIN": min, "MAX": max}


def _call(call: Call, scope: Scope) -> Value:
    match call.function:
        case "METRICS":
            return _metrics(call, scope)
        case "IF":
            return _if(call, scope)
        case "FILL":
            return _fill(call, scope)
        case "RATE":
            return _rate(call, evaluate(call.arguments[0], scope), scope.period)
        case "PERIOD":
            if not isinstance(call.arguments[0], Name):
                raise LocatedError(call.arguments[0].at, _need("PERIOD", "PERIOD", _SERIES), _SHAPE_HINT)
            evaluate(call.arguments[0], scope)
            return float(scope.period)
    return _fold(call, evaluate(call.arguments[0], scope))


def _fold(call: Call, value: Value) -> Value:
    fold = _FOLDS[call.function]
    if isinstance(value, tuple):
        present = [one for one in value if one is not None]
        return float(fold(present)) if present else None
    if not isinstance(value, list):
        raise LocatedError(call.arguments[0].at, _need(call.function, call.function, _SERIES), _SHAPE_HINT)
    lengths = [len(one) for one in value if isinstance(one, tuple)]
    if not lengths:
        present = [one for one in value if isinstance(one, float)]
        return float(fold(present)) if present else None
    columns = zip(*(_spread(one, lengths[0]) for one in value), strict=True)
    rows = ([one for one in column if one is not None] for column in columns)
    return tuple(float(fold(row)) if row else None for row in rows)


def _metrics(call: Call, scope: Scope) -> list[float | Series | None]:
    """Every metric of the queries, or those whose id has the text."""
    if not call.arguments:
        return [scope.series[id] for id in scope.metrics]
    (part,) = call.arguments
    if not isinstance(part, String):
        wanted = Text("a text in quotes", "따옴표로 묶은 문자열")
        raise LocatedError(part.at, _need("METRICS", "METRICS", wanted), _SHAPE_HINT)
    return [scope.series[id] for id in scope.metrics if part.value in id]


def _if(call: Call, scope: Scope) -> Value:
    values = [evaluate(argument, scope) for argument in call.arguments]
    for argument, value in zip(call.arguments, values, strict=True):
        if isinstance(value, list):
            wanted = Text("numbers or single metrics", "숫자나 지표 하나")
            raise LocatedError(argument.at, _need("IF", "IF", wanted), _SHAPE_HINT)
    condition, then, otherwise = values[0], values[1], values[2] if len(values) > 2 else None
    if not any(isinstance(value, tuple) for value in values):
        return None if condition is None else then if condition else otherwise
    columns = (_spread(value, scope.length) for value in (condition, then, otherwise))
    rows = zip(*columns, strict=True)
    return tuple(None if if_ is None else a if if_ else b for if_, a, b in rows)


def _fill(call: Call, scope: Scope) -> Value:
    series, filler = evaluate(call.arguments[0], scope), call.arguments[1]
    how = filler.id if isinstance(filler, Name) and filler.id in ("REPEAT", "LINEAR") else None
    by = None if how else evaluate(filler, scope)
    if isinstance(by, list) or not isinstance(series, (tuple, list)):
        at = filler.at if isinstance(by, list) else call.arguments[0].at
        raise LocatedError(at, _need("FILL", "FILL", _SERIES), _SHAPE_HINT)
    if isinstance(series, list):
        return [_filled(one, how, by) if isinstance(one, tuple) else one for one in series]
    return _filled(series, how, by)


def _filled(series: Series, how: str | None, by: Value) -> Series:
    if how is None:
        return tuple(b if a is None else a for a, b in zip(series, _spread(by, len(series)), strict=True))
    present = [index for index, value in enumerate(series) if value is not None]
    return tuple(
        value if value is not None else _between(series, present, i, how) for i, value in enumerate(series)
    )


def _between(series: Series, present: list[int], index: int, how: str) -> float | None:
    """REPEAT takes the value before; LINEAR goes straight from it to the value after. Neither fills the ends."""
    before = max((one for one in present if one < index), default=None)
    after = min((one for one in present if one > index), default=None)
    if before is None:
        return None
    low = series[before]
    if how == "REPEAT":
        return low
    if after is None:
        return None
    high = series[after]
    assert low is not None and high is not None
    return low + (high - low) * (index - before) / (after - before)


def _rate(call: Call, value: Value, period: int) -> Value:
    """Change a second since the last value there is."""
    if isinstance(value, list):
        return [_rate(call, one, period) for one in value]  # type: ignore[misc]
    if not isinstance(value, tuple):
        raise LocatedError(call.arguments[0].at, _need("RATE", "RATE", _SERIES), _SHAPE_HINT)
    found: list[float | None] = []
    last: tuple[int, float] | None = None
    for index, one in enumerate(value):
        if one is None:
            found.append(None)
            continue
        found.append(None if last is None else (one - last[1]) / ((index - last[0]) * period))
        last = (index, one)
    return tuple(found)
