"""What happens when: the programme's journeys, each written once, in order."""

from loyalty.flows.signing_up import merchant_signed_up

__all__ = ["merchant_signed_up"]
