"""What kinds of things rules are about, since not every condition can be asked of all of them."""

from enum import Enum, auto

from earning.catalogue import BIRTHDAY, BUILT_IN, BY_CODE, PLACE_ORDER, SIGN_UP, Group


class Occasion(Enum):
    """A click is what nobody confirms; any other activity may be about something that was bought."""

    ORDER = auto()
    JOINING = auto()
    BIRTHDAY = auto()
    CLICK = auto()
    ACTIVITY = auto()


EVERY = frozenset(Occasion)
_OCCASIONS = {
    PLACE_ORDER.code: Occasion.ORDER,
    SIGN_UP.code: Occasion.JOINING,
    BIRTHDAY.code: Occasion.BIRTHDAY,
    **{action.code: Occasion.CLICK for action in BUILT_IN if action.group == Group.SOCIAL},
}


def occasion_of(action: str) -> Occasion:
    """The kind of thing that an action of the catalogue is; those of apps and merchants are activities."""
    return _OCCASIONS.get(action, Occasion.ACTIVITY)


def is_limitable(action: str) -> bool:
    """Whether the rules about an action may have a limit or a cap: some things come once, or once a year."""
    return not (action in BY_CODE and BY_CODE[action].is_once)
