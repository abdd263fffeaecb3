"""The policy simulator over the API: questions by anybody, shares that only their owners take back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from dashboard.accounts.tokens import Scope, do_create_token
from dashboard.policies import actions
from dashboard.policies.models import Share
from dashboard.runs import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages")]

ALICE = "arn:aws:iam::111122223333:user/alice"
DOCUMENT: dict[str, Any] = {
    "SchemaVersion": 1,
    "Resources": {
        "Alice": {
            "Type": "AWS::IAM::User",
            "Properties": {
                "UserName": "alice",
                "Policies": [
                    {
                        "PolicyName": "read",
                        "PolicyDocument": {
                            "Version": "2012-10-17",
                            "Statement": [
                                {
                                    "Sid": "Read",
                                    "Effect": "Allow",
                                    "Action": "s3:GetObject",
                                    "Resource": {"Fn::GetAtt": ["Files", "Arn"]},
                                }
                            ],
                        },
                    }
                ],
            },
        },
        "Files": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "files"}},
    },
}
REQUEST = {"principal": ALICE, "action": "s3:GetObject", "resource": "arn:aws:s3:::files"}
QUESTION = {"document": DOCUMENT, "request": REQUEST}


def share_of(api: Any) -> str:
    status, body = api.post("/policies/shares", QUESTION)
    assert status == 201
    return str(body["id"])


# --- questions ------------------------------------------------------------------------------------------


def test_anybody_may_ask_and_nothing_is_stored(api_of: Any, django_user_model: Any) -> None:
    status, body = api_of().post("/policies/ask", QUESTION)
    assert (status, body["decision"]["outcome"]) == (200, "Allowed")
    assert body["decided_by"]["path"] == ["Alice", "Properties", "Policies", 0, "PolicyDocument"]
    assert body["request"]["resource_id"] == "Files"
    assert not Share.objects.exists() and not django_user_model.objects.exists()


def test_it_answers_in_the_language_of_the_request(api_of: Any) -> None:
    asked = {"document": DOCUMENT, "action": "s3:GetObject", "resource": "arn:aws:s3:::files"}
    _, body = api_of().post("/policies/who-can", asked, **{"Accept-Language": "ko"})
    assert [(one["name"], one["outcome"]) for one in body["principals"]] == [
        ("root", "Allowed"),
        ("alice", "Allowed"),
    ]
    assert "자격 증명 기반 정책이 허용하고" in body["principals"][1]["text"]
    assert body["request"]["accountId"] == "111122223333" and body["cut"] is False


def test_a_question_that_is_none_is_refused_with_its_place(api_of: Any) -> None:
    api = api_of()
    for changed, path in (
        ({"request": {**REQUEST, "principal": "alice"}}, ["request", "principal"]),
        ({"session_policy": "{"}, ["session_policy"]),
        ({"document": {"SchemaVersion": 1, "Resources": {"A": {"Type": "No::Such"}}}}, ["A", "Type"]),
    ):
        status, body = api.post("/policies/ask", {**QUESTION, **changed})
        assert status == 422 and body["problems"][0]["path"][: len(path)] == path, body


@pytest.mark.parametrize("depth", [30, 900])
def test_a_policy_nested_without_end_is_refused(depth: int, api_of: Any) -> None:
    nested: Any = {}
    for _ in range(depth):
        nested = {"a": nested}
    given = {**QUESTION, "resource_policy": {"Version": "2012-10-17", "Statement": [nested]}}
    assert api_of().post("/policies/ask", given)[0] == 422
    text = json.dumps(given["resource_policy"])
    status, body = api_of().post("/policies/check", {"text": text, "kind": "resource", "document": DOCUMENT})
    assert status == 200 and body["problems"][0]["severity"] == "error"


def test_a_document_with_mistakes_elsewhere_can_be_asked(api_of: Any) -> None:
    group = {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {"MinSize": "many"}}
    drawn = {**DOCUMENT, "Resources": {**DOCUMENT["Resources"], "Web": group}}
    status, body = api_of().post("/policies/ask", {**QUESTION, "document": drawn})
    assert (status, body["decision"]["outcome"]) == (200, "Allowed")


def test_the_overview_names_what_a_question_can_be_about(api_of: Any) -> None:
    _, body = api_of().post("/policies/overview", {"document": DOCUMENT})
    path = ["Alice", "Properties", "Policies", 0, "PolicyDocument"]
    assert [(one["kind"], one["arn"], one["policies"]) for one in body["identities"]] == [
        ("user", ALICE, [{"name": "read", "path": path}])
    ]
    assert [(one["path"], one["kind"], one["errors"]) for one in body["policies"]] == [(path, "identity", 0)]
    assert ("Files", "arn:aws:s3:::files", None) in [
        (one["id"], one["arn"], one["policy"]) for one in body["resources"]
    ]
    assert body["roots"] == [{"arn": "arn:aws:iam::111122223333:root", "account": "111122223333"}]


def test_a_policys_text_is_checked_with_line_and_column(api_of: Any) -> None:
    text = '{\n  "Version": "2012-10-17",\n  "Statement": {"Effect": "Permit", "Action": "s3:*", "Resource": "*"}\n}'
    _, body = api_of().post("/policies/check", {"text": text, "kind": "identity"})
    (problem,) = [one for one in body["problems"] if one["severity"] == "error"]
    assert (problem["code"], problem["line"], problem["column"]) == ("InvalidEffect", 3, 27)


def test_references_in_a_text_are_those_of_its_document(api_of: Any) -> None:
    def checked(target: str, **document: Any) -> list[Any]:
        resource = {"Fn::GetAtt": [target, "Arn"]}
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": [resource]}
        text = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=1)
        _, body = api_of().post("/policies/check", {"text": text, "kind": "identity", **document})
        return [(one["code"], one["line"]) for one in body["problems"] if one["severity"] == "error"]

    assert checked("Files", document=DOCUMENT) == []
    assert ("UnknownReferenceInPolicy", 8) in checked("Fils", document=DOCUMENT)
    assert checked("Files") != []


def test_the_vocabulary_is_sent_once(api_of: Any) -> None:
    client = api_of().client
    first = client.get("/api/v1/policies/vocabulary")
    assert first.status_code == 200 and "s3:prefix" in first.content.decode()
    again = client.get("/api/v1/policies/vocabulary", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["ask", "who-can", "overview", "check"])
def test_questions_have_the_budget_of_what_is_stored_nowhere(
    path: str, api_of: Any, student: Any, settings: Any
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "checks": 1, "writes": 0}
    api = api_of(student)
    assert [api.post(f"/policies/{path}", {})[0] for _ in range(2)] == [422, 429]


# --- shares ---------------------------------------------------------------------------------------------


def test_whoever_has_the_link_sees_document_and_question(api_of: Any, student: Any) -> None:
    session = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    status, made = api_of(student).post("/policies/shares", {**QUESTION, "session_policy": session})
    assert status == 201 and made["url"] == f"/policies/shared/{made['id']}/"
    _, seen = api_of().get(f"/policies/shares/{made['id']}")
    assert seen["document"]["Resources"] == DOCUMENT["Resources"] and seen["session_policy"] == session
    assert seen["request"]["principal"] == ALICE and seen["own"] is False
    answered = api_of().post(
        "/policies/ask", {name: seen[name] for name in ("document", "request", "session_policy")}
    )
    assert answered[0] == 200
    assert api_of(student).get(f"/policies/shares/{made['id']}")[1]["own"] is True


def test_a_visitor_who_shares_gets_an_account(api_of: Any) -> None:
    api = api_of()
    id = share_of(api)
    assert Share.objects.get(pk=id).owner.is_anonymous_visitor
    assert [one["id"] for one in api.get("/policies/shares")[1]] == [id]


def test_what_cannot_be_asked_is_not_shared(api_of: Any, django_user_model: Any) -> None:
    status, _ = api_of().post("/policies/shares", {**QUESTION, "request": {**REQUEST, "action": "read"}})
    assert status == 422 and not Share.objects.exists() and not django_user_model.objects.exists()


def test_only_its_owner_takes_a_share_back(api_of: Any, student: Any, other_student: Any) -> None:
    id = share_of(api_of(student))
    assert api_of(other_student)("DELETE", f"/policies/shares/{id}")[0] == 403
    assert api_of()("DELETE", f"/policies/shares/{id}")[0] == 403
    assert api_of(other_student).get("/policies/shares") == (200, [])
    assert api_of(student)("DELETE", f"/policies/shares/{id}")[0] == 204
    assert api_of(student).get(f"/policies/shares/{id}")[0] == 404


def test_a_token_that_only_reads_asks_and_does_not_share(api_of: Any, student: Any) -> None:
    bearer = {"Authorization": f"Bearer {do_create_token(student, 'reads', [Scope.READ])[1]}"}
    assert api_of().post("/policies/ask", QUESTION, **bearer)[0] == 200
    assert api_of().post("/policies/shares", QUESTION, **bearer)[0] == 403


def test_a_session_shares_only_with_the_pages_token(api_of: Any, student: Any) -> None:
    api = api_of(student, enforce_csrf_checks=True)
    assert api.post("/policies/shares", QUESTION)[0] == 403
    token = api.client.get("/workbench/").context["boot"]["csrf"]
    assert api.post("/policies/shares", QUESTION, **{"X-CSRFToken": token})[0] == 201


def test_the_oldest_shares_make_room(api_of: Any, student: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_SHARES", 2)
    api = api_of(student)
    made = [share_of(api) for _ in range(3)]
    assert {str(one.pk) for one in Share.objects.all()} == set(made[1:])
    monkeypatch.setattr(actions, "MAX_BYTES", Share.objects.get(pk=made[2]).size + 10)
    last = share_of(api)
    assert [str(one.pk) for one in Share.objects.all()] == [last]


def test_a_share_ends_and_is_swept_out(api_of: Any, student: Any, settings: Any) -> None:
    old, young = share_of(api_of(student)), share_of(api_of(student))
    past = timezone.now() - timedelta(days=settings.POLICY_SHARE_DAYS, minutes=1)
    Share.objects.filter(pk=old).update(created_at=past)
    assert api_of().get(f"/policies/shares/{old}")[0] == 404
    assert [one["id"] for one in api_of(student).get("/policies/shares")[1]] == [young]
    work = sweep.Turn(timezone.now(), dry=True)
    assert sweep.delete_shares(work, {}) is None
    assert (work.counts["shares deleted"], Share.objects.count()) == (1, 2)
    work = sweep.Turn(timezone.now())
    sweep.delete_shares(work, {})
    assert work.counts["shares deleted"] == 1 and [str(one.pk) for one in Share.objects.all()] == [young]


def test_shares_go_with_their_owner(api_of: Any, student: Any) -> None:
    share_of(api_of(student))
    student.delete()
    assert not Share.objects.exists()


# --- pages ----------------------------------------------------------------------------------------------


def boot_of(browser: Any, address: str) -> dict[str, Any]:
    answer = browser.get(address)
    assert answer.status_code == 200
    return dict(answer.context["boot"])


def test_the_page_opens_without_a_document_and_with_ones_own(
    browser_of: Any, student: Any, document: Any
) -> None:
    assert boot_of(browser_of(), "/policies/")["document_id"] is None
    for address in (f"/policies/{document.pk}/", f"/policies/?document={document.pk}"):
        boot = boot_of(browser_of(student), address)
        assert (boot["page"], boot["document_id"], boot["read_only"]) == ("policies", str(document.pk), False)


def test_nobody_else_opens_ones_document(browser_of: Any, other_student: Any, document: Any) -> None:
    for browser in (browser_of(other_student), browser_of()):
        assert browser.get(f"/policies/{document.pk}/").status_code == 404
        assert browser.get(f"/policies/?document={document.pk}").status_code == 404
    assert browser_of(other_student).get("/policies/?document=mine").status_code == 404


def test_a_shared_question_opens_for_the_stranger(api_of: Any, browser_of: Any, student: Any) -> None:
    id = share_of(api_of(student))
    boot = boot_of(browser_of(), f"/policies/shared/{id}/")
    assert (boot["share_id"], boot["document_id"]) == (id, None)
    Share.objects.all().delete()
    assert browser_of().get(f"/policies/shared/{id}/").status_code == 404


def test_the_page_says_its_name_in_both_languages_and_stands_among_the_others(browser_of: Any) -> None:
    for language, title in (("en", "Policy simulator"), ("ko", "정책 시뮬레이터")):
        text = browser_of().get("/policies/", headers={"Accept-Language": language}).content.decode()
        assert f"{title} · Stratolab" in text and 'id="root"' in text
    assert 'href="/policies/"' in browser_of().get("/about/").content.decode()


def test_the_documentations_example_is_answered(api_of: Any) -> None:
    text = (settings.BASE_DIR / "docs" / "policy-simulator.md").read_text("utf-8")
    example = re.search(r"-d '(\{.*?\})'\n", text, re.S)
    assert example, "there is no example"
    status, body = api_of().post("/policies/ask", json.loads(example[1]))
    assert (status, body["decision"]["outcome"], body["decided_by"]["sid"]) == (200, "Allowed", "Read")
    named = set(re.findall(r"^\| `(\w+)` \|", text, re.M))
    assert named >= set(body), "parts of the answer are not described"
