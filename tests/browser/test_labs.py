"""Guided labs, from the catalogue to the debrief: by pointer, in Korean, by keyboard alone, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.player import Player
from tests.browser.test_everyone import violations
from tests.browser.workbench import both_languages

OUTAGE = {"en": "Survive a zone outage", "ko": "가용 영역 장애 견디기"}


@pytest.fixture
def player(page: Page, language: str) -> Player:
    return Player(page, language)


def give_both_zones(player: Player) -> None:
    """The reference solution of the zone outage, through the forms."""
    player.select("WebGroup")
    player.inspector.get_by_role("checkbox", name=re.compile("SubnetC")).check()
    player.set(player.words["maximum"], 6)
    player.set(player.words["desired"], 4)
    player.set(player.words["minimum"], 4)
    player.saved()


def test_a_learner_fails_learns_and_passes(page: Page, player: Player, look: Callable[[str], None]) -> None:
    page.goto("/")
    page.locator(".site-nav").get_by_role("link", name=player.said["labs"]).click()
    expect(page.get_by_role("heading", level=1, name=player.said["labs"])).to_be_visible()
    look("labs-catalogue")
    page.get_by_role("link", name=OUTAGE["en"]).click()
    look("labs-briefing")
    # Without answers the form stays.
    page.get_by_role("button", name=player.said["start"]).click()
    expect(page).to_have_url(re.compile(r"/labs/zone-outage/$"))
    player.begin("zone-outage", {"dark": "minutes"})
    look("labs-player")
    # Steps, and where one was.
    player.dock.get_by_role("button", name=player.said["next"]).click()
    expect(player.dock.locator("#lab-step-title")).to_have_text("Give the group a second zone")
    # What is locked is seen to be, and a change is refused where it is tried.
    player.select("SeoulViewers")
    expect(player.inspector).to_contain_text(player.said["locked"])
    expect(player.inspector.get_by_role("spinbutton").first).to_be_disabled()
    look("labs-locked")
    page.keyboard.press("Delete")
    expect(page.locator(".notice")).to_contain_text(player.said["refused"])
    expect(player.node("SeoulViewers")).to_be_visible()
    # The start, run under the lab's script: the objectives follow, and are missed.
    for one in player.objectives.all():
        expect(one).to_have_attribute("data-state", "waiting")
    player.run("max")
    expect(player.objective("served")).to_have_attribute("data-state", "missed", timeout=120_000)
    expect(player.objective("served").locator(".lab-missed")).to_contain_text("97 %")
    look("labs-missed")
    expect(page.locator(".run-facts .tag")).to_have_text("finished", timeout=120_000)
    # A hint says its price before it is opened.
    hint = player.dock.get_by_role("button", name=re.compile("Open for 5 points: Where do"))
    hint.click()
    expect(player.dock.locator(".lab-hints li").first).to_contain_text("zones in the inspector")
    # Handed in as it is, it does not pass and says by how much.
    player.submit()
    expect(player.result.locator(".lab-verdict")).to_have_attribute("data-passed", "false", timeout=90_000)
    expect(player.result.locator('[data-graded="served"] .lab-missed')).to_contain_text("97 %")
    look("labs-not-passed")
    player.result.get_by_role("button", name=player.said["again"]).click()
    # A reload keeps the step, the hint and the result.
    page.reload()
    expect(player.dock.locator("#lab-step-title")).to_have_text("Give the group a second zone")
    expect(player.dock.locator(".lab-hints li").first).to_contain_text("zones in the inspector")
    give_both_zones(player)
    # Run again begins the same run anew, with the lab's script.
    player.run("max")
    expect(player.objective("served")).to_have_attribute("data-state", "met", timeout=120_000)
    look("labs-met")
    player.submit()
    verdict = player.result.locator(".lab-verdict")
    expect(verdict).to_have_attribute("data-passed", "true", timeout=90_000)
    expect(verdict).to_contain_text("95 points")
    expect(verdict.get_by_role("img", name="2 of 2 stars")).to_be_visible()
    expect(player.result.locator(".lab-debrief")).to_contain_text(re.compile(r"Viewers got \d+(\.\d+)?\s%"))
    expect(player.result.locator(".lab-predicted li")).to_have_attribute("data-right", "false")
    look("labs-passed")
    # On the way out the catalogue knows.
    player.result.get_by_role("link", name=re.compile("Next lab")).click()
    page.goto("/labs/")
    card = page.locator(".lab-card", has_text=OUTAGE["en"])
    expect(card.get_by_role("img", name="2 of 2 stars")).to_be_visible()


def test_starting_over_asks_first_and_brings_back_the_beginning(page: Page, player: Player) -> None:
    player.begin("zone-outage", {"dark": "errors"})
    player.select("WebGroup")
    player.set(player.words["desired"], 3)
    player.saved()
    player.run("10×")
    player.wait_for_second(10)
    player.pause()
    player.dock.get_by_role("button", name=player.said["over"]).click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name=player.said["over yes"]).click()
    player.until(lambda: player.seconds() == 0, "the first second")
    player.select("WebGroup")
    expect(player.field(player.words["desired"])).to_have_value("2")


def test_a_deleted_run_is_there_again_when_run_is_pressed(page: Page, player: Player) -> None:
    player.begin("zone-outage", {"dark": "errors"})
    boot = page.evaluate("() => JSON.parse(document.getElementById('boot').textContent)")
    gone = page.context.request.delete(
        f"/api/v1/runs/{boot['run_id']}", headers={"X-CSRFToken": boot["csrf"], "Referer": page.url}
    )
    assert gone.status == 204, gone.text()
    page.reload()
    expect(player.objectives.first).to_be_visible()
    player.run("10×")
    player.wait_for_second(5)
    again = page.context.request.get(f"/api/v1/attempts/{boot['lab']['attempt']['id']}/standing").json()
    assert again["second"] > 0


@pytest.mark.parametrize("language", ["ko"], indirect=True)
def test_a_learner_finishes_a_lab_in_korean(page: Page, player: Player, look: Callable[[str], None]) -> None:
    page.goto("/labs/")
    look("labs-catalogue")
    page.get_by_role("link", name="갑자기 몰리는 트래픽 대비하기").click()
    expect(page).to_have_url(re.compile("/labs/flash-crowd/"))
    look("labs-briefing")
    player.begin("flash-crowd", {"alarm": "minutes", "warm-up": "blind"})
    look("labs-player")
    player.dock.get_by_role("tab", name=player.said["palette"]).click()
    expect(player.dock.locator(".palette")).to_contain_text("여기서는 추가하지 않고")
    player.dock.get_by_role("tab", name="실습").click()
    solve_flash_crowd(player)
    player.run("최대")
    expect(player.objective("rise")).to_have_attribute("data-state", "ahead", timeout=120_000)
    player.submit()
    expect(player.result.locator(".lab-verdict")).to_have_attribute("data-passed", "true", timeout=90_000)
    expect(player.result.locator(".lab-predicted li").first).to_have_attribute("data-right", "true")
    look("labs-passed")


def solve_flash_crowd(player: Player) -> None:
    """The reference solution of the flash crowd, through the forms."""
    player.select("WebGroup")
    player.set(player.words["maximum"], 8)
    player.set(player.words["desired"], 3)
    player.set(player.words["minimum"], 3)
    warm_up = player.field("기본 인스턴스 워밍업")
    if not warm_up.is_visible():
        player.inspector.get_by_text("고급 설정").first.click()
    player.set("기본 인스턴스 워밍업", 60)
    player.inspector.locator("details.child > summary").filter(has_text="WebCpuPolicy").click()
    player.set("목표 값", 40)
    player.saved()


def test_a_learner_finishes_a_lab_by_keyboard_alone(
    page: Page, player: Player, look: Callable[[str], None]
) -> None:
    press = page.keyboard.press

    def focused(locator: Locator) -> bool:
        return locator.evaluate("(element) => element === document.activeElement")

    def tab_to(locator: Locator, keys: str = "Tab") -> None:
        expect(locator).to_be_visible()
        for _ in range(120):
            if focused(locator):
                return
            press(keys)
        raise AssertionError(f"{keys} does not reach {locator}")

    page.goto("/labs/")
    tab_to(page.get_by_role("link", name=OUTAGE["en"]))
    press("Enter")
    page.wait_for_url("**/labs/zone-outage/")
    tab_to(page.locator('input[name="prediction-dark"]').first)
    press("Space")
    press("ArrowDown")
    press("ArrowDown")
    expect(page.locator('input[value="errors"]')).to_be_checked()
    tab_to(page.get_by_role("button", name=player.said["start"]))
    press("Enter")
    page.wait_for_url("**/labs/zone-outage/play/")
    expect(player.objectives.first).to_be_visible()
    expect(player.node("WebGroup")).to_be_visible()
    tab_to(player.dock.get_by_role("button", name=player.said["next"]))
    press("Enter")
    expect(player.dock.locator("#lab-step-title")).to_have_text("Give the group a second zone")
    tab_to(player.node("WebGroup"))
    press("Enter")
    expect(player.inspector.get_by_role("heading", name="WebGroup")).to_be_visible()
    press("i")
    for label, value in (
        (player.words["maximum"], "6"),
        (player.words["desired"], "4"),
        (player.words["minimum"], "4"),
    ):
        field = player.field(label)
        tab_to(
            field,
            "Tab"
            if label == player.words["maximum"]
            else "Shift+Tab"
            if label == player.words["minimum"]
            else "Tab",
        )
        press("Control+a")
        page.keyboard.insert_text(value)
        expect(field).to_have_value(value)
    second = player.inspector.get_by_role("checkbox", name=re.compile("SubnetC"))
    tab_to(second)
    press("Space")
    expect(second).to_be_checked()
    player.saved()
    look("labs-keyboard")
    tab_to(player.dock.get_by_role("button", name=player.said["submit"], exact=True), "Shift+Tab")
    press("Enter")
    verdict = player.result.locator(".lab-verdict")
    expect(verdict).to_have_attribute("data-passed", "true", timeout=90_000)
    expect(player.result.locator(".lab-predicted li")).to_have_attribute("data-right", "true")
    press("Escape")
    expect(player.result).to_have_count(0)
    expect(player.dock).to_contain_text(player.said["best"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@both_languages
def test_axe_objects_to_nothing_in_a_lab(
    page: Page, player: Player, look: Callable[[str], None], language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    found: list[str] = []
    for path, name in (
        ("/labs/", "catalogue"),
        ("/labs/?by=row", "topics"),
        ("/labs/zone-outage/", "briefing"),
    ):
        page.goto(path)
        look(f"labs-{name}-{scheme}")
        found += [f"{name}: {one}" for one in violations(page)]
    player.begin("zone-outage", {"dark": "nothing"})
    player.select("SeoulViewers")
    page.wait_for_timeout(600)
    look(f"labs-player-{scheme}")
    found += [f"player: {one}" for one in violations(page)]
    player.submit()
    expect(player.result.locator(".lab-verdict")).to_be_visible(timeout=90_000)
    player.result.locator(".lab-debrief > summary").click()
    look(f"labs-result-{scheme}")
    found += [f"result: {one}" for one in violations(page)]
    assert not found, "\n".join(found)


@both_languages
def test_a_phone_reads_predicts_and_follows(
    page: Page, player: Player, look: Callable[[str], None], language: str
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})

    def fits(what: str) -> None:
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (
            f"{what} is too wide"
        )

    page.goto("/labs/")
    fits("the catalogue")
    look("phone-labs")
    page.goto("/labs/?by=row")
    fits("the catalogue by topic")
    page.goto("/labs/zone-outage/")
    fits("the briefing")
    look("phone-labs-briefing")
    player.begin("zone-outage", {"dark": "errors"})
    fits("the player")
    look("phone-labs-player")
    player.dock.get_by_role("button", name=player.said["next"]).click()
    player.submit()
    expect(player.result.locator(".lab-verdict")).to_be_visible(timeout=90_000)
    fits("the result")
    look("phone-labs-result")
    # What has come of it can be read to its end.
    player.result.get_by_role("button", name=player.said["again"]).scroll_into_view_if_needed()
    look("phone-labs-result-end")
    player.result.get_by_role("button", name=player.said["again"]).click()
    expect(player.result).to_have_count(0)
