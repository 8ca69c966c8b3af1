"""Which apps there are."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps_marketplace.connectors import CONNECTORS, Connector
from apps_marketplace.models import App, Approval, AppState, Category
from apps_marketplace.snapshots import AppFacts, AppKind
from earning.catalogue import EarningAction, Group, Unit
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

UNITS = {"order": Unit.ORDER, "product": Unit.PRODUCT}


class UnknownApp(Refused):
    code = "unknown_app"
    message = _("There is no such app.")


def app_of(slug: str) -> AppFacts:
    """What the app is, from its manifest or from how it was registered. Refuses (`UnknownApp`) any other slug."""
    row = App.objects.filter(slug=slug).first()
    if row is not None:
        return facts_of(row)
    if slug in CONNECTORS:
        return facts_of_manifest(CONNECTORS[slug], None)
    raise UnknownApp


def facts_of(row: App) -> AppFacts:
    """What the app of this row is; what its manifest says counts before it."""
    return facts_of_manifest(CONNECTORS[row.slug], row) if row.slug in CONNECTORS else facts_of_row(row)


def all_apps() -> list[AppFacts]:
    """Every app that there is or was, those of manifests first. One query."""
    rows = {row.slug: row for row in App.objects.defer("logo").order_by("name", "pk")}
    manifests = [facts_of_manifest(one, rows.pop(slug, None)) for slug, one in CONNECTORS.items()]
    return [*manifests, *map(facts_of_row, rows.values())]


def apps_of_developer(merchant: Merchant) -> Sequence[App]:
    """Those that the merchant's developers wrote, newest first."""
    return list(App.objects.defer("logo").filter(developer=merchant).order_by("-pk"))


def apps_seen_by(user: User) -> "QuerySet[App]":
    """Those whose pictures they may see as a merchant's: drafts are for their developer's team."""
    hidden = App.objects.filter(state__in=(AppState.DRAFT, AppState.IN_REVIEW))
    return App.objects.exclude(pk__in=hidden.exclude(developer__memberships__user=user))


def facts_of_manifest(manifest: type[Connector], row: App | None) -> AppFacts:
    """What the manifest says, and what was settled here: its client, who approves it, whether it is offered."""
    return AppFacts(
        slug=manifest.slug,
        name=manifest.name,
        kind=manifest.kind,
        category=manifest.category,
        tagline=manifest.tagline,
        description=manifest.description,
        logo=manifest.logo,
        scopes=manifest.scopes,
        approval=Approval(row.approval) if row else manifest.approval,
        is_paid_only=manifest.is_paid_only,
        actions=manifest.actions,
        properties=manifest.properties,
        screenshots=manifest.screenshots,
        steps=manifest.steps,
        settings=manifest.settings,
        support=manifest.support,
        versions=manifest.versions,
        start_url=row.start_url if row else "",
        webhook_url=row.webhook_url if row else "",
        application_id=row.application_id if row else None,
        is_listed=row is None or row.state == AppState.LISTED,
        is_manifest=True,
        clears_on_removal=manifest.clears_on_removal,
    )


def facts_of_row(row: App) -> AppFacts:
    """What staff or a developer wrote when they registered it."""
    return AppFacts(
        slug=row.slug,
        name=row.name,
        kind=AppKind.OAUTH,
        category=Category(row.category),
        tagline=row.tagline,
        description=row.description,
        has_own_logo=bool(row.logo_type),
        scopes=tuple(row.scopes),
        approval=Approval(row.approval),
        is_paid_only=row.is_paid_only,
        actions=tuple(_action(row, one) for one in row.activity_types),
        support=row.support,
        start_url=row.start_url,
        webhook_url=row.webhook_url,
        application_id=row.application_id,
        is_listed=row.state == AppState.LISTED,
        clears_on_removal=row.clears_on_removal,
    )


def _action(app: App, told: dict[str, str]) -> EarningAction:
    name = f"{app.name}: {told['name']}"
    return EarningAction(
        code=f"{app.slug}/{told['key']}",
        group=Group.STORE,
        name=name,
        explanation="",
        icon="star",
        before=told["before"],
        after=told["after"],
        # A review is counted by the id that the app gives it.
        unit=UNITS.get(told["unit"], Unit.SENDER),
        app=app.slug,
    )
