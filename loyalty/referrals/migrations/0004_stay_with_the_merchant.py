from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    """A row cannot point at another merchant's."""

    dependencies = [
        ("referrals", "0003_programs_and_signals"),
        ("rewards", "0003_stay_with_the_merchant"),
        ("orders", "0002_stay_with_the_merchant"),
    ]
    operations = [
        CompositeForeignKey("referrals_referralprogram", "advocate_reward_id", "rewards_reward"),
        CompositeForeignKey("referrals_referralprogram", "friend_reward_id", "rewards_reward"),
        CompositeForeignKey("referrals_referral", "friend_id", "customers_customer"),
        CompositeForeignKey("referrals_referral", "order_id", "orders_order"),
    ]
