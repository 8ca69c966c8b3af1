"""What workers do about apps."""

from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django_scopes import scope

from apps_marketplace.actions.farewells import settle_farewells
from apps_marketplace.actions.notices import notice_keys, tell_both_sides, tell_unheard, unheard_key
from apps_marketplace.actions.plans import fit_to_plan
from apps_marketplace.models import Farewell, InstallationMove
from apps_marketplace.queries import app_of
from apps_marketplace.queries.staff import misfits
from loyalty.jobs.actions import TryLater, Work
from loyalty.merchants.models import Merchant
from loyalty.team.models import Notice, User


def tell_of_move(work: Work) -> None:
    """Tell both sides of a step, in the product and by e-mail. What was told or mailed before is not told again."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    with scope(merchant=merchant):
        moves = InstallationMove.objects.select_related("merchant", "installation")
        move = moves.get(pk=work.args["move"])
        with transaction.atomic():
            tell_both_sides(move)
        _mail(
            Notice.objects.filter(key__in=notice_keys(move), mailed_at=None).select_related("user"), merchant
        )
        with transaction.atomic():
            work.finish()


def fit_to_plans(work: Work) -> None:
    """Shops follow staff who made an app one for paid plans, or took that back; each in a transaction of its own."""
    by, at = User.objects.get(pk=work.args["by"]), datetime.fromisoformat(work.args["at"])
    for installation in misfits(app_of(work.args["app"])):
        with scope(merchant=installation.merchant), transaction.atomic():
            fit_to_plan(installation, by=by, at=at)
            work.advance(done=work.done + 1)


def settle_ended_farewells(work: Work) -> None:
    """Keep whether apps heard that they were removed."""
    with transaction.atomic():
        settle_farewells(at=now())
        work.finish()


def tell_of_unheard(work: Work) -> None:
    """Tell the team that an app never heard of their wish, in the product and by e-mail."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    with scope(merchant=merchant):
        farewells = Farewell.objects.select_related("merchant", "installation")
        farewell = farewells.get(pk=work.args["farewell"])
        with transaction.atomic():
            tell_unheard(farewell, at=now())
        notices = Notice.objects.filter(key=unheard_key(farewell), mailed_at=None)
        _mail(notices.select_related("user"), merchant)
        with transaction.atomic():
            work.finish()


def _mail(notices: Iterable[Notice], merchant: Merchant) -> None:
    for notice in notices:
        language = settings.LANGUAGE_CODE if notice.is_for_staff else merchant.language
        with translation.override(language):
            text = "\n\n".join(filter(None, [notice.title + ".", notice.text, _where(notice.link)]))
        try:
            send_mail(notice.title, text, None, [notice.user.email])
        except (SMTPException, OSError) as error:
            raise TryLater(_("The mail server takes no e-mail at present.")) from error
        Notice.objects.filter(pk=notice.pk).update(mailed_at=now())


def _where(link: str) -> str:
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{link}"
    return _("Sign in to Grin and look at your notices.")
