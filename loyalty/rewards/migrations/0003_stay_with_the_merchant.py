from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    """A row cannot point at another merchant's."""

    dependencies = [
        ("rewards", "0002_ways_to_redeem"),
        ("customers", "0002_stay_with_the_merchant"),
    ]
    operations = [
        CompositeForeignKey("rewards_coupon", "customer_id", "customers_customer"),
        CompositeForeignKey("rewards_coupon", "reward_id", "rewards_reward"),
        CompositeForeignKey("rewards_couponmove", "coupon_id", "rewards_coupon"),
    ]
