"""Rules of alarms that need to see other resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.problems import Path, Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.cloudwatch.composite_properties import CompositeAlarm
from simulator.services.cloudwatch.measured import MEASURED, is_measured
from simulator.services.cloudwatch.measurements import MetricName
from simulator.services.cloudwatch.properties import SCALING_POLICY, Alarm
from simulator.services.cloudwatch.rule import conditions, parse_rule
from simulator.services.cloudwatch.runtime import name_of
from simulator.spelling import nearest
from simulator.text import Text

_CALLABLE = ("StepScaling", "SimpleScaling")
#: EC2's metrics without detailed monitoring.
BASIC_PERIOD = 300


def actions_can_be_called(alarm: TypedResource[Alarm], world: TypedResources) -> Iterator[Problem]:
    """Target tracking has alarms of its own, and predictive scaling none."""
    lists = {
        "AlarmActions": alarm.properties.AlarmActions,
        "OKActions": alarm.properties.OKActions,
        "InsufficientDataActions": alarm.properties.InsufficientDataActions,
    }
    for name, actions in lists.items():
        for place, action in enumerate(actions):
            policy = world.get(action)
            if policy is None or policy.type != SCALING_POLICY:
                continue
            kind = getattr(policy.properties, "PolicyType", "")
            if kind not in _CALLABLE:
                yield Problem(
                    "PolicyNotCallable",
                    (alarm.id, "Properties", name, place),
                    Text.filled(
                        f"{policy.id} is a {kind} policy: no alarm calls it.",
                        f"{policy.id} 정책은 {kind} 유형이라 경보로 실행할 수 없어요.",
                    ),
                    Text(
                        "Refer to a StepScaling or SimpleScaling policy; target tracking makes its own alarms.",
                        "StepScaling이나 SimpleScaling 정책을 가리키세요. 대상 추적은 경보를 스스로 만들어요.",
                    ),
                )


def metrics_have_data(alarm: TypedResource[Alarm], world: TypedResources) -> Iterator[Problem]:
    query = alarm.properties.query()
    for _, metric, _ in query.series:
        if not is_measured(metric):
            yield unmeasured(
                metric, (alarm.id, "Properties", "Metrics" if alarm.properties.Metrics else "MetricName")
            )
        else:
            yield from _too_fine(alarm, metric, query.period, world)


def unmeasured(metric: MetricName, path: Path) -> Problem:
    """The warning of a series that never has data in a world."""
    known = MEASURED.get(metric.namespace)
    if known is None:
        hint = Text.filled(
            f"Measured are: {', '.join(MEASURED)}.", f"측정하는 네임스페이스: {', '.join(MEASURED)}"
        )
    elif metric.name not in known:
        near = nearest(metric.name, known)
        listed = ", ".join(known)
        hint = (
            Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
            if near
            else Text.filled(f"Measured are: {listed}.", f"측정하는 지표: {listed}")
        )
    else:
        shapes = " | ".join(" + ".join(shape) for shape in known[metric.name])
        hint = Text.filled(f"Its dimensions are: {shapes}.", f"쓸 수 있는 차원: {shapes}")
    return Problem(
        "MetricNotMeasured",
        path,
        Text.filled(
            f"{metric.label} with these dimensions has no data: the alarm stays in INSUFFICIENT_DATA.",
            f"{metric.label} 지표에는 이 차원의 데이터가 없어서 데이터 부족 상태에 머물러요.",
        ),
        hint,
        Severity.WARNING,
    )


def _too_fine(
    alarm: TypedResource[Alarm], metric: MetricName, period: int, world: TypedResources
) -> Iterator[Problem]:
    """EC2's metrics every five minutes, looked at by the minute: four of five datapoints are missing."""
    group = world.get(metric.dimension("AutoScalingGroupName"))
    if metric.namespace != "AWS/EC2" or period >= BASIC_PERIOD or group is None:
        return
    specification = getattr(group.properties, "LaunchTemplate", None)
    template = world.get(specification.LaunchTemplateId) if specification is not None else None
    data = getattr(template.properties, "LaunchTemplateData", None) if template is not None else None
    monitoring = getattr(data, "Monitoring", None)
    if data is not None and (monitoring is None or not monitoring.Enabled):
        yield Problem(
            "PeriodTooFine",
            (alarm.id, "Properties", "Period"),
            Text.filled(
                f"{group.id} is measured every five minutes; periods of {period} s are mostly without data.",
                f"{group.id} 지표는 5분마다 기록돼서 {period}초 기간에는 데이터가 대부분 없어요.",
            ),
            Text(
                "Make Period 300, or enable detailed monitoring in the launch template.",
                "Period를 300으로 정하거나 시작 템플릿에서 세부 모니터링을 켜세요.",
            ),
            Severity.WARNING,
        )


# --- names ----------------------------------------------------------------------------------------------


def _named(world: TypedResources) -> dict[str, list[str]]:
    """Ids of all alarms by the name they go by."""
    found: dict[str, list[str]] = {}
    for alarm in (*world.all(Alarm), *world.all(CompositeAlarm)):
        found.setdefault(name_of(alarm.id, alarm.properties), []).append(alarm.id)
    return found


def name_is_its_own(
    alarm: TypedResource[Alarm] | TypedResource[CompositeAlarm], world: TypedResources
) -> Iterator[Problem]:
    name = name_of(alarm.id, alarm.properties)
    holders = _named(world)[name]
    if holders[0] != alarm.id:
        yield Problem(
            "AlarmNameTaken",
            (alarm.id, "Properties", "AlarmName"),
            Text.filled(
                f"{holders[0]} is called {name[:60]} already.",
                f"{name[:60]} 이름은 {holders[0]}에서 이미 써요.",
            ),
            Text("Give every alarm a name of its own.", "경보마다 다른 이름을 쓰세요."),
        )


def rule_names_alarms(alarm: TypedResource[CompositeAlarm], world: TypedResources) -> Iterator[Problem]:
    """Every alarm the rule mentions is there, and it does not, by way of others, mention itself."""
    path = (alarm.id, "Properties", "AlarmRule")
    named = _named(world)
    if not world.knows_all(Alarm) or not world.knows_all(CompositeAlarm):
        return
    for condition in conditions(parse_rule(alarm.properties.AlarmRule)):
        if condition.alarm not in named:
            near = nearest(condition.alarm, named)
            listed = ", ".join(list(named)[:5])
            hint = (
                Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
                if near
                else Text.filled(f"There are: {listed}.", f"있는 경보: {listed}")
            )
            yield Problem(
                "UnknownAlarm",
                path,
                Text.filled(
                    f"Character {condition.at + 1}: there is no alarm called {condition.alarm[:60]}.",
                    f"{condition.at + 1}번째 글자: {condition.alarm[:60]} 경보가 없어요.",
                ),
                hint,
            )
    rules = {
        name_of(one.id, one.properties): {c.alarm for c in conditions(parse_rule(one.properties.AlarmRule))}
        for one in world.all(CompositeAlarm)
    }
    if _reaches(rules, name_of(alarm.id, alarm.properties)):
        yield Problem(
            "CircularAlarms",
            path,
            Text("The rule leads back to this alarm itself.", "규칙을 따라가면 이 경보로 되돌아와요."),
            Text(
                "Take one of the alarms in the circle out of its rule.",
                "순환하는 경보 중 하나를 규칙에서 빼세요.",
            ),
        )


def suppressor_is_another_alarm(
    alarm: TypedResource[CompositeAlarm], world: TypedResources
) -> Iterator[Problem]:
    """Any alarm may be a suppressor, but for the composite alarm itself."""
    name = alarm.properties.ActionsSuppressor
    if name is None or not world.knows_all(Alarm) or not world.knows_all(CompositeAlarm):
        return
    named = _named(world)
    path = (alarm.id, "Properties", "ActionsSuppressor")
    if name not in named:
        near = nearest(name, named)
        listed = ", ".join(list(named)[:5])
        yield Problem(
            "UnknownAlarm",
            path,
            Text.filled(f"There is no alarm called {name[:60]}.", f"{name[:60]} 경보가 없어요."),
            Text.filled(f"Did you mean {near}?", f"혹시 {near}인가요?")
            if near
            else Text.filled(f"There are: {listed}.", f"있는 경보: {listed}"),
        )
    elif name == name_of(alarm.id, alarm.properties):
        yield Problem(
            "SuppressesItself",
            path,
            Text("An alarm cannot suppress its own actions.", "경보가 자기 작업을 억제할 수는 없어요."),
            Text("Name another alarm.", "다른 경보를 쓰세요."),
        )


def _reaches(rules: Mapping[str, set[str]], start: str) -> bool:
    seen: set[str] = set()
    left = list(rules.get(start, ()))
    while left:
        name = left.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            left += rules.get(name, ())
    return False
