"""``python -m simulator decide``."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from simulator.cli.decide import answer_line, answer_stream
from simulator.decisions import Decision
from simulator.services.subject import Subject
from simulator.services.subjects import SUBJECTS

CHOOSE = {
    "id": 1,
    "subject": "elb.choose",
    "input": {"targets": [{"id": "a"}, {"id": "b", "healthy": False}]},
}


def answers(*lines: str | bytes, language: Any = "en") -> list[dict[str, Any]]:
    out = io.StringIO()
    answer_stream([line.encode() if isinstance(line, str) else line for line in lines], out, language)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_answers_with_outcome_reason_and_explanation() -> None:
    (answer,) = answers(json.dumps(CHOOSE))
    assert list(answer) == ["id", "outcome", "reason", "explanation"]
    assert (answer["id"], answer["outcome"], answer["reason"]) == (1, {"a": 1.0}, "EqualTurns")
    rows = answer["explanation"]
    assert rows[0]["kind"] == "reason"
    assert set(rows[0]["text"]) == {"en", "ko"}
    assert [row["id"] for row in rows if row["kind"] == "candidate"] == ["a", "b"]
    assert rows[-1] == {"kind": "source", "title": "Target groups for your Application Load Balancers"}


def test_a_bad_line_is_answered_in_its_place_and_the_stream_goes_on() -> None:
    good = json.dumps(CHOOSE)
    found = answers(good, "{nonsense", b"\xff\xfe", "[1]", '{"id": NaN}', "[" * 100_000, "", good)
    assert [answer.get("error", {}).get("code") for answer in found] == [None, *["MalformedLine"] * 5, None]
    assert found[1]["id"] is None


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        ({"id": 7}, "UnknownSubject", ["subject"]),
        ({"id": 7, "subject": ["elb.choose"]}, "UnknownSubject", ["subject"]),
        ({"id": 7, "subject": "elb.choose"}, "NotAnObject", ["input"]),
        ({"id": 7, "subject": "elb.choose", "input": {}}, "MissingField", ["input", "targets"]),
        (
            {"id": 7, "subject": "elb.choose", "input": {"targets": [{"id": 3}]}},
            "WrongType",
            ["input", "targets", 0, "id"],
        ),
        (
            {"id": 7, "subject": "autoscaling.adjust", "input": {"capacity": True}},
            None,
            None,
        ),
    ],
)
def test_an_error_says_what_and_where(line: dict[str, Any], code: str | None, path: list[Any] | None) -> None:
    answer = answer_line(line)
    assert set(answer) == {"id", "error"}
    assert answer["id"] == 7
    assert set(answer["error"]) == {"code", "path", "message"}
    if code:
        assert (answer["error"]["code"], answer["error"]["path"]) == (code, path)


def test_messages_come_in_the_language_asked_for() -> None:
    line = json.dumps({"id": 1, "subject": "elb.choose", "input": {}})
    assert answers(line)[0]["error"]["message"] == "A required field is missing."
    assert answers(line, language="ko")[0]["error"]["message"] == "꼭 필요한 항목이 빠졌어요."


def test_a_fault_of_a_rule_is_said_and_the_stream_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(given: object) -> Decision:
        raise ZeroDivisionError("oh")

    rule = SUBJECTS["elb.choose"]
    broken = Subject(rule.name, rule.summary, rule.input, rule.outcome, fails)
    monkeypatch.setitem(SUBJECTS, "elb.choose", broken)
    assert answer_line(CHOOSE)["error"]["code"] == "InternalError"
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_subjects_are_listed_with_their_schemas(call: Any) -> None:
    code, out, _ = call("decide", "--subjects")
    listed = {entry["subject"]: entry for entry in json.loads(out)}
    assert code == 0
    assert set(listed) == set(SUBJECTS)
    for name, entry in listed.items():
        assert entry["input"]["type"] == "object", name
        assert entry["input"]["additionalProperties"] is False, f"{name} takes names it does not know"
        assert entry["outcome"], name
        assert set(entry["summary"]) == {"en", "ko"}


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_every_subject_refuses_an_empty_or_foreign_input(name: str) -> None:
    for given in ({}, {"surprise": 1}, [], None, "text"):
        answer = answer_line({"id": 0, "subject": name, "input": given})
        assert "error" in answer, given
        assert answer["error"]["code"] != "InternalError"


def test_it_works_as_a_program_under_any_locale() -> None:
    line = json.dumps(
        {
            "id": "서울 \ud800",
            "subject": "cloudfront.behavior",
            "input": {"PathPatterns": [], "path": "/한}{"},
        }
    )
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "decide"],
        input=line.encode() + b"\n",
        capture_output=True,
        env={"LANG": "C", "PATH": ""},
        timeout=60,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["outcome"] == "*"
    assert answer["id"] == "서울 \ud800"
