"""Decisions as rows: one a row, with what it looked at as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from simulator.resources.units import SECONDS
from simulator.tables.columns import Column, Frame, Row, Table, Types
from simulator.tables.frames import TICK
from simulator.text import Text


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False)


def _text(decision: Frame, language: str) -> str | None:
    text = decision.get("text")
    return str(text[language]) if text else None


def decision_rows(frame: Frame, types: Types) -> Iterator[Row]:
    for decision in frame.get("decisions", ()):
        yield (
            frame["id"],
            decision.get("id"),
            decision.get("at"),
            decision.get("resource"),
            decision.get("layer"),
            decision.get("subject"),
            decision.get("reason"),
            _json(decision.get("outcome")),
            _text(decision, "en"),
            _text(decision, "ko"),
            _json(decision.get("candidates")),
            _json(decision.get("evidence")),
            decision.get("source"),
        )


DECISIONS = Table(
    "decisions",
    (
        TICK,
        Column("id", "text", Text("The decision: tick and place in it", "결정의 ID(틱과 그 안의 순서)")),
        Column("at", "number", Text("When it was taken", "결정한 시뮬레이션 시각"), SECONDS),
        Column("resource", "text", Text("Logical id of who decided", "결정한 리소스의 논리적 ID")),
        Column("layer", "text", Text("The resource's layer", "리소스의 계층")),
        Column("subject", "text", Text("The rule", "결정 규칙")),
        Column("reason", "text", Text("Name of the reason", "이유의 이름")),
        Column("outcome", "text", Text("What was decided, as JSON", "결정 결과(JSON)")),
        Column("text_en", "text", Text("The reason as a sentence, English", "이유를 설명하는 영어 문장")),
        Column("text_ko", "text", Text("The reason as a sentence, Korean", "이유를 설명하는 한국어 문장")),
        Column(
            "candidates", "text", Text("What could have been chosen, as JSON", "선택할 수 있던 후보(JSON)")
        ),
        Column("evidence", "text", Text("Facts the rule looked at, as JSON", "규칙이 살펴본 사실(JSON)")),
        Column(
            "source",
            "text",
            Text("Title of the AWS page that documents the rule", "규칙이 적힌 AWS 문서 제목"),
        ),
    ),
    decision_rows,
)
