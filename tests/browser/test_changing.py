"""Changing what runs: settings and faults, with their cause in the log and their effect in the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.workbench import Workbench, both_languages

STAMP = re.compile(r"\d\d:\d\d:\d\d")


@both_languages
def test_a_larger_minimum_brings_instances_and_can_be_undone(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(3)
    workbench.select("WebGroup")
    workbench.field(workbench.words["desired"]).fill("")
    workbench.field(workbench.words["minimum"]).fill("5")
    expect(
        workbench.rows("MinSize").or_(workbench.rows(workbench.words["was changed"])).first
    ).to_be_visible()
    in_service = workbench.badge("WebGroup")
    workbench.until(lambda: workbench.number(in_service) == 5, "five instances", 40)
    expect(workbench.rows("WebGroup").first).to_be_visible()
    look("changed")
    workbench.pause()
    page.locator(".canvas").press("Control+z")
    expect(workbench.field(workbench.words["minimum"])).to_have_value("2")
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    workbench.button("redo").click()
    expect(workbench.field(workbench.words["minimum"])).to_have_value("5")
    workbench.button("undo").click()
    expect(workbench.field(workbench.words["minimum"])).to_have_value("2")


def test_it_says_saved_only_after_the_server_said_so(page: Page, workbench: Workbench) -> None:
    workbench.open_copy()
    held: list[Route] = []
    page.route("**/api/v1/documents/*", lambda route: held.append(route))
    before = workbench.save.inner_text()
    page.wait_for_timeout(1100)  # the next stamp is another one
    workbench.select("WebGroup")
    workbench.field(workbench.words["minimum"]).fill("3")
    workbench.until(lambda: bool(held), "the page to save")
    page.wait_for_timeout(500)
    assert not STAMP.search(workbench.save.inner_text()), "it said saved while the server had not answered"
    for route in held:
        route.continue_()
    page.unroute("**/api/v1/documents/*")
    expect(workbench.save).to_contain_text(re.compile(r"saved \d\d:\d\d:\d\d"))
    assert workbench.save.inner_text() != before


@pytest.fixture
def running(workbench: Workbench) -> Workbench:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(5)
    return workbench


def inject(workbench: Workbench, name: str) -> None:
    workbench.inspector.get_by_role("tab", name=workbench.words["break"]).click()
    workbench.inspector.get_by_role("button", name=f"{workbench.words['start']}: {name}").click()


def test_terminated_instances_are_replaced_and_the_log_says_why(running: Workbench) -> None:
    running.select("WebGroup")
    inject(running, "Terminate an instance")
    expect(running.rows("were killed")).not_to_have_count(0)
    running.until(lambda: (running.number(running.badge("WebGroup")) or 9) < 3, "an instance less")
    expect(running.rows("WebGroup").first).to_be_visible()
    running.until(lambda: running.number(running.badge("WebGroup")) == 3, "the replacement", 40)


def test_slow_instances_show_in_the_latency(running: Workbench, look: Callable[[str], None]) -> None:
    slow = running.page.locator(".status-item").nth(3)
    running.select("WebGroup")
    inject(running, "Slow instances")
    expect(running.rows("became slow")).not_to_have_count(0)
    expect(running.inspector.locator(".fault-active")).to_be_visible()
    response = running.badge("WebBalancer", 2)
    running.until(
        lambda: (running.number(response) or 0) > 150 or " s" in response.inner_text(), "slow answers"
    )
    expect(slow).to_contain_text(re.compile(r"\d"))
    look("fault-slow")


def test_a_hanging_instance_is_found_by_its_health_check(running: Workbench) -> None:
    running.select("WebGroup")
    inject(running, "Hang an instance")
    expect(running.rows("hangs")).not_to_have_count(0)
    expect(running.rows("is unhealthy: 2 of 2").first).to_be_visible(timeout=40_000)


def test_a_bucket_that_is_down_fails_what_it_served(running: Workbench) -> None:
    running.select("StaticBucket")
    inject(running, "Origin down")
    expect(running.rows("is down")).not_to_have_count(0)
    running.until(lambda: (running.number(running.badge("StaticBucket", 1)) or 0) > 0, "errors of the bucket")
    goodput = running.page.locator(".status-bar .status-item").nth(2)
    expect(goodput).to_have_class(re.compile("bad"))


@both_languages
def test_a_zone_outage_leaves_the_other_zone(
    workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(5)
    workbench.select("WebGroup")
    name = {"en": "Zone outage", "ko": "가용 영역 장애"}[language]
    inject(workbench, f"{name} · ap-northeast-2a")
    expect(workbench.rows("SubnetA")).not_to_have_count(0)
    workbench.until(
        lambda: (workbench.number(workbench.badge("WebGroup")) or 9) < 3, "instances to be lost", 40
    )
    workbench.wait_for_second(workbench.seconds() + 60)
    look("fault-zone")


def test_three_times_the_traffic_arrives_and_scales_out(
    running: Workbench, look: Callable[[str], None]
) -> None:
    requests = running.badge("SeoulViewers")
    before = running.number(requests) or 0
    running.select("SeoulViewers")
    running.inspector.get_by_role("tab", name=running.words["break"]).click()
    running.inspector.get_by_role("spinbutton", name="Times").fill("2.2")
    inject(running, "Traffic × N")
    expect(running.rows("Traffic of SeoulViewers × 2.2")).to_have_count(1)
    running.until(lambda: (running.number(requests) or 0) > 1.6 * before, "more requests")
    running.speed("60×")
    expect(running.rows("Scaled out 3 →")).to_have_count(1, timeout=40_000)
    running.until(lambda: (running.number(running.badge("WebGroup")) or 0) > 3, "more instances")
    running.speed("10×")
    look("fault-traffic")
    running.inspector.get_by_role("button", name="End: Traffic × N").click()
    running.until(lambda: 0 < (running.number(requests) or 0) < 1.6 * before, "the old traffic")
