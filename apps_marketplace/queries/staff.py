"""What staff see of all merchants at once. The only place of this room that looks past one merchant for them."""

from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django_scopes import scopes_disabled

from apps_marketplace.models import UNDECIDED, Installation, InstallationState, Pause
from apps_marketplace.snapshots import AppFacts
from loyalty.merchants.models import Merchant, Plan
from loyalty.team.models import Membership, Role

LONGEST_QUEUE = 100
IN_USE = (InstallationState.CONNECTED, InstallationState.PAUSED)


def undecided_installs() -> list[Installation]:
    """What staff have to decide: merchants on the enterprise plan first, then by how long they wait."""
    goes_first = Case(When(merchant__plan=Plan.ENTERPRISE, then=Value(0)), default=Value(1))
    with scopes_disabled():
        found = Installation.objects.filter(state__in=UNDECIDED).select_related("merchant")
        return list(found.annotate(place=goes_first).order_by("place", "requested_at", "pk")[:LONGEST_QUEUE])


def count_undecided() -> int:
    """How many wait."""
    with scopes_disabled():
        return Installation.objects.filter(state__in=UNDECIDED).count()


def installs(**narrow: object) -> "QuerySet[Installation]":
    """Installations at any merchant, for a list."""
    with scopes_disabled():
        found: QuerySet[Installation] = Installation.objects.select_related("merchant").filter(**narrow)
        return found


def find_install(installation_id: int) -> Installation | None:
    """The installation, whoever's it is."""
    return installs(pk=installation_id).first()


def counts_of_apps() -> Mapping[str, int]:
    """How many merchants use each app now."""
    with scopes_disabled():
        used = Installation.objects.filter(state__in=IN_USE).values_list("app").annotate(Count("pk"))
        return dict(used)


def merchants_with(app: str) -> Sequence[int]:
    """The ids of the merchants at which the app is connected and not paused."""
    with scopes_disabled():
        found = Installation.objects.filter(app=app, state=InstallationState.CONNECTED)
        return list(found.values_list("merchant_id", flat=True))


def misfits(app: AppFacts) -> Sequence[Installation]:
    """Where the app works although the shop's plan does not allow it, or is paused for want of one that it has."""
    is_paused = Q(pauses__has_key=Pause.PLAN)
    wanting = Q(merchant__plan=Plan.FREE) if app.is_paid_only else Q(pk__in=())
    return list(_at_work(app.slug).filter(wanting & ~is_paused | ~wanting & is_paused))


def count_on_free_plan(app: str) -> int:
    """How many shops on the free plan use the app, paused or not."""
    return _at_work(app).filter(merchant__plan=Plan.FREE).count()


def _at_work(app: str) -> "QuerySet[Installation]":
    return installs(app=app, state__in=IN_USE).order_by("pk")


def merchants_matching(text: str) -> "QuerySet[Merchant]":
    """Merchants whose name or owner's address holds the text, each with `team`, `apps` and the owner's `email`."""
    with scopes_disabled():
        team = Membership.objects.filter(merchant=OuterRef("pk")).order_by("pk")
        owner = team.filter(role=Role.OWNER).values("user__email")[:1]
        used = Installation.objects.filter(merchant=OuterRef("pk"), state__in=IN_USE)
        found = Merchant.objects.annotate(
            email=Coalesce(Subquery(owner), Value("")), team=_count(team), apps=_count(used)
        )
    asked = text[:LONGEST_QUEUE].replace("\x00", "").strip()
    return found.filter(Q(name__icontains=asked) | Q(email__icontains=asked)) if asked else found


def earlier_installs(installation: Installation) -> Sequence[Installation]:
    """What else the merchant has or had, newest first."""
    others = installs(merchant=installation.merchant_id).exclude(pk=installation.pk)
    return list(others.order_by("-requested_at", "-pk"))


def _count(rows: "QuerySet[Membership] | QuerySet[Installation]") -> Coalesce:
    counted = rows.order_by().values("merchant").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
