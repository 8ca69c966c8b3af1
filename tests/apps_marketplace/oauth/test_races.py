"""Codes and refresh tokens used at the same time. Each race has a careless twin without the lock, which loses it."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope

from apps_marketplace.actions import remove_app
from apps_marketplace.actions.moves import lock as lock_installation
from apps_marketplace.models import AccessToken, RefreshToken
from apps_marketplace.oauth.queries import tokens as reads
from tests.apps_marketplace.oauth.cast import Starry, make_shop, make_starry
from tests.cast import MONDAY, make_user
from tests.races import at_once, meeting, wait_until_blocking

pytestmark = pytest.mark.django_db(transaction=True)


def look(_installation_id: int) -> None:
    """In place of the lock: nobody waits for anybody."""


CAREFUL_AND_CARELESS = pytest.mark.parametrize(
    ("lock", "is_careful"),
    [(lock_installation, True), (look, False)],
    ids=["locked", "not locked"],
)


def statuses(answers: list[Any]) -> list[int]:
    return sorted(getattr(answer, "status_code", 500) for answer in answers)


@CAREFUL_AND_CARELESS
def test_of_eight_uses_of_one_refresh_token_one_succeeds_and_the_family_falls(
    lock: Any, is_careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    token = starry.connect(olive, merchant)["refresh_token"]
    monkeypatch.setattr(reads, "lock", lock if is_careful else meeting(8))

    answers = at_once(lambda _n: Starry(starry.app, starry.application, starry.secret).renew(token), times=8)

    assert (statuses(answers) == [200] + [400] * 7) is is_careful
    assert (RefreshToken.objects.filter(revoked=None).count() == 0) is is_careful
    assert (AccessToken.objects.count() == 0) is is_careful


@CAREFUL_AND_CARELESS
def test_of_eight_uses_of_one_code_one_succeeds_and_what_it_gave_falls(
    lock: Any, is_careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    code = starry.code(olive, merchant)
    monkeypatch.setattr(reads, "lock", lock if is_careful else meeting(8))

    answers = at_once(
        lambda _n: Starry(starry.app, starry.application, starry.secret).exchange(code), times=8
    )

    assert (statuses(answers) == [200] + [400] * 7) is is_careful
    assert (AccessToken.objects.count() == 0) is is_careful


@CAREFUL_AND_CARELESS
def test_nothing_that_is_renewed_during_a_removal_outlives_it(
    lock: Any, is_careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    olive, merchant = make_shop()
    starry = make_starry()
    token = starry.connect(olive, merchant)["refresh_token"]
    monkeypatch.setattr(reads, "lock", lock)

    def renew() -> None:
        starry.renew(token)
        connection.close()

    meanwhile = Thread(target=renew)
    with transaction.atomic(), scope(merchant=merchant):
        remove_app(merchant, app="starry", by=make_user("Olive"), at=MONDAY)
        meanwhile.start()
        wait_until_blocking()
    meanwhile.join()

    assert (AccessToken.objects.count() == 0) is is_careful
    assert (RefreshToken.objects.filter(revoked=None).count() == 0) is is_careful
