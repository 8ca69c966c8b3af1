"""Changing a merchant and its programme."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.merchants.models import ExpiryMode, Merchant, Program, Rounding, Store

# What can be changed while the programme runs.
SETTINGS = frozenset(
    {
        "rounding",
        "stacking",
        "earns_before_discount",
        "earns_on_shipping",
        "earns_on_tax",
        "excluded_categories",
        "excluded_products",
        "award_on",
        "holding_days",
        "refund_negative",
        "currency_rates",
        "participants",
        "unknown_customers",
        "claim_guest_orders_days",
        "expiry_mode",
        "expiry_months",
        "expiry_days",
        "expiry_enabled_on",
        "expiry_warning_days",
    }
)


_FIELDS = {field.name: field for field in Program._meta.concrete_fields}


class InvalidSetting(Refused):
    """`field` names the setting, `reason` says what is wrong with the value."""

    code = "invalid_setting"
    message = _("%(reason)s")


@transaction.atomic
def create_merchant(
    name: str,
    *,
    currency: str,
    timezone: str,
    language: str,
    at: datetime,
    rounding: Rounding = Rounding.FLOOR,
) -> Merchant:
    """A merchant with its programme running from `at`. `currency` is an ISO 4217 code, `timezone` an IANA name."""
    merchant = Merchant.objects.create(
        name=name, currency=currency, timezone=timezone, language=language, created_at=at
    )
    merchant.program = Program.objects.create(merchant=merchant, started_at=at, rounding=rounding)
    return merchant


@transaction.atomic
def change_program(merchant: Merchant, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The settings by name that really changed, each with what it was and what it is.

    Refuses (`InvalidSetting`) a value that is not possible, naming the `field`.
    """
    # Lock the programme: two who change it at once must both see what they change.
    program = Program.objects.select_for_update(of=["self"]).select_related("merchant").get(merchant=merchant)
    changed = {
        name: (getattr(program, name), value)
        for name, given in changes.items()
        if (value := _checked(program, name, given)) != getattr(program, name)
    }
    for name, (_before, after) in changed.items():
        setattr(program, name, after)
    _check_expiry(program)
    program.save(update_fields=list(changed))
    return changed


def _check_expiry(program: Program) -> None:
    """Whether the settings of expiry make sense together."""
    if program.expiry_months and program.expiry_days:
        raise InvalidSetting(field="expiry_days", reason=str(_("Choose months or days, not both.")))
    if program.expiry_mode == ExpiryMode.NONE:
        return
    if not (program.expiry_months or program.expiry_days):
        raise InvalidSetting(field="expiry_months", reason=str(_("Say how long points last.")))
    if program.expiry_enabled_on is None:
        raise InvalidSetting(field="expiry_enabled_on", reason=str(_("Say from which day on points expire.")))


def _checked(program: Program, name: str, given: Any) -> Any:
    """The value as the setting keeps it."""
    if name not in SETTINGS:
        raise InvalidSetting(field=name, reason=str(_("There is no such setting.")))
    try:
        value = _FIELDS[name].clean(given, program)
    except ValidationError as error:
        raise InvalidSetting(field=name, reason=" ".join(error.messages)) from error
    if name == "currency_rates" and (own := program.merchant.currency) in value:
        reason = _("%(currency)s is your own currency; its points come from the rules.") % {"currency": own}
        raise InvalidSetting(field=name, reason=reason)
    return value


def with_first_day(merchant: Merchant, changes: Mapping[str, Any], *, at: datetime) -> Mapping[str, Any]:
    """The same changes; where they let points expire in another way and name no day, they count from today on."""
    mode = changes.get("expiry_mode", ExpiryMode.NONE)
    if "expiry_enabled_on" in changes or mode == ExpiryMode.NONE:
        return changes
    if mode == Program.objects.values_list("expiry_mode", flat=True).get(merchant=merchant):
        return changes
    return {**changes, "expiry_enabled_on": at.astimezone(ZoneInfo(merchant.timezone)).date()}


def add_store(merchant: Merchant, *, name: str, source: str, external_id: str) -> Store:
    """The merchant's store of this outside id, made where it is not known; one that is keeps its name."""
    store, _is_new = Store.objects.get_or_create(
        merchant=merchant, source=source, external_id=external_id, defaults={"name": name}
    )
    return store
