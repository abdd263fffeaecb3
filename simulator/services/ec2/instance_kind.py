"""The kind of a standalone instance."""

from __future__ import annotations

from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.ec2 import canvas, metrics
from simulator.services.ec2.faults import CRASH, LEAK
from simulator.services.ec2.instance import (
    HangAlone,
    Instance,
    ModifyInstanceType,
    NoParameters,
    SlowInstance,
)
from simulator.services.kinds import Fault, Kind, Layer, Operation, Refusal
from simulator.services.vpc.reach_checks import balancer_may_connect
from simulator.text import Text

_ANSWERS_ONLY = Text(
    "In this version an instance only answers requests. Draw the wire from the balancer to the instance.",
    "이 버전에서 인스턴스는 요청에 응답만 해요. 로드 밸런서에서 인스턴스로 연결선을 그리세요.",
)

OPERATIONS = (
    Operation(
        "stop_instances",
        Text("Stop", "중지"),
        Text(
            "The machine is switched off: nothing answers, and only its volume is billed.",
            "서버를 꺼요. 응답하지 않고 볼륨 요금만 나와요.",
        ),
        NoParameters,
    ),
    Operation(
        "modify_instance_attribute",
        Text("Change the instance type", "인스턴스 유형 변경"),
        Text(
            "Only while it is stopped. A bigger type is scaling up.",
            "중지된 동안에만 바꿀 수 있어요. 더 큰 유형으로 바꾸는 것이 스케일 업이에요.",
        ),
        ModifyInstanceType,
    ),
    Operation(
        "start_instances",
        Text("Start", "시작"),
        Text("It starts, boots, and then answers.", "시작하고 부팅한 다음 응답해요."),
        NoParameters,
    ),
)

INSTANCE = Kind(
    label=Text("Standalone instance", "독립 실행 인스턴스"),
    summary=Text(
        "One server that nobody replaces: it can be made bigger, not more.",
        "교체해 줄 그룹이 없는 서버 한 대예요. 수를 늘릴 수는 없고 더 크게만 할 수 있어요.",
    ),
    layer=Layer.COMPUTE,
    model=Instance,
    prefix="Server",
    canvas=True,
    attributes=("InstanceId", "PrivateIp", "PublicIp"),
    refusals=tuple(
        Refusal(target, _ANSWERS_ONLY)
        for target in (
            "Lab::Clients",
            "AWS::Route53::HostedZone",
            "AWS::CloudFront::Distribution",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            "AWS::S3::Bucket",
            AutoScalingGroup.TYPE,
            Instance.TYPE,
        )
    ),
    drop=canvas.drop_instance,
    rules=(balancer_may_connect,),
    metrics=metrics.INSTANCE,
    badges=("CPUUtilization", "NetworkOut"),
    faults=(
        CRASH,
        LEAK,
        Fault(
            "slow_instances",
            Text("Slow instance", "인스턴스 성능 저하"),
            Text("Every request takes longer.", "요청 처리가 느려져요."),
            SlowInstance,
        ),
        Fault(
            "hang_instance",
            Text("Hang the instance", "인스턴스 무응답"),
            Text(
                "It keeps running but answers nothing, until the fault is ended.",
                "실행 중이지만 장애를 종료할 때까지 응답하지 않아요.",
            ),
            HangAlone,
        ),
    ),
    operations=OPERATIONS,
)
