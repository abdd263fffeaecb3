"""A class in real browsers: an instructor, and three students of whom one is on a phone and one loses the network."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SCREENSHOTS, Guard
from tests.browser.player import Player
from tests.browser.test_everyone import violations
from tests.browser.test_labs import give_both_zones

PASSWORD = "correct horse battery"


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


def join(page: Page, code: str, nickname: str) -> None:
    """By the code on the wall, as on the first visit; ends in the questions before the lab."""
    korean = page.evaluate("navigator.language").startswith("ko")
    page.goto("/join/")
    page.locator("#code").fill(code.lower())
    page.locator("#nickname").fill(nickname)
    page.get_by_role("button", name="참가" if korean else "Join", exact=True).click()
    expect(page.locator(".rejoin-code")).to_contain_text(re.compile(r"\d{4} \d{4}"))
    page.get_by_role("link", name=re.compile("실습으로 가기" if korean else "To the lab")).click()
    page.wait_for_url("**/play/")


def answer_the_questions(page: Page) -> None:
    page.locator('input[name="prediction-dark"][value="errors"]').check()
    page.locator(".lab-predictions button.primary").click()
    expect(page.locator(".class-bar")).to_be_visible()
    expect(page.locator(".lab-dock")).to_be_visible()


def tile(page: Page, name: str) -> Locator:
    return page.locator(".tile").filter(has_text=name)


def test_a_class_from_the_code_to_the_export(
    page: Page,
    guard: Guard,
    manage: Callable[..., str],
    another_person: Callable[..., Page],
    look: Callable[[str], None],
) -> None:
    manage("createsuperuser", "--noinput", "--username", "teacher", "--email", "t@example.org",
           DJANGO_SUPERUSER_PASSWORD=PASSWORD)  # fmt: skip
    sign_in(page, "teacher")
    page.goto("/classes/")
    look("classes-list")
    page.get_by_label("Lab", exact=True).select_option(label="Survive a zone outage")
    page.get_by_label("Title, as students see it").fill("Monday morning")
    page.get_by_role("button", name="Open the lobby").click()
    expect(page.get_by_role("heading", name="Monday morning")).to_be_visible()
    code = page.locator(".desk-code").inner_text()
    assert violations(page) == []

    with page.expect_popup() as opened:
        page.get_by_role("link", name=re.compile("Projector")).click()
    wall = opened.value
    expect(wall.locator(".projector-code")).to_have_text(f"{code[:3]} {code[3:]}")
    expect(wall.get_by_role("img", name="QR code of the address")).to_be_visible()
    wall.screenshot(path=SCREENSHOTS / "classes-projector-en.png")
    assert violations(wall) == []

    mina, juno, sora = another_person("en"), another_person("ko", 375, 740), another_person("en")
    for student, name in ((mina, "Mina"), (juno, "주노"), (sora, "Sora")):
        join(student, code, name)
    juno.screenshot(path=SCREENSHOTS / "classes-questions-phone-ko.png")
    expect(wall.locator(".projector-room")).to_contain_text("주노")
    expect(page.locator(".tile")).to_have_count(3)

    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name="Pause all")).to_be_visible()
    for student in (mina, juno, sora):
        answer_the_questions(student)
        expect(student.locator(".class-bar .class-phase")).to_have_class(re.compile("running"))
    juno.screenshot(path=SCREENSHOTS / "classes-student-phone-ko.png")

    # What the instructor says reaches everybody, also who was away when it was said.
    guard.forgive("ERR_INTERNET_DISCONNECTED")
    sora.context.set_offline(True)
    page.get_by_label("Announce").fill("Look at zone 2a")
    page.get_by_role("button", name="Send").click()
    for student in (mina, juno):
        expect(student.locator(".class-announcement")).to_contain_text("Look at zone 2a")
    expect(sora.locator(".class-bar .desk-offline")).to_be_visible(timeout=30_000)
    sora.context.set_offline(False)
    expect(sora.locator(".class-announcement")).to_contain_text("Look at zone 2a", timeout=30_000)
    expect(sora.locator(".class-bar .desk-offline")).to_have_count(0)

    # A raised hand is seen on the wall, and by nobody else.
    juno.get_by_role("button", name="도움 요청").click()
    expect(tile(page, "주노")).to_contain_text("wants help")

    # A fault for everybody shows in a student's running world.
    player = Player(mina, "en")
    mina.get_by_role("button", name="Run", exact=True).click()
    page.locator("#fault").select_option(label="Zone outage · SubnetA")
    page.get_by_role("button", name="Make it happen").click()
    expect(page.locator(".desk-said")).to_contain_text("Given to 3.")

    # Paused means paused: no run goes on, whoever presses.
    page.get_by_role("button", name="Pause all").click()
    expect(mina.locator(".class-hint")).to_contain_text("paused the class")
    look("classes-desk")
    page.get_by_role("button", name="Go on").click()
    expect(mina.locator(".class-hint")).to_have_count(0)

    give_both_zones(player)
    player.submit()
    expect(player.result).to_be_visible(timeout=90_000)
    expect(tile(page, "Mina").locator(".tile-stars")).to_have_text("★★☆", timeout=30_000)

    with page.expect_download() as downloading:
        page.get_by_role("link", name="Results as CSV").click()
    table = downloading.value.path().read_text("utf-8-sig")
    assert [line.split(",")[2] for line in table.splitlines()[1:]] == ["Mina", "주노", "Sora"]

    page.get_by_role("button", name="End the class").click()
    page.get_by_role("button", name="End now").click()
    expect(page.locator(".desk-head .class-phase")).to_have_class(re.compile("ended"))
    expect(sora.locator(".class-hint")).to_contain_text("The class is over")
