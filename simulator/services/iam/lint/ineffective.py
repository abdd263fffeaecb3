"""Statements that never apply, and those that add nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from simulator.services.iam.arns import ArnPattern, Name, arn_pattern, matcher
from simulator.services.iam.catalogue import catalogue
from simulator.services.iam.findings import Finding
from simulator.services.iam.lint.site import Site, finding
from simulator.services.iam.lint.texts import PARTS, RESOURCES
from simulator.services.iam.matching import action_matcher
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.variables import literal

#: Longer lists are not searched for redundant values: the search compares each with each.
MAX_COMPARED = 200

_WILD = {"*", "?"}

#: Services whose ARNs have no Region, or no account, as (Region, account).
_WITHOUT = {
    "iam": (True, False),
    "cloudfront": (True, False),
    "route53": (True, True),
    "globalaccelerator": (True, False),
}

#: Actions that are about no single resource, of services whose resources people try instead.
_ABOUT_ALL = frozenset(
    {
        "s3:listallmybuckets",
        "s3:getaccountpublicaccessblock",
        "s3:putaccountpublicaccessblock",
        "ec2:describeinstances",
        "ec2:describeimages",
        "ec2:describevpcs",
        "ec2:describesubnets",
        "ec2:describesecuritygroups",
        "autoscaling:describeautoscalinggroups",
        "elasticloadbalancing:describeloadbalancers",
        "elasticloadbalancing:describetargetgroups",
        "elasticloadbalancing:describetargethealth",
        "iam:listusers",
        "iam:listroles",
        "iam:listpolicies",
        "iam:listgroups",
        "iam:getaccountsummary",
        "sqs:listqueues",
        "sns:listtopics",
        "dynamodb:listtables",
        "lambda:listfunctions",
        "kms:listkeys",
        "kms:createkey",
        "route53:listhostedzones",
        "cloudwatch:putmetricdata",
        "cloudwatch:getmetricdata",
        "cloudwatch:listmetrics",
        "ecr:getauthorizationtoken",
        "sts:getcalleridentity",
    }
)
#: S3's actions on objects; its other actions with ARNs are about buckets.
_ON_OBJECTS = (
    "s3:getobject*",
    "s3:putobject*",
    "s3:deleteobject*",
    "s3:restoreobject",
    "s3:abortmultipartupload",
)
_ON_BUCKETS = ("s3:listbucket*", "s3:getbucket*", "s3:putbucket*", "s3:deletebucket*", "s3:createbucket")
#: Prefixes of actions whose resources belong to another service.
_FOREIGN = {"sts": {"iam", "sts"}, "ebs": {"ec2"}}


def rules(site: Site) -> Iterator[Finding]:
    yield from empty(site)
    if not site.statement.not_action and not site.statement.not_resource:
        yield from strangers(site)
        yield from wrong_resources(site)
    yield from arn_parts(site)
    yield from redundant_actions(site)
    yield from redundant_resources(site)


def empty(site: Site) -> Iterator[Finding]:
    statement = site.statement
    if not statement.actions and not statement.not_action:
        yield site.finding("EmptyElement", ("Action",), name="Action")
    if statement.resources == () and not statement.not_resource:
        yield site.finding("EmptyElement", ("Resource",), name="Resource")
    if statement.principals is not None and not statement.principals.values() and not statement.not_principal:
        yield site.finding("EmptyElement", ("Principal",), name="Principal")
    if "Condition" in site.raw and not statement.conditions:
        yield site.finding("EmptyCondition", ("Condition",))
    for condition, path in site.conditions():
        if not condition.values:
            yield site.finding("EmptyCondition", path)


def strangers(site: Site) -> Iterator[Finding]:
    """Actions of one service on resources of another."""
    services = [_service(pattern) for pattern in _patterns(site)]
    prefixes = [action.partition(":")[0].lower() for action in site.statement.actions]
    wild = any("*" in prefix or "?" in prefix for prefix in prefixes)
    if not services or None in services or not prefixes or wild or site.policy.kind is PolicyKind.TRUST:
        return
    known = catalogue().services
    own = {service for prefix in prefixes for service in _FOREIGN.get(prefix, {prefix})}
    there = {service for service in services if service is not None}
    # A service that is known as a prefix of actions names its own resources; others are left alone.
    kin = any(one.startswith(other) or other.startswith(one) for one in own for other in there)
    if kin or not there <= known or not set(prefixes) <= known:
        return
    if len(there) == 1 and len(set(prefixes)) == 1 and next(iter(there)) in _SHARED.get(prefixes[0], ()):
        return
    yield site.finding(
        "ActionAndResourceDoNotMeet",
        ("Resource",),
        services=", ".join(sorted(there)),
        prefixes=", ".join(sorted(set(prefixes))),
    )


#: Resources of other services that a service's actions are about.
_SHARED: dict[str, tuple[str, ...]] = {
    "application-autoscaling": ("autoscaling", "dynamodb", "ecs", "rds"),
    "cloudformation": ("sns", "s3"),
    "ec2-instance-connect": ("ec2",),
    "ssm": ("ec2", "ecs", "s3"),
    "ssmmessages": ("ec2", "ssm"),
    "rds-data": ("rds",),
    "rds-db": ("rds-db",),
    "wafv2": ("elasticloadbalancing", "apigateway", "cloudfront", "cognito-idp"),
    "waf-regional": ("elasticloadbalancing", "apigateway"),
    "cassandra": ("cassandra",),
    "ram": ("ec2",),
    "tag": ("s3",),
}


def _patterns(site: Site) -> list[ArnPattern]:
    return [arn_pattern(text, variables=site.policy.has_variables) for text, _ in site.resources]


def _service(pattern: ArnPattern) -> str | None:
    """The service of an ARN pattern; None for everything, or for what is no ARN."""
    if pattern.is_everything or pattern.flaw is not None:
        return None
    return literal(pattern.parts[2])


def wrong_resources(site: Site) -> Iterator[Finding]:
    """Actions whose kind of resource is not among those listed."""
    texts = [text for text, _ in site.resources]
    if not texts or "*" in texts or site.policy.kind is PolicyKind.TRUST:
        return
    for action, path in site.actions:
        if action.lower() in _ABOUT_ALL:
            yield site.finding("ActionNeedsAllResources", path, action=action)
    buckets = [text.partition(":::")[2] for text in texts if text.startswith("arn:") and ":s3:::" in text]
    if len(buckets) < len(texts):
        return
    objects = [text for text in buckets if "/" in text or text.endswith("*")]
    whole = [text for text in buckets if "/" not in text]
    for action, path in site.actions:
        lower = action.lower()
        if not objects and any(action_matcher(pattern)(lower) for pattern in _ON_OBJECTS):
            near = f"arn:aws:s3:::{buckets[0]}/*"
            yield site.finding(
                "ActionNeedsOtherResource", path, action=action, expected=RESOURCES["object"], near=near
            )
        if not whole and any(action_matcher(pattern)(lower) for pattern in _ON_BUCKETS):
            near = f"arn:aws:s3:::{buckets[0].partition('/')[0]}"
            yield site.finding(
                "ActionNeedsOtherResource", path, action=action, expected=RESOURCES["bucket"], near=near
            )


def arn_parts(site: Site) -> Iterator[Finding]:
    """A Region or an account in an ARN whose service has none."""
    for (text, path), pattern in zip(site.resources, _patterns(site), strict=True):
        service = _service(pattern)
        if service is None:
            continue
        region, account, resource = (
            literal(pattern.parts[3]),
            literal(pattern.parts[4]),
            literal(pattern.parts[5]),
        )
        no_region, no_account = _WITHOUT.get(service, (False, False))
        if service == "s3" and not resource.startswith(
            ("accesspoint/", "job/", "storage-lens", "access-grants")
        ):
            no_region = no_account = True
        for part, value, absent in (("region", region, no_region), ("account", account, no_account)):
            if absent and value:
                yield site.finding("ArnPartNotAllowed", path, service=service, part=PARTS[part], value=text)


def redundant_actions(site: Site) -> Iterator[Finding]:
    listed = [(action.lower(), path) for action, path in site.actions][:MAX_COMPARED]
    tests = {action: action_matcher(action) for action, _ in listed if _WILD & set(action)}
    seen: set[str] = set()
    for action, path in listed:
        other = next((one for one, fits in tests.items() if one != action and fits(action)), None)
        if other is not None or action in seen:
            yield site.finding("RedundantValue", path, value=action, other=other or action)
        seen.add(action)


def redundant_resources(site: Site) -> Iterator[Finding]:
    listed = list(site.resources)[:MAX_COMPARED]
    patterns = [
        arn_pattern(text, variables=site.policy.has_variables) for text, _ in listed if _WILD & set(text)
    ]
    tests = {pattern.text: matcher(pattern) for pattern in patterns if not pattern.has_variables}
    seen: set[str] = set()
    for text, path in listed:
        # A star in `text` is taken as a character: what fits it whatever it stands for is covered.
        name = Name.of(text)
        certain = "${" not in text and "?" not in text
        other = next((one for one, fits in tests.items() if one != text and certain and fits(name)), None)
        if other is not None or text in seen:
            yield site.finding("RedundantValue", path, value=text, other=other or text)
        seen.add(text)


def repeated(sites: Sequence[Site]) -> Iterator[Finding]:
    """Statements that say the same, Sid apart."""
    seen: dict[object, int] = {}
    for site in sites:
        content = replace(site.statement, index=0, sid=None)
        if content in seen:
            yield finding("RedundantStatement", site.path, site.places, other=seen[content])
        else:
            seen[content] = site.statement.index
