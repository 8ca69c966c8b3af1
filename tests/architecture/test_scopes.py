"""Where the product looks past one merchant is known, and SQL by hand names the merchant."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from loyalty.database.embedded import CHECKOUT
from tests.architecture.test_tenancy import owned_models

PACKAGES = ("loyalty", "earning", "vip", "apps_marketplace")
LEAVES_THE_SCOPE = re.compile(r"\bscopes_disabled\(\)")
# Whoever adds a line here says why no merchant can be named there.
MAY_LEAVE_THE_SCOPE = {
    "apps_marketplace/oauth/queries/consents.py": "people may agree for several shops, and the clock sees to all",
    "apps_marketplace/queries/staff.py": "staff decide about the installs of every merchant",
    "loyalty/webhooks/actions/moves.py": "an app has one address for all merchants",
    "loyalty/team/queries.py": "the switcher lists every merchant that a user works for",
    "loyalty/merchants/actions/requests.py": "old lines are deleted whosever they are",
    "loyalty/orders/tasks.py": "old files are deleted whosever they are",
    "loyalty/customers/tasks/imports.py": "old files are deleted whosever they are",
}


def test_the_scope_is_left_only_where_it_must_be() -> None:
    assert {
        path.relative_to(CHECKOUT).as_posix() for path in leaving(_sources())
    } == MAY_LEAVE_THE_SCOPE.keys()


def test_leaving_the_scope_is_noticed(tmp_path: Path) -> None:
    module = tmp_path / "queries.py"
    module.write_text("with scopes_disabled():\n    Customer.objects.first()\n")

    assert list(leaving([module])) == [module]


def test_sql_by_hand_names_the_merchant() -> None:
    found = [f"{path}: {text}" for path in _sources() for text in unscoped_statements(path.read_text())]

    assert found == []


@pytest.mark.parametrize(
    ("statement", "is_fine"),
    [
        ("SELECT email FROM customers_customer WHERE id = %s", False),
        ("DELETE FROM orders_order WHERE id = %s", False),
        ("SELECT email FROM customers_customer WHERE merchant_id = %s AND id = %s", True),
        ("SELECT count(*) FROM django_q_ormq", True),
        ("customers_customer is a table", True),
    ],
)
def test_sql_without_a_merchant_is_noticed(statement: str, is_fine: bool) -> None:
    assert list(unscoped_statements(f'SQL = "{statement}"')) == ([] if is_fine else [statement])


def leaving(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if LEAVES_THE_SCOPE.search(path.read_text()))


def unscoped_statements(source: str) -> Iterator[str]:
    """Texts that are SQL about a merchant's table and do not say whose rows are meant."""
    touches = _touching_owned_tables()
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and touches.search(text) and "merchant" not in text:
            yield text


def _touching_owned_tables() -> re.Pattern[str]:
    tables = "|".join(model._meta.db_table for model in owned_models())
    return re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|COPY)\s+(?:{tables})\b")


def _sources() -> list[Path]:
    found = (path for package in PACKAGES for path in (CHECKOUT / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)
