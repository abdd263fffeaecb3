"""A launch template in a world: its numbered versions, which never change, and which one is the default.

A version is made by whoever changes the template: a changed document makes one, as a stack update does, and so
does the operation of the API. Versions are state of the world, not of the document: the document knows only
the newest one it made itself, which is what ``Fn::GetAtt LatestVersionNumber`` gives.

In this lab an AMI is the application it carries, and an AMI does not change either: a changed application is a
new AMI, hence also a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.control import Control
from simulator.cost.prices import HOURS_PER_MONTH
from simulator.cost.volumes import volume_usd_month
from simulator.decisions import Candidate, Decision, Verdict
from simulator.problems import Problem
from simulator.services.ec2.application import Application
from simulator.services.ec2.properties import LaunchTemplate, LaunchTemplateContent
from simulator.services.ec2.template_operations import (
    CreateLaunchTemplateVersion,
    DeleteLaunchTemplateVersions,
)
from simulator.services.ec2.template_reasons import TEMPLATES, TemplateReason
from simulator.text import Text

GUIDE = "Manage launch template versions"
LAYER = "compute"
LATEST, DEFAULT = "$Latest", "$Default"
#: Of one launch template.
MAX_VERSIONS = 10_000


@dataclass(frozen=True, slots=True)
class Version:
    """What one version says: its data, and the application its AMI carries."""

    data: LaunchTemplateContent
    application: Application

    @classmethod
    def of(cls, architecture: Any, template: str) -> Version:
        """The version that the document describes."""
        data = architecture[template].properties.LaunchTemplateData
        return cls(data, architecture[data.ImageId.target].properties)

    def volumes_usd_hour(self, region: str) -> float:
        """What the volumes of one instance cost an hour. None are billed that the version does not name."""
        volumes = [mapping.Ebs for mapping in self.data.BlockDeviceMappings]
        month = sum(
            volume_usd_month(ebs.VolumeType, ebs.VolumeSize, region, ebs.Iops, ebs.Throughput)
            for ebs in volumes
        )
        return month / HOURS_PER_MONTH

    def as_json(self) -> dict[str, Any]:
        return {
            "data": self.data.model_dump(mode="json", exclude_unset=True),
            "application": self.application.model_dump(mode="json", exclude_unset=True),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Version:
        return cls(
            LaunchTemplateContent.model_validate(row["data"]),
            Application.model_validate(row["application"]),
        )


class LaunchTemplateRuntime:
    """The versions of one launch template, by number.

    made: how many there ever were; a number is never given twice. documented: the newest one of the document's.
    """

    def __init__(self, resource: str, version: Version) -> None:
        self.resource = resource
        self.versions: dict[int, Version] = {1: version}
        self.made = 1
        self.default = 1
        self.documented = 1
        self._document = version

    @property
    def latest(self) -> int:
        """The highest number that is there. There is always the default version."""
        return max(self.versions)

    def number(self, wanted: str) -> int | None:
        """The version a launch gets that asks for `wanted`: a number, $Latest or $Default. None: there is none."""
        if wanted == LATEST:
            return self.latest
        if wanted == DEFAULT:
            return self.default
        number = int(wanted)
        return number if number in self.versions else None

    # --- runtime --------------------------------------------------------------------------------------

    def start(self, control: Control) -> None:
        """Version 1 is there from the beginning."""

    def on_event(self, control: Control, name: str, payload: dict[str, Any]) -> None:
        """It schedules none."""

    def observe(self, control: Control) -> None:
        """It measures nothing."""

    def update(self, control: Control, properties: LaunchTemplate) -> None:
        """A changed document makes a new version."""
        version = Version.of(control.architecture, self.resource)
        if version == self._document:
            return
        self._document = version
        self._create(control, version)
        self.documented = self.made

    def metrics(self, control: Control) -> dict[str, Any]:
        return {"LatestVersionNumber": self.latest, "DefaultVersionNumber": self.default}

    def state(self) -> dict[str, Any]:
        return {
            "versions": [[number, version.as_json()] for number, version in self.versions.items()],
            "made": self.made,
            "default": self.default,
            "documented": self.documented,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self.versions = {number: Version.from_json(row) for number, row in state["versions"]}
        self.made, self.default = state["made"], state["default"]
        self.documented = state["documented"]

    def leave(self, control: Control) -> None:
        """It holds nothing."""

    # --- operations -----------------------------------------------------------------------------------

    def refusal(self, control: Control, operation: str, parameters: Any) -> Problem | None:
        if operation == "create_launch_template_version":
            return self._refuse_create(control, parameters)
        if operation == "modify_launch_template":
            return self._missing(parameters.DefaultVersion, ("DefaultVersion",))
        return self._refuse_delete(parameters)

    def operate(self, control: Control, operation: str, parameters: Any) -> Text:
        if operation == "create_launch_template_version":
            self._create(control, self._changed(control, parameters))
            return _DONE[operation].format(template=self.resource, version=self.made)
        if operation == "modify_launch_template":
            number = self.number(parameters.DefaultVersion)
            assert number is not None  # refused otherwise
            before, self.default = self.default, number
            facts = {"template": self.resource, "version": number, "before": before}
            self._say(control, number, TemplateReason.DEFAULT, facts)
            return _DONE[operation].format(template=self.resource, version=number)
        gone = [int(version) for version in parameters.Versions]
        for number in gone:
            del self.versions[number]
        named = ", ".join(map(str, gone))
        self._say(control, gone, TemplateReason.DELETED, {"template": self.resource, "versions": named})
        return _DONE[operation].format(template=self.resource, version=named)

    def _create(self, control: Control, version: Version) -> None:
        self.made += 1
        self.versions[self.made] = version
        facts = {
            "template": self.resource,
            "version": self.made,
            "default": self.default,
            "ImageId": version.data.ImageId.target,
            "InstanceType": version.data.InstanceType,
        }
        self._say(control, self.made, TemplateReason.CREATED, facts)

    def _changed(self, control: Control, given: CreateLaunchTemplateVersion) -> Version:
        """The source version with what the call changes."""
        number = self.number(given.SourceVersion)
        assert number is not None  # refused otherwise
        source = self.versions[number]
        changes = given.LaunchTemplateData.model_dump(exclude_none=True)
        data = LaunchTemplateContent.model_validate(source.data.model_dump(exclude_unset=True) | changes)
        image = given.LaunchTemplateData.ImageId
        application = source.application
        if image is not None:
            application = control.architecture[image.target].properties
        return Version(data, application)

    def _refuse_create(self, control: Control, given: CreateLaunchTemplateVersion) -> Problem | None:
        if len(self.versions) >= MAX_VERSIONS:
            text = Text(
                "A launch template has at most {count} versions.", "시작 템플릿의 버전은 최대 {count}개예요."
            ).format(count=f"{MAX_VERSIONS:,}")
            hint = Text("Delete versions nobody uses.", "쓰지 않는 버전을 삭제하세요.")
            return Problem("TooManyVersions", ("parameters",), text, hint)
        image = given.LaunchTemplateData.ImageId
        found = control.architecture.resources.get(image.target) if image is not None else None
        if image is not None and (found is None or not isinstance(found.properties, Application)):
            text = Text("There is no AMI {image}.", "{image} AMI가 없어요.").format(image=image.target[:60])
            hint = Text("Name an application of the document.", "문서에 있는 애플리케이션을 지정하세요.")
            return Problem(
                "InvalidAMIID.NotFound", ("parameters", "LaunchTemplateData", "ImageId"), text, hint
            )
        return self._missing(given.SourceVersion, ("SourceVersion",))

    def _refuse_delete(self, given: DeleteLaunchTemplateVersions) -> Problem | None:
        """AWS answers for each version; here the first that cannot go refuses the call."""
        for index, version in enumerate(given.Versions):
            problem = self._missing(version, ("Versions", index))
            if problem is not None:
                return problem
            if int(version) == self.default:
                text = Text(
                    "Version {version} is the default version.",
                    "기본 버전은 삭제할 수 없어요: 버전 {version}",
                )
                hint = Text(
                    "Make another version the default first.", "먼저 다른 버전을 기본 버전으로 지정하세요."
                )
                at = ("parameters", "Versions", index)
                return Problem("DefaultVersionInUse", at, text.format(version=version), hint)
        return None

    def _missing(self, wanted: str, path: tuple[str | int, ...]) -> Problem | None:
        if self.number(wanted) is not None:
            return None
        text = Text(
            "{template} has no version {version}.", "{template} 템플릿에 없는 버전이에요: {version}"
        ).format(template=self.resource, version=wanted)
        there = ", ".join(map(str, list(self.versions)[-10:]))
        hint = Text("Versions that are there: {there}", "있는 버전: {there}").format(there=there)
        return Problem("InvalidLaunchTemplateId.VersionNotFound", ("parameters", *path), text, hint)

    def _say(self, control: Control, outcome: Any, reason: TemplateReason, facts: dict[str, Any]) -> None:
        rows = tuple(
            Candidate(
                str(number),
                Verdict.CHOSEN if number == outcome else Verdict.ELIGIBLE,
                {
                    "ImageId": version.data.ImageId.target,
                    "InstanceType": version.data.InstanceType,
                    "default": number == self.default,
                },
            )
            for number, version in list(self.versions.items())[-20:]
        )
        text = TEMPLATES[reason].format(**facts)
        decision = Decision("ec2.launch_template", outcome, reason.value, text, rows, facts, GUIDE)
        control.decide(decision, self.resource, LAYER)


_DONE = {
    "create_launch_template_version": Text(
        "Version {version} of {template} was made", "{template}의 새 버전을 만들었어요: 버전 {version}"
    ),
    "modify_launch_template": Text(
        "Version {version} of {template} is the default now",
        "{template}의 기본 버전을 바꿨어요: 버전 {version}",
    ),
    "delete_launch_template_versions": Text(
        "Versions of {template} were deleted: {version}", "{template}의 버전을 삭제했어요: {version}"
    ),
}
