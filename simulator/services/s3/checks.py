"""Rules of buckets and their policies that a property alone cannot know.

Amazon S3 looks closer at a bucket policy than IAM at its own: a statement must be about the bucket or its objects,
every action must fit one of the resources, and a principal must exist. Guide: "Policies and permissions in Amazon S3",
and the error MalformedPolicy of PutBucketPolicy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simulator.problems import Path, Problem, Severity
from simulator.resources.typed import TypedResource, TypedResources
from simulator.services.iam.arns import PARTS, arn_pattern
from simulator.services.iam.checks import policy_problems, stranger_problems
from simulator.services.iam.lint import sites_of
from simulator.services.iam.naming import arn_of, resolved
from simulator.services.iam.parsing import parse_policy
from simulator.services.iam.patterns import glob
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.sizes import LIMITS, size_of
from simulator.services.iam.variables import tokens_of
from simulator.services.s3.properties import Bucket, BucketPolicy
from simulator.text import Text

#: What elsewhere only never applies, and what S3 does not take.
_REFUSED = frozenset({"ResourceLeftOut", "ActionNeedsOtherResource", "ActionNeedsAllResources"})


def bucket_names_are_unique(bucket: TypedResource[Bucket], world: TypedResources) -> Iterator[Problem]:
    """A bucket's name is unique in all accounts of a partition. The second one is told."""
    name = bucket.properties.BucketName
    for other in world.all(Bucket):
        if name is not None and other.id < bucket.id and other.properties.BucketName == name:
            yield Problem(
                "NameTaken",
                (bucket.id, "Properties", "BucketName"),
                Text.filled(
                    f"{other.id} has the name {name} already.",
                    f"{other.id} 리소스가 이미 {name} 이름을 써요.",
                ),
                Text(
                    "A bucket's name is unique in all accounts.",
                    "버킷 이름은 모든 계정을 통틀어 고유해야 하니 다른 이름을 쓰세요.",
                ),
            )
            return


def _at(policy: TypedResource[BucketPolicy]) -> Path:
    return (policy.id, "Properties", "PolicyDocument")


def bucket_has_one_policy(policy: TypedResource[BucketPolicy], world: TypedResources) -> Iterator[Problem]:
    """The second one is told."""
    bucket = policy.properties.Bucket.target
    for other in world.all(BucketPolicy):
        if other.id < policy.id and other.properties.Bucket.target == bucket:
            yield Problem(
                "SecondBucketPolicy",
                (policy.id, "Properties", "Bucket"),
                Text.filled(
                    f"{bucket} has the bucket policy {other.id} already.",
                    f"{bucket} 버킷에는 이미 버킷 정책({other.id})이 있어요.",
                ),
                Text(
                    "A bucket has one policy: put the statements into that one.",
                    "버킷 정책은 하나만 둘 수 있으니 그 정책에 정책 문을 추가하세요.",
                ),
            )
            return


def policy_is_in_order(policy: TypedResource[BucketPolicy], world: TypedResources) -> Iterator[Problem]:
    """What the parser and the linter say; some of it is an error here. 20 KB at most."""
    document = policy.properties.PolicyDocument
    for one in policy_problems(document, PolicyKind.RESOURCE, _at(policy), world):
        yield replace(one, severity=Severity.ERROR) if one.code in _REFUSED else one
    limit = LIMITS[PolicyKind.RESOURCE]
    size = size_of(resolved(document, world), limit)
    if size > limit.characters:
        yield Problem(
            "PolicyTooLong",
            _at(policy),
            Text.filled(
                f"The policy has {size:,} characters, at most {limit.characters:,} are allowed.",
                f"정책이 {size:,}자예요. 최대 길이: {limit.characters:,}자",
            ),
            Text("Join statements that differ in one element only.", "요소 하나만 다른 정책 문은 합치세요."),
        )


def policy_is_about_the_bucket(
    policy: TypedResource[BucketPolicy], world: TypedResources
) -> Iterator[Problem]:
    """Actions of Amazon S3, on the bucket or its objects."""
    bucket = world.get(policy.properties.Bucket)
    arn = arn_of(bucket) if bucket is not None else None
    if arn is None:
        return
    document = resolved(policy.properties.PolicyDocument, world)
    for site in sites_of(parse_policy(document, PolicyKind.RESOURCE, sized=False)):
        for action, path in site.actions:
            prefix = action.partition(":")[0].lower()
            if prefix not in ("s3", "*") and not site.statement.not_action:
                yield _foreign_action((*_at(policy), *site.path, *path), action)
        for resource, path in site.resources:
            if not site.statement.not_resource and not _is_about(resource, arn, site.policy.has_variables):
                yield _foreign_resource((*_at(policy), *site.path, *path), resource, arn)


def _is_about(resource: str, arn: str, variables: bool) -> bool:
    """Whether a `Resource` may fit the bucket or an object in it."""
    pattern = arn_pattern(resource, variables=False)
    if pattern.is_everything or pattern.shortened:
        return True
    if pattern.flaw is not None:
        return True  # the parser has told it
    own = arn.split(":", PARTS - 1)
    written = resource.split(":", PARTS - 1)
    name = written[-1].partition("/")[0]
    if variables and "${" in name:
        return True
    # A star in the bucket's part may reach over the slash, and then it fits the bucket as well.
    fits = [glob(tokens_of(one, variables=False)) for one in (*written[:-1], name)]
    return all(fit(text) for fit, text in zip(fits, own, strict=True))


def _foreign_action(path: Path, action: str) -> Problem:
    return Problem(
        "ActionOfOtherService",
        path,
        Text.filled(
            f"A bucket policy cannot have the action {action[:60]}.",
            f"버킷 정책에 쓸 수 없는 작업이에요: {action[:60]}",
        ),
        Text("Write actions of Amazon S3, such as s3:GetObject.", "s3:GetObject 같은 S3 작업을 쓰세요."),
    )


def _foreign_resource(path: Path, resource: str, arn: str) -> Problem:
    return Problem(
        "ResourceOfOtherBucket",
        path,
        Text.filled(
            f"{resource[:80]} is not the bucket of this policy, and no object in it.",
            f"이 정책의 버킷이나 그 안의 객체가 아니에요: {resource[:80]}",
        ),
        Text.filled(
            f"Write {arn} for the bucket, {arn}/* for its objects.",
            f"버킷은 {arn}, 객체는 {arn}/* 형식으로 쓰세요.",
        ),
    )


def principals_exist(policy: TypedResource[BucketPolicy], world: TypedResources) -> Iterator[Problem]:
    """Users and roles that the policy names."""
    yield from stranger_problems(policy.properties.PolicyDocument, PolicyKind.RESOURCE, _at(policy), world)
