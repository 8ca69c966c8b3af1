"""Who is told of a step of an installation, and in which words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from apps_marketplace.models import (
    PAUSE_REASONS,
    AppChange,
    Farewell,
    InstallationMove,
    InstallationState,
    Pause,
)
from apps_marketplace.queries import app_of
from loyalty.merchants.models import Merchant
from loyalty.team.actions import tell
from loyalty.team.models import Membership, User
from loyalty.team.permissions import CHANGERS

S = InstallationState


class Words(NamedTuple):
    """What each side reads: `%(app)s` and `%(shop)s` are filled in, and what was said along with it follows."""

    merchant: StrOrPromise
    staff: StrOrPromise


WORDS: Mapping[tuple[str, str], Words] = {
    (S.REQUESTED, S.WAITING): Words(
        _("The install of %(app)s waits for approval"), _("%(shop)s asks to install %(app)s")
    ),
    (S.ASKED, S.WAITING): Words(
        _("The question about %(app)s was answered"), _("%(shop)s answered about %(app)s")
    ),
    ("", S.ASKED): Words(_("A question about the install of %(app)s"), _("%(shop)s was asked about %(app)s")),
    ("", S.APPROVED): Words(
        _("%(app)s was approved: connect it now"), _("%(app)s was approved for %(shop)s")
    ),
    ("", S.DECLINED): Words(_("The install of %(app)s was declined"), _("%(app)s was declined for %(shop)s")),
    (S.PAUSED, S.PAUSED): Words(_("%(app)s stays paused"), _("%(app)s stays paused at %(shop)s")),
    (S.PAUSED, S.CONNECTED): Words(_("%(app)s goes on"), _("%(app)s goes on at %(shop)s")),
}
PAUSED: Mapping[str, Words] = {
    Pause.MERCHANT: Words(_("%(app)s is paused and needs you"), _("%(app)s is paused at %(shop)s")),
    Pause.CONSENT: Words(
        _("%(app)s is paused: authorize it again"), _("%(app)s waits for consent at %(shop)s")
    ),
    Pause.STAFF: Words(_("Staff paused %(app)s"), _("%(app)s was paused by staff at %(shop)s")),
    Pause.PLAN: Words(
        _("%(app)s is paused: it needs a paid plan"),
        _("%(app)s is paused at %(shop)s for want of a paid plan"),
    ),
}


UNHEARD = _("%(app)s could not be asked to delete customer data")
# By whether there is somebody to write to.
UNHEARD_BY: Mapping[bool, StrOrPromise] = {
    True: _("It could not be reached. Write to its support and ask there: %(support)s"),
    False: _("It could not be reached. Ask whoever runs it."),
}


def words_of(before: str, after: str, *, cause: str = "") -> Words | None:
    """What is said of this step; None for one that nobody needs to be told of, such as an install without approval."""
    if (before, after) == (S.REQUESTED, S.APPROVED):
        return None
    return WORDS.get((before, after)) or WORDS.get(("", after)) or PAUSED.get(cause)


def notice_keys(move: InstallationMove) -> tuple[str, str]:
    """The keys of what the merchant's team and the staff are told of this step."""
    return f"install-{move.pk}", f"staff-install-{move.pk}"


def tell_both_sides(move: InstallationMove) -> None:
    """Owners and admins of the shop, and the staff, have a notice of the step. Twice is once.

    Whoever took the step is not told, nor the other staff of what follows from a policy, shop by shop. The shop reads
    its own language, the staff the installation's.
    """
    words = words_of(move.before, move.after, cause=move.cause)
    if words is None:
        return
    merchant, (own, theirs) = move.merchant, notice_keys(move)
    app = app_of(move.installation.app)
    told = {"app": app.name, "shop": merchant.name}
    _tell(
        _team(merchant, but=move.actor_id),
        title=_said(words.merchant, told, language=merchant.language),
        text=move.why,
        key=own,
        link=reverse("apps:detail", args=[app.slug]),
        move=move,
    )
    _tell(
        _staff(but=move.actor_id) if not _follows_policy(move) else [],
        title=_said(words.staff, told, language=settings.LANGUAGE_CODE),
        text=_why(move, language=settings.LANGUAGE_CODE),
        key=theirs,
        link=reverse("staff:approval", args=[move.installation_id]),
        move=move,
        is_for_staff=True,
    )


def tell_unheard(farewell: Farewell, *, at: datetime) -> None:
    """Owners and admins have a notice that the app never heard of their wish. Twice is once."""
    merchant, app = farewell.merchant, app_of(farewell.installation.app)
    told = {"app": app.name, "support": app.support}
    sentence = UNHEARD_BY[bool(app.support)]
    tell(
        _team(merchant, but=None),
        title=_said(UNHEARD, told, language=merchant.language),
        text=_said(sentence, told, language=merchant.language),
        key=unheard_key(farewell),
        link=reverse("apps:detail", args=[app.slug]),
        merchant=merchant,
        at=at,
    )


def unheard_key(farewell: Farewell) -> str:
    """The key of what the merchant's team is told of it."""
    return f"unheard-{farewell.pk}"


def _tell(
    users: Iterable[User],
    *,
    title: str,
    text: str,
    key: str,
    link: str,
    move: InstallationMove,
    is_for_staff: bool = False,
) -> None:
    tell(
        users,
        title=title,
        text=text,
        key=key,
        link=link,
        merchant=move.merchant,
        at=move.at,
        is_for_staff=is_for_staff,
    )


def _team(merchant: Merchant, *, but: int | None) -> Sequence[User]:
    members = Membership.objects.filter(merchant=merchant, role__in=CHANGERS, user__is_active=True)
    return [one.user for one in members.exclude(user=but).select_related("user").order_by("pk")]


def _staff(*, but: int | None) -> Sequence[User]:
    return [one for one in User.objects.filter(is_staff=True, is_active=True) if one.pk != but]


def _follows_policy(move: InstallationMove) -> bool:
    """Whether it was taken at all shops at once: then it happened when the app's policy was set."""
    changes = AppChange.objects.filter(app__slug=move.installation.app, action="policy_set", at=move.at)
    return move.actor_id is not None and changes.filter(actor=move.actor_id).exists()


def _said(sentence: StrOrPromise, told: Mapping[str, str], *, language: str) -> str:
    with translation.override(language):
        return str(sentence) % told


def _why(move: InstallationMove, *, language: str) -> str:
    """What a person wrote, as it is; a reason of ours in this language."""
    return (
        _said(PAUSE_REASONS[move.cause], {}, language=language) if move.cause in PAUSE_REASONS else move.why
    )
