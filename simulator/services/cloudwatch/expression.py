"""Metric math: reading an expression such as ``100 * errors / requests`` or ``IF(m1 > 5, FILL(m1, 0), m2)``.

The part of CloudWatch's language that is understood here::

    or          := and (("OR" | "||") and)*
    and         := comparison (("AND" | "&&") comparison)*
    comparison  := sum (("==" | "!=" | "<" | "<=" | ">" | ">=") sum)?
    sum         := product (("+" | "-") product)*
    product     := sign (("*" | "/") sign)*
    sign        := "-" sign | power
    power       := atom ("^" sign)?
    atom        := number | id | "string" | "(" or ")" | "[" or ("," or)* "]" | FUNCTION "(" or ("," or)* ")"

with the functions in `FUNCTIONS`. What an expression means is in `evaluate.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.services.cloudwatch.language import MAX_EXPRESSION, LocatedError, Reader, Token, tokens
from simulator.spelling import nearest
from simulator.text import Text

#: How many arguments each function takes, at least and at most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "SUM": (1, 1),
    "AVG": (1, 1),
    "MIN": (1, 1),
    "MAX": (1, 1),
    "IF": (2, 3),
    "FILL": (2, 2),
    "METRICS": (0, 1),
    "RATE": (1, 1),
    "PERIOD": (1, 1),
}
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")

_HINT = Text(
    "Metric math has + - * / ^, comparisons, AND, OR, parentheses, [lists] and these functions: "
    "SUM, AVG, MIN, MAX, IF, FILL, METRICS, RATE, PERIOD.",
    "지표 수식에는 + - * / ^, 비교, AND, OR, 괄호, [목록]과 SUM, AVG, MIN, MAX, IF, FILL, METRICS, RATE, "
    "PERIOD 함수를 쓸 수 있어요.",
)
_EMPTY = Text("The expression is empty.", "수식이 비어 있어요.")
_UNKNOWN_FUNCTION = Text("There is no function {name} here.", "{name} 함수는 없어요.")
_ARGUMENTS = Text("{name} takes {count} arguments.", "{name} 함수의 인수는 {count}개예요.")
_LONG = Text("The expression is longer than {limit} characters.", "수식이 {limit}자보다 길어요.")
_END = Text("the end", "수식의 끝")
_VALUE = Text("a number, a metric's id or a function", "숫자, 지표 ID, 함수 중 하나")


@dataclass(frozen=True, slots=True)
class Number:
    at: int
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """The id of a metric or of another expression; also the words REPEAT and LINEAR of FILL."""

    at: int
    id: str


@dataclass(frozen=True, slots=True)
class String:
    at: int
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """A list in brackets."""

    at: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    at: int
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """operator: + - * / ^, a comparison, AND, OR; with one operand -."""

    at: int
    operator: str
    operands: tuple[Node, ...]


Node = Number | Name | String | Group | Call | Operation


def parse_expression(source: str) -> Node:
    """The tree of an expression. Raises LocatedError."""
    if len(source) > MAX_EXPRESSION:
        raise LocatedError(MAX_EXPRESSION, _LONG.format(limit=MAX_EXPRESSION), _HINT)
    found = tokens(source, r"==|!=|<=|>=|&&|\|\||[-+*/^<>(),\[\]]", r"[A-Za-z][A-Za-z0-9_]*", _HINT)
    if len(found) == 1:
        raise LocatedError(0, _EMPTY, _HINT)
    return _Parser(found, _END, _HINT).whole()


def names_in(node: Node) -> Iterator[Name]:
    """Every id an expression mentions, in the order written; not FILL's words."""
    match node:
        case Name():
            yield node
        case Group(items=items):
            for item in items:
                yield from names_in(item)
        case Call(function="FILL", arguments=(series, Name(id="REPEAT" | "LINEAR"))):
            yield from names_in(series)
        case Call(arguments=items) | Operation(operands=items):
            for item in items:
                yield from names_in(item)


def calls_in(node: Node) -> Iterator[Call]:
    """Every function call in an expression."""
    match node:
        case Group(items=items) | Operation(operands=items):
            for item in items:
                yield from calls_in(item)
        case Call(arguments=items):
            yield node
            for item in items:
                yield from calls_in(item)


class _Parser(Reader):
    def whole(self) -> Node:
        node = self._or()
        self._finish()
        return node

    def _chain(self, signs: tuple[str, ...], below: str) -> Node:
        """Operands of one level with these operators between them, from left to right."""
        step = getattr(self, below)
        node: Node = step()
        while (sign := self._take(*signs)) is not None:
            operator = {"&&": "AND", "||": "OR"}.get(sign.text, sign.text)
            node = Operation(sign.at, operator, (node, step()))
        return node

    def _or(self) -> Node:
        with self._deeper(self._here.at):
            return self._chain(("OR", "||"), "_and")

    def _and(self) -> Node:
        return self._chain(("AND", "&&"), "_comparison")

    def _comparison(self) -> Node:
        node = self._sum()
        sign = self._take(*_COMPARISONS)
        return node if sign is None else Operation(sign.at, sign.text, (node, self._sum()))

    def _sum(self) -> Node:
        return self._chain(("+", "-"), "_product")

    def _product(self) -> Node:
        return self._chain(("*", "/"), "_sign")

    def _sign(self) -> Node:
        minus: list[Token] = []
        while (sign := self._take("-")) is not None:
            minus.append(sign)
        node = self._power()
        for sign in reversed(minus):
            node = Operation(sign.at, "-", (node,))
        return node

    def _power(self) -> Node:
        node = self._atom()
        sign = self._take("^")
        if sign is None:
            return node
        with self._deeper(sign.at):
            return Operation(sign.at, "^", (node, self._sign()))

    def _atom(self) -> Node:
        here = self._here
        if here.kind == "end" or (here.kind == "sign" and here.text not in "(["):
            raise self._unexpected(_VALUE)
        self._place += 1
        match here.kind:
            case "number":
                return Number(here.at, float(here.text))
            case "string":
                return String(here.at, here.text)
            case "sign":
                if here.text == "(":
                    node = self._or()
                    self._need(")")
                    return node
                items = [self._or()]
                while self._take(","):
                    items.append(self._or())
                self._need("]")
                return Group(here.at, tuple(items))
        if here.text in ("AND", "OR"):
            self._place -= 1
            raise self._unexpected(_VALUE)
        return self._call(here) if self._take("(") else Name(here.at, here.text)

    def _call(self, name: Token) -> Call:
        if name.text not in FUNCTIONS:
            near = nearest(name.text, FUNCTIONS)
            hint = Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?") if near else _HINT
            raise LocatedError(name.at, _UNKNOWN_FUNCTION.format(name=name.text[:40]), hint)
        arguments: list[Node] = []
        if not self._take(")"):
            arguments.append(self._or())
            while self._take(","):
                arguments.append(self._or())
            self._need(")")
        least, most = FUNCTIONS[name.text]
        if not least <= len(arguments) <= most:
            count = str(least) if least == most else f"{least}-{most}"
            raise LocatedError(name.at, _ARGUMENTS.format(name=name.text, count=count), _HINT)
        return Call(name.at, name.text, tuple(arguments))
