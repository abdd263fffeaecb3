"""One condition against one request: missing keys, several values, `IfExists`, the set operators.

Guide: "Condition operators", "Creating a condition with multiple keys or values", "Single-valued vs. multivalued
condition keys".

==============  ==================  =======================  ====================================================
key             plain               ForAnyValue              ForAllValues
==============  ==================  =======================  ====================================================
absent          negated holds,      fails                    holds
                others fail
one value       fits one of the     fits one of the          fits one of the policy's values
                policy's values     policy's values
several values  needs a set         one of them fits one of  each of them fits one of the policy's values
                operator            the policy's values
==============  ==================  =======================  ====================================================

For a negated operator read "fits none" for "fits one". `IfExists` makes an absent key hold, whatever the operator. A
list of nothing but empty texts counts as no data for the set operators and for `Null`. Several values without a set
operator cannot be compared: the values do not match, hence a negated operator holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from simulator.services.iam.conditions.families import OPERATORS, Family, Operator, Prepared, Test
from simulator.services.iam.context import Context, Values
from simulator.services.iam.policy import Condition, SetOperator


class Outcome(StrEnum):
    """Why a condition holds or fails."""

    VALUE_FITS = "ValueFits"
    VALUE_FITS_NONE = "ValueFitsNone"
    EVERY_VALUE_FITS = "EveryValueFits"
    ONE_VALUE_DOES_NOT_FIT = "OneValueDoesNotFit"
    ONE_VALUE_FITS = "OneValueFits"
    NO_VALUE_FITS = "NoValueFits"
    KEY_MISSING = "KeyMissing"
    KEY_MISSING_NEGATED = "KeyMissingNegated"
    KEY_MISSING_IF_EXISTS = "KeyMissingIfExists"
    KEY_MISSING_FOR_ALL = "KeyMissingForAll"
    SET_OPERATOR_NEEDED = "SetOperatorNeeded"
    KEY_IS_THERE = "KeyIsThere"
    KEY_IS_NOT_THERE = "KeyIsNotThere"
    NULL_WITH_SET_OPERATOR = "NullWithSetOperator"


@dataclass(frozen=True, slots=True)
class Result:
    """actual: the request's values. fitting: the policy's values that one of them fits, before any negation."""

    holds: bool
    outcome: Outcome
    actual: Values
    fitting: tuple[str, ...] = ()


class Clause:
    """A condition, ready to be asked about many requests."""

    __slots__ = ("_key", "_tests", "condition", "holds", "operator")

    def __init__(self, condition: Condition, *, variables: bool) -> None:
        self.condition = condition
        self.operator: Operator = OPERATORS[condition.operator]
        self._key = condition.key.lower()
        filled_in = variables and self.operator.takes_variables
        self._tests: list[Prepared] = [self.operator.prepare(value, filled_in) for value in condition.values]
        #: Whether it holds in a context: the fast way. `result` is the telling one, and says the same.
        self.holds: Callable[[Context], bool] = self._fast(fixed=not filled_in)

    def result(self, context: Context) -> Result:
        """Whether it holds, why, and which values fit."""
        actual = context.values(self._key)
        if self.operator.family is Family.NULL:
            return self._null(actual)
        if not actual:
            return self._absent()
        tests = [test(context) for test in self._tests]
        fits = [[self._one_fits(value, test) for test in tests] for value in actual]
        fitting = tuple(
            value for index, value in enumerate(self.condition.values) if any(row[index] for row in fits)
        )
        holds, outcome = self._present(actual, [any(row) for row in fits])
        return Result(holds, outcome, actual, fitting)

    def _one_fits(self, value: str, test: Test | None) -> bool:
        read = self.operator.read(value)
        return test is not None and read is not None and test(read)

    def _null(self, actual: Values) -> Result:
        if self.condition.set_operator is not None:
            holds = self.condition.set_operator is SetOperator.FOR_ALL
            return Result(holds, Outcome.NULL_WITH_SET_OPERATOR, actual)
        there = not is_null(actual)
        wanted = "false" if there else "true"
        fitting = tuple(value for value in self.condition.values if value.lower() == wanted)
        return Result(
            bool(fitting), Outcome.KEY_IS_THERE if there else Outcome.KEY_IS_NOT_THERE, actual, fitting
        )

    def _absent(self) -> Result:
        if self.condition.if_exists:
            return Result(True, Outcome.KEY_MISSING_IF_EXISTS, ())
        if self.condition.set_operator is SetOperator.FOR_ALL:
            return Result(True, Outcome.KEY_MISSING_FOR_ALL, ())
        if self.condition.set_operator is None and self.operator.negated:
            return Result(True, Outcome.KEY_MISSING_NEGATED, ())
        return Result(False, Outcome.KEY_MISSING, ())

    def _present(self, actual: Values, fits: list[bool]) -> tuple[bool, Outcome]:
        """fits: for each of the request's values, whether it fits one of the policy's."""
        negated = self.operator.negated
        holding = [fit is not negated for fit in fits]
        match self.condition.set_operator:
            case SetOperator.FOR_ALL:
                if is_null(actual):
                    return True, Outcome.KEY_MISSING_FOR_ALL
                outcome = Outcome.EVERY_VALUE_FITS if all(holding) else Outcome.ONE_VALUE_DOES_NOT_FIT
                return all(holding), outcome
            case SetOperator.FOR_ANY:
                if is_null(actual):
                    return False, Outcome.KEY_MISSING
                return any(holding), Outcome.ONE_VALUE_FITS if any(holding) else Outcome.NO_VALUE_FITS
            case _:
                if len(actual) > 1:
                    return negated, Outcome.SET_OPERATOR_NEEDED
                return holding[0], Outcome.VALUE_FITS if fits[0] else Outcome.VALUE_FITS_NONE

    def _fast(self, *, fixed: bool) -> Callable[[Context], bool]:
        """A function for the common case, a plain operator without variables; else the telling way."""
        if self.condition.set_operator is not None or self.operator.family is Family.NULL or not fixed:
            return lambda context: self.result(context).holds
        nowhere = Context({})
        tests = [test for prepared in self._tests if (test := prepared(nowhere)) is not None]
        return _plain(self._key, self.operator.read, tests, self.operator.negated, self._absent().holds)


def _plain(
    key: str, read: Callable[[str], Any], tests: list[Test], negated: bool, when_absent: bool
) -> Callable[[Context], bool]:
    def holds(context: Context) -> bool:
        actual = context.values(key)
        if not actual:
            return when_absent
        if len(actual) > 1:
            return negated
        value = read(actual[0])
        if value is not None:
            for test in tests:
                if test(value):
                    return not negated
        return negated

    return holds


def is_null(values: Values) -> bool:
    """Whether there is no data: no value, or none but empty texts."""
    return not any(values)
