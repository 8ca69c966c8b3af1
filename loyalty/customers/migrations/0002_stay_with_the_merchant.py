from django.db import migrations

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):
    """A row cannot point at another merchant's."""

    dependencies = [
        ("customers", "0001_customers"),
    ]
    operations = [
        CompositeForeignKey("customers_customeridentity", "customer_id", "customers_customer"),
    ]
