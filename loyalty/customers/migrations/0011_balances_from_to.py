"""A segment says the ends of a balance instead of one of a few ranges."""

from django.db import migrations

ENDS = {
    "some": {"balance_from": "1"},
    "none": {"balance_from": "0", "balance_to": "0"},
    "debt": {"balance_to": "-1"},
    "100": {"balance_from": "100"},
    "500": {"balance_from": "500"},
    "1000": {"balance_from": "1000"},
    "5000": {"balance_from": "5000"},
}


def say_ends(apps, _schema_editor):
    for segment in apps.get_model("customers", "Segment").objects.filter(criteria__has_key="balance"):
        asked = segment.criteria.pop("balance")
        segment.criteria |= ENDS.get(asked, {})
        segment.save(update_fields=["criteria"])


def say_ranges(apps, _schema_editor):
    """A range that had no name is asked no longer."""
    segments = apps.get_model("customers", "Segment").objects
    for segment in segments.filter(criteria__has_any_keys=["balance_from", "balance_to"]):
        ends = {end: segment.criteria.pop(end) for end in ("balance_from", "balance_to") if end in segment.criteria}
        segment.criteria |= {"balance": asked for asked, known in ENDS.items() if known == ends}
        segment.save(update_fields=["criteria"])


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_notes_and_segments")]
    operations = [migrations.RunPython(say_ends, say_ranges, elidable=True)]
