"""Apps without code, as staff or a merchant's developer write them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps_marketplace.actions.changes import AppMovedOn, changed_between, locked_app, note
from apps_marketplace.actions.endpoints import follow_address
from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.models import App, Approval, AppState, Screenshot
from apps_marketplace.oauth.actions.clients import change_redirects, register_client
from apps_marketplace.snapshots import AppTerms, ScreenshotTerms
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from loyalty.webhooks.actions import new_secret
from loyalty.webhooks.actions.addresses import refuse_address

# What stands on the app's own row; the logo and the redirect addresses do not.
WRITTEN = (
    "name",
    "tagline",
    "description",
    "category",
    "support",
    "scopes",
    "activity_types",
    "start_url",
    "clears_on_removal",
)


MOST_SCREENSHOTS = 5


class SlugTaken(Refused):
    code = "slug_taken"
    message = _("There is already an app of this short name. Choose another.")


class TooManyScreenshots(Refused):
    code = "too_many_screenshots"
    message = _("An app has at most %(most)d pictures. Remove one first.")


class Registered(NamedTuple):
    """An app, and what nobody can read again: its client secret and the one that signs its webhooks."""

    app: App
    secret: str
    webhook_secret: str = ""


@transaction.atomic
def register_app(
    terms: AppTerms,
    *,
    slug: str,
    by: User,
    at: datetime,
    developer: Merchant | None = None,
    approval: Approval = Approval.PRIVILEGED,
    is_paid_only: bool = True,
    is_pkce_exempt: bool = False,
) -> Registered:
    """A new app with its OAuth client: listed at once if staff register it, a draft if a `developer` does.

    Refuses a short name that is taken (`SlugTaken`), and addresses as `register_client` and webhooks do.
    """
    if slug in CONNECTORS:
        raise SlugTaken
    client, secret = register_client(
        name=terms.name, redirect_uris=terms.redirect_uris, at=at, is_pkce_exempt=is_pkce_exempt
    )
    app = App(
        slug=slug,
        application=client,
        developer=developer,
        state=AppState.DRAFT if developer else AppState.LISTED,
        approval=approval,
        is_paid_only=is_paid_only,
        created_at=at,
    )
    webhook_secret = _write(app, terms)
    try:
        with transaction.atomic():
            app.save()
    except IntegrityError as error:
        raise SlugTaken from error
    _hang(app, terms.screenshots)
    note(app, "registered", by=by, at=at, after={"state": app.state, "scopes": app.scopes})
    return Registered(app, secret, webhook_secret)


@transaction.atomic
def revise_app(app: App, terms: AppTerms, *, by: User, at: datetime) -> Registered:
    """The app as it is written now. A webhook secret comes with the first webhook address.

    Refuses (`AppMovedOn`) a developer whose app is no draft any more, and addresses as `register_app` does.
    """
    locked = locked_app(app)
    if not by.is_staff and locked.state != AppState.DRAFT:
        raise AppMovedOn(state=locked.get_state_display())
    before = _told(locked)
    webhook_secret = _write(locked, terms)
    locked.save()
    _hang(locked, terms.screenshots)
    if locked.application:
        change_redirects(locked.application, redirect_uris=terms.redirect_uris)
    told = changed_between(before, _told(locked))
    if moved := follow_address(locked, before=before["webhook_url"], by=by, at=at):
        told["after"]["moved_endpoints"] = moved
    note(locked, "revised", by=by, at=at, **told)
    return Registered(locked, "", webhook_secret)


def _write(app: App, terms: AppTerms) -> str:
    """Put the terms on the row; the secret of its webhooks, if it gets one now."""
    for name in WRITTEN:
        value = getattr(terms, name)
        setattr(app, name, list(value) if isinstance(value, tuple) else value)
    if terms.logo:
        app.logo, app.logo_type = terms.logo
    return set_webhook(app, terms.webhook_url)


def _hang(app: App, wanted: Sequence[ScreenshotTerms] | None) -> None:
    """The app's pictures are these; what is neither kept nor new is gone."""
    if wanted is None:
        return
    if len(wanted) > MOST_SCREENSHOTS:
        raise TooManyScreenshots(most=MOST_SCREENSHOTS)
    there = Screenshot.objects.filter(app=app)
    kept = {one.kept: one.alt for one in wanted if one.kept and not one.picture}
    there.exclude(pk__in=kept).delete()
    for pk, alt in kept.items():
        there.filter(pk=pk).update(alt=alt)
    new = [
        Screenshot(app=app, alt=one.alt, image=one.picture[0], image_type=one.picture[1])
        for one in wanted
        if one.picture
    ]
    Screenshot.objects.bulk_create(new)


def set_webhook(app: App, url: str) -> str:
    """Put the address of the app's webhooks on its row, unsaved; their secret, if it gets one now.

    Refuses as `refuse_address` does.
    """
    if url:
        refuse_address(url)
    app.webhook_url = url
    if not url or app.webhook_secret:
        return ""
    app.webhook_secret = new_secret()
    return str(app.webhook_secret)


def _told(app: App) -> dict[str, Any]:
    pictures = Screenshot.objects.filter(app=app).order_by("pk").values_list("alt", flat=True)
    return {name: getattr(app, name) for name in (*WRITTEN, "webhook_url")} | {"screenshots": list(pictures)}
