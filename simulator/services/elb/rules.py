"""Which listener rule a request gets, and what the rule does with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.decisions import Candidate, Decision, Verdict
from simulator.problems import Path
from simulator.services.elb.conditions import (
    Condition,
    Request,
    check_condition,
    check_request,
    first_fitting,
    shown_values,
    wildcard_count,
)
from simulator.services.elb.reasons import CONDITION_FAILS, LATER_RULE, REASONS, ElbReason
from simulator.services.subject import Given, read, refuse
from simulator.text import Text

SOURCE = "Listener rules for your Application Load Balancer"

#: Quotas of one rule.
MAX_VALUES, MAX_WILDCARDS, MAX_TARGET_GROUPS = 5, 5, 5

TERMINAL = ("forward", "redirect", "fixed-response")


class WeightedTargetGroup(Given):
    TargetGroupArn: str
    Weight: Annotated[int, Field(ge=0, le=999)] = 1


class GroupStickiness(Given):
    Enabled: bool = False
    DurationSeconds: Annotated[int, Field(ge=1, le=604_800)] | None = None


class ForwardSettings(Given):
    TargetGroups: Annotated[list[WeightedTargetGroup], Field(min_length=1, max_length=MAX_TARGET_GROUPS)]
    TargetGroupStickinessConfig: GroupStickiness | None = None


class RedirectSettings(Given):
    """Parts left out keep the request's own. StatusCode as the API names it."""

    Protocol: Literal["HTTP", "HTTPS", "#{protocol}"] = "#{protocol}"
    Host: Annotated[str, Field(min_length=1, max_length=128)] = "#{host}"
    Port: Annotated[str, Field(pattern=r"^([0-9]{1,5}|#\{port\})$")] = "#{port}"
    Path: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^(/|#\{path\})")] = "/#{path}"
    Query: Annotated[str, Field(max_length=128)] = "#{query}"
    StatusCode: Literal["HTTP_301", "HTTP_302"]


class FixedResponseSettings(Given):
    StatusCode: Annotated[str, Field(pattern=r"^[245][0-9]{2}$")]
    ContentType: str | None = None
    MessageBody: Annotated[str, Field(max_length=1024)] | None = None


class Action(Given):
    """One action. `Order` may be left out when there is only one."""

    Type: Literal["forward", "redirect", "fixed-response", "authenticate-oidc", "authenticate-cognito"]
    Order: Annotated[int, Field(ge=1, le=50_000)] | None = None
    TargetGroupArn: str | None = None
    ForwardConfig: ForwardSettings | None = None
    RedirectConfig: RedirectSettings | None = None
    FixedResponseConfig: FixedResponseSettings | None = None


class Rule(Given):
    """Priority: 1 to 50000, as a number or in digits as the API returns it; ``default`` for the last rule."""

    RuleArn: str | None = None
    Priority: (
        Annotated[int, Field(ge=1, le=50_000)] | Annotated[str, Field(pattern=r"^([1-9][0-9]{0,4}|default)$")]
    )
    Conditions: list[Condition] = []
    Actions: Annotated[list[Action], Field(min_length=1)]
    IsDefault: bool | None = None

    @property
    def is_default(self) -> bool:
        return self.Priority == "default"

    @property
    def order(self) -> int:
        """Place in the evaluation: ascending priority, the default last."""
        return 50_001 if self.is_default else int(self.Priority)

    @property
    def name(self) -> str:
        return self.RuleArn or str(self.Priority)


class RuleInput(Given):
    rules: list[Rule]
    request: Request


def rule(given: RuleInput | Mapping[str, Any]) -> Decision:
    """The first rule whose conditions all hold: ``{"rule", "action", "target_group"}``.

    rule is its ARN, or its priority when it has none; target_group is None for an action that forwards to
    several groups, whose shares then stand in `target_groups`, and for a redirect or a fixed response, which
    have `status` (and a redirect its `location`).
    """
    given = read(RuleInput, given)
    check_request(given.request, ("request",))
    for index, one in enumerate(given.rules):
        _check_rule(one, ("rules", index))
    _check_unique(given.rules)
    rows: list[Candidate] = []
    chosen: Rule | None = None
    for one in sorted(given.rules, key=lambda each: each.order):
        failing = next((c for c in one.Conditions if first_fitting(c, given.request)[1] is None), None)
        values = {"priority": str(one.Priority), "action": _terminal(one).Type}
        if failing is not None:
            shown = f"{failing.Field} = {' | '.join(shown_values(failing))}"
            rows.append(
                Candidate(one.name, Verdict.REJECTED, values, CONDITION_FAILS.format(condition=shown))
            )
        elif chosen is None:
            chosen = one
            rows.append(Candidate(one.name, Verdict.CHOSEN, values))
        else:
            rows.append(Candidate(one.name, Verdict.ELIGIBLE, values, LATER_RULE))
    evidence: dict[str, Any] = {"request": given.request.model_dump()}
    if chosen is None:
        reason = ElbReason.NoMatchingRule
        outcome: dict[str, Any] = {"rule": None, "action": None, "target_group": None}
        text = REASONS[reason]
    else:
        reason = ElbReason.DefaultRule if chosen.is_default else ElbReason.FirstMatchingRule
        action = _terminal(chosen)
        effect = _effect(action, given.request)
        groups = list(effect.get("target_groups", {}))
        outcome = {
            "rule": chosen.name,
            "action": action.Type,
            "target_group": groups[0] if len(groups) == 1 else None,
        }
        evidence |= effect
        text = REASONS[reason].format(rule=chosen.name)
    return Decision("elb.rule", outcome, reason, text, tuple(rows), evidence, SOURCE)


def _terminal(rule: Rule) -> Action:
    """The action that answers: the last in order."""
    return max(rule.Actions, key=lambda action: action.Order or 0)


def _effect(action: Action, request: Request) -> dict[str, Any]:
    """What the action makes of the request."""
    if action.RedirectConfig is not None:
        return {
            "status": int(action.RedirectConfig.StatusCode.removeprefix("HTTP_")),
            "location": _location(action.RedirectConfig, request),
        }
    if action.FixedResponseConfig is not None:
        return {"status": int(action.FixedResponseConfig.StatusCode)}
    if action.ForwardConfig is not None:
        groups = action.ForwardConfig.TargetGroups
        total = sum(group.Weight for group in groups)
        return {"target_groups": {g.TargetGroupArn: g.Weight / total for g in groups if g.Weight}}
    return {"target_groups": {action.TargetGroupArn: 1.0}}


def _location(redirect: RedirectSettings, request: Request) -> str:
    """The URL a redirect names, with the request's parts where the rule asks for them."""
    host, _, port = request.host.partition(":")
    default_port = "443" if request.protocol == "HTTPS" else "80"
    parts = {
        "#{protocol}": request.protocol,
        "#{host}": host,
        "#{port}": port or str(request.port or default_port),
        "#{path}": request.path.split("?", 1)[0].removeprefix("/"),
        "#{query}": request.query.removeprefix("?"),
    }

    def filled(template: str) -> str:
        for name, value in parts.items():
            template = template.replace(name, value)
        return template

    protocol = filled(redirect.Protocol).lower()
    query = filled(redirect.Query)
    return (
        f"{protocol}://{filled(redirect.Host)}:{filled(redirect.Port)}{filled(redirect.Path)}"
        f"{'?' + query if query else ''}"
    )


def _check_unique(rules: list[Rule]) -> None:
    seen: set[int] = set()
    for index, one in enumerate(rules):
        if one.order in seen:
            raise refuse(
                "DuplicatePriority",
                ("rules", index, "Priority"),
                Text("Two rules have the same priority.", "우선순위가 같은 규칙이 두 개 있어요."),
                Text(
                    "Give every rule of a listener its own priority.",
                    "리스너의 규칙마다 다른 우선순위를 주세요.",
                ),
            )
        seen.add(one.order)


def _check_rule(rule: Rule, path: Path) -> None:
    """Refuse a rule the API would refuse. Raises InvalidInput."""
    if rule.order > 50_001 or (rule.IsDefault is not None and rule.IsDefault != rule.is_default):
        raise refuse(
            "InvalidPriority",
            (*path, "Priority"),
            Text(
                "A priority is 1 to 50000, or default for the default rule alone.",
                "우선순위는 1~50000이고, 기본 규칙만 default예요.",
            ),
        )
    if rule.is_default and rule.Conditions:
        raise refuse(
            "DefaultRuleWithConditions",
            (*path, "Conditions"),
            Text("The default rule has no conditions.", "기본 규칙에는 조건을 둘 수 없어요."),
        )
    if not rule.is_default and not rule.Conditions:
        raise refuse(
            "RuleWithoutConditions",
            (*path, "Conditions"),
            Text("A rule needs at least one condition.", "규칙에는 조건이 하나 이상 필요해요."),
        )
    for index, one in enumerate(rule.Conditions):
        check_condition(one, (*path, "Conditions", index))
    if sum(len(shown_values(one)) for one in rule.Conditions) > MAX_VALUES:
        raise refuse(
            "TooManyConditionValues",
            (*path, "Conditions"),
            Text("A rule has at most five condition values.", "규칙 하나의 조건 값은 최대 5개예요."),
        )
    if sum(wildcard_count(one) for one in rule.Conditions) > MAX_WILDCARDS:
        raise refuse(
            "TooManyWildcards",
            (*path, "Conditions"),
            Text("A rule has at most five wildcards.", "규칙 하나의 와일드카드는 최대 5개예요."),
        )
    _check_actions(rule, path)


def _check_actions(rule: Rule, path: Path) -> None:
    actions = rule.Actions
    orders = [action.Order for action in actions]
    if len(actions) > 1 and (None in orders or len(set(orders)) < len(orders)):
        raise refuse(
            "InvalidActionOrder",
            (*path, "Actions"),
            Text(
                "Several actions need an order each, all different.",
                "작업이 여러 개이면 작업마다 다른 순서가 필요해요.",
            ),
        )
    if [action.Type in TERMINAL for action in sorted(actions, key=lambda action: action.Order or 0)] != [
        False
    ] * (len(actions) - 1) + [True]:
        raise refuse(
            "NoTerminalAction",
            (*path, "Actions"),
            Text(
                "A rule ends with exactly one forward, redirect or fixed-response action.",
                "규칙은 forward, redirect, fixed-response 작업 중 정확히 하나로 끝나야 해요.",
            ),
        )
    for index, action in enumerate(actions):
        _check_action(action, (*path, "Actions", index))


_CONFIG_OF = {
    "forward": "ForwardConfig",
    "redirect": "RedirectConfig",
    "fixed-response": "FixedResponseConfig",
}


def _check_action(action: Action, path: Path) -> None:
    for type_, name in _CONFIG_OF.items():
        config = getattr(action, name)
        simple_forward = type_ == "forward" and action.TargetGroupArn is not None
        if (config is not None and action.Type != type_) or (
            action.Type == type_ and config is None and not simple_forward
        ):
            raise refuse(
                "ActionConfigMismatch",
                (*path, name),
                Text("The action's settings do not fit its type.", "작업의 설정이 작업 유형과 맞지 않아요."),
                Text("Give the settings its type needs, and only those.", "유형에 필요한 설정만 적으세요."),
            )
    redirect = action.RedirectConfig
    if redirect is not None and redirect.model_dump(exclude={"StatusCode"}) == _SAME_URL:
        raise refuse(
            "RedirectToItself",
            (*path, "RedirectConfig"),
            Text(
                "A redirect must change the protocol, host, port or path.",
                "리디렉션은 프로토콜, 호스트, 포트, 경로 중 하나는 바꿔야 해요.",
            ),
        )


_SAME_URL = RedirectSettings(StatusCode="HTTP_301").model_dump(exclude={"StatusCode"})

RULE_OUTCOME = {
    "type": "object",
    "properties": {
        "rule": {"type": ["string", "null"]},
        "action": {"type": ["string", "null"]},
        "target_group": {"type": ["string", "null"]},
    },
    "required": ["rule", "action", "target_group"],
}
