from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0005_tags'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='language',
            field=models.CharField(blank=True, db_default='', max_length=12, verbose_name='language'),
        ),
    ]
