"""What a friend sees who follows an invitation."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.referrals.forms import FriendForm
from loyalty.referrals.models import Referral, ReferralProgram, ReferralState
from loyalty.referrals.queries import advocate_of, invitation_texts, read_code, referral_program
from loyalty.referrals.snapshots import FriendFacts
from loyalty.rewards.models import Coupon
from loyalty.team.permissions import public

PARAMETER = "referral_code"


@require_http_methods(["GET", "HEAD", "POST"])
@public
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """On to the merchant's landing page, which learns the code; without one, to a page of our own."""
    merchant_id, own_code = read_code(code)
    merchant = Merchant.objects.filter(pk=merchant_id).first()
    if merchant is None:
        raise Http404
    with scope(merchant=merchant), translation.override(_language(request, merchant)):
        advocate, program = advocate_of(own_code), referral_program(merchant.pk)
        if advocate is None or program is None or not program.is_on:
            raise Http404
        if program.landing_url:
            return _remembering(redirect(_landing(program.landing_url, code)), code, program)
        return _welcome(request, code, merchant=merchant, advocate=advocate, program=program)


def _welcome(
    request: HttpRequest, code: str, *, merchant: Merchant, advocate: Customer, program: ReferralProgram
) -> HttpResponse:
    form = FriendForm(request.POST or None)
    referral: Referral | None = None
    if form.is_valid():
        friend = FriendFacts(address=get_adapter(request).get_client_ip(request) or "", **form.cleaned_data)
        try:
            referral = flows.referral_claimed(advocate, friend=friend, merchant=merchant, at=now())
        except Refused as refusal:
            form.add_error("email", str(refusal))
    context = {
        "code": code,
        "merchant": merchant,
        "texts": invitation_texts(
            program, name=advocate.first_name, merchant=merchant, language=get_language() or merchant.language
        ),
        "form": form,
        "coupon": _coupon(referral) if referral else None,
        "is_welcome": referral is not None and referral.state != ReferralState.BLOCKED,
        "is_refused": referral is not None and referral.state == ReferralState.BLOCKED,
    }
    return _remembering(render(request, "referrals/invitation.html", context), code, program)


def _language(request: HttpRequest, merchant: Merchant) -> str:
    """The first that the friend's browser asks for and we know; else the merchant's."""
    read = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    asked = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), *(code for code, _weight in read)]
    known = dict(settings.LANGUAGES)
    return next((short for code in asked if (short := code.partition("-")[0]) in known), merchant.language)


def _coupon(referral: Referral) -> Coupon | None:
    return Coupon.objects.filter(customer=referral.friend_id, key=f"referral-{referral.pk}-friend").first()


def _landing(url: str, code: str) -> str:
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode({PARAMETER: code})) if part)
    return urlunsplit(parts._replace(query=query))


def _remembering(answer: HttpResponse, code: str, program: ReferralProgram) -> HttpResponse:
    """The visit is remembered for as long as the merchant says; scripts cannot read it."""
    if program.remember_days:
        answer.set_cookie(
            PARAMETER,
            code,
            max_age=timedelta(days=program.remember_days),
            httponly=True,
            samesite="Lax",
        )
    return answer
