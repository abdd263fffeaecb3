"""Every case of every table over the REST API: the same answers as on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.walker import DISPUTED, difference, read_cases, tables

pytestmark = pytest.mark.django_db


def answer(api: Any, case: dict[str, Any]) -> dict[str, Any]:
    """The answer of the API in the form a case expects it in."""
    status, body = api.post(f"/decide/{case['subject']}", {"input": case["input"]})
    if status == 200:
        return body
    assert status == 422, (case["id"], status, body)
    problem = body["problems"][0]
    told = {"code": problem["code"], "path": ["input", *problem["path"]]}
    return {"error": {name: told[name] for name in case["expect"]["error"]}}


@pytest.mark.parametrize("file", tables(), ids=lambda file: file.stem)
def test_it_answers_as_the_cases_say(file: Any, api_of: Any, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "checks": 0}
    api = api_of()
    wrong = []
    for case in read_cases(file):
        answered = answer(api, case)
        differences = [difference(want, answered.get(key), key) for key, want in case["expect"].items()]
        if any(differences) != (case["id"] in DISPUTED):
            wrong.append((case["id"], differences))
    assert not wrong


def test_every_subject_that_is_listed_has_cases(api_of: Any) -> None:
    status, listed = api_of().get("/decide")
    assert status == 200
    asked = {case["subject"] for file in tables() for case in read_cases(file)}
    assert {one["subject"] for one in listed} == asked


def test_a_problem_in_a_policy_has_its_line_and_column(api_of: Any) -> None:
    asked = {
        "principal": "arn:aws:iam::111111111111:user/alice",
        "action": "s3:GetObject",
        "resource": {"resource": "arn:aws:s3:::b/k", "accountId": "111111111111"},
    }
    text = '{\n  "Version": "2012-10-17",\n  "Statement": {"Effect": "Permit", "Action": "*", "Resource": "*"}\n}'
    given = {"request": asked, "identity_policies": [text]}
    status, body = api_of().post("/decide/iam.authorize", {"input": given}, **{"Accept-Language": "ko"})
    assert status == 422
    (problem,) = body["problems"]
    assert (problem["code"], problem["line"], problem["column"]) == ("InvalidEffect", 3, 27)
    assert problem["path"] == ["identity_policies", 0, "Statement", "Effect"]
    assert "Effect에 쓸 수 없는 값이에요" in problem["message"]
