"""`manage.py load_labs`: put the labs of this release into the catalogue."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labs.scenarios.actions import do_load_shipped
from labs.scenarios.content import BrokenContent


class Command(BaseCommand):
    help = "Put the labs of labs/content into the catalogue. Loading again changes nothing while they are the same."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            versions = do_load_shipped()
        except BrokenContent as broken:
            for mistake in broken.mistakes:
                self.stderr.write(mistake.told("en", f"labs/content/{broken.slug}/"))
            raise CommandError("Mend the content first.") from None
        self.stdout.write(f"{len(versions)} labs are in the catalogue.")
