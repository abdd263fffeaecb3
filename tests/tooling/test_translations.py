"""What the check of translations finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import check_translations

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(check_translations, "ROOT", tmp_path)
    for folder in ("templates", "locale/ko/LC_MESSAGES", "dashboard", "static/src"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def catalogue(project: Path, entries: str) -> None:
    (project / "locale/ko/LC_MESSAGES/django.po").write_text(HEADER + entries, encoding="utf-8")


def page(project: Path, text: str) -> None:
    (project / "templates/page.html").write_text("{% load i18n %}" + text, encoding="utf-8")


def problems() -> list[str]:
    return [*check_translations.catalogue_problems(), *check_translations.typescript_pair_problems()]


def test_a_translated_page_is_fine(project: Path) -> None:
    page(project, '{% translate "Run" %}')
    catalogue(project, 'msgid "Run"\nmsgstr "실행"\n')
    assert problems() == []


def test_it_finds_a_text_of_a_template_that_korean_lacks(project: Path) -> None:
    page(project, "{% blocktranslate trimmed %}\n  Hello {{ name }}\n{% endblocktranslate %}")
    catalogue(project, "")
    assert problems() == ["templates/page.html: not in locale/ko: 'Hello %(name)s'"]


def test_it_finds_a_text_of_the_code_that_korean_lacks(project: Path) -> None:
    (project / "dashboard/views.py").write_text('title = _("Two " "parts")\n')
    catalogue(project, "")
    assert problems() == ["dashboard/views.py:1: not in locale/ko: 'Two parts'"]


def test_a_per_cent_sign_is_the_same_single_or_double(project: Path) -> None:
    page(project, "{% blocktranslate %}100% of {{ all }}{% endblocktranslate %}")
    catalogue(project, 'msgid "100%% of %(all)s"\nmsgstr "%(all)s 중 100%%"\n')
    assert problems() == []


def test_it_finds_fuzzy_empty_and_unused_entries(project: Path) -> None:
    page(project, '{% translate "A" %}{% translate "B" %}')
    catalogue(
        project,
        '#, fuzzy\nmsgid "A"\nmsgstr "가"\n\nmsgid "B"\nmsgstr ""\n\nmsgid "C"\nmsgstr "다"\n',
    )
    assert problems() == [
        "locale/ko: fuzzy: 'A'",
        "locale/ko: without a translation: 'A'",
        "locale/ko: without a translation: 'B'",
        "locale/ko: no longer used, remove it: 'C'",
    ]


def test_it_finds_a_placeholder_the_source_does_not_have(project: Path) -> None:
    page(project, "{% blocktranslate %}By {{ name }}{% endblocktranslate %}")
    catalogue(project, 'msgid "By %(name)s"\nmsgstr "%(person)s"\n')
    assert problems() == ["locale/ko: a placeholder that its source does not have: 'By %(name)s'"]


def test_it_finds_a_pair_in_typescript_that_differs_in_placeholders(project: Path) -> None:
    (project / "static/src/messages.ts").write_text(
        "const a = {\n  b: { en: 'in {n} s', ko: '{m}초 뒤' },\n}\n"
    )
    assert problems() == [
        "static/src/messages.ts:2: the two languages fill in different placeholders: 'in {n} s'"
    ]
