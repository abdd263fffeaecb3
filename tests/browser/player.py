"""The workbench as a lab's player: the lab's dock beside it, its objectives and its result."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.workbench import Workbench

WORDS = {
    "en": {
        "labs": "Labs",
        "start": "Start the lab",
        "submit": "Submit",
        "next": "Next",
        "briefing": "Briefing",
        "minimum": "Minimum capacity",
        "over": "Start over",
        "over yes": "Yes, start over",
        "again": "Try again",
        "back": "Back to the workbench",
        "palette": "Palette",
        "locked": "Locked: it belongs to the task",
        "refused": "SeoulViewers belongs to the task",
        "best": "best so far",
        "topic": "By topic",
    },
    "ko": {
        "labs": "실습",
        "start": "실습 시작",
        "submit": "제출",
        "next": "다음",
        "briefing": "상황",
        "minimum": "최소 용량",
        "over": "처음부터 다시 시작",
        "over yes": "네, 다시 시작할게요",
        "again": "다시 도전",
        "back": "워크벤치로 돌아가기",
        "palette": "팔레트",
        "locked": "잠김: 과제의 일부예요",
        "refused": "SeoulViewers 리소스는 과제의 일부라",
        "best": "최고 기록",
        "topic": "주제별",
    },
}


class Player(Workbench):
    """The workbench as a lab's player."""

    def __init__(self, page: Page, language: str) -> None:
        super().__init__(page, language)
        self.said = WORDS[language]

    def begin(self, slug: str, options: dict[str, str]) -> None:
        """By the briefing's form, with an answer to each question."""
        self.page.goto(f"/labs/{slug}/")
        for prediction, option in options.items():
            self.page.locator(f'input[name="prediction-{prediction}"][value="{option}"]').check()
        self.page.get_by_role("button", name=self.said["start"]).click()
        self.page.wait_for_url(f"**/labs/{slug}/play/")
        expect(self.objectives.first).to_be_visible()
        expect(self.nodes.first).to_be_visible()

    @property
    def dock(self) -> Locator:
        return self.page.locator(".lab-dock")

    @property
    def objectives(self) -> Locator:
        return self.dock.locator("[data-objective]")

    def objective(self, id: str) -> Locator:
        return self.dock.locator(f'[data-objective="{id}"]')

    @property
    def result(self) -> Locator:
        return self.page.locator("dialog.lab-result")

    def submit(self) -> None:
        self.dock.get_by_role("button", name=self.said["submit"], exact=True).click()

    def set(self, label: str, value: int) -> None:
        field = self.field(label)
        field.fill(str(value))
        expect(field).to_have_value(str(value))

    def saved(self) -> None:
        expect(self.save).to_have_attribute("data-state", "saved")
