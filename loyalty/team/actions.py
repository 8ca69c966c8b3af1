"""Changing who works where."""

from loyalty.merchants.models import Merchant
from loyalty.team.models import Membership, Role, User


def add_member(merchant: Merchant, *, user: User, role: Role) -> Membership:
    """The user's membership with the merchant; a second call changes nothing."""
    membership, _created = Membership.objects.get_or_create(
        merchant=merchant, user=user, defaults={"role": role}
    )
    return membership
