"""Posts batches to overlapping accounts: through `post_many`, or (`careless`) one by one as the batch comes."""

import random
import sys
from collections.abc import Sequence

from django.db import OperationalError, transaction
from entries import find_shop, make_posting
from turns import take_turns

from loyalty.points.actions import Posting, post, post_many

ACCOUNTS = 2000
BATCH = 300

shop = find_shop()
customers = range(shop.first, shop.first + ACCOUNTS)


def post_batch() -> int:
    batch = [make_posting(customer) for customer in random.sample(customers, BATCH)]
    try:
        write(batch)
    except OperationalError:
        # A deadlock: the server counts them.
        return 0
    return BATCH


def write_carefully(batch: Sequence[Posting]) -> None:
    post_many(batch, merchant_id=shop.merchant_id)


def write_carelessly(batch: Sequence[Posting]) -> None:
    with transaction.atomic():
        for posting in batch:
            post(posting, merchant_id=shop.merchant_id)


write = write_carelessly if "careless" in sys.argv else write_carefully
take_turns(post_batch)
