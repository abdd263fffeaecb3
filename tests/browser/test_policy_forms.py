"""Policies as code in a resource's form: written by hand and with what is proposed, wrong, mended, saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_everyone import both_schemes, violations
from tests.browser.workbench import Workbench, boot_of, both_languages

WORDS = {
    "en": {
        "edit": "Edit policy",
        "done": "Done",
        "policy": "Policy",
        "trust": "Trust policy",
        "line 3": "Line 3",
        "no effect": "Alow is no effect.",
        "not read": "No policy that can be read yet",
        "read a bucket": "Read a bucket",
        "undo": "Undo",
    },
    "ko": {
        "edit": "정책 편집",
        "done": "완료",
        "policy": "정책",
        "trust": "신뢰 정책",
        "line 3": "3행",
        "no effect": "Alow",
        "not read": "아직 읽을 수 있는 정책이 아니에요",
        "read a bucket": "버킷 읽기",
        "undo": "실행 취소",
    },
}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
ASSUMED_BY_EC2 = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
DOCUMENT: dict[str, Any] = {
    "SchemaVersion": 1,
    "Name": "Policies",
    "Resources": {
        "Reports": {
            "Type": "AWS::S3::Bucket",
            "Region": "ap-northeast-2",
            "Properties": {"BucketName": "reports"},
            "Metadata": {"Canvas": {"x": 320, "y": 80}},
        },
        "App": {
            "Type": "AWS::IAM::Role",
            "Properties": {"AssumeRolePolicyDocument": ASSUMED_BY_EC2},
            "Metadata": {"Canvas": {"x": 60, "y": 80}},
        },
        "Readers": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": MFA}],
                },
            },
            "Metadata": {"Canvas": {"x": 60, "y": 240}},
        },
    },
}


@pytest.fixture
def words(language: str) -> dict[str, str]:
    return WORDS[language]


def open_document(workbench: Workbench) -> str:
    """A document with policies, in the workbench. Its id."""
    page = workbench.page
    page.goto("/workbench/")
    boot = boot_of(page.content())
    made = page.context.request.post(
        f"{boot['urls']['api']}documents",
        data={"document": DOCUMENT},
        headers={"X-CSRFToken": boot["csrf"], "Referer": page.url},
    )
    assert made.status == 201, made.text()
    id: str = made.json()["id"]
    page.goto(f"/workbench/{id}/")
    expect(workbench.node("Readers")).to_be_visible()
    return id


def stored(page: Page, document: str, *path: str) -> Any:
    """What the server has at a path of the document's resources."""
    found = page.context.request.get(f"/api/v1/documents/{document}").json()["document"]["Resources"]
    for step in path:
        found = found[step]
    return found


def edit(workbench: Workbench, words: dict[str, str], resource: str, field: str) -> Locator:
    """The editor of a resource's policy, opened and with the focus."""
    workbench.select(resource)
    workbench.inspector.get_by_role("button", name=f"{words['edit']} {field}").click()
    editor = workbench.page.get_by_role("textbox", name=f"{field} · {resource}")
    expect(editor).to_be_focused()
    return editor


def proposals(page: Page) -> Locator:
    return page.locator(".cm-tooltip-autocomplete [role=option]")


def text_of(editor: Locator) -> str:
    return "\n".join(editor.locator(".cm-line").all_inner_texts()).replace("\n\n", "\n")


@both_languages
def test_a_policy_is_typed_completed_mended_and_saved(
    page: Page, workbench: Workbench, look: Callable[[str], None], words: dict[str, str], language: str
) -> None:
    document = open_document(workbench)
    editor = edit(workbench, words, "Readers", words["policy"])
    dialog = page.get_by_role("dialog")
    option = proposals(page)
    press, write = page.keyboard.press, page.keyboard.type

    def choose(text: str) -> None:
        """The proposal, which is the first of its list by now."""
        expect(option.first).to_have_text(text)
        # A proposal that has just appeared is not taken at once: the key may have been meant for the text.
        page.wait_for_timeout(150)
        press("Enter")

    # A key brings its value, and what may stand in it is proposed at once.
    press("Control+a")
    write('{"Stat')
    choose("Statement")
    expect(option.first).to_be_visible()
    write("s3:GetO")
    expect(option.filter(has_text="s3:GetObjectAcl")).to_be_visible()
    look("policy-completion")
    page.wait_for_timeout(150)
    press("Enter")
    expect(editor).to_contain_text('"Action": ["s3:GetObject"]')
    # ARNs of the document: those of the actions' service first.
    editor.locator(".cm-line", has_text='"Resource"').click()
    press("End")
    press("ArrowLeft")
    write(', "')
    expect(option.nth(1)).to_contain_text("arn:aws:s3:::reports/*")
    page.wait_for_timeout(150)
    press("ArrowDown")
    press("Enter")
    expect(editor).to_contain_text('"Resource": ["*", "arn:aws:s3:::reports/*"]')
    # A wrong word is marked where it stands, and told below with its line.
    editor.get_by_text('"Allow"').dblclick()
    write("Alow")
    press("Escape")
    problem = dialog.locator(".iam-problems li", has_text=words["no effect"])
    expect(problem).to_contain_text(words["line 3"])
    expect(editor.locator(".cm-lintRange-error")).to_have_text('"Alow"')
    expect(editor).to_have_attribute("aria-invalid", "true")
    look("policy-problem")
    # What is told leads to where it stands.
    problem.get_by_role("button").click()
    expect(editor).to_be_focused()
    assert page.evaluate("() => getSelection().toString()") == '"Alow"'
    page.keyboard.insert_text('"Allow"')
    expect(problem).to_have_count(0)
    expect(editor.locator(".cm-lintRange-error")).to_have_count(0)
    dialog.get_by_role("button", name=words["done"]).click()
    expect(dialog).to_have_count(0)
    expect(workbench.inspector.locator(".policy-brief")).to_contain_text("s3:GetObject")
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    workbench.until(
        lambda: (
            stored(page, document, "Readers", "Properties", "PolicyDocument")
            == {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": ["s3:GetObject"],
                        "Resource": ["*", "arn:aws:s3:::reports/*"],
                    }
                ]
            }
        ),
        "the policy to be stored",
    )


def test_what_cannot_be_read_is_kept_as_it_is(
    page: Page, workbench: Workbench, words: dict[str, str]
) -> None:
    document = open_document(workbench)
    editor = edit(workbench, words, "Readers", words["policy"])
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{\n  "Version":   "2012-10-17",\n  "Id": 1, "Id": 2')
    problems = page.get_by_role("dialog").locator(".iam-problems li")
    expect(problems).not_to_have_count(0)
    written = text_of(editor)
    page.get_by_role("dialog").get_by_role("button", name=words["done"]).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(workbench.inspector.locator(".policy-brief")).to_have_text(words["not read"])
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    workbench.until(
        lambda: stored(page, document, "Readers", "Properties", "PolicyDocument") == written, "the text"
    )
    page.reload()
    assert text_of(edit(workbench, words, "Readers", words["policy"])) == written


def test_an_example_is_taken_and_taken_back(page: Page, workbench: Workbench, words: dict[str, str]) -> None:
    document = open_document(workbench)
    editor = edit(workbench, words, "Readers", words["policy"])
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=words["read a bucket"], exact=True).click()
    # It is about the document's own bucket.
    expect(editor).to_contain_text("arn:aws:s3:::reports/*")
    expect(dialog.locator(".iam-problems li")).to_have_count(0)
    editor.click()
    page.keyboard.press("Control+z")
    expect(editor).to_contain_text("aws:MultiFactorAuthPresent")
    page.keyboard.press("Control+y")
    expect(editor).to_contain_text("arn:aws:s3:::reports/*")
    dialog.get_by_role("button", name=words["done"]).click()
    workbench.until(
        lambda: "reports" in json.dumps(stored(page, document, "Readers", "Properties", "PolicyDocument")),
        "the example to be stored",
    )
    # For the workbench all of it was one change.
    page.get_by_role("button", name=words["undo"], exact=True).click()
    expect(workbench.inspector.locator(".policy-brief")).to_contain_text("s3:*")


def test_tab_leaves_after_escape(page: Page, workbench: Workbench, words: dict[str, str]) -> None:
    open_document(workbench)
    workbench.select("App")
    button = workbench.inspector.get_by_role("button", name=f"{words['edit']} {words['trust']}")
    button.focus()
    page.keyboard.press("Enter")
    editor = page.get_by_role("textbox", name=f"{words['trust']} · App")
    expect(editor).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    # The first Escape lets Tab go, in both directions, and closes nothing.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=words["done"])).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(editor).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


@both_schemes
@both_languages
def test_the_editor_is_for_everybody(
    page: Page,
    workbench: Workbench,
    look: Callable[[str], None],
    words: dict[str, str],
    language: str,
    scheme: Any,
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_document(workbench)
    editor = edit(workbench, words, "Readers", words["policy"])
    expect(page.locator(".iam-problems li")).to_have_count(1)
    found = [f"window: {one}" for one in violations(page)]
    editor.get_by_text('"Deny"').dblclick()
    page.keyboard.press("Delete")
    page.keyboard.press("Control+Space")
    expect(proposals(page)).to_have_count(2)
    # What the change brings about has settled: nothing moves while axe looks.
    expect(page.locator('.iam-problems li[data-severity="error"]')).to_have_count(1)
    expect(workbench.save).to_contain_text(workbench.words["saved"])
    found += [f"proposals: {one}" for one in violations(page)]
    look(f"policy-window-{scheme}")
    page.set_viewport_size({"width": 375, "height": 812})
    page.wait_for_timeout(300)
    look(f"policy-phone-{scheme}")
    box = page.get_by_role("dialog").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 375
    inside = editor.bounding_box()
    assert inside and inside["x"] + inside["width"] <= box["x"] + box["width"]
    assert found == []
