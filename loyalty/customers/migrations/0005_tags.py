import django.db.models.deletion
from django.db import migrations, models

from loyalty.database.operations import CompositeForeignKey


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_birthdays'),
        ('merchants', '0001_merchants'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.CharField(max_length=40)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='customers.customer')),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='merchants.merchant')),
            ],
        ),
        migrations.AddIndex(
            model_name='customertag',
            index=models.Index(fields=['merchant', 'customer', 'tag'], name='tags_of_customer'),
        ),
        migrations.AddConstraint(
            model_name='customertag',
            constraint=models.UniqueConstraint(fields=('merchant', 'tag', 'customer'), name='customer_tagged_once'),
        ),
        CompositeForeignKey('customers_customertag', 'customer_id', 'customers_customer'),
    ]
