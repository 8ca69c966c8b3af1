"""How django-allauth meets this product."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

WRONG_CODE = _("This code is wrong or too old. Enter the one that is shown now.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Users have no user name; allauth is told not to make one up, and speaks as the rest of the product does."""

    error_messages: ClassVar[dict[str, StrOrPromise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off."),
        "cannot_remove_primary_email": _(
            "This is the address you sign in with. Make another one primary first."
        ),
        "duplicate_email": _("This address is yours already."),
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "email_taken": _("Somebody has an account with this address already."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts have failed. Wait a few minutes, then try again."),
        "unverified_primary_email": _("Confirm the address first; we sent a link to it."),
        "rate_limited": _("That was too often. Wait a few minutes, then try again."),
    }

    def populate_username(self, request: object, user: object) -> None:
        """Nothing to fill in."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar[dict[str, StrOrPromise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("Confirm your e-mail address first, so that you cannot lock yourself out."),
    }
