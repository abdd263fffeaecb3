"""The account page: both languages, tokens shown once, what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dashboard.accounts.actions import do_create_visitor
from dashboard.accounts.models import ApiToken
from dashboard.accounts.tokens import Scope, do_create_token

pytestmark = [pytest.mark.django_db, pytest.mark.redis, pytest.mark.usefixtures("pages", "hot")]

WRITES = ["/account/profile/", "/account/tokens/", "/account/delete/"]
SECRET = re.compile(r"slab_[A-Za-z0-9_-]{43}")


@pytest.fixture
def visitor(db: None) -> Any:
    return do_create_visitor("en")


def make_token(client: Any, **changes: Any) -> Any:
    form = {"token-name": "Notebook", "token-scopes": ["read", "run"], "token-lifetime": "30", **changes}
    return client.post("/account/tokens/", form)


@pytest.mark.parametrize(("language", "word"), [("en", "API tokens"), ("ko", "API 토큰")])
def test_it_opens_in_both_languages_under_the_content_policy(
    browser_of: Any, student: Any, run: Any, language: str, word: str
) -> None:
    do_create_token(student, "one", [Scope.READ])
    answer = browser_of(student).get("/account/", headers={"Accept-Language": language})
    text = answer.content.decode()
    assert answer.status_code == 200 and word in text and f'<html lang="{language}"' in text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text), "an inline script"
    assert not re.search(r"<[^>]+ (style|on\w+)=", text), "an inline style or handler"
    assert len(re.findall(r"<h1", text)) == 1
    for target in re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', text):
        assert f'id="{target}"' in text, f"{target} is nowhere"
    assert f"/api/v1/runs/{run.pk}/export?what=frames&amp;format=parquet" in text


def test_the_header_leads_to_it(browser_of: Any, student: Any, visitor: Any) -> None:
    for person in (student, visitor):
        assert 'href="/account/"' in browser_of(person).get("/about/").content.decode()
    assert 'href="/account/"' not in browser_of().get("/about/").content.decode()


def test_the_stranger_is_asked_to_sign_in(browser_of: Any) -> None:
    for path in ("/account/", "/account/export/"):
        answer = browser_of().get(path)
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={path}")
    for path in WRITES:
        assert browser_of().post(path).status_code == 302


@pytest.mark.parametrize("path", WRITES)
def test_writes_need_the_pages_token_and_are_posts(browser_of: Any, student: Any, path: str) -> None:
    assert browser_of(student, enforce_csrf_checks=True).post(path).status_code == 403
    assert browser_of(student).get(path).status_code == 405


def test_name_and_language_are_kept_and_followed(browser_of: Any, student: Any) -> None:
    client = browser_of(student)
    form = {"profile-name": "Kim <b>Minji</b>", "profile-language": "ko"}
    assert client.post("/account/profile/", form).url == "/account/"
    student.refresh_from_db()
    assert (student.first_name, student.language) == ("Kim <b>Minji</b>", "ko")
    text = client.get("/account/").content.decode()
    assert '<html lang="ko"' in text and "Kim &lt;b&gt;Minji&lt;/b&gt;" in text
    client.post("/account/profile/", {"profile-name": "", "profile-language": ""})
    assert '<html lang="en"' in client.get("/account/").content.decode()


@pytest.mark.parametrize("form", [{"profile-language": "tlh"}, {"profile-name": "x" * 151}])
def test_a_refused_profile_changes_nothing(browser_of: Any, student: Any, form: Any) -> None:
    assert browser_of(student).post("/account/profile/", form).status_code == 422
    student.refresh_from_db()
    assert (student.first_name, student.language) == ("", "")


def test_the_language_follows_to_another_machine(browser_of: Any, student: Any) -> None:
    student.language = "ko"
    student.save()
    client = browser_of()
    client.post("/accounts/login/", {"login": "student", "password": "correct horse"})
    assert '<html lang="ko"' in client.get("/account/").content.decode()


def test_the_role_is_shown_and_cannot_be_chosen(browser_of: Any, student: Any) -> None:
    client = browser_of(student)
    client.post(
        "/account/profile/", {"profile-name": "", "profile-language": "", "profile-role": "administrator"}
    )
    student.refresh_from_db()
    assert student.role == "learner"
    assert "<dd>Learner</dd>" in client.get("/account/").content.decode()


def test_a_tokens_secret_is_shown_once(browser_of: Any, student: Any) -> None:
    client = browser_of(student)
    answer = make_token(client)
    (secret,) = set(SECRET.findall(answer.content.decode()))
    assert "no-store" in answer.headers["Cache-Control"]
    token = ApiToken.objects.get(user=student)
    assert (token.name, token.scopes, token.prefix) == ("Notebook", "read run", secret[:9])
    assert 29 <= (token.expires_at - token.created_at).days <= 30
    later = client.get("/account/").content.decode()
    assert not SECRET.search(later) and token.prefix in later
    listing = browser_of().get("/api/v1/documents", headers={"Authorization": f"Bearer {secret}"})
    assert listing.status_code == 200


def test_a_token_may_last(browser_of: Any, student: Any) -> None:
    make_token(browser_of(student), **{"token-lifetime": ""})
    assert ApiToken.objects.get(user=student).expires_at is None


@pytest.mark.parametrize(
    "change",
    [
        {"token-name": ""},
        {"token-name": "x" * 81},
        {"token-scopes": []},
        {"token-scopes": ["admin"]},
        {"token-lifetime": "9999"},
    ],
)
def test_a_refused_form_makes_no_token(browser_of: Any, student: Any, change: Any) -> None:
    answer = make_token(browser_of(student), **change)
    assert answer.status_code == 422 and b"errorlist" in answer.content
    assert not ApiToken.objects.exists()


def test_too_many_are_refused(browser_of: Any, student: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.accounts.tokens.TOKEN_QUOTA", 1)
    client = browser_of(student)
    make_token(client)
    assert make_token(client).status_code == 422
    assert ApiToken.objects.count() == 1


def test_a_revoked_token_opens_nothing_and_is_listed_no_more(browser_of: Any, student: Any) -> None:
    client = browser_of(student)
    (secret,) = set(SECRET.findall(make_token(client).content.decode()))
    token = ApiToken.objects.get()
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    headers = {"Authorization": f"Bearer {secret}"}
    assert browser_of().get("/api/v1/documents", headers=headers).status_code == 401
    page = client.get("/account/").content.decode()
    assert "Notebook” opens nothing" in page and token.prefix not in page


def test_nobody_revokes_anothers(browser_of: Any, student: Any, other_student: Any) -> None:
    token, _ = do_create_token(student, "mine", [Scope.READ])
    assert browser_of(other_student).post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_visitor_sees_what_is_theirs_and_makes_no_tokens(browser_of: Any, visitor: Any) -> None:
    client = browser_of(visitor)
    text = client.get("/account/").content.decode()
    assert "Visitor" in text and "/accounts/signup/" in text and "API tokens" not in text
    assert visitor.username not in text
    assert make_token(client).status_code == 404
