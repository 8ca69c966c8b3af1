import django.db.models.deletion
from django.db import migrations, models

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):

    dependencies = [
        ('apps_marketplace', '0014_paused_for_a_reason'),
        ('merchants', '0006_signing_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='app',
            name='clears_on_removal',
            field=models.BooleanField(db_default=False, default=False, verbose_name='deletes what it holds when asked'),
        ),
        migrations.CreateModel(
            name='Farewell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('clears', models.BooleanField()),
                ('delivery_id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('heard', 'Heard'), ('unheard', 'Unheard'), ('recalled', 'Recalled')], default='waiting', max_length=8)),
                ('settled_at', models.DateTimeField(null=True)),
                ('installation', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='farewells', to='apps_marketplace.installation')),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='merchants.merchant')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='farewells_on_their_way')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'installation', 'number'), name='farewell_said_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='farewell_settled_at_a_time')],
            },
        ),
        CompositeForeignKey(
            'apps_marketplace_farewell', 'installation_id', 'apps_marketplace_installation'
        ),
    ]
