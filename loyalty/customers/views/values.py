"""What a row of a list said and changed, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from loyalty.customers.models import UNKNOWN_YEAR, CustomerState, ImportKind
from loyalty.customers.views.wording import language_name
from loyalty.ui.formats import format_day, format_points


def value_text(value: Any, kind: str) -> str:
    """What a row was about before or after, as its report keeps it, in the terms of the list's kind."""
    if value is None:
        return ""
    if kind == ImportKind.POINTS:
        return format_points(int(value))
    if kind == ImportKind.BIRTHDAYS:
        day = parse_date(value)
        return day_text(day) if day else ""
    return str(value["tier"]) if kind == ImportKind.TIERS else _profile_text(value)


def said_text(said: Any, kind: str) -> str:
    """What a row says, before anybody looked at the customer."""
    if kind == ImportKind.POINTS:
        return format_points(said)
    if kind == ImportKind.BIRTHDAYS:
        return day_text(said)
    return ", ".join(said) if kind == ImportKind.CUSTOMERS else str(said)


def day_text(day: date) -> str:
    """A birthday, without the year where it is not known."""
    return format_day(day, has_year=day.year != UNKNOWN_YEAR)


def _profile_text(profile: Mapping[str, Any]) -> str:
    """What is known of a customer, or the part of it that changed."""
    name = " ".join(filter(None, (profile.get("first_name"), profile.get("last_name"))))
    parts = [
        name,
        _membership(profile),
        language_name(profile.get("language") or ""),
        ", ".join(profile.get("tags") or ()),
        ", ".join(f"{source}: {external_id}" for source, external_id in profile.get("ids") or ()),
    ]
    return " · ".join(part for part in parts if part)


def _membership(profile: Mapping[str, Any]) -> str:
    if joined_at := profile.get("joined_at"):
        day = localtime(datetime.fromisoformat(joined_at)).date()
        return _("member since %(day)s") % {"day": format_day(day)}
    return str(CustomerState(profile["state"]).label) if profile.get("state") else ""
