"""For everybody: nothing that axe objects to, no English on a Korean page, usable on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.workbench import Workbench, both_languages

AXE = Path(__file__).resolve().parents[2] / "static" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

NOWHERE = "/nowhere/"

both_schemes = pytest.mark.parametrize("scheme", ["light", "dark"])


def violations(page: Page) -> list[str]:
    """What axe objects to, one line each: the rule, where, and why."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags } }).then((r) => r.violations)",
        RULES,
    )
    return [
        f"{one['id']}: {node['target']}: {' '.join(node['failureSummary'].split())} | {node['html'][:160]}"
        for one in found
        for node in one["nodes"][:4]
    ]


def open_running(workbench: Workbench) -> None:
    """A workbench in full view: running, something selected, a decision open."""
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(12)
    workbench.select("WebGroup")
    workbench.log.locator("button.log-line").last.click()
    workbench.pause()
    workbench.page.wait_for_timeout(800)


@both_schemes
@both_languages
def test_axe_objects_to_nothing(
    page: Page, workbench: Workbench, look: Callable[[str], None], guard: Any, language: str, scheme: Any
) -> None:
    guard.forgive(NOWHERE)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: list[str] = []
    for path, name in (
        ("/", "home"),
        ("/about/", "about"),
        ("/accounts/login/", "login"),
        ("/nowhere/", "404"),
    ):
        page.goto(path)
        if name == "home":
            expect(page.locator(".stop-value").first).to_contain_text(re.compile(r"\d"))
        look(f"{name}-{scheme}")
        found += [f"{name}: {one}" for one in violations(page)]
    open_running(workbench)
    look(f"workbench-{scheme}")
    found += [f"workbench: {one}" for one in violations(page)]
    for tab in ("code", "why"):
        workbench.inspector.get_by_role("tab", name=workbench.words[tab]).click()
        page.wait_for_timeout(300)
        look(f"{tab}-{scheme}")
        found += [f"{tab}: {one}" for one in violations(page)]
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found += [f"dialog: {one}" for one in violations(page)]
    assert not found, "\n".join(found)


#: Latin words that Korean text about AWS uses, too: services, protocols, units, keys.
ALLOWED = frozenset(
    re.findall(
        r"\w+",
        """
        Stratolab AWS Amazon Route EC Auto Scaling CloudFront Application Load Balancer ALB ELB VPC DNS IP IPv CIDR
        CPU vCPU HTTP HTTPS TTL URL API ID JSON YAML LRU Lab CloudFormation Ref S XX
        ms s h KB MB GB p max req goodput m a b c Cache Control static dynamic
        Space Tab Enter Esc Delete Ctrl Alt Shift C I D Y Z N
        React Flow attribution English Django Channels Celery NumPy Numba Plotly Natural Earth Apache License
        Web Services Inc Elastic Balancing com
        """,
    )
)
#: What the front page's architecture is called is its author's business.
NAMES = {"Welcome"}


def latin_leftovers(page: Page) -> set[str]:
    """Latin words in visible text and labels that are neither names of the document nor allowed."""
    texts: list[str] = page.evaluate(
        """() => {
          const found = []
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
          while (walk.nextNode()) {
            const of = walk.currentNode.parentElement
            if (of.closest('script, style, noscript, code, kbd, pre, [lang=en], option')) continue
            if (of.checkVisibility()) found.push(walk.currentNode.textContent)
          }
          for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]'))
            if (!one.closest('[lang=en], code') && one.checkVisibility())
              for (const name of ['aria-label', 'title', 'placeholder']) found.push(one.getAttribute(name) ?? '')
          return found
        }"""
    )
    found: set[str] = set()
    for text in texts:
        # Names: logical ids, instances, zones, paths, hosts, types, property names, e-mail addresses.
        plain = re.sub(r"\b(i|vpc|subnet)-[0-9a-f.…]+", " ", text, flags=re.ASCII)
        plain = re.sub(r"\b[a-z]{2}-[a-z]+-\d[a-z]?\b", " ", plain, flags=re.ASCII)
        plain = re.sub(r"/[\w./*-]*", " ", plain, flags=re.ASCII)
        plain = re.sub(
            r"\b[\w-]+\.(example|com)\b|\b[a-z_-]+\.[a-z_.]+\b|\b[a-z]+(_[a-z]+)+\b",
            " ",
            plain,
            flags=re.ASCII,
        )
        plain = re.sub(r"\b[A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+\b|\bAWS::[\w:]+", " ", plain, flags=re.ASCII)
        plain = re.sub(r"\b[A-Z]{3}\b", " ", plain, flags=re.ASCII)  # edge locations
        plain = re.sub(r"\$[A-Z][a-z]+", " ", plain, flags=re.ASCII)  # versions by AWS's name: $Latest
        for word in re.findall(r"[A-Za-z]+", plain):
            if word not in ALLOWED | NAMES:
                found.add(f"{word} in «{' '.join(text.split())[:80]}»")
    return found


@pytest.mark.parametrize("language", ["ko"], indirect=True)
def test_a_korean_page_has_no_english_left(
    page: Page, workbench: Workbench, guard: Any, language: str
) -> None:
    guard.forgive(NOWHERE)
    found: set[str] = set()
    for path in ("/", "/about/", "/accounts/login/", "/accounts/signup/", NOWHERE):
        page.goto(path)
        if path == "/":
            expect(page.locator(".news li").first).to_be_visible(timeout=40_000)
        found |= latin_leftovers(page)
    open_running(workbench)
    found |= latin_leftovers(page)
    for id in ("SeoulViewers", "ShopZone", "ShopEdge", "WebBalancer", "StaticBucket", "WebGroup"):
        workbench.select(id)
        for details in workbench.inspector.locator("details:not([open]) > summary").all():
            if details.is_visible():
                details.click()
        found |= latin_leftovers(page)
    assert not found, "\n".join(sorted(found))


@both_languages
def test_a_phone_shows_and_runs_it(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/")
    expect(page.locator(".stop-value").first).to_contain_text(re.compile(r"\d"))
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (
        "the first page is too wide"
    )
    look("phone-home")
    page.screenshot(
        path=Path(__file__).parent / "screenshots" / f"phone-home-whole-{language}.png", full_page=True
    )
    workbench.open_copy()
    workbench.run()
    expect(workbench.badge("SeoulViewers")).to_contain_text(re.compile(r"\d"))
    workbench.wait_for_second(4)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (
        "the workbench is too wide"
    )
    look("phone-workbench")
    page.locator(".sheet-bar").get_by_role("button", name=workbench.words["inspector"]).click()
    expect(workbench.inspector).to_be_visible()
    look("phone-inspector")
