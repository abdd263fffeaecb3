"""Why an alarm, a composite alarm or an expression came out as it did, in both languages.

The reasons of a metric alarm's state are in `decide.py`, beside the rule.
"""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text

LAYER = "compute"


class CompositeReason(Reason):
    RULE_TRUE = "RuleTrue"
    RULE_FALSE = "RuleFalse"


COMPOSITE: dict[CompositeReason, Text] = {
    CompositeReason.RULE_TRUE: Text(
        "{alarm} in ALARM: its rule is true; {holding} of its {conditions} conditions hold",
        "{alarm} 경보 발생: 규칙이 참이에요. 조건 {conditions}개 중 {holding}개가 맞아요",
    ),
    CompositeReason.RULE_FALSE: Text(
        "{alarm} is OK: its rule is false; {holding} of its {conditions} conditions hold",
        "{alarm} 정상: 규칙이 거짓이에요. 조건 {conditions}개 중 {holding}개가 맞아요",
    ),
}


class ActionReason(Reason):
    """What becomes of a composite alarm's actions."""

    TAKEN = "ActionsTaken"
    WAITS = "ActionsWait"
    EXTENDED = "ActionsWaitOn"
    HELD_BY_ALARM = "ActionsSuppressed"
    NONE_HELD = "NothingSuppressed"


ACTIONS: dict[ActionReason, Text] = {
    ActionReason.TAKEN: Text(
        "{alarm} takes its actions for {state}: {targets}",
        "{alarm} 경보가 {state} 상태의 작업을 실행: {targets}",
    ),
    ActionReason.WAITS: Text(
        "{alarm} holds its actions for {state} back for {seconds} s: {suppressor} may still go off",
        "{alarm} 경보의 {state} 작업 보류({seconds}초): {suppressor} 경보가 뒤따를 수 있어서 기다려요",
    ),
    ActionReason.EXTENDED: Text(
        "{alarm} holds its actions for {state} back for {seconds} s more: {suppressor} is no longer in ALARM",
        "{alarm} 경보의 {state} 작업 보류({seconds}초 더): {suppressor} 경보가 풀려서 상태가 바뀔 시간을 줘요",
    ),
    ActionReason.HELD_BY_ALARM: Text(
        "{alarm} takes no action: {suppressor} is in ALARM",
        "{alarm} 경보가 작업을 실행하지 않음: {suppressor} 경보가 발생한 상태예요",
    ),
    ActionReason.NONE_HELD: Text(
        "{alarm} took its actions {taken} times; {suppressor} holds none back",
        "{alarm} 경보가 작업을 {taken}번 실행했고, {suppressor} 경보가 막고 있는 작업은 없어요",
    ),
}


class MathReason(Reason):
    SERIES = "OneValueAPeriod"
    NUMBER = "OneNumber"
    SEVERAL = "SeveralSeries"


MATH: dict[MathReason, Text] = {
    MathReason.SERIES: Text(
        "The expression gives one value a period: {present} of {length} have data",
        "수식의 결과는 기간마다 값 하나예요. {length}개 중 {present}개에 데이터가 있어요",
    ),
    MathReason.NUMBER: Text(
        "The expression gives one number, which no alarm can watch",
        "수식의 결과가 숫자 하나라서 경보에는 쓸 수 없어요",
    ),
    MathReason.SEVERAL: Text(
        "The expression gives {length} series; an alarm needs one",
        "수식의 결과가 시계열 {length}개예요. 경보에는 하나만 쓸 수 있어요",
    ),
}
