#!/usr/bin/env python
"""Django's commands for this product, on DATABASE_URL or on the embedded database."""

import os
import sys

from django.core.management import execute_from_command_line

from loyalty.database.embedded import provide_database
from loyalty.database.refusals import DatabaseUnavailable

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compile_messages",
    "help",
    "extract_messages",
    "version",
    "--help",
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")
    if not WITHOUT_DATABASE.intersection(sys.argv[1:2]):
        try:
            if provide_database(os.environ):
                sys.stderr.write("Started the embedded PostgreSQL; ./run stop stops it.\n")
        except DatabaseUnavailable as refusal:
            sys.exit(str(refusal))
    execute_from_command_line(sys.argv)
