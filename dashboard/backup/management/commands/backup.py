from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.backup.archive import Manifest
from dashboard.backup.saving import CannotSave, save


class Command(BaseCommand):
    help = "Write the whole database into one file. The lab may go on meanwhile. The secret key is not in it."
    requires_system_checks: list[str] = []  # a backup must be possible whatever is wrong with the pages

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help='where to; "-" writes to standard output')

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            manifest = self.to_output() if file == "-" else self.to_file(Path(file))
        except CannotSave as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}") from None
        where = "standard output" if file == "-" else f"{file} ({Path(file).stat().st_size / 1e6:.1f} MB)"
        self.stderr.write(f"Saved {manifest.rows:,} rows of {len(manifest.tables)} tables to {where}.")

    def to_output(self) -> Manifest:
        manifest = save(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return manifest

    def to_file(self, file: Path) -> Manifest:
        """Under another name until it is whole. It holds password hashes: only its owner may read it."""
        if file.exists():
            raise CommandError(f"{file} exists already. Choose another name.")
        part = file.with_name(file.name + ".part")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as stream:
                manifest = save(stream)
                stream.flush()
                os.fsync(stream.fileno())
            part.rename(file)
        finally:
            part.unlink(missing_ok=True)
        return manifest
