"""Which instances a group lets go when it scales in.

In a mixed group the purchase option comes first: whichever would be above its share. Balance between
Availability Zones comes before every termination policy: only instances of the zone with the most of them
are looked at, provided that one of them is not protected. Then the policies in their order, each leaving
those it prefers, until one is left. AWS's last step is a random choice; here, so that a run can be
repeated, it is the order of the list that was given. An instance protected from scale-in never goes.

No step asks for an instance's state or health: the guide names none that does. Instances that are Pending or
wait for a hook (Pending:Wait) count, and are weighed like those InService, except that protection begins only
when an instance comes into service. An unhealthy instance goes by health check replacement, whose business it
is, and gets no preference here. A policy that tells nobody apart, such as OldestLaunchConfiguration among
instances that were all started from templates, chooses nobody, and the decision says so.

AWS's custom policy is a Lambda function, which is told the instances that may go and answers with those that
are ready to. Here `Custom` is one such function with weights for role, health and error log: it answers with
the instances of the highest score, or with none when all score below `MinimumScore`; the group then waits and
asks again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, model_validator

from simulator.decisions import Candidate, Decision, Reason, Verdict
from simulator.services.autoscaling.terminate_steps import (
    STEPS,
    Distribution,
    InstanceRow,
    Step,
    TerminationPolicy,
    Weights,
    steps_of,
    to_billing_hour,
)
from simulator.services.subject import Given, Subject, read
from simulator.text import Text

__all__ = ["TERMINATE", "InstanceRow", "TerminateInput", "TerminateReason", "terminate"]

GUIDE = "Work with Amazon EC2 Auto Scaling termination policies"
FUNCTION_GUIDE = "Create a custom termination policy with Lambda"


class TerminateReason(Reason):
    CHOSEN = "Chosen"
    NOBODY = "NobodyToTerminate"
    NOT_READY = "NobodyReady"


class TerminateInput(Given):
    """launch_template: the group's present one. mixed: how a mixed group shares its capacity. custom: the weights
    of the policy Custom."""

    policies: tuple[TerminationPolicy, ...] = ("Default",)
    instances: tuple[InstanceRow, ...]
    count: int = Field(1, ge=0)
    now: float = 0.0
    launch_template: str | None = None
    mixed: Distribution | None = None
    custom: Weights | None = None

    @model_validator(mode="after")
    def _custom_is_first(self) -> TerminateInput:
        if "Custom" in self.policies[1:]:
            raise ValueError("Custom must be the first policy")
        return self


_TEXTS: dict[TerminateReason, Text] = {
    TerminateReason.CHOSEN: Text("{ids} goes first: {rule}", "{ids} 먼저 종료: {rule}"),
    TerminateReason.NOBODY: Text(
        "No instance may be terminated: all are protected or already leaving",
        "종료할 수 있는 인스턴스가 없어요: 모두 보호 중이거나 이미 종료 중이에요",
    ),
    TerminateReason.NOT_READY: Text(
        "No instance is ready to be terminated: the custom policy returned none, and is asked again later",
        "종료할 준비가 된 인스턴스가 없어요: 사용자 지정 정책이 아무것도 고르지 않아서 나중에 다시 물어봐요",
    ),
}
_SEVERAL = Text("{ids} go first: {rule}", "{ids} 먼저 종료: {rule}")
#: Said behind the sentence when this policy was asked and no instance has what it looks at.
_NO_CONFIGURATION = Text(
    " (OldestLaunchConfiguration chose nobody: every instance was started from a launch template)",
    " (OldestLaunchConfiguration: 모두 시작 템플릿으로 시작한 인스턴스라 아무것도 고르지 않았어요)",
)
_WHY: dict[str, Text] = {
    "left": Text("Singled out by: {step}", "이 단계에서 결정: {step}"),
    "saved": Text(
        "Safe at the step “{step}”: it has {own}, the one that goes {best}",
        "“{step}” 단계에서 제외: 이 인스턴스는 {own}, 종료 대상은 {best}",
    ),
    "order": Text(
        "Equal in every step; earlier in the list goes", "모든 단계가 같아서 목록 순서가 앞선 것이 먼저예요"
    ),
    "protected": Text("Protected from scale-in", "축소 보호 중이에요"),
    "leaving": Text("Not in service: {lifecycle}", "서비스 중이 아니에요: {lifecycle}"),
    "not_ready": Text(
        "Not ready: score {own} is below {best}", "준비되지 않음: 점수 {own}, 기준 {best} 미만이에요"
    ),
    "enough": Text("Enough instances go without it", "이 인스턴스 없이도 충분해요"),
}

#: Lifecycle states, as the API names them, of instances that scale-in does not count.
_GONE = ("Terminat", "Detach", "Standby", "EnteringStandby", "Warmed")


def stays(row: InstanceRow) -> bool:
    """Whether the instance counts towards the group's capacity."""
    return not row.lifecycle.startswith(_GONE)


@dataclass
class _Choice:
    """One scale-in under way.

    keys: what each instance scores in each step. order: place in the list given. left: what still counts.
    turns: one entry an instance that goes, with what singled it out.
    """

    given: TerminateInput
    steps: list[Step]
    keys: dict[str, tuple[Any, ...]]
    order: dict[str, int]
    left: dict[str, InstanceRow]
    ready: set[str]
    turns: list[dict[str, Any]] = field(default_factory=list)


def terminate(given: TerminateInput | dict[str, Any]) -> Decision:
    """Ids of `count` instances in the order in which they go; fewer when the rest is protected or not ready."""
    given = read(TerminateInput, given)
    weights = given.custom or Weights()
    most_errors = max((row.errors for row in given.instances), default=0)
    steps = steps_of(given.policies, given.now, given.launch_template, weights, most_errors)
    counted = {row.id: row for row in given.instances if stays(row)}
    ready = {row.id for row in counted.values() if not row.protected}
    if given.policies[:1] == ("Custom",):
        ready = {id for id in ready if weights.score(counted[id], most_errors) >= weights.MinimumScore}
    choice = _Choice(
        given,
        steps,
        {row.id: tuple(step.key(row) for step in steps) for row in counted.values()},
        {row.id: index for index, row in enumerate(given.instances)},
        dict(counted),
        ready,
    )
    _choose(choice)
    gone = [turn["instance"] for turn in choice.turns]
    unprotected = any(not row.protected for row in counted.values())
    reason = TerminateReason.CHOSEN
    if not gone:
        reason = TerminateReason.NOT_READY if unprotected and not ready else TerminateReason.NOBODY
    text = _TEXTS[reason]
    if gone:
        rule = STEPS[choice.turns[0]["step"]]
        ids = ", ".join(gone)
        text = text if len(gone) == 1 else _SEVERAL
        text = Text(text.en.format(ids=ids, rule=rule.en), text.ko.format(ids=ids, rule=rule.ko))
        if "OldestLaunchConfiguration" in given.policies and not any(
            row.launch_configuration is not None for row in counted.values()
        ):
            text = Text(text.en + _NO_CONFIGURATION.en, text.ko + _NO_CONFIGURATION.ko)
    evidence = {
        "policies": list(given.policies),
        "count": given.count,
        "zones": dict(Counter(row.zone for row in counted.values())),
        "rules": {turn["instance"]: STEPS[turn["step"]].as_json() for turn in choice.turns},
        "turns": choice.turns,
    }
    source = FUNCTION_GUIDE if given.policies[:1] == ("Custom",) else GUIDE
    return Decision(
        "autoscaling.terminate",
        gone,
        reason.value,
        text,
        _rows(choice, weights, most_errors),
        evidence,
        source,
    )


def policy_ranks(given: TerminateInput) -> dict[str, int]:
    """Each instance's place in the order of the policies alone, whatever its zone; equal for those they hold equal."""
    weights = given.custom or Weights()
    most_errors = max((row.errors for row in given.instances), default=0)
    steps = steps_of(given.policies, given.now, given.launch_template, weights, most_errors)
    keys = {row.id: tuple(step.key(row) for step in steps) for row in given.instances}
    places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
    return {id: places[key] for id, key in keys.items()}


def _choose(choice: _Choice) -> None:
    """Take one instance after the other. Each zone's candidates are sorted once; a turn looks at their heads."""
    queues: dict[tuple[str, str], list[InstanceRow]] = defaultdict(list)
    for id in sorted(choice.ready, key=lambda id: (choice.keys[id], choice.order[id]), reverse=True):
        row = choice.left[id]
        queues[row.purchase_option, row.zone].append(row)
    for _ in range(choice.given.count):
        heads = [queue[-1] for queue in queues.values() if queue]
        per_zone = Counter(row.zone for row in choice.left.values())
        # A protected zone is passed over; one that is merely not ready is waited for: balance comes first.
        open_zones = {row.zone for row in choice.left.values() if not row.protected}
        if not heads or not open_zones:
            return
        option = _option(choice, heads)
        able = [row for row in heads if option in (None, row.purchase_option)]
        fullest = max(per_zone[zone] for zone in open_zones if option is None or _has(choice, zone, option))
        in_zone = [row for row in able if per_zone[row.zone] == fullest]
        if not in_zone:
            return
        chosen = min(in_zone, key=lambda row: (choice.keys[row.id], choice.order[row.id]))
        step = _deciding(choice, chosen, option, fullest, per_zone)
        choice.turns.append(
            {"instance": chosen.id, "step": step, "zone": chosen.zone, "in_zone": fullest, "option": option}
        )
        queues[chosen.purchase_option, chosen.zone].pop()
        del choice.left[chosen.id]


def _has(choice: _Choice, zone: str, option: str) -> bool:
    """Whether the zone has an unprotected instance of this purchase option."""
    return any(
        row.zone == zone and row.purchase_option == option and not row.protected
        for row in choice.left.values()
    )


def _option(choice: _Choice, heads: list[InstanceRow]) -> str | None:
    """Which purchase option a mixed group has too much of; None if there is no choice between them."""
    mixed = choice.given.mixed
    if mixed is None or len({row.purchase_option for row in heads}) < 2:
        return None
    on_demand = sum(row.purchase_option == "on-demand" for row in choice.left.values())
    return "on-demand" if on_demand > mixed.on_demand(len(choice.left) - 1) else "spot"


def _deciding(
    choice: _Choice, chosen: InstanceRow, option: str | None, fullest: int, per_zone: Counter[str]
) -> str:
    """Name of the last step that still told the chosen one apart from another that might have gone."""
    rivals = [choice.left[id] for id in choice.ready if id in choice.left and id != chosen.id]
    found = [_saved_at(choice, row, chosen, option, fullest, per_zone) for row in rivals]
    names = ["purchase_option", "zone", *(step.name for step in choice.steps), "order"]
    return max(found, key=names.index, default="order")


def _saved_at(
    choice: _Choice,
    row: InstanceRow,
    chosen: InstanceRow,
    option: str | None,
    fullest: int,
    per_zone: Counter[str],
) -> str:
    """Name of the step in which `row` fell out of the choice that `chosen` won."""
    if option is not None and row.purchase_option != option:
        return "purchase_option"
    if per_zone[row.zone] < fullest:
        return "zone"
    pairs = zip(choice.steps, choice.keys[row.id], choice.keys[chosen.id], strict=True)
    return next((step.name for step, own, best in pairs if own != best), "order")


def _rows(choice: _Choice, weights: Weights, most_errors: int) -> tuple[Candidate, ...]:
    """Every instance with what became of it: who goes by which step, who was saved by which, and who was out."""
    given = choice.given
    turns = {turn["instance"]: (number, turn) for number, turn in enumerate(choice.turns, 1)}
    custom = given.policies[:1] == ("Custom",)
    by_id = {row.id: row for row in given.instances}
    last = choice.turns[-1] if choice.turns else None
    after = Counter(row.zone for row in choice.left.values())
    if last is not None:
        after[last["zone"]] += 1  # as it was when the last one was chosen
    rows = []
    for row in given.instances:
        values = row.model_dump(exclude={"id"}, exclude_defaults=True) | {
            "zone": row.zone,
            "launched_at": row.launched_at,
            "template_version": row.template_version,
            "protected": row.protected,
            "healthy": row.healthy,
            "lifecycle": row.lifecycle,
            "to_billing_hour": to_billing_hour(row, given.now),
        }
        if custom:
            values["score"] = weights.score(row, most_errors)
        verdict, step, why = Verdict.ELIGIBLE, None, _WHY["enough"]
        if row.id in turns:
            number, turn = turns[row.id]
            verdict, step = Verdict.CHOSEN, turn["step"]
            values["turn"] = number
            why = _filled("left", step=STEPS[step])
        elif not stays(row):
            verdict, why = Verdict.REJECTED, _filled("leaving", lifecycle=row.lifecycle)
        elif row.protected:
            verdict, why = Verdict.REJECTED, _WHY["protected"]
        elif row.id not in choice.ready:
            verdict = Verdict.REJECTED
            why = _filled("not_ready", own=values["score"], best=weights.MinimumScore)
        elif last is not None:
            winner = by_id[last["instance"]]
            step = _saved_at(choice, row, winner, last["option"], last["in_zone"], after)
            why = _explained(choice, row, winner, step, after)
        values |= {"step": step, "passed": _passed(choice, verdict, step)}
        rows.append(Candidate(row.id, verdict, values, why))
    return tuple(rows)


def _passed(choice: _Choice, verdict: Verdict, step: str | None) -> list[str]:
    """Names of the steps that left the instance in the choice; of one that goes up to the one that singled it out."""
    names = ["purchase_option"] if choice.given.mixed else []
    names += ["zone", *(found.name for found in choice.steps)]
    if step is None or step == "order":
        return names if step else []
    return names[: names.index(step) + (verdict is Verdict.CHOSEN)]


def _explained(
    choice: _Choice, row: InstanceRow, winner: InstanceRow, step: str, per_zone: Counter[str]
) -> Text:
    """The step that saved `row`, with its own value and the winner's."""
    if step == "order":
        return _WHY["order"]
    own: Any
    best: Any
    if step == "purchase_option":
        own, best = row.purchase_option, winner.purchase_option
    elif step == "zone":
        own, best = per_zone[row.zone], per_zone[winner.zone]
    else:
        deciding = next(found for found in choice.steps if found.name == step)
        own, best = deciding.told(row), deciding.told(winner)
    return _filled("saved", step=STEPS[step], own=own, best=best)


def _filled(key: str, **facts: Any) -> Text:
    """A sentence of `_WHY` with facts that are words in both languages, or the same in both."""

    def words(language: str) -> dict[str, Any]:
        return {
            name: getattr(value, language) if isinstance(value, Text) else _shown(value)
            for name, value in facts.items()
        }

    template = _WHY[key]
    return Text(template.en.format(**words("en")), template.ko.format(**words("ko")))


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


TERMINATE = Subject(
    "autoscaling.terminate",
    Text("Which instances go first when a group scales in", "축소할 때 먼저 종료되는 인스턴스"),
    TerminateInput,
    list[str],
    terminate,
)
