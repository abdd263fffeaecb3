"""The dependency audit: it finds what is known, and never takes silence for safety."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from scripts import audit, check

Answer = Callable[[dict[str, Any]], list[str]]


def knows(*vulnerable: tuple[str, str]) -> Answer:
    """A database that knows these packages, and the ones everybody knows."""
    names = {*vulnerable, *((one.name, one.version) for one in audit.KNOWN.values())}

    def answer(query: dict[str, Any]) -> list[str]:
        asked = (query["package"]["name"], query["version"])
        return [f"GHSA-{asked[0]}"] if asked in names else []

    return answer


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], None]]:
    """`database(answer)`: a vulnerability database on this machine."""
    servers: list[HTTPServer] = []

    def serve(answer: Answer) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                results = [{"vulns": [{"id": id_} for id_ in answer(query)]} for query in asked["queries"]]
                content = json.dumps({"results": results}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        monkeypatch.setattr(audit, "DATABASE", f"http://127.0.0.1:{servers[-1].server_port}")

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_locks_are_read_whole() -> None:
    found = audit.locked()
    names = {(package.ecosystem, package.name) for package in found}
    assert {("PyPI", "django"), ("PyPI", "psycopg"), ("PyPI", "pytest"), ("npm", "react")} <= names
    assert len(found) > 200 and all(package.version for package in found)


def test_extras_markers_and_nested_copies_are_understood() -> None:
    text = "psycopg[binary]==3.3.1 ; python_version > '3' \\\n    --hash=sha256:00\nUvicorn==0.54.0\n# via x==1\n"
    assert [(one.name, one.version) for one in audit.python_packages(text)] == [
        ("psycopg", "3.3.1"),
        ("uvicorn", "0.54.0"),
    ]
    lock = {
        "packages": {
            "": {"version": "0"},
            "node_modules/@a/b": {"version": "1"},
            "node_modules/@a/b/node_modules/c": {"version": "2"},
        }
    }
    assert [(one.name, one.version) for one in audit.node_packages(lock)] == [("@a/b", "1"), ("c", "2")]


def test_nothing_known_is_a_clean_bill(database: Any, capsys: Any) -> None:
    database(knows())
    assert audit.main() == audit.AUDITED
    assert "0 with known vulnerabilities" in capsys.readouterr().out


def test_what_is_known_is_named_and_fails(database: Any, capsys: Any) -> None:
    django = next(one for one in audit.locked() if one.name == "django")
    database(knows(("django", django.version)))
    assert audit.main() == audit.VULNERABLE
    assert f"django {django.version}: GHSA-django" in capsys.readouterr().out


def test_an_accepted_advisory_is_left_out(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    django = next(one for one in audit.locked() if one.name == "django")
    database(knows(("django", django.version)))
    monkeypatch.setitem(audit.ACCEPTED, "GHSA-django", "a test")
    assert audit.main() == audit.AUDITED


def test_a_database_that_knows_nothing_is_not_believed(database: Any, capsys: Any) -> None:
    database(lambda query: [])
    assert audit.main() == audit.NOT_AUDITED
    assert capsys.readouterr().out.startswith("NOT AUDITED")


@pytest.mark.parametrize(("required", "code"), [("", audit.NOT_AUDITED), ("required", audit.VULNERABLE)])
def test_without_a_database_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, required: str, code: int
) -> None:
    monkeypatch.setattr(audit, "DATABASE", "http://127.0.0.1:9")
    monkeypatch.setenv("AUDIT", required)
    assert audit.main() == code
    assert "NOT AUDITED" in capsys.readouterr().out


def test_checks_that_could_not_be_done_are_not_counted_as_passed(
    monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    def command(code: int) -> tuple[str, ...]:
        return (check.sys.executable, "-c", f"raise SystemExit({code})")

    checks = [check.Check("a", "A", command(0)), check.Check("b", "B", command(3), may_be_undone=True)]
    monkeypatch.setattr(check, "CHECKS", checks)
    assert check.main([]) == 0
    assert "1 of 2 checks passed. Not done: B." in capfd.readouterr().out
    monkeypatch.setattr(check, "CHECKS", [check.Check("c", "C", command(3))])
    assert check.main([]) == 1, "only a check that says so may be left undone"
