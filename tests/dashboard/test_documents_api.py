"""Documents over the API: what each of the cast may do, and what a refusal says."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dashboard.accounts.models import User
from dashboard.architectures.actions import do_create
from dashboard.architectures.models import Document, Revision

from .conftest import DOCUMENT

pytestmark = pytest.mark.django_db


def changed(rate: int) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    document["Resources"]["Viewers"]["Properties"]["Traffic"]["Rate"] = rate
    return document


@pytest.fixture
def shared(administrator: Any) -> Document:
    return do_create(administrator, DOCUMENT, "Demo", shared=True).document


def test_creating_stores_the_first_revision(api_of: Any, student: Any) -> None:
    status, body = api_of(student).post("/documents", {"name": "Mine", "document": DOCUMENT})
    assert status == 201
    assert (body["name"], body["revision"], body["problems"], body["read_only"]) == ("Mine", 1, [], False)
    assert body["document"]["Resources"] == DOCUMENT["Resources"]
    assert Revision.objects.get(document=body["id"], number=1).hash == body["hash"]


def test_a_document_may_be_sent_as_text(api_of: Any, student: Any) -> None:
    status, body = api_of(student).post("/documents", {"document": json.dumps(DOCUMENT)})
    assert (status, body["name"]) == (201, "Files for Seoul")


def test_the_stranger_gets_an_account_by_saving(api_of: Any) -> None:
    stranger = api_of()
    status, body = stranger.post("/documents", {"document": DOCUMENT})
    assert status == 201
    owner = Document.objects.get(pk=body["id"]).owner
    assert owner.is_anonymous_visitor and not owner.has_usable_password()
    assert [row["id"] for row in stranger.get("/documents")[1]] == [body["id"]]


def test_refused_input_makes_no_account(api_of: Any) -> None:
    status, _ = api_of().post("/documents", {"document": {"SchemaVersion": 99}})
    assert status == 422
    assert not User.objects.exists()


def test_looking_makes_no_account(api_of: Any) -> None:
    assert api_of().get("/documents") == (200, [])
    assert not User.objects.exists()


def test_saving_makes_the_next_revision(api_of: Any, student: Any, document: Any) -> None:
    status, body = api_of(student).put(
        f"/documents/{document.pk}", {"document": changed(50), "base_revision": 1}
    )
    assert (status, body["revision"]) == (200, 2)
    rows = api_of(student).get(f"/documents/{document.pk}/revisions")[1]
    assert [row["revision"] for row in rows] == [2, 1]


def test_saving_the_same_content_makes_no_revision(api_of: Any, student: Any, document: Any) -> None:
    body = api_of(student).put(f"/documents/{document.pk}", {"document": DOCUMENT, "base_revision": 1})[1]
    assert body["revision"] == 1


def test_a_moved_node_changes_the_content_and_not_the_hash(api_of: Any, student: Any, document: Any) -> None:
    moved = copy.deepcopy(DOCUMENT)
    moved["Resources"]["Files"]["Metadata"]["Canvas"]["x"] = 999
    before = api_of(student).get(f"/documents/{document.pk}")[1]
    body = api_of(student).put(f"/documents/{document.pk}", {"document": moved, "base_revision": 1})[1]
    assert (body["revision"], body["hash"]) == (2, before["hash"])


def test_saving_over_a_newer_revision_is_refused_with_what_is_stored(
    api_of: Any, student: Any, document: Any
) -> None:
    api = api_of(student)
    api.put(f"/documents/{document.pk}", {"document": changed(50), "base_revision": 1})
    status, body = api.put(f"/documents/{document.pk}", {"document": changed(60), "base_revision": 1})
    assert (status, body["error"]["code"]) == (409, "NewerRevisionExists")
    assert body["current"]["revision"] == 2
    assert body["current"]["document"]["Resources"] == changed(50)["Resources"]
    assert Revision.objects.filter(document=document).count() == 2


@pytest.mark.parametrize("person", ["other_student", "instructor", "author", "administrator", None])
def test_nobody_else_sees_or_changes_a_document(
    api_of: Any, document: Any, person: str | None, request: pytest.FixtureRequest
) -> None:
    api = api_of(request.getfixturevalue(person) if person else None)
    path = f"/documents/{document.pk}"
    assert api.get(path)[0] == 404
    assert api.put(path, {"document": changed(1), "base_revision": 1})[0] == 404
    assert api.post(f"{path}/copy")[0] == 404
    assert api.get(f"{path}/revisions")[0] == 404
    assert api("DELETE", path)[0] == 404
    assert Document.objects.get(pk=document.pk).head == 1


@pytest.mark.parametrize("person", ["student", "administrator", None])
def test_a_shared_document_can_be_read_and_not_changed(
    api_of: Any, shared: Document, person: str | None, request: pytest.FixtureRequest
) -> None:
    api = api_of(request.getfixturevalue(person) if person else None)
    status, body = api.get(f"/documents/{shared.pk}")
    assert (status, body["read_only"]) == (200, True)
    status, body = api.put(f"/documents/{shared.pk}", {"document": changed(1), "base_revision": 1})
    assert (status, body["error"]["code"]) == (403, "ReadOnly")
    assert api("DELETE", f"/documents/{shared.pk}")[0] == 403


def test_a_copy_of_a_shared_document_is_ones_own(api_of: Any, student: Any, shared: Document) -> None:
    status, body = api_of(student).post(f"/documents/{shared.pk}/copy")
    assert (status, body["read_only"], body["revision"]) == (201, False, 1)
    assert Document.objects.get(pk=body["id"]).owner == student


def test_writing_without_the_csrf_token_is_refused(browser_of: Any, api_of: Any, student: Any) -> None:
    status, body = api_of(student, enforce_csrf_checks=True).post("/documents", {"document": DOCUMENT})
    assert (status, body["error"]["code"]) == (403, "CsrfFailed")


def test_the_csrf_token_of_a_page_outlives_the_visitors_first_save(browser_of: Any, pages: None) -> None:
    from .conftest import Api

    client = browser_of(enforce_csrf_checks=True)
    token = client.get("/workbench/").context["boot"]["csrf"]
    for _ in range(2):
        status, _body = Api(client).post("/documents", {"document": DOCUMENT}, **{"X-CSRFToken": token})
        assert status == 201


def test_a_body_over_one_megabyte_is_refused(api_of: Any, student: Any) -> None:
    status, body = api_of(student).post("/documents", {"document": {"Name": "x" * 1_100_000}})
    assert (status, body["error"]["code"]) == (413, "RequestTooLarge")
    assert body["problems"][0]["hint"]


@pytest.mark.parametrize(
    "body", [b"{", b'{"document": NaN}', b'{"document": "\\ud800"}', b'{"document": "\\u0000"}', b"\xff"]
)
def test_what_is_no_json_is_refused_as_such(api_of: Any, student: Any, body: bytes) -> None:
    status, answer = api_of(student)("POST", "/documents", body)
    assert (status, answer["error"]["code"]) == (400, "MalformedBody")


def test_a_missing_field_is_named(api_of: Any, student: Any, document: Any) -> None:
    status, body = api_of(student).put(f"/documents/{document.pk}", {"document": DOCUMENT})
    assert status == 422
    assert "base_revision" in body["problems"][0]["path"]


def test_refusals_speak_the_requests_language(api_of: Any) -> None:
    english = api_of().get("/documents/nothing", **{"Accept-Language": "en"})
    korean = api_of().get("/documents/nothing", **{"Accept-Language": "ko-KR,ko;q=0.9"})
    assert english[0] == korean[0] == 404
    assert english[1]["error"]["message"].startswith("There is nothing")
    assert korean[1]["error"]["message"].startswith("이 주소에는")


def test_an_unknown_address_is_answered_as_json(api_of: Any) -> None:
    status, body = api_of().get("/nothing-here")
    assert (status, body["error"]["code"]) == (404, "NotFound")


def test_checking_stores_nothing(api_of: Any) -> None:
    broken = copy.deepcopy(DOCUMENT)
    broken["Resources"]["Viewers"]["Properties"]["Endpoint"] = {"Ref": "Nothing"}
    status, body = api_of().post("/check", {"document": broken})
    assert status == 200 and body["problems"]
    assert {"code", "path", "message", "hint", "severity"} <= body["problems"][0].keys()
    assert isinstance(body["problems"][0]["message"], str)
    assert not Document.objects.exists() and not User.objects.exists()


def test_a_draft_with_problems_may_be_stored(api_of: Any, student: Any) -> None:
    broken = copy.deepcopy(DOCUMENT)
    del broken["Resources"]["Files"]
    status, body = api_of(student).post("/documents", {"document": broken})
    assert status == 201 and body["problems"]


def test_an_edit_answers_with_the_document_it_makes(api_of: Any) -> None:
    edit = {"kind": "create", "type": "AWS::S3::Bucket", "position": {"x": 10, "y": 20}}
    status, body = api_of().post("/edit", {"document": DOCUMENT, "edit": edit})
    assert status == 200
    assert len(body["document"]["Resources"]) == len(DOCUMENT["Resources"]) + len(body["created"])


def test_the_catalogue_is_sent_once(api_of: Any) -> None:
    client = api_of().client
    first = client.get("/api/v1/catalogue", headers={"Accept-Language": "ko"})
    again = client.get(
        "/api/v1/catalogue", headers={"Accept-Language": "ko", "If-None-Match": first.headers["ETag"]}
    )
    other = client.get("/api/v1/catalogue", headers={"Accept-Language": "en"})
    assert (first.status_code, again.status_code) == (200, 304)
    assert other.headers["ETag"] != first.headers["ETag"]


def test_a_rule_answers_as_the_command_line_does(api_of: Any) -> None:
    names = [subject["subject"] for subject in api_of().get("/decide")[1]]
    assert "elb.choose" in names
    given = {"PathPattern": "/static/*", "path": "/static/a.css"}
    status, body = api_of().post("/decide/cloudfront.path_pattern", {"input": given})
    assert (status, body["outcome"]) == (200, True)
    assert body["explanation"]


def test_a_rule_nobody_knows_is_not_found(api_of: Any) -> None:
    assert api_of().post("/decide/no.such", {"input": {}})[0] == 404
