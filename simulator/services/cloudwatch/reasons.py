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
