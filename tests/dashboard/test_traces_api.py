"""Recorded traffic over the API."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.services.clients.properties import MAX_POINTS

from .conftest import DOCUMENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hot")]


def test_a_csv_becomes_the_traffic_of_viewers(api_of: Any, student: Any) -> None:
    api = api_of(student)
    body = {"csv": "second,requests\n0,10\n60,30\n", "interpolation": "linear", "repeat": True}
    status, answer = api.post("/traces", body)
    assert status == 200
    assert answer["traffic"] == {
        "Shape": "Trace",
        "Seconds": [0, 60],
        "Rates": [10, 30],
        "Interpolation": "linear",
        "Repeat": True,
        "StartAt": 0,
    }
    told = [answer[name] for name in ("rows", "first_second", "last_second", "mean_rate", "peak_rate")]
    assert told == [2, 0, 60, 20, 30]
    document = copy.deepcopy(DOCUMENT)
    document["Resources"]["Viewers"]["Properties"]["Traffic"] = answer["traffic"]
    status, saved = api.post("/documents", {"document": document})
    assert (status, saved["problems"]) == (201, [])
    assert api.post("/runs", {"document": saved["id"]})[0] == 201


@pytest.mark.parametrize(("language", "word"), [("en", "Line 2"), ("ko", "2행")])
def test_a_mistake_is_told_with_its_line_in_the_callers_language(
    api_of: Any, language: str, word: str
) -> None:
    status, answer = api_of().post("/traces", {"csv": "0,1\n1,x\n"}, **{"Accept-Language": language})
    assert status == 422
    (problem,) = answer["problems"]
    assert problem["path"] == ["line", 2] and problem["message"].startswith(word) and problem["hint"]


def test_the_stranger_may_ask_and_leaves_no_trace(api_of: Any) -> None:
    from dashboard.accounts.models import User

    assert api_of().post("/traces", {"csv": "0,1"})[0] == 200
    assert not User.objects.exists()


def test_too_much_is_refused_before_it_is_stored(api_of: Any) -> None:
    rows = "".join(f"{second},1\n" for second in range(MAX_POINTS + 1))
    assert api_of().post("/traces", {"csv": rows})[1]["error"]["code"] == "TraceTooLarge"
    assert api_of().post("/traces", {"csv": "0" * 500_000})[1]["error"]["code"] == "TraceTooLarge"
    assert api_of().post("/traces", {"csv": "0" * 1_100_000})[0] == 413


@pytest.mark.parametrize("body", [{}, {"csv": 3}, {"csv": "0,1", "interpolation": "cubic"}, {"csv": None}])
def test_another_shape_of_request_is_refused(api_of: Any, body: Any) -> None:
    assert api_of().post("/traces", body)[0] == 422
