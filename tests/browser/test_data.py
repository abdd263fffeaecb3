"""Data in and out by hand: a recorded trace into a running world, a run as files, the account page."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Guard
from tests.browser.workbench import Workbench, both_languages

WORDS = {
    "en": {"traffic": "Traffic", "line": "Line 3", "data": "Data", "all": "Every number, every second, CSV"},
    "ko": {"traffic": "트래픽", "line": "3행", "data": "데이터", "all": "매초의 모든 값, CSV"},
}
ACCOUNT = {
    "en": {
        "make": "Make a token",
        "all": "Download everything",
        "delete": "Delete the account",
        "word": "delete",
    },
    "ko": {"make": "토큰 만들기", "all": "전체 다운로드", "delete": "계정 삭제", "word": "삭제"},
}


@both_languages
def test_a_trace_is_read_from_a_file_and_played(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str, tmp_path: Path, guard: Guard
) -> None:
    words = WORDS[language]
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("second,requests\n0,10\n60,many\n", "utf-8")
    good.write_text("second,requests\n" + "".join(f"{s},0\n" for s in range(0, 2_000, 20)), "utf-8")
    workbench.open_copy()
    workbench.run("10×")
    workbench.wait_for_second(3)
    workbench.select("SeoulViewers")
    workbench.inspector.get_by_label(words["traffic"], exact=True).locator("select").or_(
        workbench.inspector.get_by_role("combobox", name=words["traffic"], exact=True)
    ).first.select_option("Trace")
    chooser = workbench.inspector.locator("input[type=file]")
    guard.forgive("422")  # the refusal is what is looked at
    chooser.set_input_files(bad)
    expect(workbench.inspector.locator(".trace .field-problems")).to_contain_text(words["line"])
    look("trace-refused")
    chooser.set_input_files(good)
    expect(workbench.inspector.locator(".trace figcaption")).to_contain_text("100")
    expect(workbench.inspector.locator(".trace .field-problems")).to_have_count(0)
    requests = workbench.badge("SeoulViewers")
    workbench.until(lambda: workbench.number(requests) == 0, "the trace's silence", 40)
    look("trace")


@both_languages
def test_a_run_is_taken_along_as_a_file(page: Page, workbench: Workbench, language: str) -> None:
    words = WORDS[language]
    workbench.open_copy()
    workbench.run("60×")
    workbench.wait_for_second(20)
    page.get_by_role("button", name=words["data"], exact=True).click()
    with page.expect_download() as started:
        page.get_by_role("link", name=words["all"], exact=True).click()
    text = Path(started.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["unit"] for row in rows if row["metric"] == "CPUUtilization"} == {"%"}
    assert len({row["tick"] for row in rows}) >= 20
    assert re.fullmatch(r"frames-[0-9a-f]{8}\.csv", started.value.suggested_filename)


@both_languages
def test_an_account_is_kept_taken_along_and_left(
    page: Page, workbench: Workbench, look: Callable[[str], None], language: str
) -> None:
    words = ACCOUNT[language]
    name = f"leaver-{language}"
    page.goto("/accounts/signup/")
    for field, value in {
        "username": name,
        "password1": "correct horse 9",
        "password2": "correct horse 9",
    }.items():
        page.locator(f"[name={field}]").fill(value)
    page.locator("form.form button[type=submit]").click()
    workbench.open_copy()
    page.goto("/account/")
    page.locator("summary", has_text=words["make"]).click()
    page.locator("[name=token-name]").fill("Notebook")
    page.get_by_role("button", name=words["make"], exact=True).click()
    expect(page.locator("#token-secret")).to_have_value(re.compile(r"slab_[\w-]{43}"))
    look("account")
    with page.expect_download() as started:
        page.get_by_role("link", name=words["all"]).click()
    with zipfile.ZipFile(started.value.path()) as whole:
        assert any(file.endswith("document.yaml") for file in whole.namelist())
    page.locator("summary", has_text=words["delete"]).click()
    page.locator("[name=delete-proof]").fill("correct horse 9")
    page.locator("form[action='/account/delete/'] button").click()
    expect(page.locator(".message.success")).to_be_visible()
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
