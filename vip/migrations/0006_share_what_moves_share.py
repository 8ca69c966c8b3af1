import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from loyalty.database.operations import CompositeForeignKey

SHARED = "merchant_id, from_tier_id, to_tier_id, is_up, cause, actor_id, version"
FILL = f"""
INSERT INTO vip_tiertransition ({SHARED}) SELECT DISTINCT {SHARED} FROM vip_tiermove;
UPDATE vip_tiermove move SET transition_id = transition.id
FROM vip_tiertransition transition
WHERE (transition.merchant_id, transition.is_up, transition.cause, transition.version)
        = (move.merchant_id, move.is_up, move.cause, move.version)
    AND transition.from_tier_id IS NOT DISTINCT FROM move.from_tier_id
    AND transition.to_tier_id IS NOT DISTINCT FROM move.to_tier_id
    AND transition.actor_id IS NOT DISTINCT FROM move.actor_id;
"""


class Migration(migrations.Migration):
    """What thousands of moves have in common is written once."""

    dependencies = [
        ("merchants", "0006_signing_keys"),
        ("vip", "0005_list_moves_as_written"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="TierTransition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_up", models.BooleanField()),
                ("cause", models.CharField(choices=[("order", "An order"), ("points", "Points earned or taken back"), ("joined", "Joining the programme"), ("time", "Time that passed"), ("settings", "Changed settings"), ("hand", "Set by hand"), ("merge", "Two customers merged"), ("import", "An import")], max_length=8)),
                ("version", models.PositiveIntegerField()),
                ("actor", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("from_tier", models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vip.tier")),
                ("merchant", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="merchants.merchant")),
                ("to_tier", models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vip.tier")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("merchant", "id"), name="tier_transition_of_merchant")],
            },
        ),
        migrations.AddField(
            model_name="tiermove",
            name="transition",
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="vip.tiertransition"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="tiermove",
            name="transition",
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="vip.tiertransition"),
        ),
        CompositeForeignKey("vip_tiertransition", "from_tier_id", "vip_tier"),
        CompositeForeignKey("vip_tiertransition", "to_tier_id", "vip_tier"),
        CompositeForeignKey("vip_tiermove", "transition_id", "vip_tiertransition"),
        migrations.RemoveField(model_name="tiermove", name="from_tier"),
        migrations.RemoveField(model_name="tiermove", name="to_tier"),
        migrations.RemoveField(model_name="tiermove", name="is_up"),
        migrations.RemoveField(model_name="tiermove", name="cause"),
        migrations.RemoveField(model_name="tiermove", name="actor"),
        migrations.RemoveField(model_name="tiermove", name="version"),
    ]
