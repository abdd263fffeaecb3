"""Composite alarms."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator

from simulator.resources.properties import ResourceProperties, about, refuse
from simulator.resources.units import SECONDS
from simulator.services.cloudwatch.language import MAX_RULE, LocatedError
from simulator.services.cloudwatch.metric_properties import refuse_with
from simulator.services.cloudwatch.rule import parse_rule

#: Whom a composite alarm may call: people and those who help them, not a scaling policy.
ACTION_ARN = r"^arn:aws[a-z-]*:(sns|lambda|ssm|ssm-incidents):[a-z0-9-]*:[0-9]{12}:.+$"

_ACTION = Annotated[
    str,
    Field(max_length=1024, pattern=ACTION_ARN),
    about(
        ("Action", "작업"),
        (
            "ARN of an SNS topic, a Lambda function, an OpsItem or an incident response plan.",
            "SNS 주제, Lambda 함수, OpsItem, 인시던트 대응 계획의 ARN이에요.",
        ),
    ),
]


def _readable_rule(source: str) -> str:
    try:
        parse_rule(source)
    except LocatedError as error:
        raise refuse_with("BadRule", error.text, error.hint) from error
    return source


class CompositeAlarm(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::CloudWatch::CompositeAlarm"

    AlarmName: Annotated[
        str | None,
        Field(min_length=1, max_length=255),
        about(
            ("Alarm name", "경보 이름"),
            (
                "How other composite alarms call it. Left out: its id.",
                "다른 복합 경보에서 부르는 이름이에요. 비우면 ID를 써요.",
            ),
            advanced=True,
            mutable=False,
        ),
    ] = None
    AlarmRule: Annotated[
        str,
        Field(min_length=1, max_length=MAX_RULE),
        AfterValidator(_readable_rule),
        about(
            ("Rule", "규칙"),
            (
                'When it is in ALARM, such as ALARM("HighCpu") AND NOT OK("Targets").',
                '언제 경보 상태가 되는지 정해요(예: ALARM("HighCpu") AND NOT OK("Targets")).',
            ),
        ),
    ]
    ActionsEnabled: Annotated[
        bool,
        about(
            ("Actions enabled", "작업 사용"),
            (
                "Off: the alarm changes its state and calls nobody.",
                "끄면 상태만 바뀌고 아무것도 실행하지 않아요.",
            ),
            advanced=True,
        ),
    ] = True
    AlarmActions: Annotated[
        list[_ACTION],
        Field(max_length=5),
        about(
            ("In ALARM", "경보 상태일 때"),
            (
                "Who is told. In a lab that is a line in the log.",
                "알릴 대상이에요. 실습에서는 로그에 한 줄로 남아요.",
            ),
            advanced=True,
        ),
    ] = []
    OKActions: Annotated[
        list[_ACTION],
        Field(max_length=5),
        about(
            ("When OK", "정상 상태일 때"),
            ("Who is told in the state OK.", "정상 상태가 되면 알릴 대상이에요."),
            advanced=True,
        ),
    ] = []
    InsufficientDataActions: Annotated[
        list[_ACTION],
        Field(max_length=5),
        about(
            ("Without data", "데이터가 부족할 때"),
            (
                "Taken by AWS and never called: a composite alarm is in ALARM or OK.",
                "AWS에서도 값을 받기만 하고 실행하지 않아요. 복합 경보에는 경보와 정상 상태만 있어요.",
            ),
            advanced=True,
        ),
    ] = []
    ActionsSuppressor: Annotated[
        str | None,
        Field(min_length=1, max_length=1600),
        about(
            ("Suppressor alarm", "억제 경보"),
            (
                "Name of an alarm; while it is in ALARM, no actions are taken.",
                "경보 이름이에요. 이 경보가 발생한 동안에는 작업을 실행하지 않아요.",
            ),
            advanced=True,
        ),
    ] = None
    ActionsSuppressorWaitPeriod: Annotated[
        int | None,
        Field(ge=0, le=86_400),
        about(
            ("Wait period", "대기 기간"),
            (
                "How long actions wait for the suppressor to go off. 60 s is a good value.",
                "억제 경보가 뒤따라 발생하는지 기다리는 시간이에요. 60초면 적당해요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = None
    ActionsSuppressorExtensionPeriod: Annotated[
        int | None,
        Field(ge=0, le=86_400),
        about(
            ("Extension period", "연장 기간"),
            (
                "How long actions are held back after the suppressor left ALARM.",
                "억제 경보가 풀린 뒤에도 작업을 막아 두는 시간이에요.",
            ),
            unit=SECONDS,
            advanced=True,
        ),
    ] = None

    @model_validator(mode="after")
    def _periods_belong_to_a_suppressor(self) -> Self:
        periods = (self.ActionsSuppressorWaitPeriod, self.ActionsSuppressorExtensionPeriod)
        if any((one is None) != (self.ActionsSuppressor is None) for one in periods):
            raise refuse(
                "SuppressorIncomplete",
                "ActionsSuppressor, its wait period and its extension period belong together.",
                "ActionsSuppressor와 대기 기간, 연장 기간은 함께 써야 해요.",
                "Set all three, or none.",
                "셋 다 쓰거나 셋 다 비우세요.",
            )
        return self
