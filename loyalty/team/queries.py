"""Who works where."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Value, When
from django_scopes import scopes_disabled

from loyalty.team.models import Membership


def membership_of(user_id: int, merchant_id: int | None) -> Membership | None:
    """The user's membership with the merchant they chose, else with the one they joined first."""
    with scopes_disabled():  # which merchant to open is what is being asked
        memberships = Membership.objects.filter(user=user_id).select_related("merchant")
        chosen_first = Case(
            When(merchant=merchant_id, then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        return memberships.order_by(chosen_first, "pk").first()


def memberships_of(user_id: int) -> Sequence[Membership]:
    """All merchants a user works for, by name."""
    with scopes_disabled():  # the switcher lists every merchant of the user
        return list(
            Membership.objects.filter(user=user_id)
            .select_related("merchant")
            .order_by("merchant__name", "pk")
        )
