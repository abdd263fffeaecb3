"""Launch templates: what an instance is started from."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.resources.properties import Properties, ResourceProperties, about, known
from simulator.resources.reference import Reference, to
from simulator.services.ec2.application import Application
from simulator.services.ec2.volumes import BlockDeviceMapping, InstanceProfileName, MarketOptions
from simulator.services.vpc.security_groups import Groups
from simulator.text import Text

__all__ = ["Application", "LaunchTemplate", "LaunchTemplateContent"]

INSTANCE_TYPE_LABELS: dict[str, Text] = {
    type_.name: Text(
        f"{type_.name} · {type_.vcpus} vCPU · {type_.memory_gib:g} GiB",
        f"{type_.name} · {type_.vcpus} vCPU · {type_.memory_gib:g} GiB",
    )
    for type_ in INSTANCE_TYPES.values()
}


class CreditSettings(Properties):
    CpuCredits: Annotated[
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


class MonitoringSettings(Properties):
    Enabled: Annotated[
        bool,
        about(
            ("Detailed monitoring", "세부 모니터링"),
            (
                "EC2's metrics every minute; switched off, every five minutes.",
                "EC2 지표를 1분마다 기록해요. 끄면 5분마다 기록해요.",
            ),
        ),
    ]


class LaunchTemplateContent(Properties):
    ImageId: Annotated[
        Reference,
        to(Application.TYPE),
        about(
            ("AMI", "AMI"),
            (
                "The image instances start from: the application it carries.",
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
                "Cores, speed and price of every instance. A bigger type is scaling up.",
                "인스턴스 하나의 코어 수, 속도, 가격이에요. 더 큰 유형으로 바꾸는 것이 스케일 업이에요.",
            ),
            choices=INSTANCE_TYPE_LABELS,
        ),
    ]
    SecurityGroupIds: Groups = []
    CreditSpecification: Annotated[
        CreditSettings | None,
        about(
            ("Credit specification", "크레딧 사양"),
            (
                "Of burstable types only. Left out: unlimited for T3, standard for T2.",
                "버스트 가능 유형에만 쓰여요. 비우면 T3는 무제한, T2는 표준이에요.",
            ),
            advanced=True,
        ),
    ] = None
    KeyName: Annotated[
        str | None,
        Field(min_length=1, max_length=255),
        about(
            ("Key pair", "키 페어"),
            (
                "Name of the key people log in with. It changes nothing in a run.",
                "사람이 로그인할 때 쓰는 키의 이름이에요. 실행 결과는 달라지지 않아요.",
            ),
            advanced=True,
        ),
    ] = None
    IamInstanceProfile: Annotated[
        InstanceProfileName | None,
        about(
            ("Instance profile", "인스턴스 프로파일"),
            ("The role the application acts with.", "애플리케이션이 사용할 역할이에요."),
            advanced=True,
        ),
    ] = None
    BlockDeviceMappings: Annotated[
        list[
            Annotated[
                BlockDeviceMapping,
                about(("Block device", "블록 디바이스"), ("A disk.", "디스크 하나예요.")),
            ]
        ],
        Field(max_length=40),
        about(
            ("Block devices", "블록 디바이스"),
            (
                "Disks every instance gets, billed as long as it exists.",
                "모든 인스턴스에 붙는 디스크예요. 인스턴스가 있는 동안 요금이 나와요.",
            ),
            advanced=True,
        ),
    ] = []
    InstanceMarketOptions: Annotated[
        MarketOptions | None,
        about(
            ("Purchase option", "구매 옵션"),
            (
                "Makes all instances Spot Instances. A group with a mixed instances policy says so itself.",
                "모든 인스턴스를 스팟 인스턴스로 시작해요. 혼합 인스턴스 정책이 있는 그룹에서는 정책에서 정해요.",
            ),
            advanced=True,
        ),
    ] = None
    Monitoring: Annotated[
        MonitoringSettings | None,
        about(
            ("Monitoring", "모니터링"),
            (
                "How often EC2 hands its metrics to CloudWatch. Left out: every five minutes.",
                "EC2가 CloudWatch에 지표를 얼마나 자주 보내는지 정해요. 비우면 5분마다 보내요.",
            ),
            advanced=True,
        ),
    ] = None


class LaunchTemplate(ResourceProperties):
    TYPE: ClassVar[str] = "AWS::EC2::LaunchTemplate"

    LaunchTemplateName: Annotated[
        str | None,
        Field(min_length=3, max_length=128, pattern=r"^[a-zA-Z0-9().\-/_]+$"),
        about(
            ("Template name", "템플릿 이름"),
            ("Unique in the region. Optional.", "리전 안에서 고유한 이름이에요. 비워도 돼요."),
            advanced=True,
            mutable=False,
        ),
    ] = None
    LaunchTemplateData: Annotated[
        LaunchTemplateContent,
        about(
            ("Launch settings", "시작 설정"),
            (
                "A change makes a new version; running instances keep the old one.",
                "바꾸면 새 버전이 생겨요. 이미 실행 중인 인스턴스는 예전 버전 그대로예요.",
            ),
        ),
    ]
