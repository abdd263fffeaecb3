"""The first page: a world that is alive before anybody has done anything."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.workbench import WORDS, Workbench, both_languages

SESSION = "stratolab_session"


def has_account(context: BrowserContext) -> bool:
    return any(cookie["name"] == SESSION for cookie in context.cookies())


@both_languages
def test_the_first_page_shows_a_live_world_without_a_click(
    page: Page, workbench: Workbench, look: Callable[[str], None], context: BrowserContext, language: str
) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name=WORDS[language]["mine"])).to_be_visible()
    goodput = page.locator(".vital").first.locator("dd").first
    expect(goodput).to_contain_text("%")
    state = page.locator(".world-state")
    expect(state).to_contain_text(":")
    before = state.inner_text()
    expect(state).not_to_have_text(before)
    # The map: land, viewers, edges, requests on their way.
    expect(page.locator(".world-map .land")).to_be_visible()
    assert page.locator(".world-map .spot-viewers").count() == 5
    expect(page.locator(".world-map .spot-edge").first).to_be_visible()
    expect(page.locator(".world-map animateMotion").first).to_be_attached()
    # The architecture: every stop has a number.
    stops = page.locator(".architecture .stop-value")
    workbench.until(
        lambda: all(any(c.isdigit() for c in text) for text in stops.all_inner_texts()), "numbers"
    )
    assert stops.count() >= 6
    workbench.until(lambda: page.locator(".news li").count() > 0, "a decision in the news", 40)
    look("home")
    assert not has_account(context)


def test_the_language_is_switched_both_ways(page: Page) -> None:
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("button", name=WORDS["ko"]["mine"])).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name=WORDS["en"]["mine"])).to_be_visible()


def test_an_account_is_made_by_making_it_yours_and_not_before(
    page: Page, workbench: Workbench, context: BrowserContext
) -> None:
    page.goto("/")
    page.goto("/about/")
    assert not has_account(context)
    workbench.make_it_yours()
    assert has_account(context)
    page.goto("/")
    expect(page.locator(".document-card")).to_have_count(1)
