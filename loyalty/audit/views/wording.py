"""What was changed, in words."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions import Words, conditions_from
from loyalty.audit.models import AuditEvent
from loyalty.audit.views.names import NAMES, PARTS, choices_of
from loyalty.ui.formats import format_day, format_moment, format_money, format_points

NOTHING = "–"
# One of each kind; what there is only one of has no number.
NOUNS: Mapping[str, StrOrPromise] = {
    "customer": gettext_lazy("Customer #%(id)s"),
    "rule": gettext_lazy("Earning rule #%(id)s"),
    "custom_action": gettext_lazy("Action #%(id)s"),
    "campaign": gettext_lazy("Campaign #%(id)s"),
    "reward": gettext_lazy("Reward #%(id)s"),
    "coupon": gettext_lazy("Coupon #%(id)s"),
    "referral": gettext_lazy("Invitation #%(id)s"),
    "installation": gettext_lazy("App #%(id)s"),
    "webhook": gettext_lazy("Webhook #%(id)s"),
    "app": gettext_lazy("Registered app #%(id)s"),
    "api_key": gettext_lazy("API key #%(id)s"),
    "signing_key": gettext_lazy("Signing key #%(id)s"),
    "plan": gettext_lazy("Plan"),
    "vip": gettext_lazy("VIP"),
    "program": gettext_lazy("Settings"),
}
PAGES = {
    "api_key": "developer:key",
    "customer": "customers:detail",
    "rule": "earning:rule",
    "campaign": "campaigns:campaign",
    "reward": "rewards:reward",
    "coupon": "rewards:coupon",
    "referral": "referrals:detail",
}
VERBS: Mapping[str, StrOrPromise] = {
    "created": pgettext_lazy("audit", "created"),
    "defined": pgettext_lazy("audit", "created"),
    "described": pgettext_lazy("audit", "changed"),
    "revised": pgettext_lazy("audit", "changed"),
    "changed": pgettext_lazy("audit", "changed"),
    "set": pgettext_lazy("audit", "changed"),
    "switched_on": pgettext_lazy("audit", "switched on"),
    "switched_off": pgettext_lazy("audit", "switched off"),
    "excluded": pgettext_lazy("audit", "excluded"),
    "included": pgettext_lazy("audit", "brought back"),
    "tagged": pgettext_lazy("audit", "tagged"),
    "merged": pgettext_lazy("audit", "merged into another"),
    "merged_with": pgettext_lazy("audit", "merged from another"),
    "erased": pgettext_lazy("audit", "erased"),
    "birthday_set": pgettext_lazy("audit", "birthday set"),
    "birthday_removed": pgettext_lazy("audit", "birthday removed"),
    "redeemed": pgettext_lazy("audit", "redeemed"),
    "given": pgettext_lazy("audit", "given"),
    "cancelled": pgettext_lazy("audit", "cancelled"),
    "used": pgettext_lazy("audit", "marked as used"),
    "archived": pgettext_lazy("audit", "archived"),
    "restored": pgettext_lazy("audit", "restored"),
    "deleted": pgettext_lazy("audit", "deleted"),
    "revoked": pgettext_lazy("audit", "revoked"),
    "duplicated": pgettext_lazy("audit", "duplicated"),
    "requested": pgettext_lazy("audit", "asked for"),
    "waiting": pgettext_lazy("audit", "question answered"),
    "asked": pgettext_lazy("audit", "question asked"),
    "approved": pgettext_lazy("audit", "approved"),
    "declined": pgettext_lazy("audit", "declined"),
    "authorizing": pgettext_lazy("audit", "authorized"),
    "connected": pgettext_lazy("audit", "connected"),
    "paused": pgettext_lazy("audit", "paused"),
    "removed": pgettext_lazy("audit", "removed"),
    "registered": pgettext_lazy("audit", "registered"),
    "in_review": pgettext_lazy("audit", "sent in for review"),
    "listed": pgettext_lazy("audit", "listed"),
    "withdrawn": pgettext_lazy("audit", "withdrawn"),
    "draft": pgettext_lazy("audit", "handed back"),
    "client_set": pgettext_lazy("audit", "authorization changed"),
    "tier_set": pgettext_lazy("audit", "VIP tier set by hand"),
    "tier_released": pgettext_lazy("audit", "VIP tier no longer set by hand"),
    "blocked": pgettext_lazy("audit", "blocked"),
    "allowed": pgettext_lazy("audit", "allowed"),
    "added": pgettext_lazy("audit", "added"),
    "resumed": pgettext_lazy("audit", "resumed"),
    "turned_off": pgettext_lazy("audit", "turned off by itself"),
    "replayed": pgettext_lazy("audit", "sent again"),
    "secret_rotated": pgettext_lazy("audit", "given a new secret"),
    "policy_set": pgettext_lazy("audit", "approval settled"),
}
# Written as days or moments, and read as people write them.
TIMES = ("ends_at", "expires_at", "expiry_enabled_on", "starts_at", "until")


def title_of(event: AuditEvent) -> str:
    """What it was about, and what happened to it."""
    verb = event.action.rpartition(".")[2]
    what = str(NOUNS.get(event.subject, event.subject)) % {"id": event.subject_id}
    return f"{what}: {VERBS.get(verb, verb.replace('_', ' '))}"


def page_of_subject(event: AuditEvent) -> str:
    """Where it can be looked at; blank for what has no page of its own."""
    name = PAGES.get(event.subject)
    return reverse(name, args=[event.subject_id]) if name else ""


def changes_of(event: AuditEvent, *, currency: str = "") -> list[tuple[str, str, str]]:
    """What changed: its name, before, after. Amounts of money are in `currency`."""
    names = dict.fromkeys([*event.before, *event.after])
    return [
        (
            str(NAMES.get(name, name)),
            _word(event.before.get(name), name, subject=event.subject, currency=currency),
            _word(event.after.get(name), name, subject=event.subject, currency=currency),
        )
        for name in names
    ]


def _word(value: Any, name: str, *, subject: str, currency: str) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return format_money(value, currency) if name.endswith("_cents") and currency else format_points(value)
    if name == "conditions":
        return "; ".join(one.sentence(Words(currency)) for one in conditions_from(value))
    if isinstance(value, list):
        return _listed(value, choices_of(subject, name))
    if isinstance(value, dict):
        return _parts(value)
    return str(choices_of(subject, name).get(value, _time(str(value)) if name in TIMES else value))


def _listed(values: list[Any], choices: Mapping[str, StrOrPromise]) -> str:
    """Choices are sentences, with commas of their own."""
    if choices:
        return "; ".join(str(choices.get(value, value)) for value in values)
    return ", ".join(map(_part, values))


def _part(value: Any) -> str:
    """What has a name is told by it, as a tier is; anything else by all that it holds."""
    if not isinstance(value, dict):
        return str(value)
    return str(value.get("name") or _parts(value))


def _parts(held: Mapping[str, Any]) -> str:
    """Each part after its name. Texts in a language, which differ, are told one after the other."""
    return "; ".join(f"{PARTS.get(key, key)}: {_held(value)}" for key, value in held.items())


def _held(value: Any) -> str:
    return " · ".join(str(text) for text in value.values() if text) if isinstance(value, dict) else str(value)


def _time(written: str) -> str:
    if day := parse_date(written):
        return format_day(day)
    moment = parse_datetime(written)
    return format_moment(moment) if moment else written
