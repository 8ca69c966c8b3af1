from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_find_changes")]

    operations = [
        migrations.RemoveConstraint(model_name="customer", name="customer_email_once"),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email_key__isnull", False)),
                fields=("merchant", "email_key"),
                name="customer_email_once",
            ),
        ),
    ]
