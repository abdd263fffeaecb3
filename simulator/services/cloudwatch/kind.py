"""CloudWatch's kinds. An alarm belongs to the first policy that it calls; a composite alarm stands by itself."""

from __future__ import annotations

from simulator.services.cloudwatch import canvas, checks, metrics
from simulator.services.cloudwatch.composite_properties import CompositeAlarm
from simulator.services.cloudwatch.properties import SCALING_POLICY, Alarm
from simulator.services.kinds import Kind, Layer, Owner, Refusal
from simulator.text import Text

_NO_REQUESTS = Text(
    "An alarm watches metrics; no requests flow to or from it. Name the resource in its dimensions.",
    "경보는 지표를 지켜볼 뿐 요청을 주고받지 않아요. 지켜볼 리소스는 차원에 쓰세요.",
)

ALARM = Kind(
    label=Text("Alarm", "경보"),
    summary=Text(
        "Watches a metric; in ALARM it calls a step or simple scaling policy.",
        "지표를 지켜보다가 경보 상태가 되면 단계 조정이나 단순 조정 정책을 실행해요.",
    ),
    layer=Layer.COMPUTE,
    model=Alarm,
    prefix="Alarm",
    owner=Owner(SCALING_POLICY, ("AlarmActions", "*")),
    attributes=("Arn",),
    rules=(checks.actions_can_be_called, checks.metrics_have_data, checks.name_is_its_own),
    metrics=(metrics.STATE, metrics.VALUE),
)

COMPOSITE = Kind(
    label=Text("Composite alarm", "복합 경보"),
    summary=Text(
        "Combines alarms by a rule: fewer calls at night, for one cause instead of ten.",
        "여러 경보를 규칙 하나로 묶어요. 원인 하나에 알림이 열 번 오지 않게 해요.",
    ),
    layer=Layer.COMPUTE,
    model=CompositeAlarm,
    prefix="CompositeAlarm",
    canvas=True,
    attributes=("Arn",),
    refusals=(Refusal(CompositeAlarm.TYPE, _NO_REQUESTS),),
    drop=canvas.drop_composite,
    rules=(checks.name_is_its_own, checks.rule_names_alarms, checks.suppressor_is_another_alarm),
    metrics=(metrics.STATE, metrics.SUPPRESSED),
)

KINDS = (ALARM, COMPOSITE)
