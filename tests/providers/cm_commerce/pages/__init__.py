"""The pages of the stand-in."""

from tests.providers.cm_commerce.pages import (
    connection,
    customers,
    emails,
    follow_ups,
    nowhere,
    reviews,
    shopper,
    sign_in,
    webhooks,
)

MODULES = tuple(
    module.ROUTES
    for module in (sign_in, connection, customers, emails, follow_ups, reviews, shopper, webhooks, nowhere)
)
