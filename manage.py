#!/usr/bin/env python
"""The one line in."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    if sys.argv[1:] == ["up"]:  # it makes the environment that the settings are read from
        from config.management.commands import up

        sys.exit(up.main())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
