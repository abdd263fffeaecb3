"""Scaling in the workbench: instances and what can be done with them, policies and their alarms, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_everyone import latin_leftovers, violations
from tests.browser.workbench import Workbench, boot_of, both_languages

GROUP = "WebGroup"
SAID: dict[str, dict[str, str]] = {
    "en": {
        "instances": "Instances",
        "operate": "Operate",
        "settings": "Settings",
        "protect": "Set instance protection",
        "hook": "Complete lifecycle action",
        "accepted": "Accepted at",
        "act on": "Actions on",
        "all columns": "All columns",
        "presets": "Add from a preset",
        "step pair": "Add: Step pair: CPU 70 % and 30 %",
        "alarms": "Alarms",
        "table": "Alarms: Show as table",
        "in alarm": "In alarm",
        "type": "Policy type",
        "simple": "Simple",
    },
    "ko": {
        "instances": "인스턴스",
        "operate": "작업",
        "settings": "설정",
        "protect": "인스턴스 보호 설정",
        "hook": "수명 주기 작업 완료",
        "accepted": "적용됨",
        "act on": "작업",
        "all columns": "모든 열 보기",
        "presets": "프리셋에서 추가",
        "step pair": "추가: 단계 조정 한 쌍: CPU 70%와 30%",
        "alarms": "경보",
        "table": "경보: 표로 보기",
        "in alarm": "경보 상태",
        "type": "정책 유형",
        "simple": "단순 조정",
    },
}


@pytest.fixture
def said(language: str) -> dict[str, str]:
    return SAID[language]


def open_changed(workbench: Workbench, change: Callable[[dict[str, Any]], None]) -> None:
    """The front page's architecture with something else in it."""
    ask = workbench.page.context.request
    boot = boot_of(ask.get("/").text())
    headers = {
        "X-CSRFToken": boot["csrf"],
        "Referer": workbench.page.url,
        "Content-Type": "application/json",
    }
    made = ask.post(f"{boot['urls']['api']}documents/{boot['document_id']}/copy", headers=headers).json()
    token = next(one["value"] for one in workbench.page.context.cookies() if one["name"] == "stratolab_csrf")
    change(made["document"]["Resources"])
    saved = ask.put(
        f"{boot['urls']['api']}documents/{made['id']}",
        headers=headers | {"X-CSRFToken": token},
        data=json.dumps({"document": made["document"], "base_revision": made["revision"]}),
    )
    assert saved.status == 200, saved.text()
    assert not [one for one in saved.json()["problems"] if one["severity"] == "error"], saved.text()
    workbench.page.goto(f"/workbench/{made['id']}/")
    expect(workbench.node(GROUP)).to_be_visible()


def step_policies(resources: dict[str, Any]) -> None:
    """Six instances where two are enough: a step policy takes them away, by two, after two minutes."""
    region, group = {"Region": "ap-northeast-2"}, {"Ref": GROUP}
    del resources["WebCpuPolicy"]
    resources[GROUP]["Properties"].update(MinSize=2, MaxSize=12, DesiredCapacity=6)
    template = resources[GROUP]["Properties"]["LaunchTemplate"]["LaunchTemplateId"]["Ref"]
    resources[template]["Properties"]["LaunchTemplateData"]["Monitoring"] = {"Enabled": True}
    resources["StepIn"] = {
        **region,
        "Type": "AWS::AutoScaling::ScalingPolicy",
        "Properties": {
            "AutoScalingGroupName": group,
            "PolicyType": "StepScaling",
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"MetricIntervalUpperBound": 0, "ScalingAdjustment": -2}],
        },
    }
    resources["CpuLow"] = {
        **region,
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "Namespace": "AWS/EC2",
            "MetricName": "CPUUtilization",
            "Dimensions": [{"Name": "AutoScalingGroupName", "Value": group}],
            "Statistic": "Average",
            "Period": 60,
            "EvaluationPeriods": 2,
            "Threshold": 40,
            "ComparisonOperator": "LessThanThreshold",
            "AlarmActions": [{"Ref": "StepIn"}],
        },
    }


def english(page: Page, root: str = ".inspector, dialog") -> set[str]:
    """What is neither Korean nor a name, such as an instance type or a metric in CloudWatch, in these parts."""
    here = "\n".join(page.locator(root).all_inner_texts())
    found = {
        one for one in latin_leftovers(page) if one.split(" in «")[1].rstrip("»") in " ".join(here.split())
    }
    return {one for one in found if one.split()[0] not in {"t", "medium", "v", "CPUUtilization"}}


def tab(workbench: Workbench, name: str) -> None:
    workbench.inspector.get_by_role("tab", name=name, exact=True).click()


def child(workbench: Workbench, id: str) -> Locator:
    """What the group owns, unfolded in its settings."""
    found = workbench.inspector.locator(
        "details.child", has=workbench.page.locator("summary code", has_text=re.compile(f"^{id}$"))
    )
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


@both_languages
def test_instances_are_shapes_on_the_canvas_and_rows_in_a_table(
    page: Page, workbench: Workbench, said: dict[str, str], look: Callable[[str], None], language: str
) -> None:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(10)
    zones = workbench.node(GROUP).locator(".zone")
    expect(zones.locator('svg[data-state="healthy"]')).to_have_count(3)
    # A screen reader hears the row; the pointer gets the same as a card.
    expect(zones.first).to_have_attribute("aria-label", re.compile(r"ap-northeast-2a: 2 "))
    zones.first.locator("svg").first.hover()
    expect(page.locator(".instance-card")).to_contain_text(re.compile(r"i-0[0-9a-f]{16}"))
    # A glyph leads to its row.
    zones.first.locator("svg").first.click()
    rows = workbench.inspector.locator(".instance-table tbody th code")
    expect(rows).to_have_count(3)
    expect(workbench.inspector.locator('.instance-table [aria-expanded="true"]')).to_have_count(1)
    look("scaling-instances")
    assert not violations(page)
    # Every column, in a dialog of its own.
    workbench.inspector.get_by_role("button", name=said["all columns"]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("thead th")).to_have_count(10)
    look("scaling-instances-wide")
    assert not violations(page)
    if language == "ko":
        assert not english(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_many_instances_are_counted(page: Page, workbench: Workbench, look: Callable[[str], None]) -> None:
    def many(resources: dict[str, Any]) -> None:
        resources[GROUP]["Properties"].update(MinSize=400, MaxSize=400, DesiredCapacity=400)

    open_changed(workbench, many)
    workbench.run("5×")
    workbench.wait_for_second(5)
    row = workbench.node(GROUP).locator(".zone").first
    expect(row.locator(".instances")).to_have_text("200")
    expect(row.locator(".zone-bar i")).to_have_count(1)
    workbench.select(GROUP)
    tab(workbench, "Instances")
    rows = workbench.inspector.locator(".instance-table tbody th code")
    expect(rows).to_have_count(30)
    # One of four hundred, found by its id.
    wanted = rows.nth(7).inner_text()
    workbench.inspector.get_by_role("searchbox").fill(wanted[-6:])
    expect(rows).to_have_count(1)
    expect(rows).to_have_text(wanted)
    look("scaling-many")


@both_languages
def test_an_instance_is_protected_by_keyboard_and_the_refusal_of_another_call_is_told(
    page: Page, workbench: Workbench, said: dict[str, str], look: Callable[[str], None], language: str
) -> None:
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(8)
    workbench.select(GROUP)
    tab(workbench, said["instances"])
    more = workbench.inspector.locator(".instance-table button[aria-expanded]").first
    more.focus()
    page.keyboard.press("Enter")
    opened = workbench.inspector.locator(".instance-open")
    opened.get_by_role("button", name=said["protect"]).focus()
    page.keyboard.press("Enter")
    send = opened.locator("form").get_by_role("button", name=said["protect"])
    send.focus()
    page.keyboard.press("Enter")
    expect(opened.locator(".operation-done")).to_contain_text(said["accepted"])
    instance = workbench.inspector.locator(".instance-table tbody th code").first.inner_text()
    expect(workbench.rows(instance).first).to_be_visible()
    expect(workbench.node(GROUP).locator(".mark-protected")).to_have_count(1)
    look("scaling-protected")
    # A call the world refuses: nobody waits at a hook.
    tab(workbench, said["operate"])
    fold = workbench.inspector.locator(".operation-fold", has_text=said["hook"]).first
    fold.locator("summary").click()
    expect(fold.get_by_role("combobox").locator("option", has_text=instance)).to_have_count(1)
    fold.get_by_role("button", name=said["hook"]).click()
    expect(fold.locator(".field-problems")).to_be_visible()
    look("scaling-refused")
    assert not violations(page)


@both_languages
def test_a_preset_makes_policies_whose_steps_are_drawn_and_judged(
    page: Page, workbench: Workbench, said: dict[str, str], look: Callable[[str], None], language: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1000})
    workbench.open_copy()
    workbench.select(GROUP)
    presets = workbench.inspector.locator(".presets")
    presets.locator("summary").focus()
    page.keyboard.press("Enter")
    presets.get_by_role("button", name=said["step pair"]).focus()
    page.keyboard.press("Enter")
    expect(workbench.save).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
    presets.locator("summary").click()
    policy = child(workbench, "WebGroupStepOut")
    picture = policy.locator(".policy-axis")
    expect(picture).to_have_attribute(
        "aria-label",
        re.compile(r"70 % ≤ CPUUtilization < 85 %.*\+1, 3 → 4.*85 % ≤ CPUUtilization.*\+2, 3 → 5"),
    )
    expect(picture.locator(".policy-band")).to_have_count(2)
    look("scaling-steps")
    assert not violations(page)
    # The capacity one asks about.
    policy.locator(".policy-capacity input").fill("8")
    expect(policy.locator(".step-table tbody td.number").first).to_have_text("8 → 8")
    # Another bound moves its neighbour; a step that ends too early is refused where it stands.
    table = policy.locator(".step-table")
    table.locator("input").nth(1).fill("20")
    expect(table.locator("input").nth(3)).to_have_value("20")
    table.locator("input").nth(4).fill("40")
    expect(table.locator(".step-problem")).to_be_visible()
    expect(table.locator("tr[data-broken]")).to_have_count(1)
    expect(picture.locator(".policy-band[data-broken]")).to_have_count(1)
    expect(workbench.page.locator(".status-bar .status-item").first).to_contain_text("1")
    look("scaling-steps-broken")
    # The list of problems leads to the step.
    page.locator(".status-bar .status-item").first.click()
    page.get_by_role("dialog").locator("button.choice").first.click()
    expect(table.locator("input").nth(3)).to_be_focused()
    table.locator("input").nth(4).fill("")
    expect(table.locator(".step-problem")).to_have_count(0)
    # Another type takes along what belongs to it.
    policy.get_by_label(said["type"], exact=True).select_option(label=said["simple"])
    expect(policy.locator(".policy-sentence")).to_contain_text("WebGroupCpuHigh")
    expect(policy.locator(".field-problems")).to_have_count(0)
    if language == "ko":
        assert not english(page)


@both_languages
def test_alarms_are_told_over_time_and_a_scale_in_step_by_step(
    page: Page, workbench: Workbench, said: dict[str, str], look: Callable[[str], None], language: str
) -> None:
    open_changed(workbench, step_policies)
    workbench.run("60×")
    workbench.wait_for_second(200)
    workbench.pause()
    page.wait_for_timeout(800)
    strip = page.locator(".alarm-strip")
    fold = strip.locator(".alarm-fold")
    if fold.get_attribute("aria-expanded") == "false":
        fold.click()
    alarm = strip.get_by_role("button", name=re.compile(f"CpuLow {said['in alarm']}")).first
    expect(alarm).to_be_visible()
    look("scaling-alarms")
    # It is in step with the moment shown.
    page.get_by_role("slider", name=workbench.words["scrub"]).fill("100")
    expect(strip.get_by_role("button", name=re.compile(said["in alarm"]))).to_have_count(0)
    workbench.button("back to live").click()
    # Which datapoints, which threshold.
    alarm.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".decision tbody tr").first).to_be_visible()
    expect(dialog).to_contain_text("40")
    assert not violations(page)
    page.keyboard.press("Escape")
    strip.get_by_role("button", name=said["table"]).click()
    expect(strip.locator("tbody tr").filter(has_text="CpuLow").first).to_be_visible()
    strip.get_by_role("button", name=re.compile(said["alarms"])).last.click()
    # Who went, and which step saved the others.
    workbench.select(GROUP)
    tab(workbench, workbench.words["why"])
    expect(workbench.inspector.locator(".why details").first).to_be_visible()
    workbench.inspector.locator(".why details").evaluate_all(
        "all => all.forEach((one) => { one.open = true })"
    )
    stairs = workbench.inspector.locator(".elimination").first
    expect(stairs.locator("tr.first.chosen")).to_have_count(2)
    expect(stairs.locator('td[data-mark="chosen"]').first).to_be_visible()
    expect(stairs.locator('td[data-mark="safe"]').first).to_be_visible()
    look("scaling-stairs")
    # The same as AWS lists it.
    tab(workbench, said["instances"])
    activity = workbench.inspector.locator(".activity li").first
    activity.locator("summary").click()
    expect(activity.locator(".activity-cause")).to_be_visible()
    look("scaling-activity")
    assert not violations(page)


def test_a_phone_reads_instances_and_alarms(
    page: Page, workbench: Workbench, look: Callable[[str], None]
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(65)
    workbench.pause()
    page.locator(".sheet-bar").get_by_role("button", name=workbench.words["inspector"]).click()
    workbench.node(GROUP).locator("strong").first.dispatch_event("click")
    tab(workbench, "Instances")
    expect(workbench.inspector.locator(".instance-table tbody th code")).to_have_count(3)
    look("scaling-phone-instances")
    page.locator(".sheet-bar").get_by_role("button", name=workbench.words["inspector"]).click()
    page.locator(".alarm-strip").scroll_into_view_if_needed()
    expect(page.locator(".alarm-strip")).to_be_visible()
    look("scaling-phone-alarms")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "it is too wide"
