"""Migrations say all that the models say, one after another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

LIBRARIES = {"account", "auth", "contenttypes", "django_q", "mfa", "oauth2_provider", "sessions"}
Links = Mapping[tuple[str, str], Sequence[tuple[str, str]]]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
def test_migrations_of_an_app_form_one_line() -> None:
    migrations = MigrationLoader(connection).disk_migrations
    links = {key: migration.dependencies for key, migration in migrations.items() if key[0] not in LIBRARIES}

    assert forks(links) == []


def test_a_fork_is_noticed() -> None:
    links: Links = {
        ("points", "0001_ledger"): [("customers", "0001_customers")],
        ("points", "0002_guard"): [("points", "0001_ledger")],
        ("points", "0002_index"): [("points", "0001_ledger")],
    }

    assert forks(links) == ["points 0001_ledger"]


def forks(links: Links) -> list[str]:
    """Migrations that two others of their app come after."""
    followed = Counter(
        before for (app, _name), befores in links.items() for before in set(befores) if before[0] == app
    )
    return [" ".join(before) for before, count in followed.items() if count > 1]
