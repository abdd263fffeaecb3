"""Compile every translation (.po) to what Django reads (.mo), without the gettext programs."""

from __future__ import annotations

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("locale/*/LC_MESSAGES/*.po", "config/locale/*/LC_MESSAGES/*.po")
APP_SOURCES = ("dashboard", "labs")


def message_files() -> list[Path]:
    files = [file for pattern in SOURCES for file in ROOT.glob(pattern)]
    files += [
        file for package in APP_SOURCES for file in (ROOT / package).glob("**/locale/*/LC_MESSAGES/*.po")
    ]
    return sorted(files)


def main() -> int:
    for file in message_files():
        messages = polib.pofile(str(file), check_for_duplicates=True)
        messages.save_as_mofile(str(file.with_suffix(".mo")))
        print(f"{file.relative_to(ROOT)}: {len(messages.translated_entries())} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
