"""Elastic Load Balancing's rules, each in its own module; see there."""

from __future__ import annotations

from simulator.services.elb.choosing import ChooseInput, choose
from simulator.services.elb.conditions import ConditionInput, condition
from simulator.services.elb.rules import RULE_OUTCOME, RuleInput, rule
from simulator.services.subject import Subject
from simulator.text import Text

__all__ = ["SUBJECTS", "choose", "condition", "rule"]

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "elb.condition",
        Text("Whether a listener rule's condition holds", "리스너 규칙 조건의 충족 여부"),
        ConditionInput,
        bool,
        condition,
    ),
    Subject(
        "elb.rule",
        Text("Which listener rule a request gets", "요청에 적용되는 리스너 규칙"),
        RuleInput,
        RULE_OUTCOME,
        rule,
        also=("target_groups", "status", "location"),
    ),
    Subject(
        "elb.choose",
        Text("Which target a request goes to", "요청이 가는 대상"),
        ChooseInput,
        dict[str, float],
        choose,
    ),
)
