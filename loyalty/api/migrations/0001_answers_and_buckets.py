import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('merchants', '0005_keys_and_requests'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('taken', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
            ],
        ),
        # Nothing in it is worth the write-ahead log: a crash forgets who asked how often in the last second.
        migrations.RunSQL('ALTER TABLE api_bucket SET UNLOGGED', 'ALTER TABLE api_bucket SET LOGGED'),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('body', models.TextField(blank=True, db_default='', default='')),
                ('created_at', models.DateTimeField()),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='merchants.merchant')),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='answers_by_age')],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'source', 'key'), name='answered_once')],
            },
        ),
    ]
