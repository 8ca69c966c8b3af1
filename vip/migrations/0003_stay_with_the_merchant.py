from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    """A row cannot point at another merchant's."""

    dependencies = [
        ("vip", "0002_programs_and_standings"),
        ("customers", "0002_stay_with_the_merchant"),
        ("orders", "0002_stay_with_the_merchant"),
    ]
    operations = [
        CompositeForeignKey("vip_customertier", "customer_id", "customers_customer"),
        CompositeForeignKey("vip_customertier", "tier_id", "vip_tier"),
        CompositeForeignKey("vip_customertier", "floor_tier_id", "vip_tier"),
        CompositeForeignKey("vip_tiermove", "customer_id", "customers_customer"),
        CompositeForeignKey("vip_tiermove", "from_tier_id", "vip_tier"),
        CompositeForeignKey("vip_tiermove", "to_tier_id", "vip_tier"),
        CompositeForeignKey("vip_tiermove", "order_id", "orders_order"),
        CompositeForeignKey("vip_tierentry", "customer_id", "customers_customer"),
        CompositeForeignKey("vip_tierentry", "tier_id", "vip_tier"),
        CompositeForeignKey("vip_spending", "customer_id", "customers_customer"),
        CompositeForeignKey("vip_spending", "order_id", "orders_order"),
    ]
