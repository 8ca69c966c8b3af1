"""What the team is told without asking."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from loyalty.jobs.actions import TryLater, Work
from loyalty.merchants.models import Merchant
from loyalty.team.models import Membership, Role
from loyalty.webhooks.models import Endpoint


def tell_team(work: Work) -> None:
    """An e-mail to owners and admins: a webhook was turned off, and why."""
    endpoint = Endpoint.objects.filter(pk=work.args["endpoint_id"]).first()
    if endpoint is None or endpoint.is_active:
        return
    merchant = Merchant.objects.get(pk=endpoint.merchant_id)
    members = Membership.objects.filter(role__in=(Role.OWNER, Role.ADMIN)).select_related("user")
    with translation.override(merchant.language):
        mail = EmailMessage(
            _("A webhook was turned off"),
            _letter(endpoint, merchant),
            bcc=[member.user.email for member in members],
        )
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        raise TryLater(_("The mail server takes no e-mail at present.")) from error


def _letter(endpoint: Endpoint, merchant: Merchant) -> str:
    named = {"name": merchant.name, "url": endpoint.url}
    lines = (
        _("Nothing is sent to this webhook of %(name)s any more: %(url)s") % named,
        f"{endpoint.get_disabled_why_display()}.",
        _(
            "When the receiver works again, resume the webhook here. What failed before can then be sent again."
        ),
        settings.SITE_URL + reverse("webhooks:endpoint", args=[endpoint.pk]),
    )
    return "\n\n".join(lines)
