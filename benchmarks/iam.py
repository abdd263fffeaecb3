"""Decisions about requests: everything from the request's JSON to the outcome, the policies compiled beforehand.

The policies are what a company's developer has: two of groups and one of its own, a permissions boundary, two levels of
service control policies, and a bucket policy with conditions; 22 statements. The requests are of all kinds: allowed,
denied by each layer, for known and unknown resources.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import best_in_turns, cpu
from simulator.services.iam.evaluate import Authorizer, Level, Outcome, Policies
from simulator.services.iam.explain import explain
from simulator.services.iam.parsing import parse_policy, read_policy
from simulator.services.iam.policy import PolicyKind
from simulator.services.iam.request import request

ACCOUNT = "111111111111"
USER = f"arn:aws:iam::{ACCOUNT}:user/dev/alice"
TURNS = 12


def allow(actions: Any, resources: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def deny(actions: Any, resources: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(actions, resources, **more), "Effect": "Deny"}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


DEVELOPERS = policy(
    allow(
        [
            "ec2:Describe*",
            "autoscaling:Describe*",
            "elasticloadbalancing:Describe*",
            "cloudwatch:Get*",
            "logs:Get*",
        ]
    ),
    allow(
        ["ec2:StartInstances", "ec2:StopInstances", "ec2:RebootInstances"],
        f"arn:aws:ec2:*:{ACCOUNT}:instance/*",
        Condition={"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
    ),
    allow(["s3:ListBucket", "s3:GetBucketLocation"], ["arn:aws:s3:::app-*", "arn:aws:s3:::shared"]),
    allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shared/${aws:username}/*"),
    allow("sqs:*", f"arn:aws:sqs:ap-northeast-2:{ACCOUNT}:dev-*"),
    allow(["dynamodb:*Item", "dynamodb:Query"], f"arn:aws:dynamodb:*:{ACCOUNT}:table/dev-*"),
)
EVERYBODY = policy(
    allow(
        ["iam:GetUser", "iam:ChangePassword", "iam:*AccessKey*"],
        f"arn:aws:iam::{ACCOUNT}:user/*/${{aws:username}}",
    ),
    allow(["iam:ListMFADevices", "iam:ListUsers", "sts:GetCallerIdentity"]),
    deny(
        "*",
        "*",
        Condition={
            "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"},
            "NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]},
        },
    ),
)
OWN = policy(
    allow("lambda:*", f"arn:aws:lambda:*:{ACCOUNT}:function:alice-*"),
    allow("s3:*", ["arn:aws:s3:::alice-lab", "arn:aws:s3:::alice-lab/*"]),
    allow("kms:Decrypt", "*", Condition={"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}),
)
BOUNDARY = policy(
    allow(["ec2:*", "s3:*", "sqs:*", "dynamodb:*", "lambda:*", "logs:*", "cloudwatch:*", "autoscaling:*"]),
    allow(["elasticloadbalancing:*", "iam:Get*", "iam:List*", "iam:ChangePassword", "kms:Decrypt", "sts:*"]),
    deny(["iam:CreateUser", "iam:DeleteUserPermissionsBoundary", "organizations:*"]),
)
FULL = policy(allow("*"))
REGIONS = policy(
    allow("*"),
    {
        "Effect": "Deny",
        "NotAction": ["iam:*", "sts:*", "route53:*", "cloudfront:*", "s3:List*"],
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["ap-northeast-2", "us-east-1"]}},
    },
    deny(["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "config:Delete*", "guardduty:Delete*"]),
)
BUCKET = policy(
    {**allow("s3:GetObject", "arn:aws:s3:::shared/public/*"), "Principal": "*"},
    {
        **deny("s3:*", ["arn:aws:s3:::shared", "arn:aws:s3:::shared/*"]),
        "Principal": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    },
    {
        **allow("s3:*", "arn:aws:s3:::shared/team/*"),
        "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:role/ci", USER]},
    },
)

ASKED: list[tuple[str, str]] = [
    ("ec2:DescribeInstances", "*"),
    ("ec2:StopInstances", f"arn:aws:ec2:ap-northeast-2:{ACCOUNT}:instance/i-0abc"),
    ("ec2:TerminateInstances", f"arn:aws:ec2:ap-northeast-2:{ACCOUNT}:instance/i-0abc"),
    ("s3:ListBucket", "arn:aws:s3:::app-logs"),
    ("s3:GetObject", "arn:aws:s3:::shared/dev/alice/notes.txt"),
    ("s3:GetObject", "arn:aws:s3:::shared/alice/notes.txt"),
    ("s3:PutObject", "arn:aws:s3:::shared/team/plan.txt"),
    ("s3:GetObject", "arn:aws:s3:::shared/public/logo.png"),
    ("s3:DeleteObject", "arn:aws:s3:::alice-lab/old/x"),
    ("sqs:SendMessage", f"arn:aws:sqs:ap-northeast-2:{ACCOUNT}:dev-orders"),
    ("sqs:SendMessage", f"arn:aws:sqs:ap-northeast-2:{ACCOUNT}:prod-orders"),
    ("dynamodb:PutItem", f"arn:aws:dynamodb:ap-northeast-2:{ACCOUNT}:table/dev-carts"),
    ("lambda:InvokeFunction", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:alice-hello"),
    ("iam:CreateAccessKey", USER),
    ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/new"),
    ("organizations:LeaveOrganization", "*"),
]
USUAL = {
    "aws:SourceIp": "203.0.113.7",
    "aws:SecureTransport": "true",
    "aws:RequestedRegion": "ap-northeast-2",
    "aws:MultiFactorAuthPresent": "true",
    "aws:CurrentTime": "2026-11-23T09:00:00Z",
    "aws:PrincipalTag/team": "web",
    "aws:ResourceTag/team": "web",
    "aws:UserAgent": "aws-cli/2.31.0",
}
#: Half of the time nothing is special; else one thing is.
CONTEXTS: list[dict[str, Any]] = [
    *({**USUAL, "aws:CurrentTime": f"2026-11-23T09:00:0{second}Z"} for second in range(4)),
    {**USUAL, "aws:RequestedRegion": "eu-west-1"},
    {**USUAL, "aws:SecureTransport": "false"},
    {**USUAL, "aws:ResourceTag/team": "data"},
    {**USUAL, "aws:MultiFactorAuthPresent": "false", "aws:SourceIp": "192.0.2.9"},
]


def measure() -> dict[str, float | str]:
    authorizer = Authorizer(policies())
    rates: dict[str, Callable[[], float]] = {
        "iam_decisions_per_s": lambda: stretch(lambda given: authorizer.outcome(asked(*given)), 24),
        "iam_explained_per_s": lambda: stretch(lambda given: explain(authorizer, asked(*given)), 2),
    }
    best = best_in_turns(rates, TURNS)
    texts = [json.dumps(one, indent=2) for one in (DEVELOPERS, EVERYBODY, OWN, BOUNDARY, REGIONS)]
    parsing = min(
        cpu(lambda: [parse_policy(text, PolicyKind.IDENTITY) for text in texts]) for _ in range(TURNS)
    )
    return {
        **{name: round(rate) for name, rate in best.items()},
        "iam_policy_parse_us": round(parsing / len(texts) * 1e6),
    }


def policies() -> Policies:
    identity = (DEVELOPERS, EVERYBODY, OWN)
    return Policies(
        identity=tuple(read_policy(one, PolicyKind.IDENTITY) for one in identity),
        resource=read_policy(BUCKET, PolicyKind.RESOURCE),
        boundary=(read_policy(BOUNDARY, PolicyKind.BOUNDARY),),
        scps=(
            Level("r-root", (read_policy(FULL, PolicyKind.SCP),)),
            Level("ou-dev", (read_policy(REGIONS, PolicyKind.SCP),)),
        ),
    )


def asked(question: tuple[str, str], context: dict[str, Any]) -> Any:
    action, resource = question
    return request(USER, action, resource, ACCOUNT, context, bounded=True)


def stretch(answer: Callable[[tuple[tuple[str, str], dict[str, Any]]], Any], times: int) -> float:
    """Decisions a CPU second over every question in every context."""
    questions = list(itertools.product(ASKED, CONTEXTS))

    def work() -> None:
        for _ in range(times):
            for question in questions:
                answer(question)

    return times * len(questions) / cpu(work)


def outcomes() -> dict[str, int]:
    """How many of the questions end in which way: none of them may be missing."""
    authorizer = Authorizer(policies())
    found = [authorizer.outcome(asked(*one)) for one in itertools.product(ASKED, CONTEXTS)]
    return {outcome.value: found.count(outcome) for outcome in Outcome}
