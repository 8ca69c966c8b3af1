from django.db import migrations

from loyalty.database.operations import CompositeForeignKey, Immutable


class Migration(migrations.Migration):
    """A step stays with its merchant, and can never be altered."""

    dependencies = [
        ("apps_marketplace", "0002_apps_and_moves"),
    ]
    operations = [
        CompositeForeignKey(
            "apps_marketplace_installationmove", "installation_id", "apps_marketplace_installation"
        ),
        Immutable("apps_marketplace_installationmove"),
    ]
