"""Scenarios as ZIP archives: the files of one folder, as `labs/content/<slug>/` has them.

Nothing is ever unpacked onto a disk: names are looked up in the list of names a scenario may have, and every
file is read into memory with a bound, so that neither a name with `..` nor a bomb does anything.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from simulator.problems import InvalidInput, Problem
from simulator.text import Text

MAX_ARCHIVE_BYTES = 1024 * 1024
MAX_FILE_BYTES = 256 * 1024
MAX_FILES = 60
#: Names a scenario's files have, in its folder or in an archive's one folder.
_NAME = re.compile(
    r"(?:[^/\\.][^/\\]*/)?((?:scenario|start|solution|alternative)\.yaml|(?:en|ko)\.md|wrong/[a-z0-9][a-z0-9_-]{0,59}\.yaml)\Z"
)
#: What archivers add of their own accord.
_IGNORED = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini)\Z")
#: Every file of an archive has this time, so that the same version makes the same archive.
_TIME = (1980, 1, 1, 0, 0, 0)

_HINT = Text("Make it of a scenario's folder.", "시나리오 폴더를 ZIP으로 묶으세요.")


def packed(slug: str, files: Mapping[str, str]) -> bytes:
    """A version's files as an archive with one folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{slug}/{name}", _TIME), source, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, str]:
    """An archive's files by name. Raises InvalidInput with every file that cannot be taken."""
    if len(content) > MAX_ARCHIVE_BYTES:
        raise InvalidInput([_problem("", "The archive is larger than 1 MB.", "ZIP 파일이 1MB보다 커요.")])
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError):
        raise InvalidInput([_problem("", "This is no ZIP archive.", "ZIP 파일이 아니에요.")]) from None
    files: dict[str, str] = {}
    problems: list[Problem] = []
    with archive:
        entries = [one for one in archive.infolist() if not one.is_dir() and not _IGNORED.match(one.filename)]
        if len(entries) > MAX_FILES:
            raise InvalidInput(
                [_problem("", f"There are more than {MAX_FILES} files.", f"파일이 {MAX_FILES}개보다 많아요.")]
            )
        for entry in entries:
            found = _NAME.match(entry.filename)
            shown = entry.filename[:80]
            if found is None:
                problems.append(
                    _problem(
                        shown, "A scenario has no file of this name.", "시나리오에 없는 파일 이름이에요."
                    )
                )
            elif found[1] in files:
                problems.append(_problem(shown, "The file is there twice.", "같은 파일이 두 번 들어 있어요."))
            else:
                try:
                    files[found[1]] = _text(archive, entry)
                except ValueError as error:
                    problems.append(_problem(shown, *error.args))
    if not problems and "scenario.yaml" not in files:
        problems.append(
            _problem("scenario.yaml", "The file is not in the archive.", "ZIP 파일 안에 이 파일이 없어요.")
        )
    if problems:
        raise InvalidInput(problems)
    return files


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Raises ValueError with the reason in both languages."""
    try:
        with archive.open(entry) as stream:
            content = stream.read(MAX_FILE_BYTES + 1)  # what the entry says of its size may be a lie
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise ValueError(
            "The file is damaged or encrypted.", "파일이 손상되었거나 암호화되어 있어요."
        ) from None
    if len(content) > MAX_FILE_BYTES:
        raise ValueError("The file is larger than 256 KB.", "파일이 256KB보다 커요.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("The file is not UTF-8 text.", "UTF-8 텍스트 파일이 아니에요.") from None
    if "\0" in text:
        raise ValueError("The file is not UTF-8 text.", "UTF-8 텍스트 파일이 아니에요.")
    return text.replace("\r\n", "\n")


def _problem(file: str, en: str, ko: str) -> Problem:
    place = f"{file}: " if file else ""
    return Problem("BadArchive", (file,) if file else (), Text.filled(place + en, place + ko), _HINT)
