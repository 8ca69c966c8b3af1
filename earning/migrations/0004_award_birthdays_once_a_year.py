from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0006_language'),
        ('earning', '0003_ask_conditions'),
        ('merchants', '0001_merchants'),
        ('orders', '0004_find_orders'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='award',
            name='one_award_for_joining',
        ),
        migrations.AddField(
            model_name='award',
            name='year',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.UniqueConstraint(condition=models.Q(('activity__isnull', True), ('order__isnull', True), ('year__isnull', True)), fields=('merchant', 'customer', 'rule'), name='one_award_for_joining'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.UniqueConstraint(condition=models.Q(('year__isnull', False)), fields=('merchant', 'customer', 'year', 'rule'), name='one_award_a_year'),
        ),
    ]
