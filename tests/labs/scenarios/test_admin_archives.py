"""Scenarios as ZIP archives: out and in, and nothing else in."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from labs.authoring import packing
from labs.scenarios.models import Status, Version
from simulator.problems import InvalidInput

pytestmark = pytest.mark.django_db


def archive_of(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def bring_in(client: Any, content: bytes, slug: str = "brought-in") -> Any:
    upload = io.BytesIO(content)
    upload.name = "lab.zip"
    return client.post(reverse("admin:authoring_import"), {"slug": slug, "archive": upload}, follow=True)


def test_what_goes_out_comes_in_the_same(labs, author, browser_of):
    client, shipped = browser_of(author), labs["up-or-out"]
    answer = client.get(reverse("admin:authoring_export", args=[shipped.pk]))
    assert answer["Content-Type"] == "application/zip"
    assert "up-or-out-1.zip" in answer["Content-Disposition"]
    bring_in(client, answer.content)
    copy = Version.objects.get(scenario__slug="brought-in")
    assert copy.files == shipped.files
    assert (copy.status, copy.author) == (Status.DRAFT, author)
    assert packing.packed("a", shipped.files) == packing.packed("a", shipped.files)


def test_mistakes_are_told_with_file_and_line(labs, author, browser_of):
    files = dict(labs["up-or-out"].files)
    files["scenario.yaml"] = files["scenario.yaml"].replace("minutes: 12", "minutes: soon")
    answer = bring_in(browser_of(author), archive_of({f"x/{name}": text for name, text in files.items()}))
    line = files["scenario.yaml"].splitlines().index("minutes: soon") + 1
    assert f"scenario.yaml:{line}:" in answer.content.decode()
    assert Version.objects.get(scenario__slug="brought-in").status == Status.DRAFT


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../scenario.yaml": "version: 1"}, "no file of this name"),
        ({"a/../../scenario.yaml": "version: 1"}, "no file of this name"),
        ({"/etc/scenario.yaml": "version: 1"}, "no file of this name"),
        ({"scenario.yaml": "version: 1", "wrong/../en.md": "x"}, "no file of this name"),
        ({"scenario.yaml": "version: 1", "run.py": "x"}, "no file of this name"),
        ({"scenario.yaml": "version: 1", "x/scenario.yaml": "version: 1"}, "twice"),
        ({"en.md": "# x"}, "not in the archive"),
        ({"scenario.yaml": b"\xff\xfe"}, "UTF-8"),
        ({"scenario.yaml": "x" * (packing.MAX_FILE_BYTES + 1)}, "256 KB"),
        ({f"wrong/a{number}.yaml": "x" for number in range(packing.MAX_FILES + 1)}, "more than"),
    ],
)
def test_what_does_not_belong_is_refused_whole(files, said, author, browser_of):
    answer = bring_in(browser_of(author), archive_of(files))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Version.objects.exists()


def test_a_bomb_is_not_unpacked():
    bomb = archive_of({"scenario.yaml": b"0" * (200 * 1024 * 1024)})
    assert len(bomb) < packing.MAX_ARCHIVE_BYTES
    with pytest.raises(InvalidInput):
        packing.unpacked(bomb)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 nearly"])
def test_what_is_no_archive_is_said_to_be_none(content):
    with pytest.raises(InvalidInput):
        packing.unpacked(content)


def test_a_damaged_file_is_said_to_be_damaged():
    content = bytearray(archive_of({"scenario.yaml": "version: 1\n" * 50}))
    content[45] ^= 0xFF
    with pytest.raises(InvalidInput) as refusal:
        packing.unpacked(bytes(content))
    assert "damaged" in str(refusal.value.problems[0].message.en)


def test_what_archivers_add_is_left_out(labs):
    files = dict(labs["up-or-out"].files)
    noise = {"lab/.DS_Store": "x", "__MACOSX/lab/._en.md": "x"}
    packed = archive_of({f"lab/{name}": text for name, text in files.items()} | noise)
    assert packing.unpacked(packed) == files
