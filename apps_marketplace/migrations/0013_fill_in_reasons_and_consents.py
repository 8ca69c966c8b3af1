from django.db import migrations

# Until now an app was paused for its merchant to see to it, and for nothing else.
PAUSES = """
UPDATE apps_marketplace_installation AS installation
SET pauses = jsonb_build_object('merchant', (
    SELECT why FROM apps_marketplace_installationmove AS step
    WHERE step.merchant_id = installation.merchant_id AND step.installation_id = installation.id
    ORDER BY step.number DESC LIMIT 1
))
WHERE state = 'paused'
"""
CONSENTS = """
UPDATE apps_marketplace_installation AS installation
SET authorized_by_id = (
    SELECT actor_id FROM apps_marketplace_installationmove AS step
    WHERE step.merchant_id = installation.merchant_id AND step.installation_id = installation.id
        AND step.after = 'authorizing'
    ORDER BY step.number DESC LIMIT 1
)
WHERE state IN ('authorizing', 'connected', 'paused')
"""


class Migration(migrations.Migration):
    """Why apps are paused, and who agreed to what they may do, from the steps that they took."""

    dependencies = [
        ('apps_marketplace', '0012_pauses_have_reasons'),
    ]

    operations = [
        migrations.RunSQL(PAUSES, migrations.RunSQL.noop),
        migrations.RunSQL(CONSENTS, migrations.RunSQL.noop),
    ]
