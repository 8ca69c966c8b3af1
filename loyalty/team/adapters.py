"""How django-allauth meets this product."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Users have no user name; allauth is told not to make one up."""

    def populate_username(self, request: object, user: object) -> None:
        """Nothing to fill in."""
