"""What every answer carries, what cookies are allowed to do, and that no write comes without the page's token."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from .conftest import DOCUMENT
from .test_static import get, served

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db]
__all__ = ["served"]  # the fixture

ADDRESSES = [
    "/",
    "/about/",
    "/accounts/login/",
    "/status/",
    "/metrics",
    "/healthz",
    "/readyz",
    "/admin/login/",
    "/jsi18n/",
    "/api/v1/catalogue",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/api/v1/runs/nothing",
    "/nothing/here/",
]


def check(headers: Any) -> None:
    policy = headers["Content-Security-Policy"]
    assert "default-src" in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_headers(address: str, hot: str, pages: None) -> None:
    answer = Client().get(address)
    check(answer.headers)
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])
    if not address.startswith("/admin/"):
        assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("method", "address", "options", "status"),
    [
        ("POST", "/api/v1/documents", {"CONTENT_LENGTH": "99999999"}, 413),
        ("GET", "/about/", {"HTTP_HOST": "evil.example"}, 400),
        ("DELETE", "/about/", {}, 403),
        ("POST", "/accounts/login/", {}, 403),
    ],
)
def test_refusals_have_them_too(
    method: str, address: str, options: dict[str, str], status: int, hot: str, pages: None
) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, address, **options)  # type: ignore[arg-type]
    assert answer.status_code == status
    check(answer.headers)


def test_a_failure_inside_has_them_too(hot: str, pages: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.workbench import views

    monkeypatch.setattr(views, "boot", lambda *args, **options: 1 / 0)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    check(answer.headers)


async def test_static_files_have_them_too(served: Any) -> None:
    _status, headers, _body = await get(served, "/static/dist/plain.css")
    check({name.title(): value for name, value in headers.items()})


def test_under_https_cookies_are_secure_and_browsers_are_told_to_stay(
    hot: str, pages: None, settings: Any
) -> None:
    """The settings as they are read with HTTPS=1, by a process of its own."""
    program = (
        "from config import settings as s; import json; print(json.dumps({n: getattr(s, n) for n in ("
        "'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', 'SECURE_SSL_REDIRECT', 'SECURE_HSTS_SECONDS',"
        "'SESSION_COOKIE_HTTPONLY', 'SESSION_COOKIE_SAMESITE', 'CSRF_COOKIE_SAMESITE', 'SECURE_PROXY_SSL_HEADER')}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"HTTPS": "1", "PATH": "", "STRATOLAB_VAR": str(settings.VAR_DIR)},
        capture_output=True,
        check=True,
    )
    read = json.loads(told.stdout)
    for name, value in read.items():
        setattr(settings, name, tuple(value) if isinstance(value, list) else value)
    assert Client().get("/about/")["Location"] == "https://testserver/about/"
    answer = Client().get("/", headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = answer.cookies["stratolab_csrf"]
    assert cookie["secure"] and cookie["samesite"] == "Lax"
    assert read["SESSION_COOKIE_SECURE"] and read["SESSION_COOKIE_HTTPONLY"]


def test_probes_answer_without_tls_inside(hot: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/metrics").status_code == 301


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


def test_no_view_is_exempt_from_csrf_but_the_api_which_checks_itself() -> None:
    exempt = {route for route, view in patterns(get_resolver()) if getattr(view, "csrf_exempt", False)}
    assert all(route.startswith("api/v1/") for route in exempt), exempt


def test_every_write_of_a_session_needs_the_token(hot: str, student: Any, document: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    schema = client.get("/api/v1/openapi.json").json()
    writes = [
        (method, path)
        for path, methods in schema["paths"].items()
        for method in methods
        if method not in ("get", "head", "options")
    ]
    assert len(writes) >= 10
    for method, path in writes:
        address = re.sub(r"\{[^}]+\}", str(document.pk), path)
        body = json.dumps({"document": DOCUMENT})
        answer = client.generic(method.upper(), address, body, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CsrfFailed"), (method, path)
