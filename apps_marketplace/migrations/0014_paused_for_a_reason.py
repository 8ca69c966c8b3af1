from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('apps_marketplace', '0013_fill_in_reasons_and_consents'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='installation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'paused'), models.Q(('pauses', {}), _negated=True)), models.Q(models.Q(('state', 'paused'), _negated=True), ('pauses', {})), _connector='OR'), name='installation_paused_for_a_reason'),
        ),
    ]
