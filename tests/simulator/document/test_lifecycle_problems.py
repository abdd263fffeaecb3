"""What can be wrong with hooks, warm pools and termination functions, and where it is shown."""

from __future__ import annotations

from typing import Any

from simulator.document import Architecture, Document, check_document, edit, parse_document
from simulator.document.relations import owners
from simulator.services.autoscaling.plan import GroupPlan

HOOK, POOL = "AWS::AutoScaling::LifecycleHook", "AWS::AutoScaling::WarmPool"
FUNCTION, APPLICATION = "Lab::TerminationFunction", "Lab::Application"
LAUNCH = "autoscaling:EC2_INSTANCE_LAUNCHING"


def added(world: Any, *resources: tuple[str, str, dict[str, Any]], **application: Any) -> Document:
    """The world with resources (id, type, properties) of its group, and settings of its application."""
    raw = world.document.as_json()
    for id, type_, properties in resources:
        owned = {} if type_ == FUNCTION else {"AutoScalingGroupName": {"Ref": world.ids["Group"]}}
        raw["Resources"][id] = {"Type": type_, "Properties": {**owned, **properties}}
    raw["Resources"][world.child(APPLICATION)]["Properties"].update(application)
    return parse_document(raw)


def problems(document: Document) -> dict[str, tuple[Any, ...]]:
    return {problem.code: problem.path for problem in check_document(document)}


def hook(**more: Any) -> dict[str, Any]:
    return {"LifecycleTransition": LAUNCH, **more}


def test_a_hook_that_somebody_completes_in_time_is_fine_and_belongs_to_its_group(world):
    document = added(world, ("Prepare", HOOK, hook()), HookSeconds=60)
    assert problems(document) == {}
    assert owners(document)["Prepare"] == world.ids["Group"]
    gone = edit(document, {"kind": "remove", "resources": [world.ids["Group"]]}).document
    assert "Prepare" not in gone.resources


def test_a_launch_hook_that_nobody_completes_and_abandons_is_warned_about(world):
    at = ("Prepare", "Properties", "HeartbeatTimeout")
    assert problems(added(world, ("Prepare", HOOK, hook()))) == {"HookTimesOut": at}
    late = added(world, ("Prepare", HOOK, hook(HeartbeatTimeout=60)), HookSeconds=61)
    assert problems(late) == {"HookTimesOut": at}
    assert problems(added(world, ("Prepare", HOOK, hook(DefaultResult="CONTINUE")))) == {}
    ending = {"LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}
    assert problems(added(world, ("Save", HOOK, ending))) == {}


def test_a_heartbeat_is_30_to_7200_seconds(world):
    for seconds, fine in ((29, False), (30, True), (7200, True), (7201, False)):
        document = added(world, ("Prepare", HOOK, hook(HeartbeatTimeout=seconds)), HookSeconds=10)
        assert (problems(document) == {}) is fine


def test_a_name_is_used_once_in_a_group(world):
    twice = added(
        world,
        ("One", HOOK, hook(LifecycleHookName="same")),
        ("Two", HOOK, hook(LifecycleHookName="same")),
        HookSeconds=5,
    )
    assert problems(twice) == {"HookNameTaken": ("Two", "Properties", "LifecycleHookName")}


def test_a_pool_fits_its_group(world):
    def found(**properties: Any) -> dict[str, tuple[Any, ...]]:
        return problems(added(world, ("Pool", POOL, properties)))

    assert found() == {}
    assert found(MaxGroupPreparedCapacity=-1) == {}
    assert list(found(MinSize=5, MaxGroupPreparedCapacity=4)) == ["PoolAbovePrepared"]
    assert list(found(MinSize=7)) == ["PoolLargerThanGroup"]
    assert list(found(MaxGroupPreparedCapacity=2)) == ["PoolStaysEmpty"]
    assert list(problems(added(world, ("Pool", POOL, {}), ("Second", POOL, {})))) == ["SecondWarmPool"]


def test_a_pool_whose_instances_rest_before_they_are_ready_is_warned_about(world):
    slow = {"UserDataSeconds": 200}
    assert "PoolNotInitialized" in problems(added(world, ("Pool", POOL, {}), **slow))
    hooked = added(world, ("Pool", POOL, {}), ("Prepare", HOOK, hook()), HookSeconds=300, **slow)
    assert "PoolNotInitialized" not in problems(hooked)


def test_a_lifetime_is_none_or_at_least_a_day(world):
    for seconds, fine in ((0, True), (86_399, False), (86_400, True), (31_536_001, False)):
        document = world.with_property("Group", "MaxInstanceLifetime", seconds)
        assert (problems(document) == {}) is fine


def test_a_termination_function_is_owned_stands_first_and_reaches_the_plan(world):
    document = added(world, ("Balanced", FUNCTION, {"ErrorWeight": 3, "Leaders": 2}))
    raw = document.as_json()
    group = raw["Resources"][world.ids["Group"]]["Properties"]
    reference = {"Fn::GetAtt": ["Balanced", "Arn"]}
    group["TerminationPolicies"] = [reference, "OldestInstance"]
    document = parse_document(raw)
    assert problems(document) == {}
    assert owners(document)["Balanced"] == world.ids["Group"]
    plan = GroupPlan.of(Architecture.of(document), world.ids["Group"])
    assert plan.termination_policies == ("Custom", "OldestInstance")
    assert plan.weights is not None and (plan.weights.ErrorWeight, plan.leaders) == (3.0, 2)
    group["TerminationPolicies"] = ["OldestInstance", reference]
    at = (world.ids["Group"], "Properties", "TerminationPolicies")
    assert problems(parse_document(raw)) == {"FunctionNotFirst": at}
    group["TerminationPolicies"] = ["Oldest"]
    assert "UnknownTerminationPolicy" in problems(parse_document(raw))


def test_a_function_weighs_something(world):
    nothing = {"RoleWeight": 0, "HealthWeight": 0, "ErrorWeight": 0}
    assert "NoWeight" in problems(added(world, ("Balanced", FUNCTION, nothing)))
