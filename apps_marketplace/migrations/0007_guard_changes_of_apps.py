from django.db import migrations

from loyalty.database.operations import Immutable


class Migration(migrations.Migration):
    """What was changed of an app can never be altered."""

    dependencies = [
        ("apps_marketplace", "0006_keep_changes_of_apps"),
    ]
    operations = [
        Immutable("apps_marketplace_appchange"),
    ]
