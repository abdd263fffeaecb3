from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from dashboard.backup.archive import BadArchive, Reader
from dashboard.backup.restoring import CannotRestore, restore
from simulator import ENGINE_VERSION


def from_input() -> IO[bytes]:
    """Standard input as a file in which one can go back and forth."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(sys.stdin.buffer, stream)
    return stream


class Command(BaseCommand):
    help = "Make the database what a backup holds, and empty Redis. The lab must be stopped."
    requires_system_checks: list[str] = []  # they look at the database that is about to be replaced

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help='what `manage.py backup` wrote; "-" reads standard input')
        parser.add_argument(
            "--replace",
            action="store_true",
            help="also when the database holds something, which is then gone",
        )

    def handle(self, *args: Any, file: str, replace: bool, **options: Any) -> None:
        try:
            with from_input() if file == "-" else open(file, "rb") as stream:
                reader = Reader(stream)
                restored = restore(reader, replace=replace)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror or error}") from None
        except (BadArchive, CannotRestore) as refusal:
            raise CommandError(str(refusal)) from None
        manifest = reader.manifest
        self.stdout.write(
            f"Restored {restored.rows:,} rows as of {manifest.created_at} (Stratolab {manifest.stratolab}, "
            f"{manifest.database})" + (", brought up to this version." if restored.upgraded else ".")
        )
        if manifest.engine != ENGINE_VERSION:
            self.stdout.write(
                f"Its runs were simulated by engine {manifest.engine}, this is {ENGINE_VERSION}: those that had "
                "not ended start over when they are reset."
            )
