import uuid

import django.db.models.deletion
from django.db import migrations, models

from loyalty.database.operations import CompositeForeignKey

BOUND = ("grant", "accesstoken", "refreshtoken")
# Until now nothing could be issued; what is there belongs to no installation and could not be used.
FORGET = "; ".join(f"DELETE FROM apps_marketplace_{table}" for table in reversed(BOUND))


class Migration(migrations.Migration):

    dependencies = [
        ('apps_marketplace', '0004_say_where_apps_begin'),
        ('merchants', '0004_take_strangers_for_guests'),
    ]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        *[
            operation
            for table in BOUND
            for operation in (
                migrations.AlterField(
                    model_name=table,
                    name='merchant',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='merchants.merchant'),
                ),
                migrations.AddField(
                    model_name=table,
                    name='installation',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='apps_marketplace.installation'),
                    preserve_default=False,
                ),
                CompositeForeignKey(f'apps_marketplace_{table}', 'installation_id', 'apps_marketplace_installation'),
            )
        ],
        migrations.AddField(
            model_name='grant',
            name='family',
            field=models.UUIDField(default=uuid.uuid4),
        ),
        migrations.AddField(
            model_name='grant',
            name='used_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='refreshtoken',
            name='scope',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='application',
            name='is_pkce_exempt',
            field=models.BooleanField(db_default=False, default=False, verbose_name='an old Smile client, without PKCE'),
        ),
        migrations.AddField(
            model_name='application',
            name='secret_hint',
            field=models.CharField(blank=True, db_default='', max_length=4),
        ),
        migrations.AddField(
            model_name='application',
            name='secret_made_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='previous_secret',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='application',
            name='previous_secret_until',
            field=models.DateTimeField(null=True),
        ),
    ]
