"""What the installation's staff decide about installs, and what merchants answer them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps_marketplace.actions.moves import CannotMove, lock, move
from apps_marketplace.models import Approval, Installation, InstallationState
from apps_marketplace.queries import moves_of
from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.team.models import User

MOST_LETTERS = 500


class WordsMissing(Refused):
    code = "words_missing"
    message = _("Write a sentence for the other side.")


class TooManyWords(Refused):
    code = "too_many_words"
    message = _("Use at most 500 characters.")


def approve_install(installation: Installation, *, by: User, at: datetime, note: str = "") -> Installation:
    """The merchant may authorize the app. Twice is once. Refuses (`CannotMove`) what is not waiting."""
    return move(installation, InstallationState.APPROVED, by=by, at=at, why=_short(note))


def decline_install(installation: Installation, *, by: User, at: datetime, reason: str) -> Installation:
    """The app is not installed, and the merchant reads why. Refuses a blank `reason` (`WordsMissing`)."""
    return move(installation, InstallationState.DECLINED, by=by, at=at, why=said(reason))


@transaction.atomic
def ask_about_install(installation: Installation, *, by: User, at: datetime, question: str) -> Installation:
    """The install waits for the merchant's answer. The same question twice is one."""
    question, locked = said(question), lock(installation.pk)
    if locked.state == InstallationState.ASKED and moves_of(locked)[0].why == question:
        return locked
    return move(locked, InstallationState.ASKED, by=by, at=at, why=question)


@transaction.atomic
def answer_question(installation: Installation, *, by: User, at: datetime, answer: str) -> Installation:
    """The install waits for staff again, who read the answer. The same answer twice is one.

    Refuses (`CannotMove`) where nothing was asked.
    """
    answer, locked = said(answer), lock(installation.pk)
    if locked.state == InstallationState.WAITING and moves_of(locked)[0].why == answer:
        return locked
    if locked.state != InstallationState.ASKED:
        raise CannotMove(state=locked.get_state_display())
    return move(locked, InstallationState.WAITING, by=by, at=at, why=answer)


@transaction.atomic
def set_install_policy(installation: Installation, *, approval: str, by: User, at: datetime) -> Installation:
    """Whether staff look at the next install of this app by this merchant; blank: as for all merchants."""
    locked = lock(installation.pk)
    before, locked.approval = locked.approval, Approval(approval) if approval else ""
    if before != locked.approval:
        locked.save(update_fields=["approval"])
        record(
            "installation.policy_set",
            subject="installation",
            subject_id=locked.pk,
            merchant_id=locked.merchant_id,
            actor=by,
            at=at,
            before={"approval": before},
            after={"approval": locked.approval},
        )
    return locked


def said(words: str) -> str:
    """The words, without what stands around them. Refuses none (`WordsMissing`) and more than 500 characters."""
    if not words.strip():
        raise WordsMissing
    return _short(words)


def _short(words: str) -> str:
    words = words.strip()
    if len(words) > MOST_LETTERS:
        raise TooManyWords
    return words
