from django.db import migrations


class Migration(migrations.Migration):
    """Lets a worker find the oldest row of a queue without reading the whole backlog."""

    dependencies = [
        ("jobs", "0001_durable_work"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [
        migrations.RunSQL(
            'CREATE INDEX "jobs_queue_by_age" ON "django_q_ormq" ("key", "id")',
            'DROP INDEX "jobs_queue_by_age"',
        )
    ]
