"""A lab's Markdown as HTML, and the figures of a learner's run in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt

from simulator.text import Language

# Raw HTML stays text, and the links Markdown makes are checked by the library: authors are people, not programs.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_FIGURE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NOTHING = "—"

#: Causes of failures, as a sentence names them.
CAUSES: dict[str, dict[Language, str]] = {
    "dns_no_answer": {"en": "no DNS answer", "ko": "DNS 응답 없음"},
    "no_targets": {"en": "no healthy target", "ko": "정상 대상 없음"},
    "target_busy": {"en": "a full server queue", "ko": "서버 대기열 초과"},
    "connection_reset": {"en": "a broken connection", "ko": "연결 끊김"},
    "balancer_timeout": {"en": "a load balancer timeout", "ko": "로드 밸런서 시간 초과"},
    "origin_down": {"en": "an origin that was down", "ko": "오리진 중단"},
    "timeout": {"en": "a viewer's timeout", "ko": "사용자 시간 초과"},
}


def html(markdown: str) -> str:
    """Safe HTML of a text."""
    rendered: str = _MARKDOWN.render(markdown)
    return rendered


def figures_filled(text: str, figures: Mapping[str, Any], language: Language) -> str:
    """The text with {{figure}} replaced by what this run measured."""
    return _FIGURE.sub(lambda match: _said(match[1], figures.get(match[1]), language), text)


def _said(name: str, value: Any, language: Language) -> str:
    if value is None:
        none = {"en": "none at all", "ko": "없음"}[language]
        return none if name == "first_failure" else _NOTHING
    if name == "first_failure":
        cause = CAUSES[value["cause"]][language]
        clock = f"{value['at'] // 60}:{value['at'] % 60:02}"
        return f"{cause} at {clock}" if language == "en" else f"{clock}에 {cause}"
    if name in ("goodput", "hit_ratio"):
        return f"{100 * value:.3g}\u202f%" if value < 0.9995 else "100\u202f%"
    if name == "latency_p95":
        return f"{value:.3g}\u202fms"
    if name == "usd_per_hour":
        return f"${value:.2f}"
    return f"{value:,}"
