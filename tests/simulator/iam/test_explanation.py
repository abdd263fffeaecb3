"""What a reader is told: layers, statements, elements, and one sentence, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from simulator.decisions import Decision
from simulator.services.iam.conditions.clauses import Outcome as ConditionOutcome
from simulator.services.iam.decide import authorize, condition
from simulator.services.iam.reasons import (
    CONDITIONS,
    ELEMENTS,
    LAYERS,
    REASONS,
    STANDINGS,
    Element,
    IamReason,
    Standing,
)
from tests.conformance.walker import CASES, read_cases
from tests.simulator.iam.strategies import worlds

ACCOUNT, OTHER = "111111111111", "222222222222"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"


def statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "*", "Resource": "*", **elements}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def decided(principal: str = ALICE, **layers: Any) -> Decision:
    return authorize(
        {
            "request": {
                "principal": principal,
                "action": "s3:GetObject",
                "resource": {"resource": "arn:aws:s3:::b/k", "accountId": ACCOUNT},
                "context": layers.pop("context", {}),
            },
            **layers,
        }
    )


def layer(decision: Decision, name: str, level: int | None = None) -> dict[str, Any]:
    return next(
        one for one in decision.evidence["layers"] if one["layer"] == name and level in (None, one["level"])
    )


def test_the_deciding_deny_is_marked_and_the_others_are_not() -> None:
    found = decided(
        identity_policies=[policy(statement(Sid="Everything"), statement("Deny", Sid="NoS3", Action="s3:*"))],
        scps=[{"orgIdentifier": "r-root", "policies": [policy(statement())]}],
    )
    assert found.evidence["statement"] == "identity/0/1:NoS3"
    assert [(one.id, one.verdict) for one in found.candidates] == [
        ("scp/0:r-root/0/0", "eligible"),
        ("identity/0/0:Everything", "eligible"),
        ("identity/0/1:NoS3", "chosen"),
    ]
    assert "NoS3" in found.text.en and "NoS3" in found.text.ko
    assert layer(found, "identity")["verdict"] == "denies" and layer(found, "identity")["decides"]
    assert layer(found, "scp")["verdict"] == "allows"
    assert layer(found, "boundary")["verdict"] == "absent"


def test_the_layer_that_blocks_is_named_with_its_level() -> None:
    narrow = policy(statement(Action="ec2:*"))
    found = decided(
        identity_policies=[policy(statement())],
        scps=[
            {"orgIdentifier": "r-root", "policies": [policy(statement())]},
            {"orgIdentifier": "ou-dev", "policies": [narrow]},
        ],
    )
    assert (found.outcome, found.reason) == ("ImplicitlyDenied", IamReason.ScpDoesNotAllow)
    assert "ou-dev" in found.text.en and "ou-dev" in found.text.ko
    assert [layer(found, "scp", level)["decides"] for level in (0, 1)] == [False, True]
    assert [layer(found, "scp", level)["verdict"] for level in (0, 1)] == ["allows", "silent"]


def test_every_element_is_told_even_after_one_has_failed() -> None:
    found = decided(
        resource_policy=policy(
            statement(
                Principal={"AWS": OTHER},
                Action="s3:Put*",
                Resource="arn:aws:s3:::other/*",
                Condition={
                    "Bool": {"aws:SecureTransport": "true"},
                    "StringEquals": {"aws:username": "alice"},
                },
            )
        )
    )
    (row,) = found.candidates
    assert [(one["element"], one["fits"]) for one in row.values["elements"]] == [
        ("Principal", False),
        ("Action", False),
        ("Resource", False),
        ("Condition", False),
        ("Condition", True),
    ]
    assert row.why is not None and OTHER in row.why.ko
    assert row.values["elements"][3]["outcome"] == "KeyMissing"
    assert row.values["elements"][4]["fitting"] == ["alice"]


def test_between_accounts_a_statement_of_each_side_decides() -> None:
    user = f"arn:aws:iam::{OTHER}:user/alice"
    found = decided(
        principal=user,
        identity_policies=[policy(statement(Action="s3:*"))],
        resource_policy=policy(statement(Principal={"AWS": OTHER}), statement(Principal={"AWS": user})),
    )
    assert [one.id for one in found.candidates if one.verdict == "chosen"] == ["resource/0/1", "identity/0/0"]
    assert found.source == "Cross-account policy evaluation logic"


def test_a_policy_attached_twice_has_two_rows_and_one_that_decides() -> None:
    deny = policy(statement("Deny"))
    found = decided(identity_policies=[deny, deny])
    assert [(one.id, one.verdict) for one in found.candidates] == [
        ("identity/0/0", "chosen"),
        ("identity/1/0", "eligible"),
    ]


def test_what_is_attached_to_identities_does_not_concern_the_root_user() -> None:
    found = decided(f"arn:aws:iam::{ACCOUNT}:root", identity_policies=[policy(statement("Deny"))])
    assert found.outcome == "Allowed"
    assert layer(found, "identity")["verdict"] == "not_concerned"
    assert found.candidates[0].values["applies"] is False


def test_keys_that_follow_from_who_asks_are_shown_with_the_others() -> None:
    found = decided(identity_policies=[], context={"aws:SourceIp": "203.0.113.7"})
    assert found.evidence["context"]["aws:username"] == ["alice"]
    assert found.evidence["context"]["aws:SourceIp"] == ["203.0.113.7"]


def test_long_lists_are_shortened() -> None:
    found = decided(identity_policies=[policy(statement(Action=[f"ec2:Get{n}" for n in range(9)]))])
    why = found.candidates[0].why
    assert why is not None and why.en == "s3:GetObject does not fit ec2:Get0, ec2:Get1, ec2:Get2 (+6)."


def test_a_condition_tells_which_values_fit() -> None:
    found = condition(
        {
            "operator": "StringLike",
            "context_key": "aws:username",
            "policy_values": ["b*", "a*"],
            "context": {"aws:username": "alice"},
        }
    )
    assert [(one.id, one.verdict) for one in found.candidates] == [("b*", "rejected"), ("a*", "chosen")]
    assert found.text.en == "The condition holds: StringLike: aws:username is alice, which fits a*."
    assert found.text.ko == "조건이 충족돼요. StringLike: aws:username 값(alice)이 정책의 값(a*)에 맞아요."


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_rows_have_names_of_their_own_and_everything_is_json(world: dict[str, Any]) -> None:
    found = authorize(world)
    ids = [one.id for one in found.candidates]
    assert len(ids) == len(set(ids))
    json.dumps(found.as_json(), allow_nan=False)
    for text in (found.text, *(one.why for one in found.candidates)):
        assert (
            text is not None and "{" not in text.en.replace("${", "") and "{" not in text.ko.replace("${", "")
        )


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (REASONS, IamReason),
        (CONDITIONS, ConditionOutcome),
        (ELEMENTS, Element),
        (STANDINGS, Standing),
    ],
)
def test_every_reason_has_a_sentence_in_both_languages(table: Any, members: Any) -> None:
    assert set(table) == set(members)
    for text in [*table.values(), *LAYERS.values()]:
        assert any("가" <= letter <= "힣" for letter in text.ko)
    for text in table.values():
        assert not any(particle in text.ko for particle in ("을(를)", "은(는)", "이(가)", "(으)로", "습니다"))


def test_every_reason_is_reached_by_a_case() -> None:
    files = ("iam_layers", "iam_elements", "iam_condition")
    cases = [case for file in files for case in read_cases(CASES / f"{file}.jsonl")]
    assert {case["expect"].get("reason") for case in cases} >= {reason.value for reason in IamReason}


def test_every_outcome_of_a_condition_and_of_an_element_is_reached_by_a_case() -> None:
    conditions, elements = set(), set()
    for case in read_cases(CASES / "iam_condition.jsonl"):
        if "error" not in case["expect"]:
            conditions.add(condition(case["input"]).evidence["why"])
    for file in ("iam_layers", "iam_elements"):
        for case in read_cases(CASES / f"{file}.jsonl"):
            if "error" not in case["expect"]:
                for row in authorize(case["input"]).candidates:
                    elements |= {one["why"]["en"] for one in row.values["elements"]}
    assert conditions == {outcome.value for outcome in ConditionOutcome}
    for element, text in ELEMENTS.items():
        fixed = max(text.en.replace("}", "{").split("{")[::2], key=len)
        assert any(fixed in sentence for sentence in elements), element
