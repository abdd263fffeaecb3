"""Launch templates have numbered versions that never change, and a group launches the one it names."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.engine.runtimes import reconcile_runtimes
from simulator.services.ec2 import template_operations as calls
from simulator.services.ec2.versions import LaunchTemplateRuntime
from tests.simulator.control.small_world import TEMPLATE, SmallWorld, architecture

PARAMETERS = {operation.id: operation.parameters for operation in calls.OPERATIONS}


def naming(version: str | dict[str, Any] | None) -> dict[str, Any]:
    """Properties of a group that names this version."""
    named = {} if version is None else {"Version": version}
    return {"LaunchTemplate": {"LaunchTemplateId": {"Ref": TEMPLATE}, **named}}


def template(world: SmallWorld) -> LaunchTemplateRuntime:
    runtime = world.control.runtimes[TEMPLATE]
    assert isinstance(runtime, LaunchTemplateRuntime)
    return runtime


def call(world: SmallWorld, operation: str, **parameters: Any) -> str | None:
    """Make the call; the code of the refusal, if there is one."""
    given = PARAMETERS[operation].model_validate(parameters)
    refusal = template(world).refusal(world.control, operation, given)
    if refusal is not None:
        return refusal.code
    said = template(world).operate(world.control, operation, given)
    assert said.en and said.ko
    return None


def launched(world: SmallWorld) -> tuple[int, str]:
    """Version and type of the instance that replaces one that vanished."""
    world.group.terminate_instances(world.control, 1)
    new = list(world.group.instances.values())[-1]
    return new.template_version, new.instance_type


def test_a_changed_document_makes_a_version_and_old_instances_keep_theirs() -> None:
    world = SmallWorld()
    reconcile_runtimes(architecture(ready=60), world.control)
    assert template(world).metrics(world.control) == {"LatestVersionNumber": 2, "DefaultVersionNumber": 1}
    (made,) = world.said("ec2.launch_template", "VersionCreated")
    assert made.outcome == 2 and made.resource == TEMPLATE
    assert launched(world)[0] == 2
    assert sorted(world.metrics()["TemplateVersions"].values()) == [1, 1, 2]


def test_a_document_that_changes_elsewhere_makes_no_version() -> None:
    world = SmallWorld()
    reconcile_runtimes(architecture(group={"MaxSize": 9}), world.control)
    assert template(world).latest == 1


@pytest.mark.parametrize(
    ("named", "launches"),
    [
        ("$Latest", (2, "m5.xlarge")),
        ("$Default", (1, "m5.large")),
        (None, (1, "m5.large")),  # the API's default is $Default
        ("1", (1, "m5.large")),
        (
            {"Fn::GetAtt": [TEMPLATE, "LatestVersionNumber"]},
            (1, "m5.large"),
        ),  # a number, until a stack update
    ],
)
def test_a_version_of_the_api_is_launched_by_groups_that_ask_for_the_newest(
    named: Any, launches: Any
) -> None:
    world = SmallWorld(architecture(group=naming(named)))
    assert (
        call(
            world,
            "create_launch_template_version",
            SourceVersion="1",
            LaunchTemplateData={"InstanceType": "m5.xlarge"},
        )
        is None
    )
    assert launched(world) == launches


def test_the_default_version_moves_by_a_call() -> None:
    world = SmallWorld(architecture(group=naming("$Default")))
    call(world, "create_launch_template_version", LaunchTemplateData={"InstanceType": "m5.xlarge"})
    assert call(world, "modify_launch_template", DefaultVersion="2") is None
    assert launched(world) == (2, "m5.xlarge")
    assert world.said("ec2.launch_template", "DefaultVersionSet")[0].outcome == 2


def test_calls_that_aws_refuses() -> None:
    world = SmallWorld()
    missing = "InvalidLaunchTemplateId.VersionNotFound"
    assert call(world, "modify_launch_template", DefaultVersion="7") == missing
    assert call(world, "create_launch_template_version", SourceVersion="7") == missing
    assert call(world, "delete_launch_template_versions", Versions=["7"]) == missing
    assert call(world, "delete_launch_template_versions", Versions=["1"]) == "DefaultVersionInUse"
    image = {"ImageId": {"Ref": "Nobody"}}
    assert call(world, "create_launch_template_version", LaunchTemplateData=image) == "InvalidAMIID.NotFound"
    assert template(world).latest == 1


def test_numbers_of_deleted_versions_are_never_given_again() -> None:
    world = SmallWorld(architecture(group=naming("2")))
    assert world.said("autoscaling.place", "NoSuchTemplateVersion")  # there is no version 2 yet
    assert world.counted() == 0
    call(world, "create_launch_template_version")
    world.group.set_desired(world.control, 3)
    assert world.counted() == 3
    assert call(world, "delete_launch_template_versions", Versions=["2"]) is None
    call(world, "create_launch_template_version")
    assert list(template(world).versions) == [1, 3]
    world.group.terminate_instances(world.control, 1)
    assert world.counted() == 2
    assert len(world.said("autoscaling.place", "NoSuchTemplateVersion")) == 2


def test_versions_survive_a_snapshot() -> None:
    world = SmallWorld(architecture(group=naming("$Latest")))
    call(world, "create_launch_template_version", LaunchTemplateData={"InstanceType": "m5.xlarge"})
    call(world, "modify_launch_template", DefaultVersion="2")
    other = world.copy()
    assert template(other).versions == template(world).versions
    for one in (world, other):
        one.control.decisions.clear()
        assert launched(one) == (2, "m5.xlarge")
        one.run(120)
    assert world.fingerprint() == other.fingerprint()
