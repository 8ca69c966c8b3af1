from django.db import migrations

from loyalty.database.operations import CompositeForeignKey, Immutable


class Migration(migrations.Migration):
    """No row points at another merchant's, none is ever changed, and balances are updated in place."""

    dependencies = [
        ("points", "0001_ledger"),
        ("customers", "0002_stay_with_the_merchant"),
    ]
    operations = [
        CompositeForeignKey("points_pointsaccount", "customer_id", "customers_customer"),
        CompositeForeignKey("points_pointstransaction", "customer_id", "customers_customer"),
        Immutable("points_pointstransaction"),
        migrations.RunSQL("ALTER TABLE points_pointsaccount SET (fillfactor = 70)", "ALTER TABLE points_pointsaccount RESET (fillfactor)"),
    ]
