from django.db import migrations

from loyalty.database.operations import Erasable


class Migration(migrations.Migration):
    """What was said about a person can be emptied; who changed what, and when, stays."""

    dependencies = [
        ("audit", "0002_never_altered"),
    ]
    operations = [
        Erasable(
            "audit_auditevent",
            owner="subject_id",
            only="OLD.subject = 'customer'",
            blank={"before": {}, "after": {}},
        ),
    ]
