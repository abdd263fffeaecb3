"""The workbench as a person uses it: what is pressed, typed and read, in either language."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

both_languages = pytest.mark.parametrize("language", ["en", "ko"], indirect=True)

#: When a run of the tests' lab is over.
LAST_SECOND = 900

#: Words of the interface that tests press or read.
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "mine": "Make it yours",
        "run": "Run",
        "pause": "Pause",
        "step": "One second on",
        "reset": "Reset",
        "undo": "Undo",
        "redo": "Redo",
        "saved": "saved",
        "log": "Decisions",
        "candidate": "Candidate",
        "evidence": "Looked at",
        "rule": "Rule",
        "scrub": "Moment shown",
        "back to live": "Back to live",
        "choose charts": "Choose charts",
        "minimum": "Minimum capacity",
        "maximum": "Maximum capacity",
        "desired": "Desired capacity",
        "was changed": "The architecture was changed",
        "start": "Start",
        "connect to": "Connect to…",
        "problems": "Problems",
        "inspector": "Inspector",
        "palette": "Palette",
        "add": "Add {}",
        "break": "Break",
        "code": "Code",
        "why": "Why",
    },
    "ko": {
        "mine": "내 것으로 만들기",
        "run": "실행",
        "pause": "일시 정지",
        "step": "1초 진행",
        "reset": "처음부터",
        "undo": "실행 취소",
        "redo": "다시 실행",
        "saved": "저장됨",
        "log": "결정",
        "candidate": "후보",
        "evidence": "근거",
        "rule": "규칙 출처",
        "scrub": "표시 시점",
        "back to live": "실시간으로",
        "choose charts": "차트 선택",
        "minimum": "최소 용량",
        "maximum": "최대 용량",
        "desired": "원하는 용량",
        "was changed": "아키텍처를 변경했어요",
        "start": "시작",
        "connect to": "연결할 대상…",
        "problems": "문제",
        "inspector": "인스펙터",
        "palette": "팔레트",
        "add": "{} 추가",
        "break": "장애",
        "code": "코드",
        "why": "이유",
    },
}


def boot_of(html: str) -> dict[str, Any]:
    """What a page tells its script."""
    found = re.search(r'<script id="boot" type="application/json">(.*?)</script>', html, re.S)
    assert found, "the page tells its script nothing"
    told: dict[str, Any] = json.loads(found.group(1))
    return told


class Workbench:
    """One workbench in one page."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.words = WORDS[language]

    # ---- opening

    def make_it_yours(self) -> None:
        """A copy of the front page's architecture, by its button."""
        self.page.goto("/")
        self.page.get_by_role("button", name=self.words["mine"]).click()
        self.page.wait_for_url("**/workbench/*/")
        expect(self.node("WebGroup")).to_be_visible()

    def open_copy(self) -> None:
        """The same without the detour over the first page's script: for what begins at the workbench."""
        ask = self.page.context.request
        boot = boot_of(ask.get("/").text())
        made = ask.post(
            f"{boot['urls']['api']}documents/{boot['document_id']}/copy",
            headers={"X-CSRFToken": boot["csrf"], "Referer": self.page.url},
        )
        assert made.status == 201, made.text()
        self.page.goto(f"/workbench/{made.json()['id']}/")
        expect(self.node("WebGroup")).to_be_visible()

    def open_empty(self) -> None:
        self.page.goto("/workbench/")
        expect(self.page.locator(".canvas-empty")).to_be_visible()
        # Keys are heard once everything has been drawn.
        expect(self.page.locator(".chart-card").first).to_be_visible()

    # ---- parts

    @property
    def canvas(self) -> Locator:
        return self.page.locator(".canvas .react-flow")

    def node(self, id: str) -> Locator:
        return self.page.locator(f'.react-flow__node-resource[data-id="{id}"]')

    @property
    def nodes(self) -> Locator:
        return self.page.locator(".react-flow__node-resource")

    @property
    def wires(self) -> Locator:
        return self.page.locator(".react-flow__edge")

    def badge(self, id: str, place: int = 0) -> Locator:
        return self.node(id).locator(".badge-value").nth(place)

    @property
    def inspector(self) -> Locator:
        return self.page.locator("[data-inspector]")

    @property
    def clock(self) -> Locator:
        return self.page.locator(".run-clock")

    @property
    def save(self) -> Locator:
        return self.page.locator(".top-save")

    @property
    def log(self) -> Locator:
        return self.page.locator(".event-log")

    def rows(self, text: str | re.Pattern[str]) -> Locator:
        return self.log.locator(".log-row").filter(has_text=text)

    @property
    def toggle(self) -> Locator:
        return self.page.locator("[data-run-toggle]")

    def button(self, word: str) -> Locator:
        return self.page.get_by_role("button", name=self.words[word], exact=True)

    def field(self, label: str) -> Locator:
        return self.inspector.get_by_role("spinbutton", name=label)

    # ---- doing

    def speed(self, name: str) -> None:
        self.page.locator(".run-controls .segmented").get_by_role("button", name=name, exact=True).click()

    def run(self, speed: str | None = None) -> None:
        if speed:
            self.speed(speed)
        expect(self.toggle).to_have_text(self.words["run"])
        self.toggle.click()
        expect(self.toggle).to_have_text(self.words["pause"])

    def pause(self) -> None:
        self.toggle.click()
        expect(self.toggle).to_have_text(self.words["run"])

    def select(self, id: str) -> None:
        self.node(id).locator(".node-names strong").click()
        expect(self.inspector.get_by_role("heading", name=id)).to_be_visible()

    def show_charts(self, *ids: str) -> None:
        """Have exactly these charts, as a returning visitor would."""
        self.page.evaluate(
            "(ids) => localStorage.setItem('stratolab.charts', JSON.stringify(ids))", list(ids)
        )

    def seconds(self) -> int:
        """The simulated clock in seconds."""
        total = 0
        for part in (self.clock.inner_text() or "0").split(":"):
            total = total * 60 + int(part)
        return total

    def wait_for_second(self, at_least: int) -> None:
        """Until the world has come this far."""
        self.until(lambda: self.seconds() >= at_least, f"second {at_least}", patience=60)

    def until(self, holds: Any, what: str, patience: float = 20) -> None:
        """Look again and again, letting the page go on meanwhile."""
        for _ in range(int(patience * 5)):
            if holds():
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"waited in vain for {what}")

    def number(self, locator: Locator) -> float | None:
        """What a badge shows; None while it shows nothing."""
        found = re.search(r"-?\d+(?:\.\d+)?", locator.inner_text())
        if not found:
            return None
        scale = {"k": 1e3, "M": 1e6}.get(locator.inner_text()[found.end() : found.end() + 1], 1)
        return float(found.group()) * scale
