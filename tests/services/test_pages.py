"""Pages and files through the proxy."""

from __future__ import annotations

import http.client
import re

from tests.services.cluster import Cluster
from tests.services.visitor import Visitor


def test_the_first_page_comes_with_everything_it_needs(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert page.status == 200 and '"run_id"' in page.text
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert "Server" not in page.headers or "uvicorn" not in page.headers["Server"]
    files = sorted(set(re.findall(r'(?:src|href)="(/static/dist/[^"]+)"', page.text)))
    assert files
    for file in files:
        answer = visitor.get(file, Accept_Encoding="gzip")
        assert answer.status == 200 and answer.body, file
        assert "immutable" in answer.headers["Cache-Control"], file
        assert int(re.findall(r"max-age=(\d+)", answer.headers["Cache-Control"])[0]) >= 31_536_000


def test_plain_http_is_sent_to_https(cluster: Cluster) -> None:
    connection = http.client.HTTPConnection("localhost", cluster.ports["http"], timeout=10)
    connection.request("GET", "/about/", headers={"Host": "localhost"})
    answer = connection.getresponse()
    assert answer.status in (301, 308)
    assert (answer.getheader("Location") or "").startswith("https://localhost")
    connection.close()


def test_what_a_client_says_of_itself_is_not_believed(visitor: Visitor) -> None:
    forged = visitor.get("/accounts/login/", X_Forwarded_Host="evil.example", X_Forwarded_Proto="http")
    assert forged.status == 200 and "evil.example" not in forged.text
    cookie = forged.headers["Set-Cookie"]
    assert "Secure" in cookie and "stratolab_csrf" in cookie


def test_a_name_that_is_not_the_labs_is_refused(cluster: Cluster) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", cluster.ports["web1"], timeout=10)
    connection.request("GET", "/", headers={"Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert connection.getresponse().status == 400
    connection.close()


def test_a_body_without_end_is_refused(visitor: Visitor) -> None:
    visitor.get("/")
    large = b'{"document": "' + b"x" * (2 * 1024 * 1024) + b'"}'
    answer = visitor.ask(
        "POST",
        "/api/v1/check",
        large,
        Content_Type="application/json",
        X_CSRFToken=visitor.cookies["stratolab_csrf"],
    )
    assert answer.status == 413


def test_every_web_process_is_alive_and_ready(visitor: Visitor) -> None:
    for web in ("web1", "web2"):
        assert visitor.get("/healthz", web=web).json == {"status": "alive"}
        assert visitor.get("/readyz", web=web).json["status"] == "ready"


def test_metrics_are_for_who_knows_the_token(cluster: Cluster, visitor: Visitor) -> None:
    assert visitor.get("/metrics", web="web1").status in (401, 403, 404)
    known = visitor.get("/metrics", web="web1", Authorization=f"Bearer {cluster.secret('metrics_token')}")
    assert known.status == 200 and "# TYPE" in known.text


def test_people_sign_up_and_in(visitor: Visitor, cluster: Cluster) -> None:
    who = {"username": "kim", "password1": "correct horse 7", "password2": "correct horse 7"}
    assert visitor.submit("/accounts/signup/", **who).status == 302
    assert "kim" in visitor.get("/", web="web2").text
    again = Visitor(cluster)
    refused = again.submit("/accounts/login/", login="kim", password="wrong")
    assert refused.status == 200
    assert again.submit("/accounts/login/", login="kim", password="correct horse 7").status == 302
    assert "kim" in again.get("/").text


def test_the_administrator_sees_what_there_is(cluster: Cluster, visitor: Visitor) -> None:
    made = cluster.run(
        *("python", "manage.py", "createsuperuser", "--noinput", "--username=root", "--email=root@localhost"),
        DJANGO_SUPERUSER_PASSWORD="correct horse 9",
    )
    assert made.returncode == 0, made.stderr
    assert visitor.get("/admin/").status == 302
    entered = visitor.submit("/admin/login/?next=/admin/", username="root", password="correct horse 9")
    assert (entered.status, entered.headers["Location"]) == (302, "/admin/")
    for page in ("/admin/", "/admin/runs/run/", "/admin/accounts/user/", "/admin/architectures/document/"):
        answer = visitor.get(page)
        assert answer.status == 200 and "root" in answer.text, page
