"""The actions that a merchant's rules can be about."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from earning.catalogue import BUILT_IN, EarningAction, Group
from earning.queries.catalogue import absent_actions, own_actions, reported_action
from loyalty.merchants.models import Merchant

Grouped = TypeVar("Grouped")


class Actions:
    """Built-in actions, those of the apps that the merchant has installed, and those that they named."""

    def __init__(self, merchant: Merchant) -> None:
        self.all = (*BUILT_IN, *own_actions(merchant))
        self.by_code = {action.code: action for action in self.all}
        self._absent = absent_actions()

    def named(self, code: str) -> EarningAction:
        """The action; one that was there says what is wrong with it, and one that never was has its code as name."""
        return self.by_code.get(code) or self._absent.get(code) or reported_action(code)

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
