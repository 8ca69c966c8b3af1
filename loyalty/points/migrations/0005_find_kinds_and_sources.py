from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("points", "0004_erasable_notes")]

    operations = [
        migrations.AddIndex(
            model_name="pointstransaction",
            index=models.Index(fields=["merchant", "kind", "occurred_at", "id"], name="points_by_kind"),
        ),
        migrations.AddIndex(
            model_name="pointstransaction",
            index=models.Index(fields=["merchant", "source", "source_id"], name="points_by_source"),
        ),
    ]
