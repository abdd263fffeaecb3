"""Calls of EC2's API on a launch template: parameters, and how they are offered."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.cost.instance_types import INSTANCE_TYPES
from simulator.resources.properties import Properties, about, known
from simulator.resources.reference import Reference, to
from simulator.services.ec2.application import Application
from simulator.services.ec2.properties import INSTANCE_TYPE_LABELS
from simulator.services.kinds import Operation
from simulator.text import Text

VERSION = r"^([1-9][0-9]{0,9}|\$Latest|\$Default)$"


class NewVersionData(Properties):
    ImageId: Annotated[
        Reference | None,
        to(Application.TYPE),
        about(
            ("AMI", "AMI"),
            ("Left out: the source version's.", "비우면 원본 버전의 값을 써요."),
        ),
    ] = None
    InstanceType: Annotated[
        Annotated[str, known(INSTANCE_TYPES, "UnknownInstanceType", "instance type", "인스턴스 유형")] | None,
        about(
            ("Instance type", "인스턴스 유형"),
            ("Left out: the source version's.", "비우면 원본 버전의 값을 써요."),
            choices=INSTANCE_TYPE_LABELS,
        ),
    ] = None


class CreateLaunchTemplateVersion(Properties):
    SourceVersion: Annotated[
        str,
        Field(pattern=VERSION),
        about(
            ("Source version", "원본 버전"),
            (
                "The version the new one is based on: a number, $Latest or $Default.",
                "새 버전의 바탕이 되는 버전이에요. 번호, $Latest, $Default 중 하나를 쓰세요.",
            ),
        ),
    ] = "$Latest"
    LaunchTemplateData: Annotated[
        NewVersionData,
        about(
            ("Changes", "바꿀 설정"),
            ("What the new version says otherwise.", "새 버전에서 달라지는 설정이에요."),
        ),
    ] = NewVersionData()


class ModifyLaunchTemplate(Properties):
    DefaultVersion: Annotated[
        str,
        Field(pattern=r"^[1-9][0-9]{0,9}$"),
        about(
            ("Default version", "기본 버전"),
            (
                "The version of launches that name $Default or none.",
                "$Default로 시작하거나 버전을 지정하지 않을 때 쓰는 버전이에요.",
            ),
        ),
    ] = "1"


class DeleteLaunchTemplateVersions(Properties):
    Versions: Annotated[
        list[
            Annotated[
                str,
                Field(pattern=r"^[1-9][0-9]{0,9}$"),
                about(("Version", "버전"), ("A number.", "버전 번호예요.")),
            ]
        ],
        Field(max_length=200),
        about(
            ("Versions", "버전"),
            (
                "Numbers that are gone for good. Running instances stay.",
                "영구 삭제할 버전 번호예요. 실행 중인 인스턴스는 그대로예요.",
            ),
        ),
    ] = []


OPERATIONS = (
    Operation(
        "create_launch_template_version",
        Text("Create a version", "버전 만들기"),
        Text(
            "A new version beside the others. Groups that name $Latest use it from their next launch on.",
            "다른 버전은 그대로 두고 새 버전을 만들어요. $Latest를 쓰는 그룹은 다음 시작부터 이 버전을 써요.",
        ),
        CreateLaunchTemplateVersion,
    ),
    Operation(
        "modify_launch_template",
        Text("Set the default version", "기본 버전 지정"),
        Text(
            "Which version $Default means. The versions themselves never change.",
            "$Default가 어느 버전인지 정해요. 버전의 내용은 바뀌지 않아요.",
        ),
        ModifyLaunchTemplate,
    ),
    Operation(
        "delete_launch_template_versions",
        Text("Delete versions", "버전 삭제"),
        Text(
            "All but the default one may go. A group that still names one cannot launch.",
            "기본 버전만 빼고 삭제할 수 있어요. 삭제된 버전을 쓰는 그룹은 인스턴스를 시작하지 못해요.",
        ),
        DeleteLaunchTemplateVersions,
    ),
)
