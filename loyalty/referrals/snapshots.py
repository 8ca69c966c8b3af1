"""What a friend says who follows an invitation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FriendFacts:
    """`address` is the network address the claim came from, if it came from a browser."""

    email: str
    name: str = ""
    address: str = ""
