"""What became of a launch template's versions, in both languages."""

from __future__ import annotations

from simulator.decisions import Reason
from simulator.text import Text


class TemplateReason(Reason):
    CREATED = "VersionCreated"
    DEFAULT = "DefaultVersionSet"
    DELETED = "VersionsDeleted"


TEMPLATES: dict[TemplateReason, Text] = {
    TemplateReason.CREATED: Text(
        "Version {version} of {template}: {InstanceType} with {ImageId}; the default is still {default}",
        "{template}의 버전 {version}: {InstanceType}, {ImageId} (기본 버전은 그대로 {default})",
    ),
    TemplateReason.DEFAULT: Text(
        "Default version of {template}: {before} → {version}",
        "{template}의 기본 버전: {before} → {version}",
    ),
    TemplateReason.DELETED: Text(
        "Versions of {template} deleted: {versions}",
        "{template}의 버전 삭제: {versions}",
    ),
}
