"""The tags of a customer."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.customers.mapping import tag_key
from loyalty.customers.mapping.names import is_tag
from loyalty.customers.models import Customer, CustomerTag
from loyalty.errors import Refused

MOST_TAGS = 50


class InvalidTag(Refused):
    code = "invalid_tag"
    message = _("A tag has at most 40 characters and no comma.")


class TooManyTags(Refused):
    code = "too_many_tags"
    message = _("A customer has at most 50 tags.")


@transaction.atomic
def set_tags(customer: Customer, *, tags: Iterable[str], at: datetime) -> list[str]:
    """The customer has these tags and no others, as `tag_key` spells them; those from before come back, in order.

    Blanks are left out. Refused as `InvalidTag` or `TooManyTags`.
    """
    wanted = _wanted(tags)
    # Lock the customer: of two edits at once the later one counts whole.
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    before = sorted(customer.tags.values_list("tag", flat=True))
    customer.tags.exclude(tag__in=wanted).delete()
    CustomerTag.objects.bulk_create(
        CustomerTag(merchant_id=customer.merchant_id, customer=customer, tag=tag)
        for tag in wanted
        if tag not in before
    )
    if before != wanted:
        Customer.objects.filter(pk=customer.pk).update(updated_at=at)
    return before


def _wanted(tags: Iterable[str]) -> Sequence[str]:
    wanted = sorted({key for tag in tags if (key := tag_key(tag))})
    if not all(map(is_tag, wanted)):
        raise InvalidTag
    if len(wanted) > MOST_TAGS:
        raise TooManyTags
    return wanted
