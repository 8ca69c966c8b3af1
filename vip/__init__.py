"""Tiers and the perks that come with them."""
