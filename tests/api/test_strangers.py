"""Whoever has a key reads and changes what is their merchant's and what they were granted, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from loyalty.merchants.scopes import Scope, covers
from tests.api.cast import Caller, message
from tests.api.samples import operations
from tests.architecture.estate import Estate, make_estate
from tests.architecture.leaks import fingerprint
from tests.cast import make_user

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")
ALL = operations(*METHODS)
NAMING = [operation for operation in ALL if operation.names]
UNNAMED = [operation for operation in ALL if operation.shape and not operation.names]
# What every request writes down, whatever comes of it, and the keys that the tests make.
OF_REQUESTS = ("merchants_apikey", "merchants_requestlog")


@pytest.fixture
def ours(db: None) -> Estate:
    return make_estate(make_user("Olive"), word="ours")


@pytest.fixture
def theirs(db: None) -> Estate:
    return make_estate(make_user("Stranger"), word="zebrafinch")


def test_what_is_a_strangers_is_not_there_by_any_method(ours: Estate, theirs: Estate) -> None:
    caller, before = Caller(ours.merchant), fingerprint(theirs)

    for operation in NAMING:
        for one in operation.names:
            ids = ours.ids | {one: theirs.ids[one]}
            answer = caller.send_json(operation.method, operation.address(ids), operation.body(ours.ids))

            assert answer.status_code == 404, (str(operation), answer.content)
            assert message(answer)
    assert fingerprint(theirs) == before


def test_what_is_ones_own_is_there(ours: Estate) -> None:
    caller, missed = Caller(ours.merchant), []

    for operation in NAMING:
        with undone():
            answer = caller.send_json(operation.method, operation.address(ours.ids), operation.body(ours.ids))
        # 422 is a rule of the programme, which only speaks of what it found.
        if answer.status_code not in (200, 201, 202, 422):
            missed.append((str(operation), answer.status_code, answer.text))
    assert missed == []


def test_what_is_not_described_does_nothing(ours: Estate, theirs: Estate) -> None:
    caller, before = Caller(ours.merchant), fingerprint(theirs)
    described = {(operation.method, operation.path): operation for operation in NAMING}

    for operation in NAMING:
        for method in METHODS:
            if (method, operation.path) in described:
                continue
            answer = caller.send_json(method, operation.address(theirs.ids), {})
            assert answer.status_code == 405, (method, operation.path)
    assert fingerprint(theirs) == before


def test_a_body_names_nothing_of_a_strangers(ours: Estate, theirs: Estate) -> None:
    caller, before, taken = Caller(ours.merchant), fingerprint(theirs), []

    for operation in UNNAMED:
        said = operation.body(theirs.ids)
        answer = caller.send_json(operation.method, operation.address({}), said)

        assert theirs.word not in answer.text
        if said != operation.body(ours.ids) and answer.status_code not in (400, 404, 422):
            taken.append((str(operation), answer.status_code, answer.text))
    assert taken == []
    assert fingerprint(theirs) == before


def test_every_operation_takes_its_scope(ours: Estate) -> None:
    before = _rows(ours)

    for operation in ALL:
        granted = [scope for scope in Scope.values if not covers([scope], operation.scope)]
        body = operation.body(ours.ids)
        answer = Caller(ours.merchant, granted).send_json(operation.method, operation.address(ours.ids), body)

        assert answer.status_code == 403, str(operation)
        assert operation.scope in message(answer)
    assert _rows(ours) == before


def _rows(estate: Estate) -> list[tuple[str, str]]:
    return [row for row in fingerprint(estate) if row[0] not in OF_REQUESTS]


@contextmanager
def undone() -> Iterator[None]:
    """What is done within never was."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)
