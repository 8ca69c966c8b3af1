"""A merchant's rows can neither be read nor pointed at from outside."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django_scopes import ScopeError, scope

from loyalty.merchants.models import Merchant
from tests.architecture.estate import make_estate
from tests.cast import make_user

# Written by django-oauth-toolkit, which knows no merchant when it asks; the merchant may be empty.
ASKED_BY_LIBRARIES = frozenset({"Grant", "AccessToken", "RefreshToken", "IDToken", "DeviceGrant"})


def owned_models() -> list[type[models.Model]]:
    """Every model with a merchant."""
    keys = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == "merchant" and field.related_model is Merchant
    ]
    return [field.model for field in keys if field.model.__name__ not in ASKED_BY_LIBRARIES]


def references() -> list["models.ForeignKey[Any, Any]"]:
    """Every foreign key from one merchant-owned table to another."""
    owned = set(owned_models())
    fields = (field for model in owned for field in model._meta.concrete_fields)
    found = [
        field for field in fields if isinstance(field, models.ForeignKey) and field.related_model in owned
    ]
    return sorted(found, key=str)


@pytest.mark.parametrize("model", owned_models(), ids=lambda model: model.__name__)
def test_an_unscoped_query_raises(model: type[models.Model]) -> None:
    with pytest.raises(ScopeError):
        model._default_manager.first()


def test_a_scope_hides_the_rows_of_others(db: None) -> None:
    ours = make_estate(make_user("Olive"), word="ours")
    make_estate(make_user("Stranger"), word="theirs")

    with scope(merchant=ours.merchant):
        seen = {model.__name__: _merchants_of(model) for model in owned_models()}

    assert seen == {model.__name__: {ours.merchant.pk} for model in owned_models()}


@pytest.mark.parametrize("reference", references(), ids=str)
def test_a_reference_carries_the_merchant(reference: "models.ForeignKey[Any, Any]", db: None) -> None:
    assert _has_composite_key(reference)


@pytest.mark.parametrize("reference", references(), ids=str)
def test_a_row_cannot_point_at_another_merchant(reference: "models.ForeignKey[Any, Any]", db: None) -> None:
    ours = make_estate(make_user("Olive"), word="ours")
    theirs = make_estate(make_user("Stranger"), word="theirs")

    with pytest.raises(IntegrityError, match="foreign key constraint") as refusal, transaction.atomic():
        _point_at(reference, ours.merchant, theirs.merchant)

    assert "_of_merchant" in str(refusal.value)


def test_business_keys_begin_with_the_merchant() -> None:
    keys = [
        (model.__name__, constraint.name)
        for model in owned_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields[:1] != ("merchant",)
    ]

    assert keys == []


def test_a_reference_without_the_merchant_is_noticed(db: None) -> None:
    author = apps.get_model("earning.RuleVersion")._meta.get_field("author")

    assert not _has_composite_key(author)


def _merchants_of(model: type[models.Model]) -> set[int]:
    return set(model._default_manager.values_list("merchant", flat=True))


def _has_composite_key(reference: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPOSITE_KEYS,
            [reference.model._meta.db_table, reference.related_model._meta.db_table, reference.column],
        )
        return bool(cursor.fetchall())


def _point_at(reference: "models.ForeignKey[Any, Any]", ours: Merchant, theirs: Merchant) -> None:
    """Let a row of ours refer to theirs, past everything but the database's own keys."""
    table, column = reference.model._meta.db_table, reference.column
    target = reference.related_model._meta.db_table
    key, target_key = reference.model._meta.pk.column, reference.target_field.column
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # the ledger refuses any change
        cursor.execute(_CHECKS, [table])
        for (check,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{check}"')  # only until the test is over
        cursor.execute(
            # The newest of theirs: nothing refers to it yet, so that no unique key refuses first.
            f"UPDATE {table} SET {column} = (SELECT max({target_key}) FROM {target} WHERE merchant_id = %s)"
            f" WHERE {key} = (SELECT min({key}) FROM {table} WHERE merchant_id = %s)",
            [theirs.pk, ours.pk],
        )
        assert cursor.rowcount == 1, f"{table} has no row to try it with: add one to the estate"


_CHECKS = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass"
_COMPOSITE_KEYS = """
SELECT conname FROM pg_constraint
WHERE contype = 'f' AND convalidated AND conrelid = %s::regclass AND confrelid = %s::regclass
AND conkey @> ARRAY(
    SELECT attnum FROM pg_attribute WHERE attrelid = conrelid AND attname IN ('merchant_id', %s)
)
AND cardinality(conkey) = 2
"""
