"""Writes simulator/services/iam/catalogue/actions.json: IAM's service prefixes, and the actions of some services.

Names come from AWS's own descriptions: the operations of botocore's service models, and the actions in AWS managed
policies, which moto carries. Both are installed for development only. What neither has stands in `EXTRA`; operations
that need the permission for another action stand in `Catalogue.OTHER_NAMES` and are left out.

    .venv/bin/python scripts/iam_catalogue.py
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore
from moto.iam.aws_managed_policies import aws_managed_policies_data

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from simulator.services.iam.catalogue import OTHER_NAMES  # noqa: E402

OUT = ROOT / "simulator" / "services" / "iam" / "catalogue" / "actions.json"

#: Prefix -> botocore's services whose operations are the actions. S3's are not, and are listed below.
COMPLETE: dict[str, tuple[str, ...]] = {
    "acm": ("acm",),
    "application-autoscaling": ("application-autoscaling",),
    "autoscaling": ("autoscaling",),
    "cloudformation": ("cloudformation",),
    "cloudfront": ("cloudfront",),
    "cloudtrail": ("cloudtrail",),
    "cloudwatch": ("cloudwatch",),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "ec2": ("ec2",),
    "ecr": ("ecr",),
    "ecs": ("ecs",),
    "elasticloadbalancing": ("elb", "elbv2"),
    "events": ("events",),
    "globalaccelerator": ("globalaccelerator",),
    "iam": ("iam",),
    "kms": ("kms",),
    "lambda": ("lambda",),
    "logs": ("logs",),
    "organizations": ("organizations",),
    "rds": ("rds",),
    "route53": ("route53",),
    "s3": (),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "ssm": ("ssm",),
    "sts": ("sts",),
    "wafv2": ("wafv2",),
}

#: Actions that are permissions only, or that neither source names.
EXTRA: dict[str, tuple[str, ...]] = {
    "dynamodb": (
        "ConditionCheckItem",
        "PartiQLDelete",
        "PartiQLInsert",
        "PartiQLSelect",
        "PartiQLUpdate",
        "PurchaseReservedCapacityOfferings",
        "StartAwsBackupJob",
        "RestoreTableFromAwsBackup",
    ),
    "iam": ("PassRole", "GetAccountEmailAddress", "GetAccountName", "UpdateAccountEmailAddress", "UpdateAccountName"),
    "kms": ("ReEncryptFrom", "ReEncryptTo"),
    "lambda": ("InvokeFunction", "InvokeFunctionUrl", "InvokeAsync", "EnableReplication", "DisableReplication"),
    "logs": (
        "CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries", "Unmask",
    ),
    "rds": ("CrossRegionCommunication",),
    "s3": (
        "AbortMultipartUpload", "AssociateAccessGrantsIdentityCenter", "BypassGovernanceRetention", "CreateAccessPoint",
        "CreateAccessPointForObjectLambda", "CreateBucket", "CreateBucketMetadataTableConfiguration", "CreateJob",
        "CreateMultiRegionAccessPoint", "CreateStorageLensGroup", "DeleteAccessGrantsInstance",
        "DeleteAccessGrantsInstanceResourcePolicy", "DeleteAccessPoint", "DeleteAccessPointForObjectLambda",
        "DeleteAccessPointPolicy", "DeleteAccessPointPolicyForObjectLambda", "DeleteBucket",
        "DeleteBucketMetadataTableConfiguration", "DeleteBucketOwnershipControls", "DeleteBucketPolicy",
        "DeleteBucketWebsite", "DeleteMultiRegionAccessPoint", "DeleteObject", "DeleteObjectTagging",
        "DeleteObjectVersion", "DeleteObjectVersionTagging", "DeleteStorageLensConfiguration", "DeleteStorageLensGroup",
        "DisassociateAccessGrantsIdentityCenter", "GetBucketAcl", "GetBucketCORS", "GetBucketLocation",
        "GetBucketLogging", "GetBucketMetadataTableConfiguration", "GetBucketNotification",
        "GetBucketOwnershipControls", "GetBucketPolicy", "GetBucketPolicyStatus", "GetBucketRequestPayment",
        "GetBucketTagging", "GetBucketVersioning", "GetBucketWebsite", "GetObject", "GetObjectAcl",
        "GetObjectAttributes", "GetObjectLegalHold", "GetObjectRetention", "GetObjectTagging", "GetObjectTorrent",
        "InitiateReplication", "ListBucket", "ListTagsForResource", "PauseReplication", "PutAnalyticsConfiguration",
        "PutAccessPointConfigurationForObjectLambda", "PutAccessPointPolicyForObjectLambda",
        "PutAccessPointPublicAccessBlock", "PutBucketAcl", "PutBucketCORS", "PutBucketLogging",
        "PutBucketNotification", "PutBucketOwnershipControls", "PutBucketPolicy", "PutBucketRequestPayment",
        "PutBucketTagging", "PutBucketVersioning", "PutBucketWebsite", "PutIntelligentTieringConfiguration",
        "PutMetricsConfiguration", "PutMultiRegionAccessPointPolicy", "PutObject", "PutObjectAcl",
        "PutObjectLegalHold", "PutObjectRetention", "PutObjectTagging", "PutStorageLensConfiguration",
        "ReplicateDelete", "ReplicateTags", "RestoreObject", "SubmitMultiRegionAccessPointRoutes",
        "UpdateAccessGrantsLocation", "UpdateJobPriority", "UpdateJobStatus", "UpdateStorageLensGroup",
    ),
    "secretsmanager": ("BatchGetSecretValue",),
    "sts": ("SetContext", "SetSourceIdentity", "TagSession", "GetServiceBearerToken"),
}  # fmt: skip


def operations(service: str) -> set[str]:
    """The operations of botocore's newest model of a service."""
    folder = Path(botocore.__file__).parent / "data" / service
    newest = max(folder.iterdir())
    with gzip.open(newest / "service-2.json.gz") as file:
        return set(json.load(file)["operations"])


def in_managed_policies() -> dict[str, set[str]]:
    """Prefix -> actions named without wildcards in AWS managed policies."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in json.loads(aws_managed_policies_data).values():
        for statement in _list(one["Document"]["Statement"]):
            for action in (*_list(statement.get("Action", [])), *_list(statement.get("NotAction", []))):
                prefix, colon, name = action.partition(":")
                if colon:
                    found[prefix.lower()] |= set() if {"*", "?"} & set(name) else {name}
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def spelled(names: set[str]) -> list[str]:
    """Each name once, however it is capitalised; the spelling that begins with a capital wins."""
    by_lower: dict[str, str] = {}
    for name in sorted(names, reverse=True):
        by_lower[name.lower()] = name
    return sorted(by_lower.values())


def main() -> None:
    managed = in_managed_policies()
    actions = {}
    for prefix, services in sorted(COMPLETE.items()):
        names = set(EXTRA.get(prefix, ())) | managed[prefix]
        for service in services:
            names |= operations(service)
        others = {name.partition(":")[2].lower() for name in OTHER_NAMES if name.startswith(f"{prefix}:")}
        actions[prefix] = spelled({name for name in names if name.lower() not in others})
    lines = [
        f'"dated": "{datetime.now(UTC):%Y-%m}"',
        f'"services": {json.dumps(sorted({*managed, *COMPLETE}))}',
    ]
    rows = ",\n  ".join(f"{json.dumps(prefix)}: {json.dumps(names)}" for prefix, names in actions.items())
    OUT.write_text("{\n" + ",\n".join(lines) + ',\n"actions": {\n  ' + rows + "\n}}\n", "utf-8")
    print(f"{OUT.relative_to(ROOT)}: {len(managed)} services, {sum(map(len, actions.values()))} actions")


if __name__ == "__main__":
    main()
