"""What is known by name: services, some of their actions, and condition keys. A dated table, never a gate.

AWS adds names every week. What is not here may hence exist: the linter warns and tells the nearest name it knows, and a
decision is taken all the same. ``actions.json`` is written by ``scripts/iam_catalogue.py``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from simulator.services.iam.conditions.families import Family
from simulator.services.iam.patterns import glob
from simulator.services.iam.variables import tokens_of

#: Operations of the API whose permission has another name, which people try first.
OTHER_NAMES: dict[str, str] = {
    "s3:ListObjects": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListParts": "s3:ListMultipartUploadParts",
    "s3:ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:CopyObject": "s3:PutObject",
    "s3:UploadPart": "s3:PutObject",
    "s3:UploadPartCopy": "s3:PutObject",
    "s3:CreateMultipartUpload": "s3:PutObject",
    "s3:CompleteMultipartUpload": "s3:PutObject",
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:SelectObjectContent": "s3:GetObject",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:PutBucketReplication": "s3:PutReplicationConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "lambda:Invoke": "lambda:InvokeFunction",
    "lambda:InvokeWithResponseStream": "lambda:InvokeFunction",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "dynamodb:TransactGetItems": "dynamodb:GetItem",
    "dynamodb:TransactWriteItems": "dynamodb:PutItem",
    "dynamodb:ExecuteStatement": "dynamodb:PartiQLSelect",
    "dynamodb:BatchExecuteStatement": "dynamodb:PartiQLSelect",
    "dynamodb:ExecuteTransaction": "dynamodb:PartiQLSelect",
    "kms:ReEncrypt": "kms:ReEncryptFrom",
    "iam:AssumeRole": "sts:AssumeRole",
    "sts:PassRole": "iam:PassRole",
}
_OTHER_NAMES = {name.lower(): right for name, right in OTHER_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """dated: the month of the tables. actions: the services all of whose actions are known, by prefix.

    A service's actions are given by their names in lower case.
    """

    dated: str
    services: frozenset[str]
    actions: dict[str, dict[str, str]]


@cache
def catalogue() -> Catalogue:
    """The tables, read once and only when something is checked against them."""
    raw = json.loads(Path(__file__).with_name("actions.json").read_text("utf-8"))
    return Catalogue(
        raw["dated"],
        frozenset(raw["services"]),
        {prefix: {name.lower(): name for name in names} for prefix, names in raw["actions"].items()},
    )


def other_name(action: str) -> str | None:
    """The permission an operation of the API needs, where that has another name."""
    return _OTHER_NAMES.get(action.lower())


@lru_cache(8192)
def known_actions(pattern: str) -> tuple[str, ...] | None:
    """The known actions that a pattern fits, as service:Name; None when its service's actions are not all known."""
    prefix, _, name = pattern.partition(":")
    names = catalogue().actions.get(prefix.lower())
    if names is None:
        return None
    lower = name.lower()
    if "*" not in lower and "?" not in lower:
        return (f"{prefix.lower()}:{names[lower]}",) if lower in names else ()
    fits = glob(tokens_of(lower, variables=False))
    return tuple(f"{prefix.lower()}:{name}" for one, name in names.items() if fits(one))


# --- condition keys -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """family: of the operators that compare it. many: whether a request may give it several values."""

    name: str
    family: Family
    many: bool = False


def _keys(family: Family, *names: str, many: bool = False) -> list[Key]:
    return [Key(name, family, many) for name in names]


#: Keys that every service may know, by lower-case name; one that ends with "/" goes on with the name of a tag.
#: Guide: "AWS global condition context keys" (2026-11).
GLOBAL_KEYS: dict[str, Key] = {
    key.name.lower(): key
    for key in (
        *_keys(
            Family.STRING,
            "aws:CalledViaFirst",
            "aws:CalledViaLast",
            "aws:Ec2InstanceSourceVpc",
            "aws:FederatedProvider",
            "aws:PrincipalAccount",
            "aws:PrincipalOrgID",
            "aws:PrincipalOrgMasterAccountId",
            "aws:PrincipalServiceName",
            "aws:PrincipalTag/",
            "aws:PrincipalType",
            "aws:referer",
            "aws:RequestedRegion",
            "aws:RequestTag/",
            "aws:ResourceAccount",
            "aws:ResourceOrgID",
            "aws:ResourceTag/",
            "aws:SourceAccount",
            "aws:SourceIdentity",
            "aws:SourceOrgID",
            "aws:SourceVpc",
            "aws:SourceVpce",
            "aws:UserAgent",
            "aws:userid",
            "aws:username",
            "aws:VpceAccount",
            "aws:VpceOrgID",
        ),
        *_keys(
            Family.STRING,
            "aws:CalledVia",
            "aws:PrincipalOrgPaths",
            "aws:PrincipalServiceNamesList",
            "aws:ResourceOrgPaths",
            "aws:SourceOrgPaths",
            "aws:TagKeys",
            "aws:VpceOrgPaths",
            many=True,
        ),
        *_keys(
            Family.ARN,
            "aws:ChatbotSourceArn",
            "aws:PrincipalArn",
            "aws:SourceArn",
            "aws:SourceVpcArn",
        ),
        *_keys(
            Family.BOOLEAN,
            "aws:AssumedRoot",
            "aws:IsMcpServiceAction",
            "aws:MultiFactorAuthPresent",
            "aws:PrincipalIsAWSService",
            "aws:SecureTransport",
            "aws:ViaAWSService",
        ),
        *_keys(Family.NUMBER, "aws:MultiFactorAuthAge"),
        *_keys(Family.DATE, "aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"),
        *_keys(Family.ADDRESS, "aws:Ec2InstanceSourcePrivateIPv4", "aws:SourceIp", "aws:VpcSourceIp"),
    )
}

#: Keys of single services that have several values in a request.
MANY_VALUED = frozenset(
    key.lower()
    for key in (
        "dynamodb:Attributes",
        "dynamodb:LeadingKeys",
        "kms:EncryptionContextKeys",
        "kms:GrantOperations",
        "kms:RequestAlias",
        "kms:ResourceAliases",
        "sts:TransitiveTagKeys",
        "sts:RequestContextProviders",
        "route53:ChangeResourceRecordSetsActions",
        "route53:ChangeResourceRecordSetsNormalizedRecordNames",
        "route53:ChangeResourceRecordSetsRecordTypes",
        "secretsmanager:AddReplicaRegions",
        "ses:Recipients",
        "glue:CrawlerConfigurations",
        "cloudformation:ResourceTypes",
        "lambda:SecurityGroupIds",
        "lambda:SubnetIds",
        "autoscaling:LoadBalancerNames",
        "autoscaling:TargetGroupARNs",
        "autoscaling:VPCZoneIdentifiers",
        "elasticloadbalancing:SecurityGroup",
        "elasticloadbalancing:Subnet",
    )
)


def global_key(name: str) -> Key | None:
    """The global key of this name, whatever its capitals; a tag's key counts for all tags."""
    lower = name.lower()
    prefix, slash, _ = lower.partition("/")
    return GLOBAL_KEYS.get(prefix + slash) if slash else GLOBAL_KEYS.get(lower)


def may_have_many(name: str) -> bool | None:
    """Whether a key may have several values in a request; None when that is not known."""
    key = global_key(name)
    if key is not None:
        return key.many
    return True if name.lower() in MANY_VALUED else None
