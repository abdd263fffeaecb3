"""The rule of a composite alarm: ``ALARM("HighCpu") AND NOT (OK(Targets) OR INSUFFICIENT_DATA("Errors"))``.

The language, as CloudWatch has it::

    or      := and ("OR" and)*
    and     := not ("AND" not)*
    not     := "NOT" not | atom
    atom    := "TRUE" | "FALSE" | "(" or ")" | ("ALARM" | "OK" | "INSUFFICIENT_DATA") "(" alarm ")"
    alarm   := a name, in quotes when it has blanks or parentheses

A composite alarm is in ALARM while its rule is true and OK while it is false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.services.cloudwatch.decide import AlarmState
from simulator.services.cloudwatch.language import MAX_RULE, LocatedError, Reader, Token, tokens
from simulator.text import Text

_STATES: tuple[AlarmState, ...] = ("ALARM", "OK", "INSUFFICIENT_DATA")

_HINT = Text(
    'A rule is made of ALARM("name"), OK("name"), INSUFFICIENT_DATA("name"), AND, OR, NOT, TRUE, FALSE and '
    "parentheses.",
    '규칙은 ALARM("이름"), OK("이름"), INSUFFICIENT_DATA("이름")과 AND, OR, NOT, TRUE, FALSE, 괄호로 써요.',
)
_EMPTY = Text("The rule is empty.", "규칙이 비어 있어요.")
_LONG = Text("The rule is longer than {limit} characters.", "규칙이 {limit}자보다 길어요.")
_END = Text("the end", "규칙의 끝")
_CONDITION = Text("a condition such as ALARM(name)", "ALARM(이름) 같은 조건")
_NAME = Text("the name of an alarm", "경보 이름")


@dataclass(frozen=True, slots=True)
class Holds:
    """That an alarm is in a state. `source` is how it is written, for the table of the decision."""

    at: int
    state: AlarmState
    alarm: str

    @property
    def source(self) -> str:
        return f"{self.state}({self.alarm})"


@dataclass(frozen=True, slots=True)
class Constant:
    at: int
    value: bool


@dataclass(frozen=True, slots=True)
class Not:
    at: int
    inner: Rule


@dataclass(frozen=True, slots=True)
class Joined:
    """operator: AND or OR."""

    at: int
    operator: str
    left: Rule
    right: Rule


Rule = Holds | Constant | Not | Joined


def parse_rule(source: str) -> Rule:
    """The tree of a rule. Raises LocatedError."""
    if len(source) > MAX_RULE:
        raise LocatedError(MAX_RULE, _LONG.format(limit=MAX_RULE), _HINT)
    found = tokens(source, r"[()]", r"[^\s()\"']+", _HINT)
    if len(found) == 1:
        raise LocatedError(0, _EMPTY, _HINT)
    return _Parser(found, _END, _HINT).whole()


def conditions(rule: Rule) -> Iterator[Holds]:
    """Every ALARM(), OK() and INSUFFICIENT_DATA() of a rule, in the order written."""
    match rule:
        case Holds():
            yield rule
        case Not(inner=inner):
            yield from conditions(inner)
        case Joined(left=left, right=right):
            yield from conditions(left)
            yield from conditions(right)


def holds(rule: Rule, states: Mapping[str, AlarmState]) -> bool:
    """Whether the rule is true with the alarms in these states."""
    match rule:
        case Holds(state=state, alarm=alarm):
            return states[alarm] == state
        case Constant(value=value):
            return value
        case Not(inner=inner):
            return not holds(inner, states)
        case Joined(operator=operator, left=left, right=right):
            if operator == "AND":
                return holds(left, states) and holds(right, states)
            return holds(left, states) or holds(right, states)
    raise AssertionError(rule)


class _Parser(Reader):
    def whole(self) -> Rule:
        rule = self._or()
        self._finish()
        return rule

    def _or(self) -> Rule:
        with self._deeper(self._here.at):
            rule = self._and()
            while (word := self._take("OR")) is not None:
                rule = Joined(word.at, "OR", rule, self._and())
        return rule

    def _and(self) -> Rule:
        rule = self._not()
        while (word := self._take("AND")) is not None:
            rule = Joined(word.at, "AND", rule, self._not())
        return rule

    def _not(self) -> Rule:
        words: list[Token] = []
        while (word := self._take("NOT")) is not None:
            words.append(word)
        rule = self._atom()
        for word in reversed(words):
            rule = Not(word.at, rule)
        return rule

    def _atom(self) -> Rule:
        for text in ("TRUE", "FALSE"):
            if (word := self._take(text)) is not None:
                return Constant(word.at, text == "TRUE")
        if self._take("("):
            rule = self._or()
            self._need(")")
            return rule
        for state in _STATES:
            if (word := self._take(state)) is not None:
                self._need("(")
                name = self._here
                if name.kind not in ("name", "string", "number") or not name.text:
                    raise self._unexpected(_NAME)
                self._place += 1
                self._need(")")
                return Holds(word.at, state, name.text)
        raise self._unexpected(_CONDITION)
