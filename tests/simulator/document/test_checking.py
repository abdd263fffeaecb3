from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.document import Architecture, check_document, parse_document
from simulator.problems import InvalidInput, Severity
from simulator.services.autoscaling.properties import AutoScalingGroup
from simulator.services.elb.properties import TargetGroup
from simulator.services.registry import BY_TYPE
from tests.simulator.document.test_parsing import anything

CONFIG = "DistributionConfig"
TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
POLICY = "AWS::AutoScaling::ScalingPolicy"
RECORD = "AWS::Route53::RecordSet"
SUBNET = "AWS::EC2::Subnet"


def codes(document) -> dict[str, tuple[Any, ...]]:
    return {problem.code: problem.path for problem in check_document(document)}


def errors(document) -> list[str]:
    return [problem.code for problem in check_document(document) if problem.severity is Severity.ERROR]


def hint(document, code: str):
    return next(problem.hint for problem in check_document(document) if problem.code == code)


def test_the_world_built_by_hand_has_no_problem(world):
    assert check_document(world.document) == ()


def test_an_architecture_gives_typed_properties(world):
    architecture = Architecture.of(world.document)
    (group,) = architecture.all(AutoScalingGroup)
    assert (group.id, group.region, group.properties.MinSize, group.properties.desired) == (
        world.ids["Group"],
        "ap-northeast-2",
        2,
        2,
    )
    targets = architecture.get(group.properties.TargetGroupARNs[0])
    assert targets is not None and targets.properties.algorithm == "round_robin"
    assert targets.properties.deregistration_delay == 30
    assert architecture[world.ids["Edge"]].region == "global"


def test_the_architecture_is_ordered_by_id_so_that_equal_hashes_run_equally(world):
    raw = world.document.as_json()
    turned = parse_document({**raw, "Resources": dict(reversed(raw["Resources"].items()))})
    assert turned.hash == world.document.hash
    assert list(Architecture.of(turned).resources) == list(Architecture.of(world.document).resources)


def test_an_architecture_of_a_document_with_errors_is_refused(world):
    with pytest.raises(InvalidInput) as caught:
        Architecture.of(world.with_property("Group", "MinSize", -1))
    assert [problem.code for problem in caught.value.problems] == ["OutOfRange"]


def test_warnings_do_not_keep_a_document_from_running(world):
    document = world.with_property("Viewers", "HostName", "www.shop.example")
    assert [problem.severity for problem in check_document(document)] == [Severity.WARNING]
    Architecture.of(document)


# --- properties -----------------------------------------------------------------------------------------


def test_an_unknown_property_is_an_error_that_names_the_nearest_one(world):
    document = world.with_property("Group", "MinimumSize", 2)
    assert codes(document) == {"UnknownProperty": (world.ids["Group"], "Properties", "MinimumSize")}
    assert "MinSize" in hint(document, "UnknownProperty").ko
    nested = world.with_property("Edge", CONFIG, "DefaultCacheBehavior", "compress", True)
    assert "Compress" in hint(nested, "UnknownProperty").en


@pytest.mark.parametrize("value", ["2", 2.5, True, [2], {"Ref": "X"}])
def test_no_value_is_bent_into_a_number(world, value: object):
    assert codes(world.with_property("Group", "MinSize", value)) == {
        "WrongType": (world.ids["Group"], "Properties", "MinSize")
    }


def test_limits_are_told_with_their_unit(world):
    document = world.with_property("Group", "HealthCheckGracePeriod", 99_999)
    assert codes(document) == {"OutOfRange": (world.ids["Group"], "Properties", "HealthCheckGracePeriod")}
    assert "7,200" in hint(document, "OutOfRange").en and "초" in hint(document, "OutOfRange").ko


@pytest.mark.parametrize(
    ("id", "path", "code"),
    [
        ("Group", ("HealthCheckType", "elb"), "NotAChoice"),
        ("Group", ("LaunchTemplate", None), "MissingProperty"),
        ("Group", ("VPCZoneIdentifier", []), "WrongLength"),
        ("Group", ("TerminationPolicies", ["Default", "OldestInstance"]), "DefaultNotLast"),
        ("Viewers", ("Location", "Soeul"), "UnknownPlace"),
        ("Viewers", ("Endpoint", None), "MissingProperty"),
        ("Viewers", ("Traffic", {"Shape": "Sine"}), "NotAChoice"),
        ("Viewers", ("Traffic", {"Rate": 3}), "NotAChoice"),
        ("Viewers", ("Traffic", {"Shape": "Constant", "Rate": -3}), "OutOfRange"),
        ("Viewers", ("Traffic", {"Shape": "Step", "Steps": [{"At": 5, "Rate": 1}] * 2}), "StepsOutOfOrder"),
        ("Viewers", ("Requests", 0, "Path", "static"), "BadFormat"),
        ("Viewers", ("Requests", [{"Path": "/", "Weight": 0}]), "NoWeight"),
        ("Viewers", ("Retries", 2), "OutOfRange"),
        ("Viewers", ("Retries", True), "WrongType"),
        ("Viewers", ("HostName", "-bad-.example"), "BadDomainName"),
        ("Zone", ("Name", "a..b"), "BadDomainName"),
        ("Bucket", ("BucketName", "Capital"), "BadFormat"),
        ("Edge", (CONFIG, "DefaultCacheBehavior", "CachePolicyId", "4135ea2d"), "UnknownCachePolicy"),
        ("Edge", (CONFIG, "Origins", 0, "DomainName", "example.com"), "WrongType"),
    ],
)
def test_a_bad_value_is_told_by_its_code(world, id: str, path: tuple[Any, ...], code: str):
    assert errors(world.with_property(id, *path)) == [code]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("load_balancing.algorithm.type", "random"),
        ("deregistration_delay.timeout_seconds", "3601"),
        ("slow_start.duration_seconds", "29"),
    ],
)
def test_an_attribute_of_a_target_group_has_its_own_values(world, key: str, value: str):
    document = world.with_property(
        world.child(TARGETS), "TargetGroupAttributes", [{"Key": key, "Value": value}]
    )
    assert errors(document) == ["BadAttributeValue"]


def test_slow_start_and_least_outstanding_requests_exclude_each_other():
    attributes = [
        {"Key": "load_balancing.algorithm.type", "Value": "least_outstanding_requests"},
        {"Key": "slow_start.duration_seconds", "Value": "60"},
    ]
    with pytest.raises(ValueError, match="SlowStartNeedsRoundRobin"):
        TargetGroup.model_validate({"VpcId": {"Ref": "Vpc"}, "TargetGroupAttributes": attributes})


def test_a_health_check_times_out_before_the_next_begins(world):
    document = world.with_property(world.child(TARGETS), "HealthCheckTimeoutSeconds", 10)
    assert errors(document) == ["TimeoutNotShorter"]


def test_a_matcher_accepts_the_codes_it_names(world):
    group = TargetGroup.model_validate({"VpcId": {"Ref": "Vpc"}, "Matcher": {"HttpCode": "200-299,302"}})
    assert [group.Matcher.accepts(code) for code in (200, 250, 302, 301, 404)] == [
        True,
        True,
        True,
        False,
        False,
    ]


# --- references -----------------------------------------------------------------------------------------


def test_a_reference_to_nothing_is_told_with_what_could_be_meant(world):
    document = world.with_property("Group", "TargetGroupARNs", [{"Ref": "BalancerTarget"}])
    path = (world.ids["Group"], "Properties", "TargetGroupARNs", 0)
    assert codes(document)["MissingReference"] == path
    assert world.child(TARGETS) in hint(document, "MissingReference").en


def test_a_reference_to_the_wrong_kind_is_told(world):
    document = world.with_property("Group", "TargetGroupARNs", [{"Ref": world.ids["Bucket"]}])
    assert "WrongReference" in codes(document)


def test_a_reference_to_the_wrong_attribute_is_told_with_the_right_one(world):
    document = world.with_property("Viewers", "Endpoint", {"Ref": world.ids["Edge"]})
    assert "WrongAttribute" in codes(document)
    assert "DomainName" in hint(document, "WrongAttribute").en


def test_a_reference_across_regions_is_refused(world):
    raw = world.document.as_json()
    raw["Resources"][world.ids["Group"]]["Region"] = "us-east-1"
    assert "OtherRegion" in codes(parse_document(raw))


# --- rules ----------------------------------------------------------------------------------------------


def test_capacities_are_in_order(world):
    assert errors(world.with_property("Group", "MinSize", 7)) == ["MinAboveMax"]
    assert errors(world.with_property("Group", "DesiredCapacity", 9)) == ["DesiredOutsideBounds"]


def test_all_groups_together_have_a_limit(world):
    raw = world.document.as_json()
    group = raw["Resources"][world.ids["Group"]]
    for n in range(12):
        properties = group["Properties"] | {"MaxSize": 1000}
        raw["Resources"][f"Group{n:02}"] = group | {"Properties": properties}
    found = codes(parse_document(raw))["TooManyInstances"]
    assert found == ("Group10", "Properties", "MaxSize")


def test_a_grace_period_shorter_than_start_up_is_warned_about(world):
    assert list(codes(world.with_property("Group", "HealthCheckGracePeriod", 10))) == ["GraceTooShort"]


def test_a_balancer_needs_a_listener_and_two_zones(world):
    raw = world.document.as_json()
    del raw["Resources"][world.child(LISTENER)]
    assert errors(parse_document(raw)) == ["NoListener"]
    subnets = world.properties("Balancer")["Subnets"]
    assert errors(world.with_property("Balancer", "Subnets", subnets[:1])) == ["TooFewZones"]


def test_a_port_takes_one_listener(world):
    raw = world.document.as_json()
    raw["Resources"]["Second"] = raw["Resources"][world.child(LISTENER)]
    assert errors(parse_document(raw)) == ["PortTaken"]


def test_a_subnet_lies_in_its_region_and_network(world):
    subnet = world.child(SUBNET)
    assert errors(world.with_property(subnet, "AvailabilityZone", "us-east-1a")) == ["ZoneOutsideRegion"]
    assert errors(world.with_property(subnet, "CidrBlock", "192.168.0.0/20")) == ["SubnetOutsideVpc"]
    assert errors(world.with_property(subnet, "CidrBlock", "10.0.16.0/24")) == ["SubnetsOverlap"]
    assert errors(world.with_property(subnet, "CidrBlock", "10.0.0.1/20")) == ["BadCidrBlock"]


def test_a_behaviour_names_an_origin_of_its_distribution(world):
    document = world.with_property("Edge", CONFIG, "DefaultCacheBehavior", "TargetOriginId", "Balancr")
    assert errors(document) == ["UnknownOrigin"]
    assert "Balancer" in hint(document, "UnknownOrigin").en


def test_a_path_pattern_stands_once(world):
    behavior = world.properties("Edge")[CONFIG]["CacheBehaviors"][0]
    twice = [behavior, {**behavior, "PathPattern": behavior["PathPattern"].removeprefix("/")}]
    assert errors(world.with_property("Edge", CONFIG, "CacheBehaviors", twice)) == ["DuplicatePathPattern"]


def test_the_times_of_a_cache_policy_are_in_order():
    config = {"Name": "Odd", "MinTTL": 60, "DefaultTTL": 30}
    document = parse_document(
        {
            "SchemaVersion": 1,
            "Resources": {
                "P": {"Type": "AWS::CloudFront::CachePolicy", "Properties": {"CachePolicyConfig": config}}
            },
        }
    )
    assert errors(document) == ["TtlOrder"]


def test_viewers_of_a_zone_need_a_name_and_are_warned_of_an_unknown_one(world):
    assert errors(world.with_property("Viewers", "HostName", None)) == ["HostNameMissing"]
    document = world.with_property("Viewers", "HostName", "www.shop.example")
    assert list(codes(document)) == ["HostNameMismatch"]
    assert "www.shop.example" in check_document(document)[0].message.ko


def test_records_of_one_name_need_set_identifiers(world):
    raw = world.document.as_json()
    raw["Resources"]["Second"] = raw["Resources"][world.child(RECORD)]
    assert errors(parse_document(raw)) == ["NeedsSetIdentifier"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("Weight", 10), "WeightNeedsSetIdentifier"),
        (("TTL", 60), "AliasHasNoTtl"),
        (("AliasTarget", None), "AliasOrRecords"),
        (("Name", "other.example"), "NameOutsideZone"),
        (("Type", "CNAME"), "CnameAtApex"),
    ],
)
def test_a_record_is_of_one_kind(world, path: tuple[Any, ...], code: str):
    assert errors(world.with_property(world.child(RECORD), *path)) == [code]


def test_a_distribution_that_does_not_list_the_name_is_warned_about(world):
    assert list(codes(world.with_property("Edge", CONFIG, "Aliases", []))) == ["MissingAlias"]


def test_tracking_requests_needs_a_target_group(world):
    path = ("TargetTrackingConfiguration", "PredefinedMetricSpecification", "PredefinedMetricType")
    tracked = world.with_property(world.child(POLICY), *path, "ALBRequestCountPerTarget")
    assert errors(tracked) == []
    world.document = tracked
    world.disconnect("Balancer", "Group")
    assert errors(world.document) == ["MetricNeedsTargetGroup"]


# --- whatever was typed -----------------------------------------------------------------------------------


@given(
    st.dictionaries(st.sampled_from(["A", "B", "C"]), st.tuples(st.sampled_from(sorted(BY_TYPE)), st.data()))
)
@settings(max_examples=60, deadline=None)
def test_any_properties_are_checked_without_an_exception(drawn):
    resources = {}
    for id, (type_, data) in drawn.items():
        names = st.sampled_from(sorted(BY_TYPE[type_].model.model_fields)) | st.text(max_size=5)
        references = st.sampled_from([{"Ref": "A"}, {"Fn::GetAtt": ["B", "DNSName"]}, {"Ref": 3}])
        properties = data.draw(
            st.dictionaries(names, anything | references | st.lists(references), max_size=5)
        )
        resources[id] = {"Type": type_, "Properties": properties}
    try:
        document = parse_document({"SchemaVersion": 1, "Resources": resources})
    except InvalidInput:
        return
    for problem in check_document(document):
        assert problem.path[0] in document.resources
        assert problem.message.en and problem.hint.ko
