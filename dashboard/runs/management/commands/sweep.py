from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dashboard.runs import sweep


class Command(BaseCommand):
    help = "Archive and delete what has had its time, at once. The lab does the same by itself, now and then."
    requires_system_checks: list[str] = []  # checks import every page: too slow for a start

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be done")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        work = sweep.Turn(timezone.now(), dry=dry_run)
        state: sweep.State | None = sweep.begin()
        while state is not None:
            state = sweep.turn(state, work)
        for name in sweep.COUNTED:
            count = work.counts[name]
            shown = f"{count / 1e6:.1f} MB" if name == "bytes freed" else str(count)
            self.stdout.write(f"{name.replace('bytes', 'space'):20} {shown}")
        self.stdout.write("Nothing was changed." if dry_run else "Done.")
