"""Policies that AWS manages and labs use: their documents by ARN, as they were in 2026-11.

AWS has more than a thousand; these few are carried so that a document may attach them. The documents of the others are
not known here, and the check of a document says so.
"""

from __future__ import annotations

from typing import Any

PREFIX = "arn:aws:iam::aws:policy/"


def _policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(actions: list[str] | str, resource: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


#: Attached to every root, unit and account of an organisation.
FULL_AWS_ACCESS = _policy(_allow("*"))

MANAGED: dict[str, dict[str, Any]] = {
    f"{PREFIX}AdministratorAccess": _policy(_allow("*")),
    f"{PREFIX}PowerUserAccess": _policy(
        {
            "Effect": "Allow",
            "NotAction": ["iam:*", "organizations:*", "account:*"],
            "Resource": "*",
        },
        _allow(
            [
                "account:GetAccountInformation",
                "account:GetGovCloudAccountInformation",
                "account:GetPrimaryEmail",
                "account:ListRegions",
                "iam:CreateServiceLinkedRole",
                "iam:DeleteServiceLinkedRole",
                "iam:ListRoles",
                "organizations:DescribeEffectivePolicy",
                "organizations:DescribeOrganization",
            ]
        ),
    ),
    f"{PREFIX}AmazonS3FullAccess": _policy(_allow(["s3:*", "s3-object-lambda:*"])),
    f"{PREFIX}AmazonS3ReadOnlyAccess": _policy(
        _allow(
            [
                "s3:Get*",
                "s3:List*",
                "s3:Describe*",
                "s3-object-lambda:Get*",
                "s3-object-lambda:List*",
            ]
        )
    ),
    f"{PREFIX}IAMFullAccess": _policy(
        _allow(
            [
                "iam:*",
                "organizations:DescribeAccount",
                "organizations:DescribeOrganization",
                "organizations:DescribeOrganizationalUnit",
                "organizations:DescribePolicy",
                "organizations:ListChildren",
                "organizations:ListParents",
                "organizations:ListPoliciesForTarget",
                "organizations:ListRoots",
                "organizations:ListPolicies",
                "organizations:ListTargetsForPolicy",
            ]
        )
    ),
    f"{PREFIX}IAMReadOnlyAccess": _policy(
        _allow(
            [
                "iam:GenerateCredentialReport",
                "iam:GenerateServiceLastAccessedDetails",
                "iam:Get*",
                "iam:List*",
                "iam:SimulateCustomPolicy",
                "iam:SimulatePrincipalPolicy",
            ]
        )
    ),
    f"{PREFIX}IAMUserChangePassword": _policy(
        {
            "Effect": "Allow",
            "Action": ["iam:ChangePassword"],
            "Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"],
        },
        _allow(["iam:GetAccountPasswordPolicy"]),
    ),
    f"{PREFIX}AmazonEC2ReadOnlyAccess": _policy(
        _allow(["ec2:Describe*", "ec2:GetSecurityGroupsForVpc"]),
        _allow("elasticloadbalancing:Describe*"),
        _allow(["cloudwatch:ListMetrics", "cloudwatch:GetMetricStatistics", "cloudwatch:Describe*"]),
        _allow("autoscaling:Describe*"),
    ),
    f"{PREFIX}CloudWatchAgentServerPolicy": _policy(
        {
            "Sid": "CWACloudWatchServerPermissions",
            **_allow(
                [
                    "cloudwatch:PutMetricData",
                    "ec2:DescribeVolumes",
                    "ec2:DescribeTags",
                    "logs:PutLogEvents",
                    "logs:PutRetentionPolicy",
                    "logs:DescribeLogStreams",
                    "logs:DescribeLogGroups",
                    "logs:CreateLogStream",
                    "logs:CreateLogGroup",
                    "xray:PutTraceSegments",
                    "xray:PutTelemetryRecords",
                    "xray:GetSamplingRules",
                    "xray:GetSamplingTargets",
                    "xray:GetSamplingStatisticSummaries",
                ]
            ),
        },
        {
            "Sid": "CWASSMServerPermissions",
            **_allow(["ssm:GetParameter"], "arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*"),
        },
    ),
    f"{PREFIX}AWSDenyAll": _policy({"Sid": "DenyAll", "Effect": "Deny", "Action": ["*"], "Resource": "*"}),
}
