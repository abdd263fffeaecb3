"""An author, from nothing to a lab in the catalogue: write, draw, prove, preview, publish."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCREENSHOTS
from tests.browser.player import Player
from tests.browser.test_everyone import violations
from tests.browser.workbench import both_languages
from tests.labs.scenarios.forms import WORDS

WORDS_SAID = {
    "en": {
        "begin": "Begin",
        "save": "Save",
        "add": "Add an objective",
        "remove": "Remove: Objective 2",
        "board": "Edit on the workbench solution.yaml",
        "close": "Close the board solution.yaml",
        "all there": "Everything is there.",
        "prove": "Prove",
        "proved": "Proved",
        "publish": "Publish",
        "published": "Published",
        "start": "Start the lab",
        "preview": "Preview",
        "to write": "Still to be written.",
    },
    "ko": {
        "begin": "만들기",
        "save": "저장",
        "add": "목표 추가",
        "remove": "삭제: 목표 2",
        "board": "워크벤치에서 편집 solution.yaml",
        "close": "워크벤치 문서 닫기 solution.yaml",
        "all there": "빠진 내용이 없어요.",
        "prove": "검증",
        "proved": "검증됨",
        "publish": "게시",
        "published": "게시됨",
        "start": "실습 시작",
        "preview": "미리 보기",
        "to write": "아직 쓰지 않았어요.",
    },
}
MAKE_AUTHOR = """
from dashboard.accounts.models import User
from dashboard.accounts.roles import do_assign_role
person = User.objects.create_user(username={name!r}, password='correct horse')
do_assign_role(person, 'author')
"""


@both_languages
def test_an_author_makes_a_lab_from_nothing(
    page: Page,
    manage: Callable[..., str],
    look: Callable[[str], None],
    another_person: Callable[..., Page],
    language: str,
) -> None:
    said, slug = WORDS_SAID[language], f"one-is-too-few-{language}"
    manage("shell", "-c", MAKE_AUTHOR.format(name=f"author-{language}"))
    page.goto("/admin/login/?next=/admin/scenarios/scenario/add/")
    page.locator("[name=username]").fill(f"author-{language}")
    page.locator("[name=password]").fill("correct horse")
    page.locator("[name=password]").press("Enter")

    # From nothing.
    page.locator("#slug").fill(slug)
    look("authoring-begin")
    page.get_by_role("button", name=said["begin"], exact=True).click()
    expect(page.locator("#editor")).to_be_visible()
    version = page.url.rstrip("/").rpartition("/")[2]
    expect(page.locator("#x-t-title-en-bad")).to_have_text(said["to write"])
    found = violations(page)
    look("authoring-new")

    # A row is added and taken out; what was typed stays, and the keyboard is where the row is.
    page.locator("#x-t-title-en").fill(WORDS["t__title__en"])
    page.get_by_role("button", name=said["add"]).click()
    expect(page.locator("#x-d-objectives-1-title-en")).to_be_focused()
    expect(page.locator("#x-t-title-en")).to_have_value(WORDS["t__title__en"])
    look("authoring-row")
    page.get_by_role("button", name=said["remove"]).click()
    expect(page.locator("#x-d-objectives-1")).to_have_count(0)

    # A document becomes a board on the workbench.
    page.get_by_role("button", name=said["board"]).click()
    expect(page.get_by_role("button", name=said["close"])).to_be_visible()
    page.get_by_role("button", name=said["close"]).click()
    expect(page.get_by_role("button", name=said["board"])).to_be_visible()

    for name, words in WORDS.items():
        page.locator("#x-" + name.replace("__", "-")).fill(words)
    page.get_by_role("button", name=said["save"], exact=True).click()
    expect(page.get_by_text(said["all there"])).to_be_visible()
    look("authoring-complete")
    page.locator("#section-objectives").scroll_into_view_if_needed()
    look("authoring-objectives")
    found += violations(page)

    # Not before it is proved.
    page.goto(f"/admin/scenarios/scenario/version/{version}/proof/")
    page.get_by_role("button", name=said["publish"], exact=True).click()
    expect(page.locator(".au-status")).not_to_have_text(said["published"])
    look("authoring-versions")
    found += violations(page)

    page.goto(f"/admin/scenarios/scenario/version/{version}/proof/")
    page.get_by_role("button", name=said["prove"], exact=True).click()
    expect(page.locator("#progress progress")).to_be_visible()
    look("authoring-proving")
    expect(page.locator(".au-verdict .au-good")).to_contain_text(said["proved"], timeout=180_000)
    expect(page.locator(".au-proof tbody")).to_have_count(6)
    look("authoring-proof")
    found += violations(page)

    # As a learner would see it, on a design of one's own.
    page.goto(f"/preview/{version}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[f"t__title__{language}"])
    look("authoring-preview")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=said["start"]).click()
    expect(page).to_have_url(re.compile("/play/$"))
    expect(page.get_by_text(f"{said['preview']} 1 ·").first).to_be_visible()
    look("authoring-preview-play")

    page.goto(f"/admin/scenarios/scenario/version/{version}/proof/")
    page.get_by_role("button", name=said["publish"], exact=True).click()
    expect(page.locator(".au-status")).to_have_text(said["published"])
    look("authoring-published")
    labs = page.request.get("/api/v1/labs", headers={"accept-language": language}).json()
    assert WORDS[f"t__title__{language}"] in [lab["title"] for lab in labs if lab["slug"] == slug]

    # And somebody else finds it, plays it and passes.
    learner = Player(another_person(language), language)
    learner.page.goto("/labs/")
    learner.page.locator(f'a[href="/labs/{slug}/"]').first.click()
    expect(learner.page.get_by_role("heading", level=1)).to_have_text(WORDS[f"t__title__{language}"])
    learner.begin(slug, {"question-1": "a"})
    learner.select("WebGroup")
    for capacity in ("maximum", "desired", "minimum"):
        learner.set(learner.words[capacity], 4)
    learner.saved()
    learner.run({"en": "max", "ko": "최대"}[language])
    expect(learner.objective("served")).to_have_attribute("data-state", "met", timeout=120_000)
    learner.submit()
    expect(learner.result.locator(".lab-verdict")).to_have_attribute("data-passed", "true", timeout=90_000)
    expect(learner.result.locator(".lab-predicted li")).to_have_attribute("data-right", "true")
    learner.page.screenshot(path=SCREENSHOTS / f"authoring-played-{language}.png")
    found += violations(learner.page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ["", "add/", "import/"])
def test_the_admin_of_scenarios_is_closed_to_a_visitor(page: Page, path: str) -> None:
    page.goto(f"/admin/scenarios/scenario/{path}")
    expect(page).to_have_url(re.compile("/admin/login/"))
