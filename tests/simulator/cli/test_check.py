"""``python -m simulator check``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.cli.console import default_language


def test_a_good_document_has_no_problems(call: Any, document: Path) -> None:
    code, out, err = call("check", document)
    assert (code, err) == (0, "")
    assert out == "Files for Seoul: 2 resources, no problems.\n"


def test_a_problem_names_its_place_and_what_to_do(call: Any, broken_document: Path) -> None:
    code, out, _ = call("check", broken_document)
    assert code == 2
    assert "error: Viewers.Properties.Endpoint" in out
    assert "  → " in out
    assert "1 errors, 0 warnings." in out


def test_it_speaks_korean_when_asked(call: Any, broken_document: Path) -> None:
    _, out, _ = call("check", broken_document, "--language", "ko")
    assert out.startswith("오류: Viewers.Properties.Endpoint")


def test_what_cannot_be_read_is_bad_input(call: Any, tmp_path: Path) -> None:
    code, out, err = call("check", tmp_path / "absent.yaml")
    assert (code, out) == (2, "")
    assert "(UnreadableFile)" in err

    garbage = tmp_path / "garbage.json"
    garbage.write_bytes(b"{\xff")
    code, _, err = call("check", garbage)
    assert code == 2
    assert "(MalformedDocument)" in err


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR"}, "ko"),
    ],
)
def test_the_language_follows_the_locale(environment: dict[str, str], language: str) -> None:
    assert default_language(environment) == language
