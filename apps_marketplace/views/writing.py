"""What the pages share on which an app is written."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from apps_marketplace.forms import ActivityTypesForm, AppForm, ScreenshotsForm
from apps_marketplace.forms.activities import ActivityTypes
from apps_marketplace.forms.screenshots import Screenshots
from apps_marketplace.models import App, Screenshot
from apps_marketplace.snapshots import AppTerms
from loyalty.errors import Refused
from loyalty.webhooks.actions.addresses import InvalidAddress

# At which field a refusal is to be read.
FIELDS = {
    "slug_taken": "slug",
    "bad_redirect": "redirect_uris",
    "no_redirect": "redirect_uris",
}
COPIED = (
    "name",
    "tagline",
    "description",
    "category",
    "support",
    "scopes",
    "start_url",
    "webhook_url",
    "clears_on_removal",
)


@dataclass(frozen=True)
class Writing:
    """The forms of an app, as they are shown or came back. `app` is changed, `door` leads to its pictures."""

    form: AppForm
    types: ActivityTypes
    shots: Screenshots
    app: App | None = None
    door: str = "apps:screenshot"

    @property
    def is_valid(self) -> bool:
        """Whether all of them are; each says what is wrong with it."""
        return all([self.form.is_valid(), self.types.is_valid(), self.shots.is_valid()])

    @property
    def terms(self) -> AppTerms:
        return self.form.terms(self.types.told, self.shots.told)

    @property
    def context(self) -> dict[str, Any]:
        """What the page draws."""
        return {
            "form": self.form,
            "types": self.types,
            "shots": self.shots,
            "app": self.app,
            "door": self.door,
        }


def writing_of(
    request: HttpRequest,
    *,
    form: type[AppForm] = AppForm,
    app: App | None = None,
    door: str = "apps:screenshot",
) -> Writing:
    """The forms with what was sent; else blank ones, or those of the app as it is."""
    sent, files = request.POST or None, request.FILES or None
    drawn: dict[str, Any] = {"is_new": False, "initial": _written(app)} if app else {}
    return Writing(
        form(sent, files, **drawn),
        ActivityTypesForm(sent, prefix="types", initial=list(app.activity_types) if app else None),
        ScreenshotsForm(sent, files, prefix="shots", initial=_shown(app) if app else None),
        app,
        door,
    )


def refuse_at_field(form: forms.Form, refusal: Refused) -> None:
    """Say it where it can be mended."""
    field = "webhook_url" if isinstance(refusal, InvalidAddress) else FIELDS.get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal))


def _written(app: App) -> dict[str, Any]:
    addresses = app.application.redirect_uris.split() if app.application else []
    return {name: getattr(app, name) for name in COPIED} | {"redirect_uris": "\n".join(addresses)}


def _shown(app: App) -> list[dict[str, Any]]:
    there = Screenshot.objects.filter(app=app).order_by("pk")
    return [{"kept": pk, "alt": alt} for pk, alt in there.values_list("pk", "alt")]
