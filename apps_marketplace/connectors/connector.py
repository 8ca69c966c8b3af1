"""The facts of a provider: what it is called, and what it brings."""

from typing import ClassVar

from earning.catalogue import EarningAction


class Connector:
    """One provider. `slug` names its installations and, with underscores, its folder here."""

    slug: ClassVar[str]
    name: ClassVar[str]
    actions: ClassVar[tuple[EarningAction, ...]] = ()
