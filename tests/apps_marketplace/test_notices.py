"""Both sides are told of each step that concerns them: in the product, by e-mail, in their language."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from django_scopes import scope
from pytest_django import Settings

from apps_marketplace.actions import pause_app, request_install
from apps_marketplace.actions.pauses import hold
from apps_marketplace.models import InstallationState, Pause
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant
from loyalty.team.models import Notice, Role
from tests.apps_marketplace.cast import CM_COMMERCE, install_app, make_app, make_paying_merchant
from tests.cast import MONDAY, make_colleague, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db

S = InstallationState


def told(merchant: Merchant) -> set[tuple[str, str]]:
    """Who has been told what since the last look."""
    run_due()
    with scope(merchant=merchant):
        notices = Notice.objects.select_related("user")
        found = {(notice.user.name, notice.title) for notice in notices}
        notices.all().delete()
    return found


def test_a_request_is_told_to_the_staff_and_to_the_team() -> None:
    merchant = make_paying_merchant(name="Oils")
    make_staff()
    make_colleague(merchant, role=Role.ADMIN, name="Anna")
    make_colleague(merchant, role=Role.VIEWER, name="Viola")

    with scope(merchant=merchant):
        request_install(merchant, app=CM_COMMERCE, by=make_user("Olive"), at=MONDAY)

    assert told(merchant) == {
        ("Greta", "Oils asks to install CM Commerce"),
        ("Anna", "The install of CM Commerce waits for approval"),
        ("Olive", "The install of CM Commerce waits for approval"),
    }


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            S.ASKED,
            {
                ("Olive", "A question about the install of CM Commerce"),
                ("Gustav", "Oils was asked about CM Commerce"),
            },
        ),
        (
            S.DECLINED,
            {
                ("Olive", "The install of CM Commerce was declined"),
                ("Gustav", "CM Commerce was declined for Oils"),
            },
        ),
        (
            S.APPROVED,
            {
                ("Olive", "CM Commerce was approved: connect it now"),
                ("Gustav", "CM Commerce was approved for Oils"),
            },
        ),
    ],
)
def test_a_decision_is_told_to_all_but_who_made_it(state: str, expected: set[tuple[str, str]]) -> None:
    merchant = make_paying_merchant(name="Oils")
    make_staff("Gustav")
    install_app(merchant, state=state)

    titles = {title for _who, title in expected}
    assert {pair for pair in told(merchant) if pair[1] in titles} == expected


def test_a_pause_is_told_with_its_reason_by_e_mail_too(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://grin.example.com"
    merchant = make_paying_merchant(name="Oils")
    installation = install_app(merchant)
    run_due()
    mail.outbox.clear()

    with scope(merchant=merchant):
        pause_app(installation, why="Its key was refused.", at=MONDAY)
    run_due()

    letters = {letter.to[0]: (letter.subject, letter.body) for letter in mail.outbox}
    assert letters["olive@example.com"] == (
        "CM Commerce is paused and needs you",
        "CM Commerce is paused and needs you.\n\nIts key was refused.\n\n"
        f"https://grin.example.com/apps/{CM_COMMERCE}/",
    )
    assert letters["greta@example.com"][1].endswith(
        f"https://grin.example.com/staff/approvals/{installation.pk}/"
    )


def test_an_install_without_approval_is_told_to_nobody() -> None:
    make_app(approval="never")
    merchant = make_paying_merchant()
    make_staff()

    with scope(merchant=merchant):
        request_install(merchant, app="starry", by=make_user("Olive"), at=MONDAY)

    assert told(merchant) == set()


def test_the_shop_reads_its_own_language() -> None:
    merchant = make_paying_merchant(language="sv")
    with translation.override("sv"):
        expected = translation.gettext("The install of %(app)s was declined") % {"app": "CM Commerce"}
    install_app(merchant, state=S.DECLINED)

    assert ("Olive", expected) in told(merchant)


def test_staff_read_why_an_app_is_paused_in_their_own_language() -> None:
    make_staff()
    installation = install_app(make_paying_merchant(language="sv"))
    run_due()

    with scope(merchant=installation.merchant):
        hold(installation, Pause.PLAN, why="Den kräver mer.", at=MONDAY)
        run_due()
        said = set(Notice.objects.filter(text__gt="").values_list("is_for_staff", "text"))

    assert said == {
        (False, "Den kräver mer."),
        (True, "It is for paid plans, and the shop is on the free one."),
    }


def test_telling_twice_mails_once() -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.DECLINED)
    run_due()
    sent = len(mail.outbox)

    Job.objects.filter(kind="apps.tell").update(state="pending", attempts=0, finished_at=None)
    run_due()

    assert sent
    assert len(mail.outbox) == sent
    with scope(merchant=merchant):
        assert Notice.objects.count() == sent


def test_the_bell_counts_what_is_unread_until_it_is_read(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.DECLINED)
    run_due()
    sign_in(client, make_user())

    page = client.get("/team/notices/").content.decode()
    before = client.get("/apps/").context["shell"]["unread"]
    client.post("/team/notices/read/")

    assert "The install of CM Commerce was declined" in page
    assert "Not yet." in page
    assert before == 2
    assert client.get("/apps/").context["shell"]["unread"] == 0


def test_notices_of_others_are_not_seen(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.DECLINED)
    run_due()

    viewer = sign_in(client, make_colleague(merchant, role=Role.VIEWER))
    seen_by_viewer = list(viewer.get("/team/notices/").context["page"].rows)
    seen_by_staff = [
        notice.is_for_staff
        for notice in sign_in(Client(), make_staff()).get("/team/notices/").context["page"].rows
    ]

    assert seen_by_viewer == []
    assert seen_by_staff == [True]


def test_who_is_no_longer_staff_reads_no_notices_of_the_staff(client: Client) -> None:
    merchant = make_paying_merchant()
    install_app(merchant, state=S.WAITING)
    run_due()
    greta = make_staff()
    greta.is_staff = False
    greta.save(update_fields=["is_staff"])

    assert list(sign_in(client, greta).get("/team/notices/").context["page"].rows) == []
