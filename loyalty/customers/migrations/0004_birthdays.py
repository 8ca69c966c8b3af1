import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_find_customers'),
        ('merchants', '0001_merchants'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='birthday',
            field=models.DateField(null=True, verbose_name='birthday'),
        ),
        migrations.AddField(
            model_name='customer',
            name='birthday_changed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='customer',
            name='returned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('birthday__isnull', True), ('birthday_changed_at__isnull', False), _connector='OR'), name='birthday_changed_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(models.F('merchant'), django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.datetime.ExtractMonth('birthday'), '*', models.Value(100)), '+', django.db.models.functions.datetime.ExtractDay('birthday')), models.F('id'), condition=models.Q(('birthday__isnull', False)), name='customers_by_birthday'),
        ),
        migrations.CreateModel(
            name='BirthdayCalendar',
            fields=[
                ('merchant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='merchants.merchant')),
                ('day', models.DateField()),
                ('after_id', models.BigIntegerField(default=0)),
            ],
        ),
    ]
