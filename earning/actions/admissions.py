"""Orders of a member who was taken for a guest."""

from datetime import timedelta

from django.db import connection

from earning.queries import ruleset_in_force
from loyalty.customers.models import Customer, CustomerState


def admit_orders(customer: Customer) -> list[int]:
    """The orders that were settled as a guest's, though paid since the customer joined; from now on they may earn.

    News of an account may come after its first orders. Whoever was a guest when they paid stays one (S17), unless
    the programme lets new members claim what they bought so many days before.
    """
    if customer.state != CustomerState.MEMBER or customer.joined_at is None:
        return []
    claimed = ruleset_in_force(customer.merchant_id).settings.claim_guest_orders_days or 0
    since = customer.joined_at - timedelta(days=claimed)
    with connection.cursor() as cursor:
        cursor.execute(_ADMIT, [customer.merchant_id, customer.pk, since])
        return [order_id for (order_id,) in cursor.fetchall()]


_ADMIT = """
UPDATE earning_settlement s SET refusal = ''
FROM orders_order o
WHERE s.merchant_id = %s AND s.refusal = 'guest' AND o.merchant_id = s.merchant_id AND o.id = s.order_id
    AND o.customer_id = %s AND coalesce(o.paid_at, o.placed_at) >= %s
RETURNING s.order_id
"""
