"""A lab's Markdown as HTML, and the figures of a learner's run in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt

from simulator.text import Language, Text

# Raw HTML stays text, and the links Markdown makes are checked by the library: authors are people, not programs.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_FIGURE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NOTHING = "—"

#: Causes of failures, as a sentence names them.
CAUSES: dict[str, dict[Language, str]] = {
    "dns_no_answer": {"en": "no DNS answer", "ko": "DNS 응답 없음"},
    "no_targets": {"en": "no healthy target", "ko": "정상 대상 없음"},
    "target_busy": {"en": "a full server queue", "ko": "대상 과부하"},
    "connection_reset": {"en": "a broken connection", "ko": "연결 재설정"},
    "balancer_timeout": {"en": "a load balancer timeout", "ko": "로드 밸런서 시간 초과"},
    "origin_down": {"en": "an origin that was down", "ko": "오리진 중단"},
    "timeout": {"en": "a viewer's timeout", "ko": "최종 사용자 시간 초과"},
}
#: What a figure without a value means, where that is more than that nothing was measured.
_NONE: dict[str, dict[Language, str]] = {
    "first_failure": {"en": "none", "ko": "없음"},
    # A fleet of a fixed size, or a demand that never changed.
    "lag_s": {"en": "— (it never followed)", "ko": "— (따라가지 않았어요)"},
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
        return _NONE.get(name, {}).get(language, _NOTHING)
    if name == "first_failure":
        cause = CAUSES[value["cause"]][language]
        clock = f"{value['at'] // 60}:{value['at'] % 60:02}"
        return f"{cause} at {clock}" if language == "en" else f"{clock}에 {cause}"
    if name in ("goodput", "hit_ratio"):
        share = f"{100 * value:.3g}" if value < 0.9995 else "100"
        return f"{share}%" if language == "ko" else f"{share}\u202f%"
    if name == "latency_p95":
        return f"{value:.3g}\u202fms" if value < 999.5 else f"{value / 1000:.3g}\u202fs"
    if name in ("usd_per_hour", "usd_per_million"):
        return f"${value:.2f}"
    if name == "cpu_percent":
        return f"{value:.0f}%" if language == "ko" else f"{value:.0f}\u202f%"
    if name == "wasted_instance_hours":
        return f"{value:.2f}"
    if name in ("recovery_s", "lag_s"):
        return f"{value}초" if language == "ko" else f"{value}\u202fs"
    return f"{value:,}"


#: Figures worth showing of any run, in this order, with their names.
_FACTS: tuple[tuple[str, Text], ...] = (
    ("goodput", Text("Goodput", "정상 처리율")),
    ("peak_rps", Text("Most requests in a second", "초당 최대 요청")),
    ("latency_p95", Text("Latency p95", "지연 시간 p95")),
    ("usd_per_hour", Text("Cost an hour", "시간당 비용")),
    ("instances_most", Text("Most instances", "최대 인스턴스 수")),
    ("instances_launched", Text("Instances launched", "시작한 인스턴스 수")),
    ("hit_ratio", Text("Hit ratio", "캐시 적중률")),
    ("first_failure", Text("First failure", "첫 실패")),
)
_CAUSES_NAME = Text("Causes of failures", "실패 원인")


def facts(figures: Mapping[str, Any], language: Language) -> list[dict[str, str]]:
    """What a run came to, as names and values; figures of what the run did not have are left out."""
    found = [
        {"name": name.get(language), "value": _said(key, figures.get(key), language)}
        for key, name in _FACTS
        if figures.get(key) or key in ("goodput", "first_failure")
    ]
    causes = figures.get("causes") or {}
    if causes:
        told = ", ".join(f"{CAUSES[cause][language]} {count:,}" for cause, count in list(causes.items())[:3])
        found.append({"name": _CAUSES_NAME.get(language), "value": told})
    return found
