"""What a friend says who follows an invitation, and what is said to the two."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FriendFacts:
    """`address` is the network address the claim came from, if it came from a browser."""

    email: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class InvitationTexts:
    """`promise` and `share` are for the customer: what they get, and what they send with their link.

    `title` and `message` are what the friend reads who follows it.
    """

    promise: str
    share: str
    title: str
    message: str
