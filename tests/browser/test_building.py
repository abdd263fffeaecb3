"""From an empty canvas to a world that runs: by pointer, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.workbench import Workbench, both_languages

LABELS = {
    "en": {"viewers": "Viewers", "group": "Auto Scaling group", "path": "Health check path"},
    "ko": {"viewers": "최종 사용자", "group": "Auto Scaling 그룹", "path": "상태 확인 경로"},
}
BALANCER = "Application Load Balancer"
REFUSED = {"en": "Put a load balancer before the group", "ko": "그룹 앞에 로드 밸런서를 두세요"}
TOO_FEW = {"en": "must be", "ko": ""}


def drag(workbench: Workbench, label: str, x: int, y: int) -> None:
    item = workbench.page.locator(".palette-item", has_text=label)
    item.drag_to(workbench.canvas, target_position={"x": x, "y": y})


def pull(workbench: Workbench, source: Locator, target: Locator, let_go: bool = True) -> None:
    """A wire from the right handle of one node to the left handle of another."""
    begin = source.locator(".react-flow__handle.source").bounding_box()
    end = target.locator(".react-flow__handle.target").bounding_box()
    assert begin and end
    mouse = workbench.page.mouse
    mouse.move(begin["x"] + begin["width"] / 2, begin["y"] + begin["height"] / 2)
    mouse.down()
    mouse.move(end["x"] - 40, end["y"] + 10, steps=6)
    mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
    if let_go:
        mouse.up()


@both_languages
def test_an_architecture_is_drawn_by_dragging_and_runs(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    words = LABELS[language]
    workbench.open_empty()
    expect(page.locator(".canvas-empty")).to_be_visible()
    look("empty")
    drag(workbench, words["viewers"], 110, 190)
    expect(workbench.nodes).to_have_count(1)
    drag(workbench, BALANCER, 360, 190)
    expect(workbench.nodes).to_have_count(2)
    drag(workbench, words["group"], 640, 190)
    expect(workbench.nodes).to_have_count(3)
    page.wait_for_timeout(500)
    boxes = [workbench.nodes.nth(place).bounding_box() or {} for place in range(3)]
    assert [round(box["x"], -2) for box in boxes] == sorted({round(box["x"], -2) for box in boxes}), (
        "nodes jumped"
    )
    viewers, balancer, group = (workbench.nodes.nth(place) for place in range(3))
    # A wire that cannot be is refused while it is drawn, with the reason.
    pull(workbench, viewers, group, let_go=False)
    expect(page.locator(".refusal")).to_be_visible()
    expect(page.locator(".refusal")).to_contain_text(REFUSED[language])
    look("refused")
    page.mouse.up()
    expect(workbench.wires).to_have_count(0)
    pull(workbench, viewers, balancer)
    expect(workbench.wires).to_have_count(1)
    pull(workbench, balancer, group)
    expect(workbench.wires).to_have_count(2)
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    # A value that cannot be is told where it stands, and the architecture cannot run meanwhile.
    group.locator(".node-names strong").click()
    minimum = workbench.field(workbench.words["minimum"])
    minimum.fill("-1")
    expect(minimum).to_have_attribute("aria-invalid", "true")
    expect(workbench.inspector.locator(".field-problems").first).to_be_visible()
    expect(group.locator(".node-problems")).to_be_visible()
    expect(workbench.toggle).to_be_disabled()
    look("problem")
    page.locator(".status-bar button").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".choice").first).to_be_visible()
    dialog.locator(".choice").first.click()
    minimum.fill("2")
    expect(group.locator(".node-problems")).to_have_count(0)
    expect(workbench.toggle).to_be_enabled()
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    # It runs.
    workbench.run("10×")
    expect(viewers.locator(".badge-value").first).to_contain_text(re.compile(r"\d"))
    workbench.until(
        lambda: (workbench.number(group.locator(".badge-value").first) or 0) >= 1, "instances", 40
    )
    workbench.until(lambda: (workbench.number(viewers.locator(".badge-value").first) or 0) > 0, "requests")
    look("built")


@pytest.mark.parametrize("language", ["ko"], indirect=True)
def test_an_architecture_is_built_and_run_by_keyboard_alone(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    words, press = LABELS[language], page.keyboard.press
    workbench.open_empty()

    def add(text: str, nodes: int) -> None:
        press("/")
        expect(page.locator("[data-palette-search]")).to_be_focused()
        page.keyboard.insert_text(text)
        press("Enter")
        expect(workbench.nodes).to_have_count(nodes)
        press("Escape")

    def connect(target: str) -> None:
        press("c")
        dialog = page.get_by_role("dialog")
        choice = dialog.locator("button.choice", has_text=target)
        expect(choice).to_be_visible()
        for _ in range(10):
            if choice.evaluate("(element) => element === document.activeElement"):
                break
            press("Tab")
        expect(choice).to_be_focused()
        if target == group:
            look("connect")
        press("Enter")
        expect(dialog).to_have_count(0)

    def tab_to(locator: Locator) -> None:
        """Going once round the page at most: behind its last element Tab leads to none, then to the first."""
        rounds = 0
        while rounds < 2:
            if locator.evaluate("(element) => element === document.activeElement"):
                return
            press("Tab")
            rounds += page.evaluate("() => document.activeElement === document.body")
        raise AssertionError("Tab does not reach it")

    # The palette is one stop of the Tab key; the arrow keys go through it.
    press("/")
    press("ArrowDown")
    press("ArrowDown")
    second = page.locator(".palette-item").nth(1)
    expect(second).to_be_focused()
    press("Tab")
    expect(page.locator(".palette-item:focus")).to_have_count(0)
    add(words["group"], 1)
    add(BALANCER, 2)
    add(words["viewers"], 3)
    group, balancer, viewers = (
        workbench.nodes.nth(place).get_attribute("data-id") or "" for place in range(3)
    )
    # What was added last is selected.
    connect(balancer)
    expect(workbench.wires).to_have_count(1)
    node = workbench.node(balancer)
    tab_to(node)
    press("Enter")
    expect(workbench.inspector.get_by_role("heading", name=balancer)).to_be_visible()
    connect(group)
    expect(workbench.wires).to_have_count(2)
    # Settings by I and Tab, undone by Ctrl+Z.
    tab_to(workbench.node(group))
    press("Enter")
    press("i")
    maximum = workbench.field(workbench.words["maximum"])
    before = maximum.input_value()
    tab_to(maximum)
    press("Control+a")
    page.keyboard.insert_text("9")
    expect(maximum).to_have_value("9")
    press("Control+z")
    expect(maximum).to_have_value(before)
    press("Control+y")
    expect(maximum).to_have_value("9")
    press("Escape")
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    press("Space")
    expect(workbench.toggle).to_have_text(workbench.words["pause"])
    workbench.until(lambda: workbench.seconds() >= 3, "the world to move")
    expect(workbench.badge(viewers)).to_contain_text(re.compile(r"\d"))
    press("Space")
    expect(workbench.toggle).to_have_text(workbench.words["run"])
    expect(workbench.button("step")).to_be_enabled()
    page.wait_for_timeout(500)
    at = workbench.seconds()
    press(".")
    workbench.until(lambda: workbench.seconds() > at, "a step")
    look("keyboard")
    head = page.locator(".head").bounding_box()
    assert head and head["y"] == 0, "the page has scrolled"
    press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    look("shortcuts")
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
