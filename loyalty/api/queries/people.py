"""Whom a caller means."""

from typing import Any, NamedTuple

from earning.queries.rulesets import IN_FORCE
from earning.snapshots import FrozenRuleset, read_frozen
from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.mapping import email_key
from loyalty.customers.models import Customer
from loyalty.database.instances import columns_of, instance_of, load
from loyalty.database.statements import execute_prepared
from loyalty.merchants.models import Merchant


class Earner(NamedTuple):
    """Who did something, and the rules that say what it gives."""

    customer: Customer
    ruleset: FrozenRuleset


def customer_named(customer_id: int, merchant: Merchant) -> Customer:
    """The customer with this id, or whom they were merged into. Refused as `CustomerUnknown`."""
    values = {"merchant": str(merchant.pk), "said": str(customer_id)}
    for customer in load(Customer, _SURVIVOR.format(clause=_BY_ID), values):
        customer.merchant = merchant
        return customer
    raise CustomerUnknown


def earner_named(customer_id: int, merchant: Merchant) -> Earner:
    """The customer with this id, or whom they were merged into. Refused as `CustomerUnknown`. One statement."""
    if earner := _earner(_BY_ID, str(customer_id), merchant):
        return earner
    raise CustomerUnknown


def earner_at(email: str, merchant: Merchant) -> Earner | None:
    """Whoever has this address, or whom they were merged into. One statement."""
    return _earner("email_key = %(said)s::text", email_key(email), merchant)


def _earner(clause: str, said: str | None, merchant: Merchant) -> Earner | None:
    sql = _EARNER.format(columns=columns_of(Customer, "customer"), survivor=_SURVIVOR.format(clause=clause))
    rows: list[Any] = execute_prepared(sql, {"merchant": str(merchant.pk), "said": said})
    for *columns, ruleset_id, content in rows:
        customer = instance_of(Customer, columns)
        customer.merchant = merchant
        return Earner(customer, read_frozen(ruleset_id, content))
    return None


_BY_ID = "id = %(said)s::bigint"
_SURVIVOR = """
WHERE merchant_id = %(merchant)s::bigint AND id = (
    SELECT coalesce(merged_into_id, id) FROM customers_customer
    WHERE merchant_id = %(merchant)s::bigint AND erased_at IS NULL AND {clause}
)
"""
_EARNER = f"""
SELECT {{columns}}, ruleset.id, ruleset.content::text
FROM (SELECT * FROM customers_customer {{survivor}}) AS customer
JOIN earning_ruleset ruleset ON ruleset.merchant_id = customer.merchant_id AND ruleset.id = ({IN_FORCE})
"""
