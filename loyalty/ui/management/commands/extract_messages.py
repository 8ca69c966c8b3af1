"""`manage.py extract_messages`: brings the catalogues up to date with what the sources and templates say."""

from typing import Any

from django.core.management.base import BaseCommand

from loyalty.ui.catalogues import catalogue_paths, read_catalogue, texts, update_catalogue, used_messages


class Command(BaseCommand):
    help = "Bring the translations up to date with the sources, and say how many are missing."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        used = used_messages()
        for language, path in catalogue_paths().items():
            update_catalogue(path, language, used)
            missing = sum(not all(texts(message)) for message in read_catalogue(path, language))
            self.stdout.write(f"{path}: {len(used)} messages, {missing} without a translation")
