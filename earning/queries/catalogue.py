"""The actions that a merchant's rules can be about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from earning.catalogue import BY_CODE, EarningAction, Group, Unit
from earning.models import BroughtAction, CustomAction
from loyalty.merchants.models import Merchant


def own_actions(merchant: Merchant) -> tuple[EarningAction, ...]:
    """What the merchant's rules can be about besides what is built in: of installed apps, and what they named."""
    brought = BroughtAction.objects.filter(merchant=merchant, is_available=True).order_by("source", "pk")
    named = CustomAction.objects.filter(merchant=merchant, archived_at=None).order_by("name", "pk")
    return (*map(action_of_app, brought), *map(action_of_merchant, named))


def absent_actions() -> dict[str, EarningAction]:
    """By code those that were there and give nothing now, each with the reason. Two queries."""
    withdrawn = [_withdrawn(one) for one in BroughtAction.objects.filter(is_available=False)]
    return {action.code: action for action in (*withdrawn, *archived_actions())}


def archived_actions() -> list[EarningAction]:
    """The merchant's own that were archived, by name."""
    archived = CustomAction.objects.filter(archived_at__isnull=False).order_by("name", "pk")
    return [_archived(one) for one in archived]


def present_codes() -> set[str]:
    """The actions that something can count towards now; of others their rules give nothing. Two queries."""
    brought = BroughtAction.objects.filter(is_available=True).values_list("token", flat=True)
    named = CustomAction.objects.filter(archived_at=None).values_list("token", flat=True)
    return {*BY_CODE, *brought, *named}


def units_of(codes: Iterable[str]) -> dict[str, Unit]:
    """By what activities of these actions are counted. One query where some are not built in."""
    asked = set(codes)
    others = asked - BY_CODE.keys()
    brought = BroughtAction.objects.filter(token__in=others).values_list("token", "unit") if others else ()
    return {code: BY_CODE[code].unit for code in asked & BY_CODE.keys()} | {
        token: Unit(unit) for token, unit in brought
    }


def names_of(codes: Iterable[str]) -> dict[str, StrOrPromise]:
    """What people call each of these actions, whether or not it can still be done. Two queries for any not built in."""
    asked = set(codes)
    names: dict[str, StrOrPromise] = {code: BY_CODE[code].name if code in BY_CODE else code for code in asked}
    if others := asked - BY_CODE.keys():
        brought = map(action_of_app, BroughtAction.objects.filter(token__in=others))
        named = map(action_of_merchant, CustomAction.objects.filter(token__in=others))
        names |= {action.code: action.name for action in (*brought, *named)}
    return names


def action_of_app(brought: BroughtAction) -> EarningAction:
    """The facts of an action that an app brings, in the language of the page."""
    texts = _in_language(brought.texts)
    return EarningAction(
        code=brought.token,
        group=Group.STORE,
        name=texts["name"],
        explanation=texts["explanation"],
        icon=brought.icon,
        before=texts["before"],
        after=texts["after"],
        unit=Unit(brought.unit),
        app=brought.source,
    )


def action_of_merchant(named: CustomAction) -> EarningAction:
    """The facts of an action that the merchant named."""
    return EarningAction(
        code=named.token,
        group=Group.STORE,
        name=named.name,
        explanation=named.text_before or _("Your own action. Your site reports it."),
        icon="sparkles",
        before=named.text_before or named.name,
        after=named.text_after or named.name,
        link=named.link,
        custom_id=named.pk,
    )


def reported_action(code: str) -> EarningAction:
    """A stand-in for an action that nobody ever described: what is reported of it is kept and gives nothing."""
    return EarningAction(
        code=code,
        group=Group.STORE,
        name=code,
        explanation=_("The app that brings this action is not installed, so nothing counts towards it."),
        icon="unplug",
        absence=_("App not installed"),
    )


def _in_language(texts: Mapping[str, dict[str, str]]) -> dict[str, str]:
    return texts.get(get_language() or "") or next(iter(texts.values()))


def _withdrawn(brought: BroughtAction) -> EarningAction:
    return replace(
        action_of_app(brought),
        explanation=_("The app that brings this action is not installed, so nothing counts towards it."),
        icon="unplug",
        absence=_("App not installed"),
    )


def _archived(named: CustomAction) -> EarningAction:
    return replace(
        action_of_merchant(named),
        explanation=_("This action is archived, so nothing counts towards it."),
        icon="archive",
        absence=_("Action archived"),
    )
