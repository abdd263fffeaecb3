"""The forecast of predictive scaling, in the chart beside what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.workbench import Workbench, boot_of, both_languages

AHEAD = {
    "Type": "AWS::AutoScaling::ScalingPolicy",
    "Properties": {
        "AutoScalingGroupName": {"Ref": "WebGroup"},
        "PolicyType": "PredictiveScaling",
        "PredictiveScalingConfiguration": {
            "MetricSpecifications": [
                {
                    "TargetValue": 25,
                    "PredefinedMetricPairSpecification": {"PredefinedMetricType": "ASGCPUUtilization"},
                }
            ],
            "Mode": "ForecastAndScale",
        },
    },
}


def open_with_a_forecast(page: Page, workbench: Workbench) -> None:
    """The front page's architecture with a predictive policy, as if its day had been so for two weeks."""
    ask = page.context.request
    boot = boot_of(ask.get("/").text())
    api, headers = boot["urls"]["api"], {"X-CSRFToken": boot["csrf"], "Referer": f"{page.url}"}
    document: dict[str, Any] = ask.get(f"{api}documents/{boot['document_id']}").json()["document"]
    for resource in document["Resources"].values():
        if resource["Type"] == "Lab::Clients":
            resource["Properties"]["HistoryDays"] = 14
    document["Resources"]["AheadPolicy"] = AHEAD
    made = ask.post(f"{api}documents", data={"document": document}, headers=headers)
    assert made.status == 201, made.text()
    page.goto(f"/workbench/{made.json()['id']}/")
    expect(workbench.node("WebGroup")).to_be_visible()


@both_languages
def test_a_forecast_is_drawn_beside_what_happened_and_told_as_a_sentence_and_a_table(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    open_with_a_forecast(page, workbench)
    chart = page.locator('[data-chart="forecast"]')
    expect(chart).to_be_visible()
    workbench.run("10×")
    workbench.wait_for_second(3)
    chart.scroll_into_view_if_needed()
    # Load and both forecasts; how many instances there were has not been measured for a whole hour yet.
    expect(chart.locator(".chart-legend li")).to_have_count(3)
    expect(chart.locator(".main-svg").first).to_be_visible()
    expect(chart.locator(".chart-plot")).to_have_attribute("aria-label", re.compile("WebGroup.*1[12]:00"))
    workbench.pause()
    look("forecast-wide")
    page.set_viewport_size({"width": 375, "height": 760})
    chart.scroll_into_view_if_needed()
    look("forecast-narrow")
    page.set_viewport_size({"width": 1280, "height": 720})
    chart.get_by_role("button").click()
    # A day that was and two days to come, hour by hour.
    expect(chart.locator("tbody tr")).to_have_count(72)
    chart.scroll_into_view_if_needed()
    look("forecast-table")
    expect(workbench.rows(re.compile("48")).first).to_be_visible()


def test_without_such_a_policy_the_chart_says_what_it_needs(page: Page, workbench: Workbench) -> None:
    workbench.open_copy()
    expect(page.locator('[data-chart="forecast"]')).to_have_count(0)
    workbench.show_charts("traffic", "forecast")
    page.reload()
    expect(page.locator('[data-chart="forecast"] .chart-empty')).to_be_visible()
