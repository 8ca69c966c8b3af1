"""`manage.py compile_messages`: translations as Django reads them, without the system's gettext."""

from typing import Any

from django.core.management.base import BaseCommand

from loyalty.ui.catalogues import catalogue_paths, compile_catalogue


class Command(BaseCommand):
    help = "Compile the translations. Nothing but Python is needed."
    requires_system_checks = ()

    def handle(self, *_args: Any, **options: Any) -> None:
        for language, path in catalogue_paths().items():
            compile_catalogue(path, language)
            if options["verbosity"]:
                self.stdout.write(f"Compiled {path}")
