"""What an action does, told by its name: reads, lists, writes, tags, or changes permissions.

AWS sorts its actions into these five in the Service Authorization Reference, by hand. Its names follow their verbs well
enough to sort by them; `EXCEPTIONS` has those of the most used services where they do not.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Access(StrEnum):
    LIST = "list"
    READ = "read"
    WRITE = "write"
    PERMISSIONS = "permissions"
    TAGGING = "tagging"


_TAGGING = re.compile(r"(Un)?[Tt]ag[A-Z]|(Create|Delete|Add|Remove)Tags|(Put|Delete)\w*Tagging$")
_PERMISSIONS = re.compile(
    r"(Put|Delete|Attach|Detach|Set|Create|Update|Add|Remove)\w*(Policy|PolicyVersion|Permission|Acl|Boundary)$"
    r"|(Create|Revoke|Retire)Grant$"
)
_LIST = re.compile(r"List")
#: Services in which to describe things is to list them, in AWS's eyes.
_DESCRIBED_IN_LISTS = frozenset({"autoscaling", "ec2", "rds"})
_READ = re.compile(
    r"(Batch)?(Get|Describe|Check|Lookup|Query|Scan|Search|Select|Simulate|Filter|Test|Validate|Verify)"
)

EXCEPTIONS: dict[str, Access] = {
    "iam:UpdateAssumeRolePolicy": Access.PERMISSIONS,
    "iam:SetDefaultPolicyVersion": Access.PERMISSIONS,
    "iam:PassRole": Access.WRITE,
    "iam:GenerateCredentialReport": Access.READ,
    "sqs:ReceiveMessage": Access.READ,
    "s3:ListAllMyBuckets": Access.LIST,
    "s3:PutBucketPublicAccessBlock": Access.PERMISSIONS,
    "s3:PutAccountPublicAccessBlock": Access.PERMISSIONS,
    "s3:BypassGovernanceRetention": Access.PERMISSIONS,
    "s3:ObjectOwnerOverrideToBucketOwner": Access.PERMISSIONS,
    "autoscaling:PutScalingPolicy": Access.WRITE,
    "autoscaling:DeletePolicy": Access.WRITE,
    "application-autoscaling:PutScalingPolicy": Access.WRITE,
    "application-autoscaling:DeleteScalingPolicy": Access.WRITE,
    "logs:PutRetentionPolicy": Access.WRITE,
    "logs:DeleteRetentionPolicy": Access.WRITE,
    "elasticloadbalancing:CreateLoadBalancerPolicy": Access.WRITE,
    "elasticloadbalancing:DeleteLoadBalancerPolicy": Access.WRITE,
}


def access_of(prefix: str, name: str) -> Access:
    """What an action does, by its verb unless it is known better."""
    if (known := EXCEPTIONS.get(f"{prefix}:{name}")) is not None:
        return known
    for pattern, access in (
        (_TAGGING, Access.TAGGING),
        (_PERMISSIONS, Access.PERMISSIONS),
        (_LIST, Access.LIST),
        (_READ, Access.READ),
    ):
        if pattern.match(name):
            listed = name.startswith("Describe") and prefix in _DESCRIBED_IN_LISTS
            return Access.LIST if listed else access
    return Access.WRITE
