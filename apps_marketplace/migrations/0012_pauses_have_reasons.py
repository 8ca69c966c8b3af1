import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('apps_marketplace', '0011_short_names_fit_sources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='installation',
            name='authorized_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='installation',
            name='pauses',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='installationmove',
            name='cause',
            field=models.CharField(blank=True, choices=[('merchant', 'It needs you'), ('consent', 'It needs somebody’s consent'), ('staff', 'Paused by staff'), ('plan', 'It needs a paid plan')], db_default='', max_length=8),
        ),
    ]
