"""Whose birthdays wait to be kept."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from earning.catalogue import BIRTHDAY
from earning.conditions import Buyer
from earning.models import Ruleset
from loyalty.customers.models import Customer
from loyalty.customers.queries import tags_of


def first_birthday_rule_at(merchant_id: int) -> datetime | None:
    """When the programme's first rule about birthdays came into force."""
    about = Ruleset.objects.filter(merchant=merchant_id, content__rules__contains=[{"action": BIRTHDAY.code}])
    return about.order_by("pk").values_list("created_at", flat=True).first()


def birthdays_due(*, at: datetime) -> Iterator[tuple[int, date]]:
    """The merchants, of all, with a local day begun whose birthdays have not been kept, and that day's date."""
    with connection.cursor() as cursor:
        cursor.execute(_CALENDARS, [BIRTHDAY.code])
        rows = cursor.fetchall()
    for merchant_id, timezone, day in rows:
        today = at.astimezone(ZoneInfo(timezone)).date()
        if day is None or day <= today:
            yield merchant_id, today


def celebrating_buyers(customer_ids: Sequence[int], *, merchant_id: int) -> dict[int, Buyer]:
    """Who these customers are, for the rules that ask: two statements for any number of them."""
    tags = tags_of(customer_ids, merchant_id=merchant_id)
    joined = Customer.objects.filter(pk__in=customer_ids).values_list("pk", "joined_at")
    return {pk: Buyer(tuple(sorted(tags.get(pk, ()))), joined_at) for pk, joined_at in joined}


_CALENDARS = """
SELECT DISTINCT merchant.id, merchant.timezone, calendar.day
FROM earning_rule rule
JOIN merchants_merchant merchant ON merchant.id = rule.merchant_id
LEFT JOIN customers_birthdaycalendar calendar ON calendar.merchant_id = rule.merchant_id
WHERE rule.action = %s
"""
