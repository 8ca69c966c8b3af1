"""The facts of a provider: what it is called, and what it brings."""

from typing import ClassVar

from earning.catalogue import EarningAction


class Connector:
    """One provider. `slug` names its folder here and its installations."""

    slug: ClassVar[str]
    name: ClassVar[str]
    actions: ClassVar[tuple[EarningAction, ...]] = ()
