"""The actions that a merchant's rules can be about."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from earning.catalogue import BUILT_IN, EarningAction, Group
from loyalty.merchants.models import Merchant

# Handed in with the addresses: earning runs without the marketplace.
ActionsOfApps = Callable[[Merchant], Sequence[EarningAction]]
Grouped = TypeVar("Grouped")


class Actions:
    """Built-in actions and those of the apps that the merchant has installed."""

    def __init__(self, merchant: Merchant, actions_of_apps: ActionsOfApps) -> None:
        self.all = (*BUILT_IN, *actions_of_apps(merchant))
        self.by_code = {action.code: action for action in self.all}

    def named(self, code: str) -> EarningAction:
        """The action, or a stand-in for one that no installed app brings any more."""
        return self.by_code.get(code) or EarningAction(
            code=code,
            group=Group.STORE,
            name=code,
            explanation=_("The app that brings this action is not installed, so nothing counts towards it."),
            icon="unplug",
        )

    def matching(self, text: str) -> list[EarningAction]:
        """Those with every word of `text` in their name or explanation."""
        words = text.casefold().split()
        return [action for action in self.all if all(word in _words_of(action) for word in words)]


def in_groups(
    items: Iterable[Grouped], group_of: Callable[[Grouped], Group]
) -> list[tuple[Group, list[Grouped]]]:
    """The items under every group, empty ones too, in the groups' own order."""
    found: dict[Group, list[Grouped]] = {group: [] for group in Group}
    for item in items:
        found[group_of(item)].append(item)
    return list(found.items())


def _words_of(action: EarningAction) -> str:
    return f"{action.name} {action.explanation} {action.group.label}".casefold()
