"""The shop whose orders are imported."""

from datetime import UTC, datetime

import ready  # noqa: F401 -- comes before the product

from loyalty.database.statistics import learn_sizes
from tests.cast import make_merchant, make_rule


def make_shop() -> None:
    """A merchant named CDNOW that gives a point for each dollar, in a database that knows its sizes."""
    make_rule(make_merchant(name="CDNOW", currency="USD", at=datetime(2026, 3, 2, tzinfo=UTC)))
    learn_sizes(["customers_customer", "customers_customeridentity", "points_pointsaccount"])
