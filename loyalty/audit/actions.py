"""Writing down who changed what."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

from loyalty.audit.models import AuditEvent
from loyalty.team.models import User

LONGEST_CALLER = 100


class Change(NamedTuple):
    """What was changed of a subject at a merchant; `before` and `after` hold only what differs."""

    merchant_id: int
    subject_id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class Origin(NamedTuple):
    """Through which door a change comes, from which address on the network, and by which key or app, if by one."""

    door: str = ""
    address: str | None = None
    caller: str = ""


# Not an argument: a change is the same whoever asks for it, and only what is written down about it differs.
_NOWHERE = Origin()
ORIGIN: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


@contextmanager
def changes_come_from(caller: str) -> Iterator[None]:
    """As long as this is open, what is written down says that a program asked for it: the name of a key or an app."""
    token = ORIGIN.set(ORIGIN.get()._replace(caller=caller[:LONGEST_CALLER]))
    try:
        yield
    finally:
        ORIGIN.reset(token)


def record(
    action: str,
    *,
    subject: str,
    subject_id: int,
    merchant_id: int,
    actor: User | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One event that can never be altered. `before` and `after` hold only what differs, as JSON values."""
    AuditEvent.objects.create(
        merchant_id=merchant_id,
        actor=actor,
        action=action,
        subject=subject,
        subject_id=subject_id,
        before=dict(before or {}),
        after=dict(after or {}),
        at=at,
        **ORIGIN.get()._asdict(),
    )


def empty_customer(customer_id: int, *, merchant_id: int) -> None:
    """What the events about a customer say of them is gone; who did what, and when, stays.

    The caller has said `erasing_customer`.
    """
    events = AuditEvent.objects.filter(merchant_id=merchant_id, subject="customer", subject_id=customer_id)
    events.exclude(before={}, after={}).update(before={}, after={})


def record_many(
    action: str,
    *,
    subject: str,
    subject_ids: Iterable[int],
    merchant_id: int,
    actor: User | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """The same about any number of subjects that were changed alike. One statement for some hundreds."""
    changes = [Change(merchant_id, subject_id, before or {}, after or {}) for subject_id in subject_ids]
    record_all(action, changes, subject=subject, actor=actor, at=at)


def record_all(
    action: str, changes: Iterable[Change], *, subject: str, actor: User | None, at: datetime
) -> None:
    """An event for each change, at whichever merchants. One statement for some hundreds."""
    shared = {"actor": actor, "action": action, "subject": subject, "at": at, **ORIGIN.get()._asdict()}
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                merchant_id=one.merchant_id,
                subject_id=one.subject_id,
                before=dict(one.before),
                after=dict(one.after),
                **shared,
            )
            for one in changes
        ],
        batch_size=1000,
    )
