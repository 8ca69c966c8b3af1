"""Endpoints anew: nothing was ever sent to those of before, and no screen made one."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import loyalty.database.secrets
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('webhooks', '0001_endpoints'),
        ('merchants', '0005_keys_and_requests'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel('Endpoint'),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, db_default='', max_length=40)),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('description', models.CharField(blank=True, db_default='', max_length=100, verbose_name='description')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('secret', loyalty.database.secrets.EncryptedTextField()),
                ('previous_secret', loyalty.database.secrets.EncryptedTextField(null=True)),
                ('previous_until', models.DateTimeField(null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('disabled_at', models.DateTimeField(null=True)),
                ('disabled_why', models.CharField(blank=True, choices=[('gone', 'It answered that it is gone (410)'), ('silent', 'It took nothing for five days'), ('removed', 'Its app was removed')], db_default='', max_length=7)),
                ('failing_since', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='merchants.merchant')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(db_default=models.Func(function='gen_random_uuid'), default=uuid.uuid4)),
                ('topic', models.CharField(choices=[('customer/updated', 'A customer was added or changed, points and tier included'), ('points/expiring', "A customer's points will expire soon"), ('points_transaction/created', 'Points were earned, spent, taken back or adjusted'), ('reward_fulfillment/created', 'A customer got a reward'), ('reward_fulfillment/updated', 'A reward was used, cancelled or expired'), ('vip_tier_change/created', 'A customer moved to another VIP tier'), ('referral/updated', 'An invitation was claimed, completed, blocked or cancelled'), ('installation/updated', 'An app was installed, paused or removed'), ('ping', 'Test message')], max_length=40)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('fact_id', models.BigIntegerField(null=True)),
                ('customer_id', models.BigIntegerField(null=True)),
                ('payload', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ('body', models.TextField(null=True)),
                ('happened_at', models.DateTimeField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='merchants.merchant')),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('dropped', 'Not sent')], db_default='waiting', default='waiting', max_length=9)),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lease_until', models.DateTimeField(null=True)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('failure', models.CharField(blank=True, choices=[('forbidden', 'The address leads into a private network, where webhooks are never sent.'), ('unknown_host', "The address's host name could not be found."), ('unreachable', 'Nobody answered at the address.'), ('timeout', 'The answer took too long: a receiver has 15 seconds.'), ('certificate', "The receiver's certificate is not valid for the address."), ('redirect', 'The receiver sent us elsewhere. Webhooks follow no redirects.'), ('status', 'The receiver answered with an error.'), ('interrupted', 'It was cut off on our side; whether it arrived is not known.'), ('unwritable', 'What it speaks of is gone, so there is nothing to say.')], db_default='', max_length=12)),
                ('tried_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='merchants.merchant')),
                ('endpoint', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.endpoint')),
                ('message', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.message')),
            ],
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('milliseconds', models.PositiveIntegerField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('failure', models.CharField(blank=True, choices=[('forbidden', 'The address leads into a private network, where webhooks are never sent.'), ('unknown_host', "The address's host name could not be found."), ('unreachable', 'Nobody answered at the address.'), ('timeout', 'The answer took too long: a receiver has 15 seconds.'), ('certificate', "The receiver's certificate is not valid for the address."), ('redirect', 'The receiver sent us elsewhere. Webhooks follow no redirects.'), ('status', 'The receiver answered with an error.'), ('interrupted', 'It was cut off on our side; whether it arrived is not known.'), ('unwritable', 'What it speaks of is gone, so there is nothing to say.')], max_length=12)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='merchants.merchant')),
                ('delivery', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='webhooks.delivery')),
            ],
            options={
                'indexes': [models.Index(fields=['merchant', 'delivery', 'id'], name='attempts_of_delivery')],
            },
        ),
        migrations.AddConstraint(
            model_name='endpoint',
            constraint=models.UniqueConstraint(fields=('merchant', 'id'), name='endpoint_of_merchant'),
        ),
        migrations.AddConstraint(
            model_name='endpoint',
            constraint=models.UniqueConstraint(fields=('merchant', 'source', 'url'), name='endpoint_registered_once'),
        ),
        migrations.AddConstraint(
            model_name='endpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('disabled_at', None), ('disabled_why', ''), ('is_active', True)), models.Q(('disabled_at__isnull', False), ('is_active', False), models.Q(('disabled_why', ''), _negated=True)), _connector='OR'), name='endpoint_off_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='endpoint',
            constraint=models.CheckConstraint(condition=models.Q(('previous_secret', None), ('previous_until__isnull', False), _connector='OR'), name='endpoint_previous_secret_ends'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['merchant', 'customer_id'], name='messages_of_customer'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['created_at'], name='messages_by_age'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('merchant', 'id'), name='message_of_merchant'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('merchant', 'fact_id'), name='message_of_fact_once'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(condition=models.Q(('topic__in', ('points_transaction/created', 'vip_tier_change/created'))), fields=('merchant', 'topic', 'subject_id'), name='message_of_row_once'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['merchant', 'endpoint', '-id'], name='deliveries_of_endpoint'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['message'], name='deliveries_of_message'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['endpoint', 'next_at', 'id'], name='deliveries_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['endpoint'], name='deliveries_under_way'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('merchant', 'id'), name='delivery_of_merchant'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('merchant', 'endpoint', 'message'), name='delivered_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until', None)), _connector='OR'), name='delivery_sent_until_a_time'),
        ),
    ]
