"""Lists that the demo shop brought, whom it wants to find again, and customers who may be one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from loyalty import flows
from loyalty.customers.actions.imports import start_check, start_import, start_withdrawal, store_people
from loyalty.customers.actions.notes import add_note
from loyalty.customers.models import Customer, CustomerImport, ImportKind
from loyalty.customers.snapshots import CustomerFacts, Reading
from loyalty.flows.people import KINDS
from loyalty.flows.segments import segment_saved
from loyalty.jobs.actions import claim
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

SEGMENTS = (
    ("Baristas with points", {"tag": "barista course", "balance_from": "300"}),
    ("A mug within reach", {"balance_from": "1000", "balance_to": "1499"}),
    ("New this month", {"joined": "30"}),
)
COLUMN = {ImportKind.POINTS: "points", ImportKind.BIRTHDAYS: "birthday"}


def keep_segments(merchant: Merchant, *, at: datetime) -> None:
    """The merchant's own segments, beside the ready-made ones."""
    for name, criteria in SEGMENTS:
        segment_saved(merchant, name=name, criteria=criteria, at=at)


def bring_lists(members: Sequence[Customer], *, merchant: Merchant, by: User, at: datetime) -> None:
    """Balances from an old programme, a bonus that was taken back, and birthdays that wait for a yes."""
    old = [f"{one.email},{120 + 35 * number}" for number, one in enumerate(members[30:48])]
    old[4:4] = ['marta.lind@example.com,"1,250"', f"{members[34].email},80", "not-an-address,75"]
    old += ["olle.grahn@example.com,640", "siv.norling@example.com,95"]
    moved = _keep("balances-from-the-old-club.csv", old, merchant=merchant, by=by, at=at - timedelta(days=9))
    _import(moved, description="Points from the old club card", note="Moved over by Olive.")
    bonus = [f"{one.email},50" for one in members[10:22]]
    mistaken = _keep("easter-bonus.csv", bonus, merchant=merchant, by=by, at=at - timedelta(days=4))
    _import(mistaken, description="Easter bonus")
    _work(start_withdrawal(CustomerImport.objects.get(pk=mistaken.pk)))
    days = [f"{one.email},19{70 + number}-05-{number + 10}" for number, one in enumerate(members[:9:3])]
    days.append("astrid@example.com,1990-02-30")
    waiting = _keep("birthdays.csv", days, kind=ImportKind.BIRTHDAYS, merchant=merchant, by=by, at=at)
    _work(start_check(waiting, Reading.from_json(waiting.reading), needed=KINDS[waiting.kind].needed))


def come_twice(members: Sequence[Customer], *, merchant: Merchant, at: datetime) -> None:
    """Some who left another address elsewhere, and are known twice."""
    for number, one in enumerate((members[7], members[15], members[23])):
        name, _at, domain = one.email.partition("@")
        other = CustomerFacts(
            "coffee-fair", f"f-{number}", f"{name}+fair@{domain}", one.first_name, one.last_name, False
        )
        flows.customer_joined(other, merchant=merchant, at=at - timedelta(days=number))


def keep_notes(members: Sequence[Customer], *, by: User, at: datetime) -> None:
    """What the team wrote down, and somebody who was taken out."""
    add_note(members[0], text="Prefers dark roasts. Asks for a gift wrap.", by=by, at=at - timedelta(days=8))
    add_note(members[3], text="Parcel arrived at last; she was happy.", by=by, at=at - timedelta(hours=3))
    flows.customer_excluded(members[50], reason="Sells our coupons on.", by=by, at=at - timedelta(days=6))


def _keep(
    name: str,
    lines: Sequence[str],
    *,
    kind: ImportKind = ImportKind.POINTS,
    merchant: Merchant,
    by: User,
    at: datetime,
) -> CustomerImport:
    content = "\n".join(
        [f"email,{kind.value.removesuffix('s') if kind != ImportKind.POINTS else 'points'}", *lines]
    )
    return store_people(
        lambda: [content.encode()],
        kind=kind,
        columns=KINDS[kind].columns,
        file_name=name,
        merchant=merchant,
        by=by,
        at=at,
    )


def _import(stored: CustomerImport, *, description: str, note: str = "") -> None:
    reading = replace(Reading.from_json(stored.reading), description=description, note=note)
    _work(start_import(stored, reading, needed=KINDS[stored.kind].needed))


def _work(stored: CustomerImport) -> None:
    """Do at once what a worker would do."""
    job_id = stored.job_id or 0
    while not Job.objects.get(pk=job_id).is_finished:
        run_slice(claim(job_id))
