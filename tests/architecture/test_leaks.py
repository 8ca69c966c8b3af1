"""Nobody learns or changes anything of a merchant that is not theirs, at any door, by any method."""

from collections.abc import Callable

import pytest
from django.test import Client, override_settings
from pytest_django import Settings

from loyalty.merchants.models import Merchant
from loyalty.team.models import Role, User
from tests.api.cast import make_key
from tests.architecture.doors import own_doors
from tests.architecture.estate import Estate, make_estate
from tests.architecture.leaks import leaks, unknown_parameters
from tests.cast import make_colleague, make_staff, make_user, sign_in

LEAKY = "tests.architecture.samples.leaky_urls"
# No word of the product itself, so that finding it means that it came from the stranger's rows.
CANARY = "zebrafinch"

PRINCIPALS: dict[str, Callable[[Merchant], User | None]] = {
    "anonymous": lambda _merchant: None,
    "owner": lambda _merchant: make_user("Olive"),
    "admin": lambda merchant: make_colleague(merchant, role=Role.ADMIN),
    "support": lambda merchant: make_colleague(merchant, role=Role.SUPPORT),
    "viewer": lambda merchant: make_colleague(merchant, role=Role.VIEWER),
    "staff": lambda _merchant: make_staff(),
}


@pytest.fixture
def stranger(db: None) -> Estate:
    return make_estate(make_user("Stranger"), word=CANARY)


@pytest.fixture
def ours(db: None) -> Merchant:
    return make_estate(make_user("Olive"), word="ours").merchant


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_no_door_gives_away_what_is_a_strangers(
    principal: str, client: Client, ours: Merchant, stranger: Estate
) -> None:
    if user := PRINCIPALS[principal](ours):
        sign_in(client, user)
    # What staff see of merchants is their work; those doors are closed to all others, which is tried here.
    doors = [door for door in own_doors() if not (principal == "staff" and door.guard == "staff")]

    assert leaks(client, doors, stranger=stranger) == []


def test_no_key_opens_what_is_a_strangers(ours: Merchant, stranger: Estate, settings: Settings) -> None:
    settings.API_REQUESTS_PER_SECOND = 10_000
    client = Client(headers={"Authorization": f"Bearer {make_key(ours)[1]}"})

    assert leaks(client, own_doors(), stranger=stranger) == []


def test_every_parameter_of_an_address_is_known(stranger: Estate) -> None:
    assert unknown_parameters(own_doors(), stranger.ids) == []


def test_a_new_parameter_is_noticed(stranger: Estate) -> None:
    assert unknown_parameters(own_doors(LEAKY), stranger.ids) == ["bad:new: spaceship_id"]


@override_settings(ROOT_URLCONF=LEAKY)
def test_leaks_are_noticed(client: Client, ours: Merchant, stranger: Estate) -> None:
    sign_in(client, make_user("Olive"))
    doors = [door for door in own_doors(LEAKY) if door.name.startswith("bad:")]

    assert leaks(client, doors, stranger=stranger) == [
        "GET bad:reads answers 200",
        "GET bad:lists shows a stranger's word",
        "POST bad:writes changed something",
    ]
