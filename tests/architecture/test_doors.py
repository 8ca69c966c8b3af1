"""Every door has a name and a guard, opens for those it is for, and answers only to its own methods."""

from collections.abc import Iterable

import pytest
from django.test import Client, override_settings

from tests.architecture.doors import LIBRARY_DOORS, Door, all_doors, own_doors
from tests.architecture.estate import make_estate
from tests.architecture.leaks import fingerprint
from tests.cast import make_user, sign_in

LEAKY = "tests.architecture.samples.leaky_urls"
FOREIGN_METHODS = ("PUT", "PATCH", "DELETE")
# 503 is what /readyz says where no worker runs.
ANSWERS = frozenset({200, 204, 301, 302, 400, 401, 404, 405, 503})
# The API asks who it is before it looks what is asked, and knows addresses that lead nowhere by any method.
NOT_DONE = frozenset({401, 404, 405})


def test_every_door_has_a_guard() -> None:
    assert unguarded(own_doors()) == []


def test_an_unguarded_door_is_noticed() -> None:
    assert unguarded(own_doors(LEAKY)) == ["bad:unguarded"]


def test_every_door_of_a_library_that_is_excepted_exists() -> None:
    assert {door.name for door in all_doors()} >= LIBRARY_DOORS


def test_every_door_has_a_name_of_its_own() -> None:
    names = [door.name for door in own_doors()]

    assert [name for name in names if not name or name.endswith(":") or names.count(name) > 1] == []


@pytest.mark.django_db
def test_doors_refuse_methods_that_are_not_theirs(client: Client) -> None:
    estate = make_estate(make_user("Olive", is_staff=True), word="ours")
    sign_in(client, make_user("Olive"))

    assert _careless(client, own_doors(), estate.ids) == []


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=LEAKY)
def test_a_door_that_takes_any_method_is_noticed(client: Client) -> None:
    estate = make_estate(make_user("Olive", is_staff=True), word="ours")
    sign_in(client, make_user("Olive"))
    doors = [door for door in own_doors(LEAKY) if door.name.startswith("bad:un")]

    assert _careless(client, doors, estate.ids) == [f"{method} bad:unguarded" for method in FOREIGN_METHODS]


@pytest.mark.django_db
def test_looking_changes_nothing(client: Client) -> None:
    estate = make_estate(make_user("Olive", is_staff=True), word="ours")
    sign_in(client, make_user("Olive"))

    for door in own_doors():
        before = fingerprint(estate)
        response = client.get(door.address(estate.ids))
        assert response.status_code in ANSWERS, door.name
        assert fingerprint(estate) == before, door.name


def unguarded(doors: Iterable[Door]) -> list[str]:
    return [door.name or door.route for door in doors if not door.guard]


def _careless(client: Client, doors: Iterable[Door], ids: dict[str, object]) -> list[str]:
    return [
        f"{method} {door.name}"
        for door in doors
        for method in FOREIGN_METHODS
        if client.generic(method, door.address(ids)).status_code not in NOT_DONE
    ]
