"""Signing up, signing in and looking after one's account."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from django import forms
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from loyalty import flows
from loyalty.team.models import User

LABELS: Mapping[str, StrOrPromise] = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
}
MISSING: Mapping[str, StrOrPromise] = {
    "shop_name": _("Give your shop a name."),
    "login": _("Enter your e-mail address."),
    "email": _("Enter your e-mail address."),
    "password": _("Enter your password."),
    "oldpassword": _("Enter your current password."),
    "password1": _("Enter a password."),
    "password2": _("Type the password once more."),
}


class InOurWords:
    """A form of allauth that speaks as the rest of the product does."""

    fields: dict[str, forms.Field]
    labels: ClassVar[Mapping[str, StrOrPromise]] = LABELS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.error_messages["required"] = MISSING.get(name, field.error_messages["required"])
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _("Enter an e-mail address such as ada@example.com.")


class SignupForm(InOurWords, account.SignupForm):  # type: ignore[misc]  # allauth has no types
    """An account and its first merchant in one step."""

    labels = {**LABELS, "password1": _("Password")}
    shop_name = forms.CharField(label=_("Shop name"), max_length=100)
    field_order = ("shop_name", "email", "password1")

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        flows.merchant_signed_up(
            user, name=self.cleaned_data["shop_name"], language=get_language() or "en", at=now()
        )
        return user

    def clean_shop_name(self) -> Any:
        return " ".join(self.cleaned_data["shop_name"].split())


class LoginForm(InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    pass


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    pass


class AddEmailForm(InOurWords, account.AddEmailForm):  # type: ignore[misc]  # allauth has no types
    pass


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    pass


class SetPasswordForm(InOurWords, account.SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    pass


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    pass


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    pass
