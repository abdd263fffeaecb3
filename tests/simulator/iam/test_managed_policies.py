"""Every AWS managed policy is read and linted without an error, and decides as its name says.

moto carries their documents as data. It is installed for tests only.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from simulator.problems import Severity
from simulator.services.iam.evaluate import Authorizer, Outcome, Policies
from simulator.services.iam.lint import lint
from simulator.services.iam.parsing import parse_policy
from simulator.services.iam.policy import Policy, PolicyKind
from simulator.services.iam.request import request

ACCOUNT = "123456789012"
DOCUMENTS: dict[str, Any] = {
    name: one["Document"] for name, one in sorted(json.loads(aws_managed_policies_data).items())
}


def managed(name: str) -> Policy:
    parsed = parse_policy(DOCUMENTS[name], PolicyKind.IDENTITY, sized=False)
    assert parsed.policy is not None, parsed.problems
    return parsed.policy


def test_there_are_many() -> None:
    assert len(DOCUMENTS) > 1_000


@pytest.mark.parametrize("initial", sorted({name[:5].lower() for name in DOCUMENTS}))
def test_each_is_read_and_linted_without_an_error(initial: str) -> None:
    for name in (one for one in DOCUMENTS if one[:5].lower() == initial):
        parsed = parse_policy(DOCUMENTS[name], PolicyKind.IDENTITY, sized=False)
        assert parsed.policy is not None, (name, parsed.problems)
        assert parsed.problems == (), name
        text = json.dumps(DOCUMENTS[name], indent=4)
        assert parse_policy(text, PolicyKind.IDENTITY, sized=False).policy == parsed.policy, name
        assert all(finding.severity is Severity.WARNING for finding in lint(parsed)), name


@pytest.mark.parametrize(
    ("name", "action", "resource", "outcome"),
    [
        ("AdministratorAccess", "iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/new", Outcome.ALLOWED),
        ("PowerUserAccess", "ec2:RunInstances", "*", Outcome.ALLOWED),
        ("PowerUserAccess", "iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/new", Outcome.IMPLICITLY_DENIED),
        ("ReadOnlyAccess", "s3:GetObject", "arn:aws:s3:::b/k", Outcome.ALLOWED),
        ("ReadOnlyAccess", "s3:PutObject", "arn:aws:s3:::b/k", Outcome.IMPLICITLY_DENIED),
        ("AmazonS3FullAccess", "s3:DeleteBucket", "arn:aws:s3:::b", Outcome.ALLOWED),
        ("AmazonS3ReadOnlyAccess", "s3:DeleteBucket", "arn:aws:s3:::b", Outcome.IMPLICITLY_DENIED),
        ("AWSDenyAll", "sts:GetCallerIdentity", "*", Outcome.EXPLICITLY_DENIED),
        (
            "IAMUserChangePassword",
            "iam:ChangePassword",
            f"arn:aws:iam::{ACCOUNT}:user/alice",
            Outcome.ALLOWED,
        ),
        (
            "IAMUserChangePassword",
            "iam:ChangePassword",
            f"arn:aws:iam::{ACCOUNT}:user/bob",
            Outcome.IMPLICITLY_DENIED,
        ),
    ],
)
def test_it_decides_as_its_name_says(name: str, action: str, resource: str, outcome: Outcome) -> None:
    authorizer = Authorizer(Policies(identity=(managed(name),)))
    asked = request(f"arn:aws:iam::{ACCOUNT}:user/alice", action, resource, ACCOUNT)
    assert authorizer.outcome(asked) is outcome
