"""What the team is told without asking."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from loyalty.jobs.actions import Work
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
            subject=_("A webhook was turned off"),
            body=render_to_string(
                "webhooks/turned_off_email.txt",
                {"endpoint": endpoint, "merchant": merchant, "site": settings.SITE_URL},
            ),
            bcc=[member.user.email for member in members],
        )
    mail.send()
