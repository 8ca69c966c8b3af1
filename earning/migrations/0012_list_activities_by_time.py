from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("earning", "0011_show_rules_to_customers")]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["merchant", "occurred_at", "id"], name="activities_by_time"),
        ),
    ]
