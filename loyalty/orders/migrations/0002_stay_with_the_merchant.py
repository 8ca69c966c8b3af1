from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    """A row cannot point at another merchant's."""

    dependencies = [
        ("orders", "0001_orders_and_refunds"),
        ("customers", "0002_stay_with_the_merchant"),
    ]
    operations = [
        CompositeForeignKey("orders_order", "customer_id", "customers_customer"),
        CompositeForeignKey("orders_order", "store_id", "merchants_store"),
        CompositeForeignKey("orders_refund", "order_id", "orders_order"),
    ]
