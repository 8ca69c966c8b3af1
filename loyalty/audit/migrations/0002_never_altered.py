from django.db import migrations

from loyalty.database.operations import Immutable


class Migration(migrations.Migration):
    """Audit rows cannot be altered."""

    dependencies = [
        ("audit", "0001_audit"),
    ]
    operations = [
        Immutable("audit_auditevent"),
    ]
