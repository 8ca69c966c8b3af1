import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    """An app's short name becomes the source of activities and webhooks, which holds 40 letters."""

    dependencies = [
        ('apps_marketplace', '0010_secrets_of_installations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='app',
            name='slug',
            field=models.SlugField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z')]),
        ),
        migrations.AlterField(
            model_name='installation',
            name='app',
            field=models.SlugField(max_length=40),
        ),
    ]
