"""GET /api/v1/charts."""

from __future__ import annotations

from django.test import Client


def test_anybody_may_read_the_charts() -> None:
    answer = Client().get("/api/v1/charts")
    assert answer.status_code == 200
    assert "traffic" in {chart["id"] for chart in answer.json()}


def test_they_are_in_the_language_of_the_request() -> None:
    answer = Client().get("/api/v1/charts", headers={"accept-language": "ko"})
    assert "초당 요청 수" in {chart["title"] for chart in answer.json()}


def test_they_are_not_sent_twice() -> None:
    etag = Client().get("/api/v1/charts")["ETag"]
    assert Client().get("/api/v1/charts", headers={"if-none-match": etag}).status_code == 304
