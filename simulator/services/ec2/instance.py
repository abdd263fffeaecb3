"""An instance of its own: no group replaces it or changes its number. It can only be made bigger."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.resources.properties import Properties, ResourceProperties, about, known
from simulator.resources.reference import Reference, to
from simulator.services.ec2.application import Application
from simulator.services.vpc.properties import Subnet
from simulator.services.vpc.security_groups import Groups
from simulator.text import Text

TYPE_LABELS: dict[str, Text] = {
    type_.name: Text(
        f"{type_.name} · {type_.vcpus} vCPU · {type_.memory_gib:g} GiB",
        f"{type_.name} · {type_.vcpus} vCPU · {type_.memory_gib:g} GiB",
    )
    for type_ in INSTANCE_TYPES.values()
}


class InstanceCredits(Properties):
    """Named as AWS names it here: in launch templates it is CpuCredits."""

    CPUCredits: Annotated[
        Literal["standard", "unlimited"],
        about(
            ("CPU credits", "CPU 크레딧"),
            (
                "With an empty balance: held to the baseline, or going on with surplus credits that may be charged.",
                "크레딧이 바닥나면 기준 성능으로 제한할지, 요금이 나올 수 있는 잉여 크레딧으로 계속할지 정해요.",
            ),
            choices={"standard": ("Standard", "표준"), "unlimited": ("Unlimited", "무제한")},
        ),
    ]


class Instance(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::EC2::Instance"

    ImageId: Annotated[
        Reference,
        to(Application.TYPE),
        about(
            ("AMI", "AMI"),
            (
                "The image it starts from: the application it carries.",
                "인스턴스를 시작할 때 쓰는 이미지예요. 어떤 애플리케이션이 들어 있는지 정해요.",
            ),
            mutable=False,
        ),
    ]
    InstanceType: Annotated[
        str,
        known(INSTANCE_TYPES, "UnknownInstanceType", "instance type", "인스턴스 유형"),
        about(
            ("Instance type", "인스턴스 유형"),
            (
                "Changing it stops the instance, changes it and starts it again: nothing answers meanwhile.",
                "바꾸면 인스턴스를 중지하고 유형을 바꾼 뒤 다시 시작해요. 그동안은 응답하지 않아요.",
            ),
            choices=TYPE_LABELS,
        ),
    ]
    SubnetId: Annotated[
        Reference,
        to(Subnet.TYPE),
        about(
            ("Subnet", "서브넷"),
            (
                "Where it runs: it fails with the zone.",
                "실행되는 위치예요. 가용 영역에 장애가 나면 함께 멈춰요.",
            ),
            mutable=False,
        ),
    ]
    SecurityGroupIds: Groups = []
    CreditSpecification: Annotated[
        InstanceCredits | None,
        about(
            ("Credit specification", "크레딧 사양"),
            (
                "Of burstable types only. Left out: unlimited for T3, standard for T2.",
                "버스트 가능 유형에만 쓰여요. 비우면 T3는 무제한, T2는 표준이에요.",
            ),
            advanced=True,
        ),
    ] = None
    Monitoring: Annotated[
        bool | None,
        about(
            ("Detailed monitoring", "세부 모니터링"),
            (
                "EC2's metrics every minute; switched off or left out, every five minutes.",
                "EC2 지표를 1분마다 기록해요. 끄거나 비우면 5분마다 기록해요.",
            ),
            advanced=True,
        ),
    ] = None


# --- operations and faults ------------------------------------------------------------------------------


class NoParameters(Properties):
    """The call names the instance and nothing else."""


class ModifyInstanceType(Properties):
    InstanceType: Annotated[
        str,
        known(INSTANCE_TYPES, "UnknownInstanceType", "instance type", "인스턴스 유형"),
        about(
            ("Instance type", "인스턴스 유형"),
            ("What it is when it is started again.", "다시 시작할 때의 유형이에요."),
            choices=TYPE_LABELS,
        ),
    ] = "m5.large"


class SlowInstance(Properties):
    Factor: Annotated[
        float,
        Field(ge=1, le=20),
        about(
            ("Slowdown", "느려지는 배수"),
            ("Every request takes this many times as long.", "요청 처리 시간이 이 배수만큼 늘어나요."),
            unit=Text("times", "배"),
        ),
    ] = 5

    @property
    def Share(self) -> float:  # noqa: N802 - as the fault of a group has it
        return 1.0


class HangAlone(Properties):
    """The instance runs but answers neither requests nor health checks."""

    @property
    def Count(self) -> int:  # noqa: N802 - as the fault of a group has it
        return 1
