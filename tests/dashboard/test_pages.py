"""Pages: who gets them, what they hand to the island, and the headers around them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dashboard.architectures.actions import do_create
from dashboard.runs.actions import do_create_run

from .conftest import DOCUMENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages", "hot")]


@pytest.fixture
def demo(administrator: Any) -> Any:
    document = do_create(administrator, DOCUMENT, "Demo", shared=True).document
    return do_create_run(administrator, document, seed=1, shared=True)


def boot_of(answer: Any) -> dict[str, Any]:
    """What the page really embeds."""
    found = re.search(
        r'<script id="boot" type="application/json">(.*?)</script>', answer.content.decode(), re.S
    )
    assert found, "the page has no boot"
    return json.loads(found[1])


def test_the_front_page_shows_the_demo_to_the_stranger(browser_of: Any, demo: Any) -> None:
    answer = browser_of().get("/")
    boot = boot_of(answer)
    assert (answer.status_code, boot["page"], boot["read_only"]) == (200, "home", True)
    assert (boot["run_id"], boot["document_id"]) == (str(demo.pk), str(demo.document_id))
    assert boot["csrf"] and boot["urls"]["api"] == "/api/v1/"


def test_the_front_page_opens_before_there_is_a_demo(browser_of: Any) -> None:
    assert boot_of(browser_of().get("/"))["run_id"] is None


def test_the_workbench_opens_ones_own_document(browser_of: Any, student: Any, document: Any) -> None:
    boot = boot_of(browser_of(student).get(f"/workbench/{document.pk}/"))
    assert (boot["page"], boot["document_id"], boot["read_only"]) == ("workbench", str(document.pk), False)


@pytest.mark.parametrize("person", ["other_student", "instructor", "administrator", None])
def test_nobody_else_opens_it(
    browser_of: Any, document: Any, person: str | None, request: pytest.FixtureRequest
) -> None:
    browser = browser_of(request.getfixturevalue(person) if person else None)
    assert browser.get(f"/workbench/{document.pk}/").status_code == 404


def test_the_demos_document_opens_read_only(browser_of: Any, student: Any, demo: Any) -> None:
    assert boot_of(browser_of(student).get(f"/workbench/{demo.document_id}/"))["read_only"] is True


def test_a_runs_page_is_read_only_for_its_owner_too(browser_of: Any, student: Any, run: Any) -> None:
    boot = boot_of(browser_of(student).get(f"/runs/{run.pk}/"))
    assert (boot["run_id"], boot["read_only"]) == (str(run.pk), True)
    assert browser_of().get(f"/runs/{run.pk}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/workbench/", "/about/", "/accounts/login/", "/accounts/signup/", "/nothing/"]
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_page_opens_in_both_languages_under_the_content_policy(
    browser_of: Any, path: str, language: str
) -> None:
    answer = browser_of().get(path, headers={"Accept-Language": language})
    assert answer.status_code == (404 if path == "/nothing/" else 200)
    assert f'<html lang="{language}"' in answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    text = answer.content.decode()
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text), "an inline script"
    assert not re.search(r"<[^>]+ (style|on\w+)=", text), "an inline style or handler"


def test_the_language_can_be_chosen(browser_of: Any) -> None:
    client = browser_of()
    client.post("/i18n/setlang/", {"language": "ko", "next": "/"})
    assert boot_of(client.get("/"))["language"] == "ko"


def test_a_classroom_behind_one_address_can_log_in(browser_of: Any, student: Any) -> None:
    for _ in range(40):
        form = {"login": "student", "password": "correct horse"}
        assert browser_of().post("/accounts/login/", form).status_code == 302


def test_guessing_one_accounts_password_is_stopped(browser_of: Any, student: Any) -> None:
    for _ in range(6):
        answer = browser_of().post("/accounts/login/", {"login": "student", "password": "wrong"})
    form = {"login": "student", "password": "correct horse"}
    assert browser_of().post("/accounts/login/", form).status_code != 302
    assert answer.status_code in (200, 429)


def test_the_admin_is_for_staff(browser_of: Any, student: Any, administrator: Any) -> None:
    assert browser_of(student).get("/admin/").status_code == 302
    for path in ("", "accounts/user/", "runs/run/", "architectures/document/"):
        assert browser_of(administrator).get(f"/admin/{path}").status_code == 200


def test_only_the_admin_has_a_looser_content_policy(browser_of: Any, administrator: Any) -> None:
    browser = browser_of(administrator)
    assert "unsafe-eval" in browser.get("/admin/").headers["Content-Security-Policy"]
    assert "unsafe" not in browser.get("/").headers["Content-Security-Policy"]
