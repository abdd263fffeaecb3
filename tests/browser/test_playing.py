"""What a student stumbles on while playing a lab of scaling: fields, the log, reasons, room on the canvas."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.player import Player
from tests.browser.test_everyone import violations
from tests.browser.test_scaling import GROUP, open_changed, step_policies, tab
from tests.browser.workbench import Workbench, both_languages

SAID: dict[str, dict[str, str]] = {
    "en": {
        "own": "A value of your own…",
        "version": "Version",
        "policies": "Termination policies",
        "oldest": "Oldest launch template",
        "find": "Find in the log",
        "nothing": "Nothing in the log says this",
        "rebalance": "Capacity Rebalancing",
        "settings": "Settings",
        "alarms": "Alarms",
    },
    "ko": {
        "own": "직접 입력…",
        "version": "버전",
        "policies": "종료 정책",
        "oldest": "가장 오래된 시작 템플릿",
        "find": "로그에서 찾기",
        "nothing": "로그에 그런 내용이 없어요",
        "rebalance": "용량 재조정",
        "settings": "설정",
        "alarms": "경보",
    },
}


@pytest.fixture
def said(language: str) -> dict[str, str]:
    return SAID[language]


def unfold(within: Locator) -> None:
    """Open what is folded here, from the top."""
    folds = within.locator("details.advanced:not([open]) > summary:visible")
    while folds.count():
        folds.first.click()


def inside(part: Locator, whole: Locator) -> bool:
    """Whether nothing of it is cut off at either side."""
    inner, outer = part.bounding_box(), whole.bounding_box()
    assert inner and outer
    return inner["x"] >= outer["x"] - 1 and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1


@both_languages
def test_what_may_be_a_reference_or_a_text_is_chosen_or_typed(
    page: Page, workbench: Workbench, said: dict[str, str], look: Callable[[str], None]
) -> None:
    workbench.open_copy()
    workbench.select(GROUP)
    unfold(workbench.inspector)
    # A version: the template's own, or a number.
    version = workbench.inspector.get_by_role("combobox", name=said["version"], exact=True).first
    expect(version.locator("option")).to_have_count(4)
    version.select_option(label=said["own"])
    typed = workbench.inspector.get_by_role("textbox", name=re.compile(f"^{said['version']}: "))
    typed.fill("1")
    # A rule for who goes: of a list of names, among which a function could be.
    policies = workbench.inspector.get_by_role("group", name=said["policies"])
    policies.get_by_role("button").last.click()
    policies.get_by_role("combobox").last.select_option(label=said["oldest"])
    expect(workbench.save).to_have_attribute("data-state", "saved")
    look("playing-fields")
    assert not violations(page)
    page.reload()
    workbench.select(GROUP)
    unfold(workbench.inspector)
    expect(typed).to_have_value("1")
    expect(policies.get_by_role("combobox").last.locator("option:checked")).to_have_text(said["oldest"])
    # What was left open is open after a look elsewhere.
    tab(workbench, workbench.words["why"])
    tab(workbench, said["settings"])
    expect(typed).to_be_visible()


def test_nothing_moves_away_from_under_the_pointer(
    page: Page, workbench: Workbench, said: dict[str, str]
) -> None:
    workbench.open_copy()
    workbench.select(GROUP)
    unfold(workbench.inspector)
    box = workbench.inspector.get_by_role("checkbox", name=said["rebalance"])

    def place() -> float:
        """How far down the form it stands, however far that is scrolled."""
        return float(
            box.evaluate(
                "(e) => Math.round(e.getBoundingClientRect().y + e.closest('.inspector-body').scrollTop)"
            )
        )

    # Fields above it have long texts: to read one, or to leave it, shifts nothing.
    before = place()
    long = workbench.inspector.locator(".form-main > .field:not(.field-compound):visible")
    assert long.count() > 4
    for field in long.all()[:8]:
        field.hover()
        assert place() == before
    workbench.inspector.get_by_role("spinbutton").first.focus()
    assert place() == before
    # So a click right after typing elsewhere is a click.
    box.check()
    expect(box).to_be_checked()


@both_languages
def test_the_log_is_searched_and_reasons_fit_beside_the_canvas(
    page: Page, workbench: Workbench, said: dict[str, str], look: Callable[[str], None]
) -> None:
    open_changed(workbench, step_policies)
    workbench.run("60×")
    workbench.wait_for_second(200)
    workbench.pause()
    # By the name of the reason, as a lab's text calls it.
    find = workbench.log.get_by_role("searchbox", name=said["find"])
    find.fill("autoscaling.terminate")
    rows = workbench.log.locator(".log-row")
    expect(rows.first).to_contain_text(GROUP)
    rows.first.get_by_role("button").click()
    expect(rows.first.locator(".decision-facts")).to_contain_text("autoscaling.terminate")
    ids = rows.first.locator(".log-text .whole-id")
    assert ids.count() and all((one.bounding_box() or {"height": 99})["height"] < 24 for one in ids.all())
    find.fill("no such thing")
    expect(workbench.log).to_contain_text(said["nothing"])
    find.fill("")
    # The staircase is whole in the narrow column, and so are its sentences.
    workbench.select(GROUP)
    tab(workbench, workbench.words["why"])
    expect(workbench.inspector.locator(".why details").first).to_be_visible()
    workbench.inspector.locator(".why details").evaluate_all(
        "all => all.forEach((one) => { one.open = true })"
    )
    stairs = workbench.inspector.locator(".elimination").first
    stairs.scroll_into_view_if_needed()
    look("playing-why")
    assert inside(stairs.locator("tr.first").first, stairs.locator("xpath=.."))
    assert all(inside(one, stairs.locator("xpath=..")) for one in stairs.locator(".because > p").all())
    found = violations(page)
    assert not found, found


def test_the_canvas_stays_whole_when_alarms_take_its_room(
    page: Page, workbench: Workbench, said: dict[str, str], look: Callable[[str], None]
) -> None:
    open_changed(workbench, step_policies)
    workbench.run("60×")
    workbench.wait_for_second(130)
    workbench.pause()
    fold = page.locator(".alarm-strip .alarm-fold")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    controls = page.locator(".canvas-controls")

    def free() -> bool:
        bar = controls.bounding_box()
        assert bar
        boxes = [one.bounding_box() for one in workbench.nodes.all()]
        pane = workbench.canvas.bounding_box()
        assert pane
        seen = all(box and box["y"] + box["height"] <= pane["y"] + pane["height"] for box in boxes)
        return seen and all(
            box["x"] + box["width"] <= bar["x"] or box["y"] + box["height"] <= bar["y"]
            for box in boxes
            if box
        )

    workbench.until(free, "room for every node")
    look("playing-alarms")


def mixed(resources: dict[str, Any]) -> None:
    properties = resources[GROUP]["Properties"]
    properties["MixedInstancesPolicy"] = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": properties.pop("LaunchTemplate"),
            "Overrides": [{"InstanceType": "m5.large"}, {"InstanceType": "c5.large"}],
        },
        "InstancesDistribution": {"OnDemandBaseCapacity": 1, "OnDemandPercentageAboveBaseCapacity": 0},
    }


def test_a_template_that_a_mixed_policy_names_is_the_groups(
    page: Page, workbench: Workbench, look: Callable[[str], None]
) -> None:
    open_changed(workbench, mixed)
    expect(page.locator('.react-flow__node-resource[data-id="WebTemplate"]')).to_have_count(0)
    workbench.select(GROUP)
    expect(workbench.inspector.locator("details.child code", has_text="WebTemplate")).to_have_count(1)
    unfold(workbench.inspector)
    look("playing-mixed")


def test_a_call_that_was_left_out_says_which_and_why(page: Page, look: Callable[[str], None]) -> None:
    player = Player(page, "en")
    player.begin("broken-version", {"notices": "all", "back": "refused"})
    player.run("60×")
    player.wait_for_second(200)
    player.pause()
    row = player.rows("Left out: Start an instance refresh (WebGroup)").first
    expect(row).to_contain_text("$Latest")
    look("playing-left-out")
