"""Running a copy of the front page's architecture: time, numbers, charts, decisions."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Guard
from tests.browser.workbench import LAST_SECOND, Workbench, both_languages

CHARTS = (
    "instances",
    "hit-ratio",
    "dns-answers",
    "requests-by-target",
    "latency",
    "errors",
    "goodput",
    "cost",
)


@both_languages
def test_a_copy_runs_and_everything_moves(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    workbench.make_it_yours()
    look("workbench-still")
    workbench.run("10×")
    workbench.wait_for_second(30)
    # Badges: each node has numbers, and they change.
    for id in ("SeoulViewers", "ShopEdge", "WebBalancer", "WebGroup", "StaticBucket"):
        expect(workbench.badge(id)).to_contain_text(re.compile(r"\d"))
    before = workbench.badge("SeoulViewers").inner_text()
    workbench.until(
        lambda: workbench.badge("SeoulViewers").inner_text() != before, "another number of requests"
    )
    expect(workbench.node("WebGroup").locator(".instances svg").first).to_be_visible()
    # The speed wished and the speed reached, the seed.
    expect(page.locator(".run-achieved")).to_contain_text(re.compile(r"\d"))
    expect(page.locator(".run-facts")).to_contain_text("7")
    # The status line.
    for item in page.locator(".status-bar .status-item").all()[1:]:
        expect(item).to_contain_text(re.compile(r"\d"))
    # The log.
    expect(workbench.log.locator(".log-row").first).to_be_visible()
    expect(page.locator(".chart-card .js-plotly-plot, .chart-card .main-svg").first).to_be_visible()
    workbench.wait_for_second(90)
    look("workbench-running")


def test_time_is_paused_stepped_quickened_and_set_back(page: Page, workbench: Workbench) -> None:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(5)
    workbench.pause()
    page.wait_for_timeout(1500)
    at = workbench.seconds()
    page.wait_for_timeout(1000)
    assert workbench.seconds() == at, "time went on while paused"
    page.keyboard.press(".")
    workbench.until(lambda: workbench.seconds() == at + 1, "one second more")
    workbench.button("step").click()
    workbench.until(lambda: workbench.seconds() == at + 2, "another second")
    workbench.speed("60×")
    workbench.toggle.click()
    workbench.wait_for_second(at + 100)
    expect(page.locator(".run-achieved")).to_contain_text("×")
    workbench.speed("1×")
    workbench.pause()
    workbench.button("reset").click()
    workbench.until(lambda: workbench.seconds() == 0, "the start")
    expect(workbench.log.locator(".log-row")).to_have_count(0)
    expect(workbench.badge("SeoulViewers")).to_have_text("—")
    expect(page.locator(".run-facts")).to_contain_text("7")
    page.keyboard.press(".")
    workbench.until(lambda: workbench.seconds() == 1, "the first second again")


def test_charts_that_were_missed_come_with_the_network(
    page: Page, workbench: Workbench, guard: Guard, language: str
) -> None:
    guard.forgive("plotly-")
    page.route(re.compile(r"/plotly-[^/]*\.css$"), lambda route: route.abort())
    workbench.open_copy()
    workbench.run("10×")
    lost = page.get_by_text("The charts could not be loaded.").first
    expect(lost).to_be_visible()
    page.unroute(re.compile(r"/plotly-[^/]*\.css$"))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".chart-card .main-svg").first).to_be_visible()
    expect(lost).to_be_hidden()


def test_every_chart_fills(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    workbench.open_copy()
    workbench.show_charts(*CHARTS[:6])
    page.set_viewport_size({"width": 1600, "height": 1400})
    page.reload()
    workbench.run("10×")
    workbench.wait_for_second(60)
    for id in CHARTS[:6]:
        card = page.locator(f'[data-chart="{id}"]')
        if id == "errors":  # nothing has failed: it says so
            expect(card.locator(".chart-empty")).to_be_visible()
        else:
            expect(card.locator(".main-svg").first).to_be_visible()
    look("charts")
    # The last two by the picker.
    page.get_by_role("button", name=workbench.words["choose charts"]).click()
    picker = page.locator(".picker-menu")
    boxes = {id: picker.locator(f'input[id$="{id}"]') for id in CHARTS}
    boxes["errors"].uncheck()
    boxes["instances"].uncheck()
    boxes["goodput"].check()
    boxes["cost"].check()
    page.keyboard.press("Escape")
    for id in CHARTS[6:]:
        card = page.locator(f'[data-chart="{id}"]')
        expect(card.locator(".main-svg").first).to_be_visible()
        card.get_by_role("button").click()
        expect(card.locator("tbody tr").first).to_contain_text(re.compile(r"\d"))
        card.get_by_role("button").click()
    workbench.pause()


@both_languages
def test_a_decision_opens_as_a_table_with_its_rule(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(20)
    workbench.pause()
    row = workbench.log.locator(".log-row", has=page.locator("button", has_text="WebTargets")).first
    row.locator("button.log-line").click()
    table = row.locator(".decision")
    expect(table.get_by_role("columnheader", name=workbench.words["candidate"])).to_be_visible()
    assert table.locator("tbody tr").count() >= 2
    expect(table.locator("tr.chosen")).to_have_count(1)
    expect(table.locator(".decision-facts")).to_contain_text(workbench.words["evidence"])
    expect(table.locator(".decision-facts")).to_contain_text(workbench.words["rule"])
    look("decision")
    # The same beside the node it speaks of.
    workbench.select("WebBalancer")
    workbench.inspector.get_by_role("tab", name=workbench.words["why"]).click()
    expect(workbench.inspector.locator(".decision").first).to_be_visible()
    look("decision-why")


def test_looking_back_shows_what_was(page: Page, workbench: Workbench) -> None:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(40)
    workbench.pause()
    page.wait_for_timeout(1000)
    now = workbench.seconds()
    shown = workbench.badge("SeoulViewers").inner_text()
    scrubber = page.get_by_role("slider", name=workbench.words["scrub"])
    scrubber.fill("10")
    workbench.until(lambda: workbench.seconds() == 10, "second 10")
    workbench.until(lambda: workbench.badge("SeoulViewers").inner_text() != shown, "the number of then")
    workbench.button("back to live").click()
    workbench.until(lambda: workbench.seconds() == now, "the present")
    expect(workbench.badge("SeoulViewers")).to_have_text(shown)


def test_a_reload_keeps_the_architecture_the_run_and_its_past(page: Page, workbench: Workbench) -> None:
    workbench.open_copy()
    workbench.select("WebGroup")
    workbench.field(workbench.words["minimum"]).fill("3")
    expect(workbench.save).to_contain_text(re.compile(r"saved \d\d:\d\d:\d\d"))
    workbench.run("10×")
    workbench.wait_for_second(15)
    workbench.pause()
    page.wait_for_timeout(1000)
    at = workbench.seconds()
    page.reload()
    workbench.until(lambda: workbench.seconds() == at, "the same second after the reload")
    expect(workbench.log.locator(".log-row").first).to_be_visible()
    workbench.select("WebGroup")
    expect(workbench.field(workbench.words["minimum"])).to_have_value("3")
    workbench.run()
    workbench.wait_for_second(at + 5)


def test_a_finished_run_keeps_its_past_and_can_start_anew(page: Page, workbench: Workbench) -> None:
    workbench.open_copy()
    workbench.run("max")
    expect(page.locator(".run-facts .tag")).to_have_text("finished", timeout=90_000)
    assert workbench.seconds() == LAST_SECOND
    page.reload()
    workbench.until(lambda: workbench.seconds() == LAST_SECOND, "the end, replayed")
    expect(workbench.badge("SeoulViewers")).to_contain_text(re.compile(r"\d"))
    page.get_by_role("slider", name=workbench.words["scrub"]).fill("20")
    # What is replayed of a run at full speed has gaps: the frame before is shown.
    workbench.until(lambda: 0 < workbench.seconds() <= 20, "an early second")
    expect(workbench.badge("SeoulViewers")).to_contain_text(re.compile(r"\d"))
    workbench.button("back to live").click()
    workbench.button("reset").click()
    workbench.until(lambda: workbench.seconds() == 0, "the start")
    workbench.run("10×")
    workbench.wait_for_second(3)
