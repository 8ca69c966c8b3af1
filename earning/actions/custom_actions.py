"""Actions that a merchant names: what their own site reports, and rules give points for."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from earning.actions.rulesets import publish_ruleset
from earning.catalogue import BY_CODE
from earning.models import PLAIN_NAME, CustomAction
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant

LONGEST = {"name": 60, "token": 60, "text_before": 120, "text_after": 120, "link": 500}


class InvalidAction(Refused):
    """`field` names what is wrong, `reason` says it."""

    code = "invalid_action"
    message = _("%(reason)s")


class TokenTaken(Refused):
    code = "token_taken"
    message = _("Another action has this token already. Choose one that is not taken.")

    def __init__(self) -> None:
        super().__init__(field="token")


class ActionInUse(Refused):
    code = "action_in_use"
    message = _("There are rules about this action, so it cannot be deleted. Archive it instead.")


@dataclass(frozen=True, slots=True)
class ActionTerms:
    """What a merchant says of an action. Senders report it by its `token`; customers may follow the `link`."""

    name: str
    token: str
    text_before: str = ""
    text_after: str = ""
    link: str = ""


@transaction.atomic
def define_action(merchant: Merchant, *, terms: ActionTerms, at: datetime) -> CustomAction:
    """An action that rules can be about; those that waited for it count from now on.

    Refuses (`InvalidAction`, `TokenTaken`) what makes no sense.
    """
    _check(terms)
    if terms.token in BY_CODE:
        raise TokenTaken
    try:
        with transaction.atomic():
            action = CustomAction.objects.create(merchant=merchant, created_at=at, **asdict(terms))
    except IntegrityError as error:
        raise TokenTaken from error
    publish_ruleset(merchant, at=at)
    return action


@transaction.atomic
def change_action(action: CustomAction, *, terms: ActionTerms) -> None:
    """The action says this from now on. Its token stays: senders and rules know it by that."""
    _check(terms)
    if terms.token != action.token:
        raise InvalidAction(field="token", reason=str(_("A token cannot be changed.")))
    CustomAction.objects.filter(pk=action.pk).update(**asdict(terms))


@transaction.atomic
def archive_action(action: CustomAction, *, at: datetime) -> None:
    """Nothing counts towards the action from now on, and no rule can be made about it, until it is restored."""
    CustomAction.objects.filter(pk=action.pk, archived_at=None).update(archived_at=at)
    publish_ruleset(action.merchant, at=at)


@transaction.atomic
def restore_action(action: CustomAction, *, at: datetime) -> None:
    """The action and its rules count again from now on."""
    CustomAction.objects.filter(pk=action.pk).update(archived_at=None)
    publish_ruleset(action.merchant, at=at)


def delete_action(action: CustomAction) -> None:
    """The action is gone, and its token free. Refused as `ActionInUse` while there are rules about it."""
    try:
        with transaction.atomic():
            CustomAction.objects.filter(pk=action.pk).delete()
    except (ProtectedError, IntegrityError) as error:
        raise ActionInUse from error


def _check(terms: ActionTerms) -> None:
    for field, longest in LONGEST.items():
        if len(getattr(terms, field)) > longest:
            raise InvalidAction(
                field=field, reason=str(_("Use at most %(most)d characters.") % {"most": longest})
            )
    if not terms.name.strip():
        raise InvalidAction(field="name", reason=str(_("Give the action a name.")))
    if not re.fullmatch(PLAIN_NAME, terms.token):
        reason = _("Use small letters, digits and single hyphens or underscores, such as visit-store.")
        raise InvalidAction(field="token", reason=str(reason))
    if terms.link:
        _check_link(terms.link)


def _check_link(link: str) -> None:
    try:
        URLValidator(schemes=["https", "http"])(link)
    except ValidationError as error:
        reason = _("Enter a whole address, such as https://example.com/quiz.")
        raise InvalidAction(field="link", reason=str(reason)) from error
