"""What an entry that no rule gave leads back to: a coupon, a VIP tier, an invitation or a list."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from earning.explanation.accounts import Origin, Subject
from earning.explanation.sentences import points_text
from loyalty.customers.models import CustomerImport
from loyalty.points.models import Kind, PointsTransaction
from loyalty.referrals.models import Referral
from loyalty.rewards.models import Coupon
from vip.models import TierEntry


def origins_of(entries: Sequence[PointsTransaction]) -> dict[int, Origin]:
    """By entry id, where that is known: one query for each kind of origin among them."""
    lists = CustomerImport.objects.in_bulk(_ids(entries, Subject.LIST))
    friends = Referral.objects.in_bulk(_ids(entries, Subject.REFERRAL))
    entered = TierEntry.objects.select_related("tier").in_bulk(_ids(entries, Subject.TIER))
    by_source: dict[str, dict[int, Origin]] = {
        Subject.LIST: {pk: Origin(Subject.LIST, pk, one.file_name) for pk, one in lists.items()},
        Subject.REFERRAL: {pk: Origin(Subject.REFERRAL, pk, one.friend_email) for pk, one in friends.items()},
        Subject.TIER: {pk: Origin(Subject.TIER, one.tier_id, one.tier.name) for pk, one in entered.items()},
    }
    found = {entry.pk: by_source.get(entry.source, {}).get(entry.source_id or 0) for entry in entries}
    return _coupons(entries) | {pk: origin for pk, origin in found.items() if origin}


def sentence_of_origin(entry: PointsTransaction, origin: Origin) -> str:
    """Why it moved points. It names no friend: apps read it that may not know customers."""
    texts = {"name": origin.name, "points": points_text(abs(entry.points))}
    if origin.subject == Subject.COUPON:
        return _("The coupon “%(name)s” cost %(points)s.") % texts
    if origin.subject == Subject.TIER:
        return _("Whoever reaches the VIP tier %(name)s gets %(points)s.") % texts
    if origin.subject == Subject.REFERRAL and entry.points > 0:
        return _("A friend came through the customer’s link and placed an order that counts.")
    if origin.subject == Subject.REFERRAL:
        return _("The friend’s order counts no longer, so the points for inviting them were taken back.")
    if entry.key.startswith(f"import-{origin.pk}-back"):
        return _("What the list “%(name)s” gave or took was undone.") % texts
    return _("It stands in the list “%(name)s”.") % texts


def _ids(entries: Sequence[PointsTransaction], source: Subject) -> set[int]:
    return {entry.source_id for entry in entries if entry.source == source and entry.source_id}


def _coupons(entries: Sequence[PointsTransaction]) -> dict[int, Origin]:
    """Those that customers spent points on. Their owners are named, since coupons are found by them."""
    owners = {entry.pk: entry.customer_id for entry in entries if entry.kind == Kind.REDEEM}
    if not owners:
        return {}
    coupons = Coupon.objects.filter(customer__in=set(owners.values()), entry_id__in=owners)
    return {
        coupon.entry_id: Origin(Subject.COUPON, coupon.pk, coupon.name)
        for coupon in coupons
        if coupon.entry_id
    }
