from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    """A row cannot point at another merchant's."""

    dependencies = [
        ("referrals", "0001_referrals"),
        ("customers", "0002_stay_with_the_merchant"),
    ]
    operations = [
        CompositeForeignKey("referrals_referral", "advocate_id", "customers_customer"),
    ]
