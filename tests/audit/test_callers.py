"""What a program changes is written down with the program's name."""

import pytest
from django.test import Client
from django_scopes import scope

from loyalty.audit.models import AuditEvent
from loyalty.audit.queries import events_about
from tests.api.cast import Caller
from tests.cast import make_customer, make_merchant, make_user, sign_in

pytestmark = pytest.mark.django_db


def test_the_program_that_changed_something_is_named(client: Client) -> None:
    merchant = make_merchant()
    ada = make_customer(merchant)

    answer = Caller(merchant).post(f"customers/{ada.pk}/exclude", {"reason": "Asked to"})

    assert answer.status_code == 200
    with scope(merchant=merchant):
        event = AuditEvent.objects.get(action="customer.excluded")
        assert (event.caller, event.actor, event.door) == (
            "A program",
            None,
            f"POST /v1/customers/{ada.pk}/exclude",
        )
        assert list(events_about("program")) == [event]
    assert "A program" in sign_in(client, make_user("Olive")).get("/settings/audit/").text
