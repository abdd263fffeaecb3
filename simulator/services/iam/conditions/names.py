"""Condition operators as they are written: ``ForAllValues:StringLikeIfExists``."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.services.iam.conditions.families import OPERATORS
from simulator.services.iam.policy import Condition, SetOperator


@dataclass(frozen=True, slots=True)
class OperatorName:
    """A condition operator in its parts. `str` is the guide's spelling."""

    operator: str
    set_operator: SetOperator | None = None
    if_exists: bool = False

    def __str__(self) -> str:
        return Condition(self.operator, "", (), self.set_operator, self.if_exists).name


_OPERATORS = {name.lower(): name for name in OPERATORS}
_SET_OPERATORS = {one.value.lower(): one for one in SetOperator}


def read_operator(written: str) -> OperatorName | None:
    """The parts of an operator such as ``ForAllValues:StringLikeIfExists``; None when there is no such operator."""
    prefix, colon, rest = written.lower().rpartition(":")
    set_operator = _SET_OPERATORS.get(prefix)
    if colon and set_operator is None:
        return None
    if rest in _OPERATORS:
        return OperatorName(_OPERATORS[rest], set_operator)
    bare = rest.removesuffix("ifexists")
    if bare != rest and bare in _OPERATORS:
        return OperatorName(_OPERATORS[bare], set_operator, if_exists=True)
    return None
