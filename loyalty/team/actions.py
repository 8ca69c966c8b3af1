"""Changing who works where."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.merchants.models import Merchant
from loyalty.team.models import Membership, Notice, Role, User
from loyalty.team.queries import notices_for


def add_member(merchant: Merchant, *, user: User, role: Role) -> Membership:
    """The user's membership with the merchant; a second call changes nothing."""
    membership, _created = Membership.objects.get_or_create(
        merchant=merchant, user=user, defaults={"role": role}
    )
    return membership


def tell(
    users: Iterable[User],
    *,
    key: str,
    title: str,
    text: str,
    link: str,
    merchant: Merchant,
    at: datetime,
    is_for_staff: bool = False,
) -> None:
    """A notice for each of the users. The same `key` is told once to everybody. One statement."""
    told = {"key": key, "title": title[:200], "text": text, "link": link, "is_for_staff": is_for_staff}
    notices = [Notice(merchant=merchant, user=user, at=at, **told) for user in users]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def read_notices(user: User, *, merchant: Merchant | None, at: datetime) -> None:
    """Everything that the user sees there has been read."""
    notices_for(user, merchant=merchant).filter(read_at=None).update(read_at=at)
