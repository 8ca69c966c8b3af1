"""Which customers a segment names, and the segments that come ready-made."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from loyalty.customers.models import Customer, CustomerQuerySet, Segment
from loyalty.errors import Refused
from loyalty.flows.criteria import CRITERIA
from loyalty.merchants.models import Merchant

# What a field says that nobody filled in.
BLANK = (None, "")


class SegmentNameTaken(Refused):
    code = "segment_name_taken"
    message = _("There is a segment with this name.")


class ReadyMade(NamedTuple):
    """A segment that every merchant begins with; a merchant may change what it means."""

    code: str
    name: StrOrPromise
    criteria: Mapping[str, str]


READY_MADE = (
    ReadyMade("serious_buyers", _("Serious Buyers"), {"orders": "5"}),
    ReadyMade("recent_purchasers", _("Recent Purchasers"), {"ordered": "30"}),
    ReadyMade("invested_customers", _("Invested Customers"), {"balance_from": "500"}),
    ReadyMade("with_rewards", _("Customers with Rewards"), {"coupon": "open"}),
)


def narrowed(customers: CustomerQuerySet, asked: Mapping[str, str], *, at: datetime) -> CustomerQuerySet:
    """Those whom every criterion that is asked for lets through."""
    for criterion in CRITERIA:
        customers = criterion.narrow(customers, asked, at=at)
    return customers


def counts_of(segments: Sequence[Segment], *, at: datetime) -> dict[int, int]:
    """How many customers each segment names now, by its id. One query."""
    everybody = Customer.objects.present()
    each = [
        narrowed(everybody, segment.criteria, at=at)
        .order_by()
        .values(segment=Value(segment.pk))
        .annotate(count=Count("pk"))
        .values_list("segment", "count")
        for segment in segments
    ]
    counts = dict(each[0].union(*each[1:], all=True)) if each else {}
    return {segment.pk: counts.get(segment.pk, 0) for segment in segments}


def criteria_in(asked: Mapping[str, str | int | None]) -> dict[str, str]:
    """What of this is an answer to a criterion."""
    return {name: str(asked[name]) for one in CRITERIA for name in one.names if asked.get(name) not in BLANK}


def told(segment: Segment) -> list[tuple[StrOrPromise, StrOrPromise]]:
    """Its definition in words: each question and the answer."""
    lines = ((one.label, one.told(segment.criteria, segment.merchant_id)) for one in CRITERIA)
    return [(label, answer) for label, answer in lines if answer]


def title_of(segment: Segment) -> str:
    """Its name; a ready-made one that nobody renamed is called as the reader's language has it."""
    ready_made = next((one.name for one in READY_MADE if one.code == segment.ready_made), segment.name)
    return str(ready_made) if segment.name in _in_every_language(ready_made) else segment.name


def _in_every_language(text: StrOrPromise) -> set[str]:
    texts = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts.add(str(text))
    return texts


def ready_made_written(merchant: Merchant, *, at: datetime) -> None:
    """The merchant has the ready-made segments, by their names in the active language; those that are there stay."""
    Segment.objects.bulk_create(
        [
            Segment(
                merchant=merchant,
                name=str(one.name),
                criteria=dict(one.criteria),
                ready_made=one.code,
                updated_at=at,
            )
            for one in READY_MADE
        ],
        ignore_conflicts=True,
    )


def segments_of(merchant: Merchant) -> list[Segment]:
    """The merchant's segments, the ready-made ones first."""
    return list(Segment.objects.filter(merchant=merchant).order_by("pk"))


def segment_saved(
    merchant: Merchant,
    *,
    name: str,
    criteria: Mapping[str, str | int | None],
    at: datetime,
    segment: Segment | None = None,
) -> Segment:
    """The segment names these customers from now on. Refused as `SegmentNameTaken`."""
    saved = segment or Segment(merchant=merchant)
    saved.name, saved.criteria, saved.updated_at = name.strip(), criteria_in(criteria), at
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise SegmentNameTaken from error
    return saved
