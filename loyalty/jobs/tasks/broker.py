"""How the cluster of one `run_worker` takes rows from django-q2's table."""

import logging
import time

from django.db import InterfaceError, OperationalError, connection
from django_q.brokers.orm import ORM
from django_q.conf import Conf

logger = logging.getLogger(__name__)


def own_queue(worker: str) -> str:
    """The name of the queue that only this worker's cluster reads: beats meant for it overtake the work."""
    return f"{Conf.CLUSTER_NAME}/{worker}"


class WorkerBroker(ORM):  # type: ignore[misc]  # django-q2 has no types
    """One statement where the original takes two, oldest first, decided by the database's clock.

    A database that restarts makes the pusher wait, not die, and django-q2's own statistics are not kept.
    """

    def __init__(self, worker: str) -> None:
        super().__init__(Conf.CLUSTER_NAME)
        self.worker = worker

    def dequeue(self) -> list[tuple[int, str]] | None:
        try:
            self.get_connection()
            found = self._take()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The queue cannot be read: %s", str(error).splitlines()[0])
            connection.close()
            found = []
        if not found:
            time.sleep(Conf.POLL)
        return found or None

    def _take(self) -> list[tuple[int, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                _TAKE, {"own": own_queue(self.worker), "shared": self.list_key, "retry": Conf.RETRY}
            )
            return list(cursor.fetchall())

    def set_stat(self, key: str, value: str, timeout: int) -> None:
        """Twice a second, read by nobody."""


_TAKE = """
UPDATE django_q_ormq SET lock = statement_timestamp() + %(retry)s * interval '1 second'
WHERE id = coalesce(
    (SELECT id FROM django_q_ormq WHERE key = %(own)s AND lock <= statement_timestamp()
     ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED),
    (SELECT id FROM django_q_ormq WHERE key = %(shared)s AND lock <= statement_timestamp()
     ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
)
RETURNING id, payload
"""
