"""Who works where."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django_scopes import scopes_disabled

from loyalty.merchants.models import Merchant
from loyalty.team.models import Membership, Notice, User


def memberships_of(user_id: int) -> Sequence[Membership]:
    """All merchants a user works for, by name."""
    with scopes_disabled():  # the switcher lists every merchant of the user
        return list(
            Membership.objects.filter(user=user_id)
            .select_related("merchant")
            .order_by("merchant__name", "pk")
        )


def chosen_membership(memberships: Sequence[Membership], *, merchant_id: int | None) -> Membership | None:
    """The one with the merchant they chose, else the one they joined first; None for a member of no team."""
    by_age = sorted(memberships, key=lambda membership: membership.pk)
    return next((one for one in by_age if one.merchant_id == merchant_id), by_age[0] if by_age else None)


def notices_for(user: User, *, merchant: Merchant | None) -> "QuerySet[Notice]":
    """What the user is told at work for this merchant and, as one of the staff, of any."""
    seen = Q(merchant=merchant, is_for_staff=False)
    if user.is_staff:
        seen |= Q(is_for_staff=True)
    with scopes_disabled():  # staff are told of every merchant; everybody only of what was told to them
        found: QuerySet[Notice] = Notice.objects.filter(seen, user=user)
        return found
