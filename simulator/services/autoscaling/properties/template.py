"""Which launch template a group launches from, and which of its versions."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from simulator.resources.properties import Properties, about, refuse
from simulator.resources.reference import Reference, ReferenceOrText, Target, To, to
from simulator.services.ec2.properties import LaunchTemplate


def version_named[Named: Reference | str](value: Named) -> Named:
    """Take only texts that can name a version. Whether there is one shows when it is launched."""
    if isinstance(value, str) and not re.fullmatch(r"[1-9][0-9]{0,9}|\$Latest|\$Default", value):
        raise refuse(
            "NoSuchVersion",
            f'"{value[:40]}" names no version of a launch template.',
            f"시작 템플릿의 버전이 아니에요: {value[:40]}",
            "Write a number such as 1, $Latest or $Default.",
            "1과 같은 번호, $Latest, $Default 중 하나를 쓰세요.",
        )
    return value


class LaunchTemplateSpecification(Properties):
    LaunchTemplateId: Annotated[
        Reference,
        to(LaunchTemplate.TYPE),
        about(
            ("Launch template", "시작 템플릿"),
            ("What new instances are started from.", "새 인스턴스를 시작할 때 쓰는 템플릿이에요."),
            mutable=False,
        ),
    ]
    Version: Annotated[
        Annotated[ReferenceOrText, AfterValidator(version_named)] | None,
        To(
            (
                Target(LaunchTemplate.TYPE, "LatestVersionNumber"),
                Target(LaunchTemplate.TYPE, "DefaultVersionNumber"),
            )
        ),
        about(
            ("Version", "버전"),
            (
                "A number, $Latest or $Default, or the template's latest or default version when the document is"
                " applied. Left out: $Default.",
                "버전 번호, $Latest, $Default를 쓰거나, 문서를 적용할 때의 최신 버전 또는 기본 버전을 가리켜요. 비우면"
                " $Default예요.",
            ),
            advanced=True,
        ),
    ] = None
