"""Orders of a member who was taken for a guest."""

from datetime import timedelta

from django.db import connection

from earning.queries import ruleset_in_force
from loyalty.customers.models import Customer, CustomerState
from loyalty.orders.queries import BY_NAME


def admit_orders(customer: Customer) -> list[int]:
    """The orders that were settled as a guest's, though paid since the customer joined; from now on they may earn.

    News of an account may come after its first orders. Whoever was a guest when they paid stays one (S17), unless
    the programme lets new members claim what they bought so many days before. They are locked from now on.
    """
    if customer.state != CustomerState.MEMBER or customer.joined_at is None:
        return []
    claimed = ruleset_in_force(customer.merchant_id).settings.claim_guest_orders_days or 0
    since = customer.joined_at - timedelta(days=claimed)
    with connection.cursor() as cursor:
        cursor.execute(_ADMIT, [customer.merchant_id, customer.pk, since])
        return [order_id for (order_id,) in cursor.fetchall()]


# The orders first, as whoever settles them does.
_ADMIT = f"""
WITH held AS MATERIALIZED (
    SELECT o.merchant_id, o.id FROM orders_order o
    JOIN earning_settlement s ON s.merchant_id = o.merchant_id AND s.order_id = o.id AND s.refusal = 'guest'
    WHERE o.merchant_id = %s AND o.customer_id = %s AND coalesce(o.paid_at, o.placed_at) >= %s
    {BY_NAME}
)
UPDATE earning_settlement s SET refusal = '' FROM held
WHERE s.merchant_id = held.merchant_id AND s.order_id = held.id AND s.refusal = 'guest'
RETURNING s.order_id
"""
