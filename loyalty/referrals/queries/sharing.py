"""What a customer and a friend read of an invitation, in their language."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import ReferralProgram
from loyalty.referrals.snapshots import InvitationTexts
from loyalty.rewards.models import Reward
from loyalty.ui.formats import format_money, format_points


def invitation_texts(
    program: ReferralProgram, *, name: str, merchant: Merchant, language: str
) -> InvitationTexts:
    """The merchant's own words in that language, and ours where there are none. `name` is who invites."""
    own = program.texts.get(language, {})
    with translation.override(language):
        gift = _named(program.friend_reward, language)
        ours = {
            "share": _share(gift, shop=merchant.name),
            "title": _("%(name)s invites you") % {"name": name or merchant.name},
            "message": _message(gift, shop=merchant.name),
        }
        said = {part: own.get(part) or text for part, text in ours.items()}
        return InvitationTexts(promise=_promise(program, merchant, language), **said)


def shared_texts(customer: Customer, program: ReferralProgram) -> InvitationTexts:
    """What this customer shares, and a friend reads who has the same language."""
    merchant, spoken = customer.merchant, customer.language.partition("-")[0]
    language = spoken if spoken in dict(settings.LANGUAGES) else merchant.language
    return invitation_texts(program, name=customer.first_name, merchant=merchant, language=language)


def _share(gift: str, *, shop: str) -> str:
    if gift:
        return _("I shop at %(shop)s. Follow my link and get this: %(gift)s.") % {"shop": shop, "gift": gift}
    return _("I shop at %(shop)s and like it. Have a look.") % {"shop": shop}


def _message(gift: str, *, shop: str) -> str:
    if gift:
        return _("Leave your address and get this at %(shop)s: %(gift)s.") % {"shop": shop, "gift": gift}
    return _("Leave your address, and %(shop)s knows who sent you.") % {"shop": shop}


def _promise(program: ReferralProgram, merchant: Merchant, language: str) -> str:
    """What the customer who invites is told; nothing as long as nothing is promised."""
    gift = _gift(program, language)
    if not gift:
        return ""
    if not program.min_order_cents:
        return _("You get this once a friend has bought something: %(gift)s.") % {"gift": gift}
    least = format_money(program.min_order_cents, merchant.currency)
    return _("You get this once a friend has bought for at least %(least)s: %(gift)s.") % {
        "least": least,
        "gift": gift,
    }


def _gift(program: ReferralProgram, language: str) -> str:
    points = program.advocate_points
    if not points:
        return _named(program.advocate_reward, language)
    return ngettext("%(points)s point", "%(points)s points", points) % {"points": format_points(points)}


def _named(reward: Reward | None, language: str) -> str:
    """What the reward is called in that language."""
    return str(reward.texts.get(language, {}).get("name") or reward.name) if reward else ""
