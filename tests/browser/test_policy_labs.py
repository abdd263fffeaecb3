"""A lab about policies on the policies' page: predicted, asked, changed, seen to turn, handed in; in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.player import Player
from tests.browser.test_everyone import violations
from tests.browser.workbench import both_languages

LAB = "explicit-deny-wins"
ANSWERS = {"more": "count", "order": "deny"}
ORIGINAL = "arn:aws:s3:::moonlight-photos/originals/2026/0412.raw"
WORDS = {
    "en": {
        "denied": "explicitly denied",
        "should": "(should be allowed)",
        "once": "0/4",
        "stars": "2 of 2 stars",
        "back": "Back to the policies",
        "all right": "Every request comes out right",
        "locked": "Belongs to the task",
    },
    "ko": {
        "denied": "명시적 거부",
        "should": "(기준: 허용)",
        "once": "0/4",
        "stars": "별 2개 중 2개",
        "back": "정책으로 돌아가기",
        "all right": "모든 요청이 원하는 대로 결정돼요",
        "locked": "과제의 일부",
    },
}


class PolicyPlayer(Player):
    """The policies' page as a lab's player."""

    def begin(self, slug: str, options: dict[str, str]) -> None:
        self.page.goto(f"/labs/{slug}/")
        for prediction, option in options.items():
            self.page.locator(f'input[name="prediction-{prediction}"][value="{option}"]').check()
        self.page.get_by_role("button", name=self.said["start"]).click()
        self.page.wait_for_url(f"**/labs/{slug}/play/")
        expect(self.objectives.first).to_be_visible()

    @property
    def verdict(self) -> Locator:
        return self.page.locator(".verdict")

    @property
    def editor(self) -> Locator:
        return self.page.locator(".editor-pane").get_by_role("textbox")

    def requests(self, objective: str) -> Locator:
        return self.objective(objective).locator(".lab-asked li")

    def open(self, policy: str) -> None:
        rows = self.page.locator(".policies-list").get_by_role("button", name=re.compile(policy))
        rows.first.click()
        expect(self.editor).to_be_visible()

    def write(self, policy: dict[str, Any]) -> None:
        """Everything in the editor replaced by this policy."""
        self.editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(json.dumps(policy, indent=2))

    def stands(self, objective: str, state: str) -> None:
        expect(self.objective(objective)).to_have_attribute("data-state", state)


def denying(*actions: str) -> dict[str, Any]:
    statement = {
        "Sid": "KeepOriginals",
        "Effect": "Deny",
        "Action": list(actions),
        "Resource": "arn:aws:s3:::moonlight-photos/originals/*",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.fixture
def player(page: Page, language: str) -> PolicyPlayer:
    return PolicyPlayer(page, language)


@both_languages
def test_a_learner_asks_narrows_the_deny_and_passes(
    page: Page, player: PolicyPlayer, look: Callable[[str], None], language: str
) -> None:
    said = WORDS[language]
    player.begin(LAB, ANSWERS)
    for objective, state in {"read": "behind", "keep": "met", "work": "met", "overwrite": "met"}.items():
        player.stands(objective, state)
    # There is nothing to run and nothing to place.
    expect(player.dock.get_by_role("tab")).to_have_count(0)
    first = player.requests("read").first
    expect(first).to_contain_text("mina s3:GetObject moonlight-photos/originals/2026/0412.raw")
    expect(first).to_contain_text(f"{said['denied']} {said['should']}")
    assert violations(page) == []
    look("policy-lab")
    # What an objective asks is asked on the page, too, by a press.
    first.get_by_role("button").click()
    expect(page.locator("#ask-principal")).to_have_value("arn:aws:iam::111122223333:user/mina")
    expect(page.locator("#ask-resource")).to_have_value(ORIGINAL)
    expect(player.verdict).to_have_attribute("data-outcome", "explicit")
    expect(player.verdict).to_contain_text("KeepOriginals")
    # No Deny at all turns one objective, and another with it.
    player.open("keep-originals|KeepOriginals")
    player.write(denying("s3:PutObjectAcl"))
    player.stands("read", "met")
    player.stands("keep", "behind")
    expect(player.objective("keep").locator(".lab-figures")).to_contain_text(said["once"])
    expect(player.verdict).to_have_attribute("data-outcome", "allowed")
    # Handed in like that, it does not pass and says why.
    player.submit()
    expect(player.result.locator(".lab-verdict")).to_have_attribute("data-passed", "false", timeout=90_000)
    expect(player.result.locator('[data-graded="keep"] .lab-missed')).to_contain_text(said["once"])
    look("policy-lab-missed")
    player.result.get_by_role("button", name=player.said["again"]).click()
    # Denying what loses a picture, and nothing else.
    player.write(denying("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject"))
    for objective in ("read", "keep", "work", "overwrite"):
        player.stands(objective, "met")
    look("policy-lab-met")
    player.submit()
    verdict = player.result.locator(".lab-verdict")
    expect(verdict).to_have_attribute("data-passed", "true", timeout=90_000)
    expect(verdict).to_contain_text(said["all right"])
    expect(verdict.get_by_role("img", name=said["stars"])).to_be_visible()
    expect(player.result.locator(".lab-facts")).to_have_count(0)
    expect(player.result.locator(".lab-predicted li").nth(0)).to_have_attribute("data-right", "false")
    expect(player.result.locator(".lab-predicted li").nth(1)).to_have_attribute("data-right", "true")
    expect(player.result.locator(".lab-debrief")).to_be_visible()
    assert violations(page) == []
    look("policy-lab-passed")
    player.result.get_by_role("button", name=said["back"]).click()
    # A reload finds everything as it was.
    page.reload()
    player.stands("read", "met")
    player.stands("keep", "met")


def test_what_belongs_to_the_task_stays(page: Page, player: PolicyPlayer, language: str) -> None:
    player.begin(LAB, ANSWERS)
    player.open("store-originals")
    expect(page.locator(".editor-pane .locked-note")).to_contain_text(WORDS[language]["locked"])
    expect(player.editor).to_have_attribute("aria-readonly", "true")


def test_starting_over_brings_the_policies_back(page: Page, player: PolicyPlayer) -> None:
    player.begin(LAB, ANSWERS)
    player.open("keep-originals|KeepOriginals")
    player.write(denying("s3:PutObjectAcl"))
    player.stands("keep", "behind")
    player.dock.get_by_role("button", name=player.said["over"]).click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name=player.said["over yes"]).click()
    player.stands("keep", "met")
    player.stands("read", "behind")


def test_on_a_phone_the_lab_and_the_page_fit(
    page: Page, player: PolicyPlayer, look: Callable[[str], None]
) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    player.begin(LAB, ANSWERS)
    player.stands("read", "behind")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375
    assert violations(page) == []
    look("policy-lab-phone")


@pytest.mark.parametrize("slug", ["refused-administrator", "both-sides"])
def test_the_page_says_what_the_objectives_say(page: Page, player: PolicyPlayer, slug: str) -> None:
    """Each request of each objective, asked by a press: circumstances and accounts go along."""
    chosen = {"admin": "deny", "grants": "nothing"} if slug == "refused-administrator" else {}
    player.begin(slug, chosen or {"star": "owner", "root": "allowed"})
    words = {"allowed": "allowed", "implicitly denied": "implicit", "explicitly denied": "explicit"}
    requests = player.dock.locator(".lab-asked li")
    expect(requests.first).to_be_visible()
    told = set()
    for one in requests.all():
        outcome = next(word for word in words if f"{word}" in one.locator("small").inner_text().split("(")[0])
        one.get_by_role("button").click()
        expect(player.verdict).to_have_attribute("data-outcome", words[outcome])
        expect(player.verdict).not_to_have_attribute("data-stale", "true")
        told.add(outcome)
    assert len(told) >= 2
