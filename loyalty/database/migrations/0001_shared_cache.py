from django.db import migrations


class Migration(migrations.Migration):
    """The cache that all processes share; its loss costs nothing, so it is not logged."""

    initial = True
    operations = [
        migrations.RunSQL(
            'CREATE UNLOGGED TABLE "database_cache" ('
            ' "cache_key" varchar(255) PRIMARY KEY, "value" text NOT NULL, "expires" timestamptz NOT NULL);'
            ' CREATE INDEX "database_cache_expires" ON "database_cache" ("expires");',
            'DROP TABLE "database_cache"',
        )
    ]
