"""What the pages share on which an app is written."""

from collections.abc import Mapping
from typing import Any

from django import forms

from apps_marketplace.models import App
from loyalty.errors import Refused
from loyalty.webhooks.actions.addresses import InvalidAddress

# At which field a refusal is to be read.
FIELDS = {
    "slug_taken": "slug",
    "bad_redirect": "redirect_uris",
    "no_redirect": "redirect_uris",
}
COPIED = ("name", "tagline", "description", "category", "support", "scopes", "start_url", "webhook_url")


def refuse_at_field(form: forms.Form, refusal: Refused) -> None:
    """Say it where it can be mended."""
    field = "webhook_url" if isinstance(refusal, InvalidAddress) else FIELDS.get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal))


def initial_of(app: App) -> tuple[dict[str, Any], list[Mapping[str, str]]]:
    """What stands in the forms of an app that is there: the app's own, and the rows of its activity types."""
    addresses = app.application.redirect_uris.split() if app.application else []
    written = {name: getattr(app, name) for name in COPIED}
    return {**written, "redirect_uris": "\n".join(addresses)}, list(app.activity_types)
