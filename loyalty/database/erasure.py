"""Emptying what append-only tables say about one person."""

from django.db import connection


def erasing_customer(customer_id: int) -> None:
    """Until the transaction ends, guarded rows about this customer may be emptied, and changed in no other way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('grin.erasing', %s, true)", [str(customer_id)])
