"""`manage.py reseal_secrets`: after a new key was put first in CREDENTIAL_KEYS."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction

from loyalty.database.secrets import EncryptedTextField, reseal

BATCH = 500


class Command(BaseCommand):
    help = "Seals every stored secret with the first of CREDENTIAL_KEYS; then the others can be taken away."

    def handle(self, **_options: Any) -> None:
        resealed = 0
        for model, field in _sealed_fields():
            resealed += _reseal_column(model, str(field.column))
        self.stdout.write(f"Secrets sealed anew: {resealed}.")


def _sealed_fields() -> list[tuple[type[models.Model], EncryptedTextField]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    ]


def _reseal_column(model: type[models.Model], column: str) -> int:
    table, count, after = model._meta.db_table, 0, 0
    while rows := _reseal_batch(table, column, after=after):
        count, after = count + len(rows), rows[-1]
    return count


@transaction.atomic
def _reseal_batch(table: str, column: str, *, after: int) -> list[int]:
    """The ids that were done. Locked, so that a secret made meanwhile is not written over with the older one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, "{column}" FROM "{table}" WHERE id > %s AND "{column}" IS NOT NULL'
            " ORDER BY id LIMIT %s FOR UPDATE",
            [after, BATCH],
        )
        sealed = cursor.fetchall()
        cursor.executemany(
            f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s',
            [(reseal(text), row_id) for row_id, text in sealed],
        )
    return [row_id for row_id, _text in sealed]
