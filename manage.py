#!/usr/bin/env python
"""Django's command line for Stratolab; `manage.py stratolab` starts the whole lab."""

import os
import sys


def main() -> None:
    if sys.version_info < (3, 12):
        sys.exit(f"Stratolab needs Python 3.12 or newer; this is {sys.version.split()[0]}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
