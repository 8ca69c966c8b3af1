"""Who works where."""

from collections.abc import Sequence

from django_scopes import scopes_disabled

from loyalty.team.models import Membership


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
