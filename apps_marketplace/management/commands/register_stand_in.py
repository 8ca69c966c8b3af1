"""The demo's CM Commerce as a client of ours."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.timezone import now

from apps_marketplace.actions.clients import renew_secret, row_of_manifest, set_up_client
from apps_marketplace.actions.registrations import Registered
from apps_marketplace.models import App
from loyalty.team.models import User

SLUG = "cm-commerce"


class Command(BaseCommand):
    help = "Register the stand-in of CM Commerce, and leave the client id and its secrets in a file for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="where it runs, such as http://localhost:8100")
        parser.add_argument("file", type=Path, help="the JSON file that it reads")

    @transaction.atomic
    def handle(self, *_args: Any, address: str, file: Path, **_options: Any) -> None:
        staff = User.objects.filter(is_staff=True).earliest("pk")
        app = row_of_manifest(SLUG, at=now())
        registered = Registered(app, "")
        if not _is_registered(app, address):
            registered = set_up_client(
                app,
                redirect_uris=[_callback(address)],
                start_url=f"{address}/connect",
                webhook_url=_webhooks(address),
                by=staff,
                at=now(),
            )
            app = registered.app
        if not registered.secret and not _knows(file, app):
            registered = renew_secret(app, by=staff, at=now())
        if registered.secret:
            _write(file, registered)


def _callback(address: str) -> str:
    return f"{address}/connect/callback"


def _webhooks(address: str) -> str:
    """Where it hears of changes. It is on this machine, where webhooks go only if the setting says so."""
    return f"{address}/webhooks" if settings.WEBHOOKS_TO_LOOPBACK else ""


def _is_registered(app: App, address: str) -> bool:
    if app.application is None or app.webhook_url != _webhooks(address):
        return False
    return bool(app.application.redirect_uris == _callback(address))


def _knows(file: Path, app: App) -> bool:
    if app.application is None or not file.exists():
        return False
    known = json.loads(file.read_text())
    told = (known["client_id"], known.get("webhook_secret", ""))
    return told == (app.application.client_id, app.webhook_secret)


def _write(file: Path, registered: Registered) -> None:
    app, client = registered.app, registered.app.application
    secrets = {"client_secret": registered.secret, "webhook_secret": app.webhook_secret}
    file.touch(mode=0o600)
    file.write_text(json.dumps({"client_id": client and client.client_id, **secrets}))
