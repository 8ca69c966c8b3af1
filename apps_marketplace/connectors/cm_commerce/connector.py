from datetime import date

from django.utils.translation import gettext_lazy as _

from apps_marketplace.connectors.connector import Connector
from apps_marketplace.models import Approval, Category
from apps_marketplace.snapshots import AppKind, AppVersion, CustomerProperty, Shot
from earning.catalogue import EarningAction, Group, Unit


class CmCommerce(Connector):
    slug = "cm-commerce"
    name = "CM Commerce"
    kind = AppKind.OAUTH
    category = Category.REVIEWS
    tagline = _("Points for reviews, and points in your e-mails")
    description = _(
        "CM Commerce, once Conversio, asks customers for a review after they bought something, and sends e-mails"
        " that fit what they bought. With this app a review earns points, and e-mails can name a customer's"
        " points, VIP tier and referral link, go to those with many points, or come for a birthday."
    )
    logo = "img/apps/cm-commerce.svg"
    scopes = ("customer:read", "activity:write")
    approval = Approval.ALWAYS
    actions = (
        EarningAction(
            code="cm-commerce/review",
            group=Group.STORE,
            name=_("CM Commerce: Review a purchased product"),
            explanation=_("Points for a review that a customer leaves after a purchase."),
            icon="star",
            unit=Unit.SENDER,
            app="cm-commerce",
        ),
    )
    properties = (
        CustomerProperty(_("Point Balance"), _("How many points the customer has.")),
        CustomerProperty(_("Referral URL"), _("The link with which the customer invites friends.")),
        CustomerProperty(
            _("VIP Tier"),
            _("The customer's tier, if you run a VIP programme. CM Commerce keeps it for 10 minutes."),
        ),
    )
    screenshots = (
        Shot(
            "img/apps/cm-commerce/reviews.png",
            _("The review settings: a review counts once for each order or once for each product."),
        ),
        Shot(
            "img/apps/cm-commerce/e-mails.png",
            _("The e-mail builder: a customer’s points and referral link stand in the preview."),
        ),
        Shot(
            "img/apps/cm-commerce/customers.png",
            _("Customers with their points, VIP tier and referral link, by segment."),
        ),
    )
    steps = (
        _("Choose Install. Once the install is approved, choose Authorize."),
        _("Sign in to CM Commerce. It shows that your account is connected, and fetches your customers."),
        _(
            "Add the earning rule “CM Commerce: Review a purchased product” and say how many points a review gives."
        ),
        _("In the review settings of CM Commerce, choose whether each order or each product counts."),
    )
    support = "help@conversio.com"
    clears_on_removal = True
    versions = (
        AppVersion(
            "1.0", date(2026, 11, 22), _("Reviews earn points; three variables for e-mails; birthdays.")
        ),
    )
