from django.db import migrations

from loyalty.database.operations import Erasable


class Migration(migrations.Migration):
    """The team's notes about a person can be emptied; every number of the ledger stays."""

    dependencies = [
        ("points", "0003_lots"),
    ]
    operations = [
        Erasable("points_pointstransaction", owner="customer_id", blank={"internal_note": ""}),
    ]
