"""Identities on the workbench: who has what, in which account, and keys of users in a world that runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.workbench import Workbench, boot_of, both_languages

WORDS = {
    "en": {
        "operate": "Operate",
        "make": "Create an access key",
        "show": "Show the secret access key once",
        "limit": "at most 2 access keys",
        "active": "Active",
        "account": "Account",
        "policy": "Bucket policy",
        "member": "is in the group",
        "nested": "A group cannot be in a group",
    },
    "ko": {
        "operate": "작업",
        "make": "액세스 키 만들기",
        "show": "비밀 액세스 키 한 번 보기",
        "limit": "최대 2개",
        "active": "활성",
        "account": "계정",
        "policy": "버킷 정책",
        "member": "그룹 소속",
        "nested": "그룹은 다른 그룹에 속할 수 없어요",
    },
}


def place(x: int, y: int) -> dict[str, Any]:
    return {"Metadata": {"Canvas": {"x": x, "y": y}}}


DOCUMENT = {
    "SchemaVersion": 1,
    "Name": "Identities",
    "Resources": {
        "Alice": {
            "Type": "AWS::IAM::User",
            "Properties": {"Groups": [{"Ref": "Developers"}]},
            **place(40, 40),
        },
        "Developers": {"Type": "AWS::IAM::Group", **place(320, 40)},
        "Auditors": {"Type": "AWS::IAM::Group", **place(320, 200)},
        "Docs": {"Type": "AWS::S3::Bucket", "Region": "ap-northeast-2", **place(40, 200)},
    },
}


def open_identities(workbench: Workbench) -> None:
    """A document of one's own with a user, two groups and a bucket."""
    page = workbench.page
    page.goto("/workbench/")
    boot = boot_of(page.content())
    made = page.context.request.post(
        f"{boot['urls']['api']}documents",
        data={"document": DOCUMENT, "name": "Identities"},
        headers={"X-CSRFToken": boot["csrf"], "Referer": page.url},
    )
    assert made.status == 201, made.text()
    page.goto(f"/workbench/{made.json()['id']}/")
    expect(workbench.node("Alice")).to_be_visible()


@both_languages
def test_a_new_key_shows_its_secret_one_time(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    words = WORDS[language]
    open_identities(workbench)
    workbench.run()
    workbench.wait_for_second(1)
    workbench.select("Alice")
    workbench.inspector.get_by_role("tab", name=words["operate"], exact=True).click()
    made = workbench.inspector.locator("details.operation-fold").first
    made.locator("summary").click()
    call = made.get_by_role("button", name=words["make"], exact=True)
    rows = workbench.inspector.locator(".access-keys tbody tr")
    call.click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(re.compile(r"AKIA[A-Z2-7]{16}"))
    expect(rows.first).to_contain_text(words["active"])
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(answer.url) if answer.url.endswith("/secret") else None)
    made.get_by_role("button", name=words["show"]).click()
    secret = made.locator(".secret code")
    expect(secret).to_have_text(re.compile(r"^[A-Za-z0-9+/]{40}$"))
    look("access-key")
    told = secret.inner_text()
    run = asked[0].split("/commands/")[0]
    frames = page.context.request.get(f"{run}/frames?after=0&limit=300").text()
    assert "AKIA" in frames and told not in frames
    assert told not in page.context.request.get(f"{run}/commands").text()
    call.click()
    expect(rows).to_have_count(2)
    expect(secret).to_have_count(0)
    call.click()
    expect(made).to_contain_text(words["limit"])


@both_languages
def test_groups_do_not_nest_and_wires_say_what_they_mean(
    page: Page, workbench: Workbench, language: str
) -> None:
    words = WORDS[language]
    open_identities(workbench)
    workbench.select("Developers")
    wires = workbench.inspector.locator(".traffic")
    expect(wires).to_contain_text(words["member"])
    expect(wires).to_contain_text("Alice")
    wires.get_by_role("button", name=workbench.words["connect to"]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Auditors")
    expect(dialog).to_contain_text(words["nested"])


@both_languages
def test_a_bucket_in_another_account_gets_its_policy_there(
    workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    words = WORDS[language]
    open_identities(workbench)
    workbench.select("Docs")
    account: Locator = workbench.inspector.get_by_label(words["account"], exact=True)
    account.select_option("…")
    workbench.inspector.locator("input[placeholder='444455556666']").fill("Partner")
    expect(workbench.node("Docs")).to_contain_text("Partner")
    name = workbench.words["add"].format(words["policy"])
    workbench.inspector.get_by_role("button", name=name).click()
    child = workbench.inspector.locator("details.child", has_text=words["policy"])
    expect(child).to_contain_text("DocsPolicy")
    expect(workbench.inspector.get_by_role("button", name=name)).to_have_count(0)
    child.locator("summary").first.click()
    expect(child).to_contain_text("s3:GetObject")
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    look("bucket-policy")
